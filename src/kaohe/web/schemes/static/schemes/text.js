// The numbers of the lines beside the text, and the way from a problem to its line.
"use strict";
(() => {
  const area = document.querySelector("textarea.code");
  const gutter = document.querySelector(".gutter");
  if (!area || !gutter) return;
  let lines = 0;
  const number = () => {
    const count = area.value.split("\n").length;
    if (count === lines) return;
    lines = count;
    gutter.textContent = Array.from({ length: count }, (_none, index) => index + 1).join("\n");
  };
  const follow = () => { gutter.scrollTop = area.scrollTop; };
  area.addEventListener("input", number);
  area.addEventListener("scroll", follow);
  number();
  document.addEventListener("click", (event) => {
    const button = event.target.closest ? event.target.closest("[data-line]") : null;
    if (!button) return;
    const before = area.value.split("\n").slice(0, Number(button.dataset.line));
    const end = before.join("\n").length;
    const start = end - before[before.length - 1].length;
    area.focus();
    area.setSelectionRange(start, end);
    area.scrollTop = Math.max(0, (Number(button.dataset.line) - 6) * parseFloat(getComputedStyle(area).lineHeight));
    follow();
  });
  let typed = false;
  area.addEventListener("input", () => { typed = true; });
  document.addEventListener("submit", () => { typed = false; });
  addEventListener("beforeunload", (event) => { if (typed) event.preventDefault(); });
})();
