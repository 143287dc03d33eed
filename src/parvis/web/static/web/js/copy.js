// <button data-copy="id" data-copied="Copié" hidden>: copies the text of that element, and says so for a moment.
// Without JavaScript, or where the browser keeps the clipboard closed, the button stays hidden.
const SAID = 2000;

function offer(root) {
  if (!navigator.clipboard) return;
  root.querySelectorAll("[data-copy][hidden]").forEach((button) => { button.hidden = false; });
}

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  const source = button && document.getElementById(button.dataset.copy);
  if (!source || button.ariaLive) return;
  await navigator.clipboard.writeText(source.value ?? source.textContent);
  const words = button.textContent;
  button.ariaLive = "polite";
  button.textContent = button.dataset.copied;
  setTimeout(() => { button.textContent = words; button.ariaLive = null; }, SAID);
});

offer(document);
document.addEventListener("htmx:load", (event) => offer(event.detail.elt));
