// The map of scores: pointing at a cell says whose and what it is; a click leads to the steps of its score.
"use strict";

document.addEventListener("DOMContentLoaded", () => {
  const table = document.getElementById("heat");
  if (!table) return;
  const links = [...table.tHead.rows[0].querySelectorAll("th.up a")];
  const first = table.tHead.rows[0].cells.length - links.length;
  const found = (cell) => {
    const row = cell && cell.parentElement;
    const link = row && row.dataset.i ? links[cell.cellIndex - first] : null;
    return link ? { link, row } : null;
  };
  table.classList.add("go");
  table.addEventListener("mouseover", (event) => {
    const cell = event.target.closest("tbody td");
    const at = found(cell);
    if (at && !cell.title) cell.title = `${at.link.textContent} ${at.row.cells[0].textContent}：${cell.textContent}`;
  });
  table.addEventListener("click", (event) => {
    const at = found(event.target.closest("tbody td"));
    if (at) window.location.href = `${at.link.getAttribute("href")}${table.dataset.table}/${encodeURIComponent(at.row.dataset.i)}/`;
  });
});
