// ---- what a place means: shown beside it, by pointer, finger or keyboard

const tip = make("div", { id: "tip", role: "status", hidden: true });
document.body.append(tip);
const hideTip = () => { tip.hidden = true; };
// A place's own title is taken over, so that it is not shown twice.
const toldBy = (place) => {
  const title = place.querySelector(":scope > title");
  if (title) {
    place.dataset.told = title.textContent;
    place.setAttribute("aria-label", title.textContent);
    title.remove();
  } else if (place.hasAttribute("title")) {
    place.dataset.told = place.getAttribute("title");
    place.removeAttribute("title");
  }
  return place.dataset.told || "";
};
const cellTold = (cell) => {
  const line = cell.closest("tr");
  const data = dataOf(cell.closest("[data-table]").dataset.table);
  const own = data.units[line.dataset.unit];
  const at = data.base[cell.cellIndex - 2];
  if (!own || at === undefined) return null;
  const [reason, points, lost = 0, exact = 0, lostExact = 0] = own.c[at];
  const item = data.items[at];
  const got = /^[−\d]/.test(points) ? `得${exact || points}分` : points;
  const gone = lost && lost !== -1 ? `，失${lostExact || lost}分` : "";
  return [`${own.n} · ${item[1]}`, `${got}${gone}（满分${item[2]}分）`, data.texts[reason]];
};
const toldOf = (target) => {
  const cell = target.closest(".heat tbody td");
  if (cell) return cellTold(cell);
  for (let place = target.closest("[title], [data-told], svg *"); place && !place.matches("svg, body"); place = place.parentElement) {
    const words = toldBy(place);
    if (words) return [words];
  }
  return null;
};
const showTip = (target, at) => {
  const told = target.closest ? toldOf(target) : null;
  if (!told) return hideTip();
  const [head, ...more] = told;
  const lines = more.filter(Boolean).map((words, place) => make(place ? "p" : "div", {}, words));
  tip.replaceChildren(...(lines.length ? [make("b", {}, head), ...lines] : [head]));
  tip.hidden = false;
  const own = tip.getBoundingClientRect();
  const box = target.getBoundingClientRect();
  const x = at ? at.clientX + 14 : box.left;
  const y = at ? at.clientY + 18 : box.bottom + 6;
  tip.style.left = `${Math.max(6, Math.min(x, innerWidth - own.width - 8))}px`;
  tip.style.top = `${y + own.height < innerHeight - 6 ? y : Math.max(6, (at ? at.clientY : box.top) - own.height - 10)}px`;
};
document.addEventListener("pointerover", (event) => { if (event.pointerType !== "touch") showTip(event.target, event); });
document.addEventListener("pointermove", (event) => { if (event.pointerType !== "touch" && !tip.hidden) showTip(event.target, event); });
document.addEventListener("pointerup", (event) => { if (event.pointerType === "touch") showTip(event.target, event); });
addEventListener("scroll", hideTip, { passive: true, capture: true });

// Fields of the heat map are reached with one Tab and the arrow keys.
const fieldsOf = (line) => [...line.cells].slice(2, -1);
for (const part of parts) {
  const first = part.querySelector(".heat tbody tr");
  if (first) fieldsOf(first)[0]?.setAttribute("tabindex", "0");
}
const MOVES = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
document.addEventListener("keydown", (event) => {
  const cell = event.target.closest?.(".heat tbody td");
  if (!cell) return;
  const line = cell.closest("tr");
  if (event.key === "Enter") {
    touched = line;
    location.hash = "unit=" + encodeURIComponent(line.dataset.unit);
  }
  const move = MOVES[event.key];
  if (!move) return;
  event.preventDefault();
  const lines = all(".heat tbody tr", cell.closest(".part")).filter((each) => !each.hidden);
  const next = lines[lines.indexOf(line) + move[0]];
  const to = next && fieldsOf(next)[fieldsOf(line).indexOf(cell) + move[1]];
  if (!to) return;
  cell.removeAttribute("tabindex");
  to.setAttribute("tabindex", "0");
  to.focus();
  showTip(to);
});
document.addEventListener("focusin", (event) => { if (event.target.closest(".heat tbody td")) showTip(event.target); });

// ---- an item named anywhere is marked wherever it stands

document.addEventListener("click", (event) => {
  const item = event.target.closest("[data-item]:not(svg *)");
  if (!item || panel.contains(item)) return;
  const on = !item.classList.contains("lit-item");
  for (const lit of all(".lit-item")) lit.classList.remove("lit-item");
  if (on) for (const place of marked("item", item.dataset.item)) place.classList.add("lit-item");
});

// ---- where the page is opened

show(current);
follow();
