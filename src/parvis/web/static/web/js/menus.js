// Menus made of <details data-menu> close on Escape, on a click elsewhere, and when another opens.
const openMenus = () => document.querySelectorAll("details[data-menu][open]");

document.addEventListener("click", (event) => {
  for (const menu of openMenus()) if (!menu.contains(event.target)) menu.open = false;
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of openMenus()) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

// <button data-open="keys" hidden> opens <dialog id="keys">; hidden until there is JavaScript.
for (const button of document.querySelectorAll("[data-open]")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    for (const menu of openMenus()) menu.open = false;
    document.getElementById(button.dataset.open).showModal();
  });
}
