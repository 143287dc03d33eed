// <form data-confirm="Retirer « Neige » ? Elle disparaîtra du site."> or the same on a button: asks before it goes.
// The yes button carries the words of the button pressed. Without JavaScript the form goes as it is.
const dialog = document.getElementById("confirm");
const agreed = new WeakSet();

function ask(words, verb, danger) {
  dialog.querySelector(".dialog-words").textContent = words;
  const yes = dialog.querySelector("[data-confirm-yes]");
  yes.textContent = verb;
  yes.className = danger ? "button-danger" : "button";
  dialog.showModal();
  dialog.querySelector("[data-confirm-no]").focus();
  return new Promise((answer) => {
    yes.onclick = () => dialog.close("yes");
    dialog.querySelector("[data-confirm-no]").onclick = () => dialog.close("no");
    dialog.onclose = () => { answer(dialog.returnValue === "yes"); dialog.returnValue = ""; };
  });
}

document.addEventListener("submit", async (event) => {
  const form = event.target;
  const pressed = event.submitter;
  const words = pressed?.dataset.confirm || form.dataset.confirm;
  if (!dialog || !words || agreed.delete(form)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const verb = pressed?.textContent.trim() || "OK";
  if (!(await ask(words, verb, pressed?.matches(".button-danger")))) return;
  agreed.add(form);
  form.requestSubmit(pressed);
}, true);

// The same dialog for hx-confirm, on things that are no form.
document.addEventListener("htmx:confirm", async (event) => {
  const { question, elt, issueRequest } = event.detail;
  if (!dialog || !question) return;
  event.preventDefault();
  if (await ask(question, elt.textContent.trim() || "OK", elt.matches(".button-danger"))) issueRequest(true);
});
