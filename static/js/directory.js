// The directory's updates in place: what was unfolded stays so, and the focus is never lost.
"use strict";

let unfolded = [];

document.addEventListener("htmx:beforeSwap", () => {
  unfolded = [...document.querySelectorAll("#facets details[open]")].map((fold) => fold.id);
});

document.addEventListener("htmx:afterSettle", () => {
  unfolded.forEach((id) => document.getElementById(id)?.setAttribute("open", ""));
  // A condition or page that was followed is gone: go on reading where its result begins.
  if (document.activeElement === document.body) document.getElementById("found-heading")?.focus();
});
