// SPDX-License-Identifier: EUPL-1.2
// What HTML alone cannot do: bring the reader to what just appeared. Pages work without it.
"use strict";

// First what is wrong: the error summary gets the focus, also after htmx exchanged a part.
const focusErrors = (root) => root.querySelector?.(".rt-errors")?.focus();

// A table that needs no scrolling needs no stop of the tab key either.
const settleTables = () => {
  for (const box of document.querySelectorAll(".rt-scroll")) {
    const scrolls = box.scrollWidth > box.clientWidth;
    if (scrolls) box.setAttribute("tabindex", "0");
    else box.removeAttribute("tabindex");
  }
};

const arrived = (root) => {
  focusErrors(root);
  settleTables();
};

document.addEventListener("DOMContentLoaded", () => arrived(document));
document.addEventListener("htmx:after:swap", () => arrived(document));
window.addEventListener("resize", settleTables);
