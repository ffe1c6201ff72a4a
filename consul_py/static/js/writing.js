// Comforts for writing: drafts that survive a closed tab, a preview, and similar entries while a title is typed.

const all = (selector, root = document) => [...root.querySelectorAll(selector)];

function later(delay, act) {
  let timer;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(act, delay);
  };
}

async function fetchInto(target, address, options) {
  try {
    const answer = await fetch(address, { credentials: "same-origin", ...options });
    if (answer.ok) target.innerHTML = await answer.text();
  } catch {
    // Without a network the page stays as it is.
  }
}

// ── Drafts: kept in this browser only, for a week, until the form was sent and taken.
const WEEK = 7 * 24 * 3600 * 1000;
const SENT = "draft-sent";

function store(name, value, box = localStorage) {
  try {
    if (value === undefined) return box.getItem(name);
    if (value === null) box.removeItem(name);
    else box.setItem(name, value);
  } catch {
    // A browser that stores nothing only loses the comfort.
  }
  return null;
}

const fields = (form) => all("textarea, select, input", form)
  .filter((field) => field.name && !["hidden", "password", "file", "submit", "checkbox", "radio", "search"].includes(field.type));

function say(form, kind, time) {
  const note = form.querySelector("[data-draft-note]");
  if (!note) return;
  note.hidden = false;
  for (const line of all("[data-draft-line]", note)) line.hidden = line.dataset.draftLine !== kind;
  const clock = new Date(time).toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
  for (const slot of all("[data-draft-time]", note)) slot.textContent = clock;
}

function restore(form, name) {
  const draft = JSON.parse(store(name) || "null");
  if (!draft || Date.now() - draft.time > WEEK) return store(name, null);
  const empty = fields(form).filter((field) => !field.value && draft.values[field.name]);
  for (const field of empty) field.value = draft.values[field.name];
  if (empty.length) say(form, "restored", draft.time);
}

function keep(form, name) {
  const values = Object.fromEntries(fields(form).map((field) => [field.name, field.value]));
  store(name, JSON.stringify({ time: Date.now(), values }));
  say(form, "saved", Date.now());
}

const sent = store(SENT, undefined, sessionStorage);
if (sent && !document.querySelector(".sum, .error-page")) store(sent, null);
store(SENT, null, sessionStorage);

for (const form of all("form[data-autosave]")) {
  const name = `draft:${form.dataset.autosave}`;
  restore(form, name);
  form.addEventListener("input", later(1500, () => keep(form, name)));
  form.addEventListener("submit", () => store(SENT, name, sessionStorage));
  form.querySelector("[data-draft-drop]")?.addEventListener("click", () => {
    store(name, null);
    form.reset();
    form.querySelector("[data-draft-note]").hidden = true;
  });
}

// ── Markdown preview: asks the server, which alone decides what is allowed.
for (const box of all("[data-preview-url]")) {
  const source = document.getElementById(box.dataset.previewOf);
  const details = box.querySelector("details");
  if (!source || !box.dataset.previewUrl) continue;
  box.querySelector("[data-preview-button]").hidden = true;
  const draw = () => {
    if (!details.open) return;
    const body = new FormData();
    body.set("text", source.value);
    body.set("csrf_token", source.form.elements.csrf_token?.value ?? "");
    fetchInto(box.querySelector("[data-preview-body]"), box.dataset.previewUrl, { method: "POST", body });
  };
  details.addEventListener("toggle", draw);
  source.addEventListener("input", later(800, draw));
}

// ── "Does this exist already?"
for (const box of all("[data-similar-url]")) {
  const source = document.getElementById(box.dataset.similarOf);
  source?.addEventListener("input", later(500, () => {
    const address = new URL(box.dataset.similarUrl, location.href);
    address.searchParams.set("q", source.value.trim());
    if (source.value.trim().length >= 4) fetchInto(box, address);
  }));
}
