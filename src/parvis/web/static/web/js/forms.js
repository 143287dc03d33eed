// Forms: the summary of errors takes the focus; a form goes once; [data-count] shows what is left to write.
document.querySelector("[data-focus]")?.focus();

const AGAIN = 4000;

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  setTimeout(() => delete form.dataset.sent, AGAIN);
});
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});

// <output data-count="id_text" data-limit="300">: counts as people count, in graphemes.
const graphemes = new Intl.Segmenter(document.documentElement.lang, { granularity: "grapheme" });

function tell(output) {
  const limit = Number(output.dataset.limit);
  const used = [...graphemes.segment(document.getElementById(output.dataset.count).value)].length;
  output.textContent = `${used} / ${limit}`;
  output.classList.toggle("count-over", used > limit);
}

function tellAll(root) {
  for (const output of root.querySelectorAll("[data-count]")) tell(output);
}

document.addEventListener("input", ({ target }) => {
  if (!target.id) return;
  for (const output of document.querySelectorAll(`[data-count="${CSS.escape(target.id)}"]`)) tell(output);
});
document.addEventListener("htmx:load", ({ target }) => tellAll(target));
tellAll(document);

// [data-live] inside a form of filters: a change applies at once.
document.addEventListener("change", ({ target }) => {
  target.closest("[data-live]")?.closest("form")?.requestSubmit();
});
