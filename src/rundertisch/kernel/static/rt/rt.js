// SPDX-License-Identifier: EUPL-1.2
// What HTML alone cannot do: bring the reader to what just appeared, and fit a telephone.
"use strict";

const narrow = matchMedia("(max-width: 47.99rem)");

// First what is wrong: the error summary gets the focus, also after htmx exchanged a part.
const focusErrors = (root) => root.querySelector?.(".rt-errors")?.focus();

// On a telephone all doors stand behind „Menü“; at a desk the seldom ones behind „Mehr“, until one looks away.
const settleMenu = () =>
  [[".rt-menu", !narrow.matches], [".rt-more", narrow.matches]].forEach(([name, open]) => document.querySelector(name)?.toggleAttribute("open", open));
const lookAway = () => narrow.matches || document.querySelector(".rt-more:not(:focus-within, :hover)")?.removeAttribute("open");

// Each cell names its column, for a table whose rows stand below one another.
const labelCells = (table) => {
  const labels = Array.from(table.tHead.rows[0].cells, ({ innerText: words }) => words.trim().replace(/^./, (first) => first.toUpperCase()));
  const rows = Array.from(table.querySelectorAll(":scope > :not(thead) > tr")).filter((row) => row.cells.length === labels.length);
  for (const row of rows) for (const cell of row.cells) if (cell.cellIndex) cell.dataset.label = labels[cell.cellIndex];
  for (const [tag, role] of [["table", "table"], ["tr", "row"], ["td", "cell"], ["tbody th", "rowheader"]])
    table.parentElement.querySelectorAll(tag).forEach((one) => one.setAttribute("role", role));
};

// On a telephone a table that is too wide becomes one block a row. Only one that scrolls stops the tab key.
const settleTables = () => {
  for (const box of document.querySelectorAll(".rt-scroll")) {
    box.classList.remove("rt-stacked");
    const wide = box.scrollWidth > box.clientWidth;
    if (wide && narrow.matches) labelCells(box.querySelector("table"));
    box.classList.toggle("rt-stacked", wide && narrow.matches);
    box.tabIndex = wide && !narrow.matches ? 0 : -1;
  }
};

const arrived = (root) => [focusErrors, settleTables].forEach((settle) => settle(root));
document.addEventListener("DOMContentLoaded", () => [arrived, settleMenu].forEach((settle) => settle(document)));
document.addEventListener("htmx:after:swap", () => arrived(document));
narrow.addEventListener("change", settleMenu);
["click", "focusin"].forEach((kind) => document.addEventListener(kind, lookAway));
window.addEventListener("resize", settleTables);
