// SPDX-License-Identifier: EUPL-1.2
// What HTML alone cannot do: bring the reader to what just appeared, and fit a telephone.
"use strict";

const narrow = matchMedia("(max-width: 47.99rem)");
const COMPARED = ".kern-table__header--numeric ~ .kern-table__header--numeric";

// First what is wrong: the error summary gets the focus, also after htmx exchanged a part.
const focusErrors = (root) => root.querySelector?.(".rt-errors")?.focus();

const settleMenu = () => document.querySelector(".rt-menu")?.toggleAttribute("open", !narrow.matches);

// Each cell names its column, for a table whose rows stand below one another.
const labelCells = (table) => {
  const labels = Array.from(table.tHead.rows[0].cells, (cell) => cell.innerText.trim());
  for (const row of table.querySelectorAll(":scope > :not(thead) > tr"))
    if (row.cells.length === labels.length)
      for (const cell of row.cells) if (cell.cellIndex) cell.dataset.label = labels[cell.cellIndex];
  for (const [tag, role] of [["table", "table"], ["tr", "row"], ["td", "cell"], ["tbody th", "rowheader"]])
    for (const one of table.parentElement.querySelectorAll(tag)) one.setAttribute("role", role);
};

// On a telephone a table that is too wide becomes one block a row, except where numbers stand beside
// one another to be compared. Only a table that scrolls stops the tab key.
const settleTables = () => {
  for (const box of document.querySelectorAll(".rt-scroll")) {
    box.classList.remove("rt-stacked");
    const stacks = narrow.matches && box.scrollWidth > box.clientWidth && !box.querySelector(COMPARED);
    if (stacks) labelCells(box.querySelector("table"));
    box.classList.toggle("rt-stacked", stacks);
    if (box.scrollWidth > box.clientWidth) box.setAttribute("tabindex", "0");
    else box.removeAttribute("tabindex");
  }
};

const arrived = (root) => [focusErrors, settleTables].forEach((settle) => settle(root));
document.addEventListener("DOMContentLoaded", () => [arrived, settleMenu].forEach((settle) => settle(document)));
document.addEventListener("htmx:after:swap", () => arrived(document));
narrow.addEventListener("change", settleMenu);
window.addEventListener("resize", settleTables);
