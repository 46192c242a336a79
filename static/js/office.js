// The skin makes every part that scrolls a region, all of one name: each is named by its heading here.
"use strict";

document.addEventListener("DOMContentLoaded", () => {
  const words = (element) => element?.textContent.replace(/\s+/g, " ").trim() ?? "";
  const used = {};
  document.querySelectorAll("[aria-labelledby], [aria-label]").forEach((part) => {
    const heading = document.getElementById(part.getAttribute("aria-labelledby"));
    used[part.getAttribute("aria-label") ?? words(heading)] = 1;
  });
  document.querySelectorAll("[data-simplebar]").forEach((part) => {
    const around = part.closest(".inline-group, fieldset, section, #changelist-filter");
    const heading = around?.querySelector("h2, h3, legend, button[type=submit]") ?? document.querySelector("h1");
    const name = words(heading) || document.title;
    used[name] = (used[name] ?? 0) + 1;
    part.dataset.simplebarAriaLabel = used[name] > 1 ? `${name} ${used[name]}` : name;
  });
});
