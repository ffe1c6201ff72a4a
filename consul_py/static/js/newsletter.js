// The newsletter's desk: a preview while one writes, blocks at the cursor, numbers that follow the sending.

const PREVIEW_MS = 700;
const LIVE_MS = 3000;

async function fetched(address, options) {
  try {
    const answer = await fetch(address, { credentials: "same-origin", ...options });
    return answer.ok ? await answer.text() : null;
  } catch {
    return null; // without a network the page stays as it is
  }
}

// ── Preview: the server draws both parts, it alone decides what is allowed.
for (const box of document.querySelectorAll("[data-issue-preview]")) {
  const form = box.closest("form");
  const fields = form.elements;
  let timer = 0;
  let asked = 0;
  const draw = async () => {
    const body = new FormData();
    for (const name of ["csrf_token", "title", "source"]) body.set(name, fields[name].value);
    body.set("language", box.dataset.language);
    const mine = ++asked;
    const open = box.querySelector("details")?.open;
    const html = await fetched(box.dataset.issuePreview, { method: "POST", body });
    if (html === null || mine !== asked) return; // a later answer is on its way
    box.innerHTML = html;
    const details = box.querySelector("details");
    if (details && open) details.open = true;
  };
  const soon = () => {
    clearTimeout(timer);
    timer = setTimeout(draw, PREVIEW_MS);
  };
  form.querySelector("[data-preview-button]").hidden = true;
  fields.title.addEventListener("input", soon);
  fields.source.addEventListener("input", soon);
  if (fields.source.value) draw();
}

// ── A consultation goes in where one is writing, on lines of its own.
for (const box of document.querySelectorAll("[data-inserter]")) {
  const form = box.closest("form");
  box.querySelector("button[name=insert]").addEventListener("click", (event) => {
    event.preventDefault();
    const area = form.elements.source;
    const at = area.selectionEnd;
    const before = area.value.slice(0, at).replace(/\s+$/, "");
    const after = area.value.slice(at).replace(/^\s+/, "");
    const block = `{{consultation:${form.elements.consultation.value}}}`;
    const head = before ? `${before}\n\n${block}\n` : `${block}\n`;
    area.value = after ? `${head}\n${after}` : head;
    area.focus();
    area.setSelectionRange(head.length, head.length);
    area.dispatchEvent(new Event("input", { bubbles: true }));
  });
}

// ── Live numbers, only while somebody looks and the issue is on its way.
for (const box of document.querySelectorAll("[data-live]")) {
  const follow = async () => {
    if (!document.hidden) {
      const html = await fetched(box.dataset.live);
      if (html !== null) box.innerHTML = html;
      if (html !== null && !box.querySelector("[data-live-on]")) {
        location.reload(); // it is over: the acts and the list below are others now
        return;
      }
    }
    setTimeout(follow, LIVE_MS);
  };
  setTimeout(follow, LIVE_MS);
}
