// Forms that send themselves when a choice changes, dialogs that open, copies that copy.

document.addEventListener("change", (event) => {
  // a choice that only makes sense with another one makes that choice too
  const [name, value] = (event.target.dataset.chooses ?? "").split("=");
  if (value) event.target.form.elements[name].value = value;
  const form = event.target.closest("form[data-send-on-change]");
  if (form) form.requestSubmit();
});

document.addEventListener("click", (event) => {
  const copy = event.target.closest("[data-copy]");
  if (copy) {
    navigator.clipboard.writeText(copy.dataset.copy).then(() => {
      copy.textContent = copy.dataset.copied;
    });
  }
  // a menu closes when something else is pressed
  for (const open of document.querySelectorAll("details.menu[open]")) {
    if (!open.contains(event.target)) open.open = false;
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const open of document.querySelectorAll("details.menu[open]")) {
    open.open = false;
    open.querySelector("summary").focus();
  }
});

// what can be scrolled can be reached by the keyboard, and says what it holds
const openScrolls = () => {
  for (const part of document.querySelectorAll(".scroll")) {
    if (part.scrollWidth > part.clientWidth) {
      part.tabIndex = 0;
      part.setAttribute("role", "region");
      part.setAttribute("aria-label", part.querySelector("caption")?.textContent ?? "");
    } else {
      for (const name of ["tabindex", "role", "aria-label"]) part.removeAttribute(name);
    }
  }
};
addEventListener("resize", openScrolls);
document.addEventListener("toggle", openScrolls, true);
document.addEventListener("htmx:after:swap", openScrolls);
openScrolls();

document.addEventListener("submit", (event) => {
  const question = event.target.dataset.ask;
  if (question && !window.confirm(question)) event.preventDefault();
});
