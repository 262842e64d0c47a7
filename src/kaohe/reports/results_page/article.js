// ---- an article of a unit where there are too many to have them all in the page

const SVG = "http://www.w3.org/2000/svg";
const barOf = (kind, start, length) => {
  const svg = document.createElementNS(SVG, "svg");
  const rect = document.createElementNS(SVG, "rect");
  for (const [name, value] of [["viewBox", "0 0 1000 10"], ["preserveAspectRatio", "none"], ["aria-hidden", "true"]]) svg.setAttribute(name, value);
  for (const [name, value] of [["x", start], ["width", length], ["height", 10], ["class", kind]]) rect.setAttribute(name, value);
  svg.append(rect);
  return svg;
};
const rows = (kind, list) => make("table", { class: kind }, make("tbody", {}, ...list));
const row = (...cells) => make("tr", {}, ...cells.map((cell) => make("td", {}, cell)));
const itemRow = (data, cell, item) => {
  const [reason, points, lost = 0, exact = 0, lostExact = 0] = cell;
  const state = lost === -1 ? "open" : lost ? "lost" : "kept";
  const got = make("td", { class: "num" }, points);
  const gone = make("td", { class: "num" }, state === "lost" ? lost : "");
  if (exact) got.title = `未舍入：${exact}分`;
  if (lostExact) gone.title = `未舍入：${lostExact}分`;
  const full = make("td", { class: "num" }, item[2]);
  const why = make("tr", { class: state + " why" }, make("td", { colspan: "4" }, data.texts[reason]));
  return [make("tr", { class: state, "data-item": item[0] }, make("td", {}, item[1]), full, got, gone), why];
};
const itemTable = (data, own) => {
  const head = make("thead", {}, make("tr", {}, ...["指标", "分值", "得分", "失分"].map((name, at) => make("th", at ? { class: "num" } : {}, name))));
  const table = make("table", { class: "items" }, head);
  let group = null;
  let body = null;
  data.items.forEach((item, at) => {
    if (item[3] !== group) {
      group = item[3];
      body = make("tbody", {}, make("tr", { class: "group" }, make("th", { colspan: "4" }, group)));
      table.append(body);
    }
    body.append(...itemRow(data, own.c[at], item));
  });
  return table;
};
const build = (part, unit) => {
  const data = dataOf(part);
  const own = data.units[unit];
  const facts = own.f.map(([label, words]) => make("div", {}, make("dt", {}, data.texts[label]), make("dd", {}, words)));
  const article = make("article", { class: "of-unit built", "data-unit": unit, "data-table": part });
  article.append(make("h3", {}, own.n), make("p", { class: "which" }, data.table), make("dl", { class: "facts" }, ...facts));
  if (own.o.length) article.append(make("ul", { class: "notes" }, ...own.o.map((note) => make("li", {}, note))));
  const bars = own.s.map(([kind, label, points, start, length]) => row(data.texts[label], barOf(data.texts[kind], start, length), points));
  if (bars.length) article.append(make("h4", {}, "得分构成"), rows("steps", bars));
  const aims = own.a.map(([name, target, actual, verdict, state]) => {
    const made = row(data.texts[name], data.texts[target], actual, data.texts[verdict]);
    if (state) made.lastChild.className = state;
    return made;
  });
  if (aims.length) {
    const table = rows("aims", aims);
    table.prepend(make("thead", {}, make("tr", {}, ...["目标", "目标值", "完成值", ""].map((name) => make("th", {}, name)))));
    article.append(make("h4", {}, "目标完成情况"), table);
  }
  article.append(make("h4", {}, "各项得分和原因"), itemTable(data, own));
  return article;
};
