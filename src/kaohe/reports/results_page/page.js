// The parts of the script are joined into one function (markup.script): what one declares, those after it may use.
// Here: tools, the tables one at a time, one unit lit up everywhere and shown in the panel.

const root = document.documentElement;
root.classList.add("js");
const all = (selector, within = document) => [...within.querySelectorAll(selector)];
const make = (tag, attributes = {}, ...children) => {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "class") element.className = value;
    else if (name in element && typeof value !== "string") element[name] = value;
    else element.setAttribute(name, value);
  }
  element.append(...children);
  return element;
};
const marked = (key, value, within = document) => all(`[data-${key}="${CSS.escape(value)}"]`, within);

// What Python wrote down for the script, a table each; read when it is first asked for.
const read = new Map();
const dataOf = (part) => {
  if (!read.has(part)) read.set(part, JSON.parse(document.getElementById(part + "-data").textContent));
  return read.get(part);
};
const parts = all(".part");
const partIds = parts.map((part) => part.id);
const holders = (unit) => partIds.filter((part) => Object.prototype.hasOwnProperty.call(dataOf(part).units, unit));

// ---- one table at a time

let current = partIds[0];
const show = (part) => {
  current = part;
  for (const each of parts) each.classList.toggle("current", each.id === part);
  for (const each of all(".sections")) each.classList.toggle("current", each.dataset.part === part);
  for (const link of all(".tabs a")) {
    if (link.hash === "#" + part) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
};

// ---- one unit: lit up everywhere, its articles in the panel

const panel = document.getElementById("units");
let selected = "";
const step = (by) => {
  const order = Object.keys(dataOf(current).units);
  const at = order.indexOf(selected) + by;
  if (at >= 0 && at < order.length) location.hash = "unit=" + encodeURIComponent(order[at]);
};
const button = (words, action, attributes = {}) => {
  const made = make("button", { type: "button", ...attributes }, words);
  made.addEventListener("click", action);
  return made;
};
const before = button("上一个", () => step(-1));
const after = button("下一个", () => step(1));
const onlyLost = make("input", { type: "checkbox" });
onlyLost.addEventListener("change", () => panel.classList.toggle("only-lost", onlyLost.checked));
const close = button("关闭", () => leave(), { class: "close" });
panel.prepend(make("div", { class: "tools" }, before, after, make("label", {}, onlyLost, " 只看失分"), close));

const light = (unit) => {
  for (const lit of all(".lit")) lit.classList.remove("lit");
  for (const picture of all("figure.all svg")) {
    const own = unit ? marked("unit", unit, picture) : [];
    picture.classList.toggle("dim", own.length > 0);
    for (const shape of own) shape.classList.add("lit");
  }
  if (unit) for (const row of marked("unit", unit)) if (row.matches("tr")) row.classList.add("lit");
};
const articlesOf = (unit) => {
  const there = marked("unit", unit, panel).filter((element) => element.matches(".of-unit"));
  if (there.length) return there;
  for (const built of all(".of-unit.built")) built.remove();
  const made = holders(unit).map((part) => build(part, unit));
  panel.append(...made);
  return made;
};
// Opening the panel makes the page narrower; what was looked at stays where it was.
const keeping = (element, change) => {
  const top = element?.isConnected ? element.getBoundingClientRect().top : null;
  change();
  if (top !== null) scrollBy({ top: element.getBoundingClientRect().top - top, behavior: "instant" });
};
let touched = null;
let tapped = null;
const select = (unit) => {
  const held = holders(unit);
  if (!held.length) return leave();
  if (!held.includes(current)) show(held[0]);
  selected = unit;
  const articles = articlesOf(unit);
  for (const article of all(".of-unit")) article.classList.toggle("shown", articles.includes(article));
  const own = articles.find((article) => article.dataset.table === current);
  if (own) panel.querySelector(".tools").after(own);
  keeping(touched, () => root.classList.add("open"));
  light(unit);
  panel.scrollTop = 0;
  const order = Object.keys(dataOf(current).units);
  before.disabled = order.indexOf(unit) <= 0;
  after.disabled = order.indexOf(unit) >= order.length - 1;
  hideTip();
};
const put = (hash) => {
  try {
    history.pushState(null, "", hash || location.href.split("#")[0]);
  } catch {
    location.hash = hash || "unit=";
  }
};
const leave = () => {
  const was = selected;
  selected = "";
  keeping(touched, () => root.classList.remove("open"));
  light("");
  if (location.hash.startsWith("#unit=")) put("");
  if (was) marked("unit", was, document.getElementById(current)).find((element) => element.matches("a"))?.focus({ preventScroll: true });
};
const follow = () => {
  const hash = location.hash.slice(1);
  if (hash.startsWith("unit=")) {
    let unit = hash.slice(5);
    try { unit = decodeURIComponent(unit); } catch { /* as it stands */ }
    const named = partIds.flatMap((part) => Object.entries(dataOf(part).units)).find(([id, own]) => id === unit || own.n === unit);
    if (named) return select(named[0]);
    if (selected) leave();
    return;
  }
  const target = document.getElementById(hash);
  if (target?.matches(".of-unit")) return void (location.hash = "unit=" + encodeURIComponent(target.dataset.unit));
  const part = target?.closest(".part");
  if (!part) return selected && !hash ? leave() : undefined;
  show(part.id);
  if (target === part) scrollTo({ top: 0 });
  else target.scrollIntoView();
  if (selected && !holders(selected).includes(part.id)) leave();
};
addEventListener("hashchange", follow);
document.addEventListener("click", (event) => {
  const grade = event.target.closest("a[data-grade]");
  if (grade) return choose(grade.closest(".part"), grade.dataset.grade);
  if (panel.contains(event.target) || event.target.closest("button, input, select, summary")) return;
  const place = event.target.closest("[data-unit]");
  if (!place || (event.target.closest("a") && !event.target.closest("a.unit")) || String(getSelection())) return;
  event.preventDefault();
  // A finger cannot point: its first tap tells what a field or a bar means, the second opens the unit.
  const told = event.pointerType === "touch" && event.target.closest(".heat tbody td, svg *");
  if (told && tapped !== told) return void (tapped = told);
  tapped = null;
  touched = place;
  const hash = "#unit=" + encodeURIComponent(place.dataset.unit);
  if (location.hash === hash) select(place.dataset.unit);
  else location.hash = hash;
});
addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  if (!tip.hidden) hideTip();
  else if (selected) leave();
});

// ---- finding a unit by its name

const names = make("datalist", { id: "unit-names" });
const find = make("input", { type: "search", list: "unit-names", placeholder: "找单位…", "aria-label": "找单位" });
const fillNames = () => {
  if (names.children.length) return;
  const known = new Set(partIds.flatMap((part) => Object.values(dataOf(part).units).map((own) => own.n)));
  names.append(...[...known].map((name) => make("option", { value: name })));
};
const goTo = (exactly) => {
  const words = find.value.trim();
  const units = partIds.flatMap((part) => Object.entries(dataOf(part).units));
  const hits = units.filter(([id, own]) => own.n === words || id === words);
  const near = exactly || !words ? [] : units.filter(([, own]) => own.n.includes(words));
  const hit = hits[0] || near[0];
  if (hit) location.hash = "unit=" + encodeURIComponent(hit[0]);
};
find.addEventListener("focus", fillNames);
find.addEventListener("input", () => goTo(true));
find.addEventListener("keydown", (event) => { if (event.key === "Enter") goTo(false); });
document.querySelector(".find").append(find, names);
