"use strict";
(() => {
  const cards = [...document.querySelectorAll(".card")];
  const headings = [...document.querySelectorAll("#rules .group, #rules .scheme, #rules .table-name")];
  const parts = new Map();
  for (const mark of document.querySelectorAll("[data-part]")) {
    for (const key of mark.dataset.part.split(" ")) {
      if (!parts.has(key)) parts.set(key, []);
      parts.get(key).push(mark);
    }
  }

  // All places of one part light up together; a click keeps them lit until the next one.
  let held = "";
  const light = (keys) => {
    for (const lit of document.querySelectorAll("mark.lit")) lit.classList.remove("lit");
    for (const key of keys.split(" ")) for (const mark of parts.get(key) || []) mark.classList.add("lit");
  };
  const partOf = (event) => (event.target.closest ? event.target.closest("[data-part]") : null);
  document.addEventListener("mouseover", (event) => light(partOf(event)?.dataset.part || held));
  document.addEventListener("click", (event) => {
    const mark = partOf(event);
    held = mark ? mark.dataset.part : "";
    light(held);
    if (!mark) return;
    const here = mark.closest(".pane");
    const other = held.split(" ").flatMap((key) => parts.get(key) || []).find((entry) => entry.closest(".pane") !== here);
    if (other) other.scrollIntoView({ block: "center" });
  });

  // Only the items in one state; a heading is shown while anything below it is.
  const buttons = [...document.querySelectorAll(".filter button")];
  const rank = (heading) => (heading.matches(".scheme") ? 0 : heading.matches(".table-name") ? 1 : Number(heading.tagName[1]));
  const show = (state) => {
    for (const button of buttons) button.setAttribute("aria-pressed", String(button.dataset.show === state));
    for (const card of cards) card.hidden = state !== "all" && card.dataset.state !== state;
    for (const heading of headings) {
      let below = heading.nextElementSibling;
      let any = state === "all";
      while (below && !any && !(headings.includes(below) && rank(below) <= rank(heading))) {
        any = below.matches(".card") && !below.hidden;
        below = below.nextElementSibling;
      }
      heading.hidden = !any;
    }
  };
  for (const button of buttons) button.addEventListener("click", () => show(button.dataset.show));
  const filter = document.querySelector(".filter");
  if (filter) filter.hidden = false;

  // j and k go from item to item, on both sides.
  const step = (by) => {
    const seen = cards.filter((card) => !card.hidden);
    if (!seen.length) return;
    const at = seen.indexOf(document.activeElement.closest(".card"));
    const next = seen[at < 0 ? (by > 0 ? 0 : seen.length - 1) : Math.min(Math.max(at + by, 0), seen.length - 1)];
    next.focus({ preventScroll: true });
    next.scrollIntoView({ block: "nearest" });
    const source = document.getElementById("src-" + next.id);
    if (source && matchMedia("(min-width: 901px)").matches) source.scrollIntoView({ block: "center" });
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "j") step(1);
    else if (event.key === "k") step(-1);
    else return;
    event.preventDefault();
  });
})();
