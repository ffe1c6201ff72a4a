// Comforts for every page. Each page does its work without them.

const all = (selector, root = document) => [...root.querySelectorAll(selector)];

// After a form came back with errors, start reading at the summary.
document.querySelector("[data-focus]")?.focus();

// Escape folds the menu and gives the focus back.
for (const menu of all("details.menu")) {
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
}

// One click, one act: a posted form is not sent twice. Coming back to the page makes it usable again.
const LOCK_MS = 8000;
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  if (form.dataset.sent && Date.now() - Number(form.dataset.sent) < LOCK_MS) event.preventDefault();
  else form.dataset.sent = Date.now();
});
addEventListener("pageshow", () => all("form[data-sent]").forEach((form) => delete form.dataset.sent));

// How many lines are ticked.
for (const counter of all("[data-bulk-count]")) {
  const form = counter.closest("form");
  const boxes = all("table input[type=checkbox]", form);
  const count = () => {
    counter.hidden = false;
    counter.querySelector("[data-bulk-number]").textContent = boxes.filter((box) => box.checked).length;
  };
  form.addEventListener("change", count);
  count();
}

// The code of a letter comes behind the # of its picture, which no server sees.
const code = document.getElementById("code");
const scanned = new URLSearchParams(location.hash.slice(1)).get("code");
if (code && scanned) {
  code.value = scanned;
}

// Buttons that only a browser can fulfil appear only where it can.
for (const button of all("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}
