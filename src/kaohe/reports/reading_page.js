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

  // Side by side, only the column moves: the page stays where it is.
  const sideBySide = () => matchMedia("(min-width: 901px)").matches;
  const bring = (place) => {
    const pane = place.closest(".pane");
    if (!sideBySide() || !pane) return place.scrollIntoView({ block: "center" });
    const seen = pane.getBoundingClientRect();
    const top = Math.max(seen.top, 0);
    const middle = (top + Math.min(seen.bottom, innerHeight)) / 2;
    const at = place.getBoundingClientRect();
    const high = at.height > innerHeight - top;
    pane.scrollTop += high ? at.top - top - 48 : at.top + at.height / 2 - middle;
  };
  const sourceOf = (card) => card && document.getElementById("src-" + card.id);

  // All places of one part light up together; a click keeps them lit until the next one.
  let held = "";
  const light = (keys) => {
    for (const lit of document.querySelectorAll("mark.lit")) lit.classList.remove("lit");
    for (const key of keys.split(" ")) for (const mark of parts.get(key) || []) mark.classList.add("lit");
  };
  const partOf = (event) => (event.target.closest ? event.target.closest("[data-part]") : null);
  document.addEventListener("mouseover", (event) => light(partOf(event)?.dataset.part || held));
  document.addEventListener("click", (event) => {
    if (!event.target.closest || event.target.closest("a, button, summary")) return;
    const mark = partOf(event);
    held = mark ? mark.dataset.part : "";
    light(held);
    if (!sideBySide() || String(getSelection())) return;
    const here = event.target.closest(".pane");
    const twins = held.split(" ").flatMap((key) => parts.get(key) || []);
    const other = twins.find((entry) => entry.closest(".pane") !== here) || sourceOf(event.target.closest(".card"));
    if (other) bring(other);
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
    const source = sourceOf(next);
    if (source && sideBySide()) bring(source);
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "j") step(1);
    else if (event.key === "k") step(-1);
    else return;
    event.preventDefault();
  });
})();
