// Typing from paper: Enter goes on to the next field, from the last one the form is sent.

for (const form of document.querySelectorAll("form[data-typing]")) {
  const fields = [...form.querySelectorAll("input:not([type=hidden])")];
  form.addEventListener("keydown", (event) => {
    const place = fields.indexOf(event.target);
    if (event.key !== "Enter" || event.isComposing || place < 0) return;
    event.preventDefault();
    const blank = form.elements.blank.checked;
    if (blank || place === fields.length - 1) form.requestSubmit();
    else fields[place + 1].focus();
  });
  const first = form.querySelector("[aria-invalid=true]") ?? form.querySelector("[name^=q]");
  first?.focus();
  fields[fields.indexOf(first)]?.select?.();
}
