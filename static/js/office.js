// The skin makes every part that scrolls a region, all of one name: each is named by its heading here.
"use strict";

document.addEventListener("DOMContentLoaded", () => {
  const used = {};
  document.querySelectorAll("[data-simplebar]").forEach((part) => {
    const around = part.closest(".inline-group, fieldset, section, #changelist-filter");
    const heading = around?.querySelector("h2, h3, legend, button[type=submit]") ?? document.querySelector("h1");
    const name = heading?.textContent.replace(/\s+/g, " ").trim() || document.title;
    used[name] = (used[name] ?? 0) + 1;
    part.dataset.simplebarAriaLabel = used[name] > 1 ? `${name} ${used[name]}` : name;
  });
});
