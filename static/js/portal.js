// Small helps; every page works without them.
"use strict";

// After a refused form the summary of errors takes the focus (autofocus is not obeyed everywhere,
// and not at all when the address carries a fragment).
const summary = document.getElementById("error-summary");
summary?.focus();
// The fragment of an address (after the skip link) is obeyed last, and would take it away again.
window.addEventListener("load", () => {
  setTimeout(() => {
    if (document.activeElement?.matches("main, body")) summary?.focus();
  });
});

// A link in the summary goes to the control itself, with its label in sight.
document.addEventListener("click", (event) => {
  const link = event.target.closest(".error-summary a");
  const control = link && document.getElementById(link.hash.slice(1));
  if (!control) return;
  event.preventDefault();
  (control.closest(".field") ?? control).scrollIntoView({ block: "start" });
  control.focus({ preventScroll: true });
});

// An amount in won keeps its thousands apart while it is typed; the caret stays behind the same digit.
document.addEventListener("input", (event) => {
  const input = event.target;
  if (!input.matches("[data-won]") || !/^[\d,\s]+$/.test(input.value)) return;
  const behind = input.value.slice(input.selectionEnd).replace(/\D/g, "").length;
  const digits = input.value.replace(/\D/g, "");
  input.value = digits.replace(/\B(?=(\d{3})+$)/g, ",");
  let caret = input.value.length;
  for (let left = behind; left > 0; caret -= 1) if (/\d/.test(input.value[caret - 1])) left -= 1;
  input.setSelectionRange(caret, caret);
});

// Several texts to agree to: one box below them ticks them all.
document.querySelectorAll("form").forEach((form) => {
  const texts = [...form.querySelectorAll("[data-agree-all]")].map((text) => text.closest(".field"));
  if (texts.length < 2) return;
  const boxes = texts.map((text) => text.querySelector("input"));
  const all = Object.assign(document.createElement("input"), { type: "checkbox" });
  const label = Object.assign(document.createElement("label"), { className: "check agree-all" });
  const follow = () => (all.checked = boxes.every((box) => box.checked));
  label.append(all, form.querySelector("[data-agree-all]").dataset.agreeAll);
  texts.at(-1).after(label);
  follow();
  form.addEventListener("change", ({ target }) => {
    if (target === all) boxes.forEach((box) => (box.checked = all.checked));
    else follow();
  });
});

// The menu closes by Escape and by a click elsewhere.
const menu = document.querySelector("details.menu");
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !menu?.open) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});
document.addEventListener("click", (event) => {
  if (menu?.open && !menu.contains(event.target)) menu.open = false;
});

// A form is sent once: a second click on a slow line would only ask the server to refuse it.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post") return;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "yes";
});
window.addEventListener("pageshow", () => {
  document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent);
});
