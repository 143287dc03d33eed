// Keys: / searches, j k walk through .list, Enter opens, ? shows the keys; any other presses what has data-key="x".
// One-key shortcuts can be turned off in the dialog (WCAG 2.1.4).
const box = document.querySelector("[data-keys-on]");
const stored = "parvis-keys";
const isOn = () => localStorage.getItem(stored) !== "off";

if (box) {
  box.checked = isOn();
  box.addEventListener("change", () => localStorage.setItem(stored, box.checked ? "on" : "off"));
}

function writes(target) {
  return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
}

function walk(step) {
  const rows = [...document.querySelectorAll(".list > .row, .list > * > .row")];
  if (!rows.length) return;
  const held = document.activeElement?.closest(".row");
  const at = rows.indexOf(held);
  const row = rows[at < 0 ? (step > 0 ? 0 : rows.length - 1) : Math.max(0, Math.min(rows.length - 1, at + step))];
  const link = row.querySelector(".row-link, a");
  if (!link) row.tabIndex = -1;
  (link || row).focus();
  row.scrollIntoView({ block: "nearest" });
}

function press(key) {
  const thing = document.querySelector(`[data-key="${CSS.escape(key)}"]`);
  if (!thing) return false;
  writes(thing) ? thing.focus() : thing.click();
  return true;
}

const ways = {
  "/": () => { const search = document.querySelector("[data-search], input[type=search]"); search?.focus(); return !!search; },
  "?": () => { document.getElementById("keys")?.showModal(); return true; },
  j: () => { walk(1); return true; },
  k: () => { walk(-1); return true; },
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (writes(event.target) || document.querySelector("dialog[open]") || !isOn()) return;
  const way = ways[event.key] || (() => event.key.length === 1 && press(event.key));
  if (way()) event.preventDefault();
});
