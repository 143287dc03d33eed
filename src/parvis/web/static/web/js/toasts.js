// Messages of the house: shown in a corner, closed by a person, or after a while when they only confirm.
const WHILE = 9000;
const box = document.querySelector("[data-toasts]");

function close(toast) {
  toast.remove();
}

function wire(toast) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "toast-close";
  button.setAttribute("aria-label", box.dataset.close);
  button.textContent = "×";
  button.addEventListener("click", () => close(toast));
  toast.append(button);
  if (toast.matches(".toast-error, .toast-warning")) return;
  let left = setTimeout(close, WHILE, toast);
  for (const held of ["pointerenter", "focusin"]) toast.addEventListener(held, () => clearTimeout(left));
  for (const freed of ["pointerleave", "focusout"]) {
    toast.addEventListener(freed, () => { left = setTimeout(close, WHILE, toast); });
  }
}

if (box) {
  box.classList.add("toasts-live");
  box.querySelectorAll(".toast").forEach(wire);
  // A server answers an htmx request with HX-Trigger: {"toast": {"text": "…", "kind": "success"}}
  document.addEventListener("toast", ({ detail }) => {
    const toast = document.createElement("p");
    toast.className = `toast toast-${detail.kind || "info"}`;
    toast.textContent = detail.text;
    box.append(toast);
    wire(toast);
  });
}
