// ---- sorting and filtering

const collator = new Intl.Collator("zh-CN");
const keyOf = (cell) => (cell.dataset.order === undefined ? cell.textContent.trim() : Number(cell.dataset.order));
const sort = (table, at, down) => {
  const body = table.tBodies[0];
  const keyed = [...body.rows].map((each, place) => ({ each, place, key: keyOf(each.cells[at]) }));
  const compare = (a, b) => (typeof a === "number" && typeof b === "number" ? a - b : collator.compare(String(a), String(b)));
  keyed.sort((a, b) => (compare(a.key, b.key) || a.place - b.place) * (down ? -1 : 1));
  body.append(...keyed.map((entry) => entry.each));
};
const sortable = (table) => {
  const heads = [...table.tHead.rows[0].cells];
  heads.forEach((head, at) => {
    if (!head.textContent) return;
    const made = button(head.textContent, () => {
      const now = head.getAttribute("aria-sort");
      const down = now ? now === "ascending" : head.matches(".num");
      for (const each of heads) each.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      sort(table, at, down);
    });
    head.replaceChildren(made);
  });
};
const choices = new Map();
const filters = (table) => {
  const part = table.closest(".part");
  const heads = [...table.tHead.rows[0].cells].map((cell) => cell.textContent);
  const lines = [...table.tBodies[0].rows];
  const heat = new Map(all(".heat tbody tr", part).map((line) => [line.dataset.unit, line]));
  const name = make("input", { type: "search" });
  const fields = ["类别", "上级", "等次"].filter((head) => heads.includes(head)).map((head) => {
    const at = heads.indexOf(head);
    const values = [...new Set(lines.map((line) => line.cells[at].textContent))].filter(Boolean);
    const options = values.map((value) => make("option", {}, value));
    return { head, at, field: make("select", {}, make("option", { value: "" }, "全部"), ...options) };
  });
  const count = make("output", { "aria-live": "polite" });
  const apply = () => {
    const words = name.value.trim().toLowerCase();
    let seen = 0;
    for (const line of lines) {
      const fits = (!words || line.cells[heads.indexOf("单位")].textContent.toLowerCase().includes(words))
        && fields.every(({ at, field }) => !field.value || line.cells[at].textContent === field.value);
      line.hidden = !fits;
      const twin = heat.get(line.dataset.unit);
      if (twin) twin.hidden = !fits;
      seen += fits ? 1 : 0;
    }
    count.textContent = seen === lines.length ? `${seen}个单位` : `${lines.length}个单位中的${seen}个（得分分布同样只列这些）`;
  };
  const clear = button("全部", () => {
    name.value = "";
    for (const { field } of fields) field.value = "";
    apply();
  });
  name.addEventListener("input", apply);
  for (const { field } of fields) field.addEventListener("change", apply);
  const labels = fields.map(({ head, field }) => make("label", {}, head, field));
  table.parentElement.before(make("div", { class: "filters", role: "search" }, make("label", {}, "名称", name), ...labels, clear, count));
  choices.set(part.id, (grade) => {
    const own = fields.find(({ head }) => head === "等次");
    if (own) own.field.value = grade;
    apply();
  });
  apply();
};
const choose = (part, grade) => choices.get(part.id)?.(grade);
for (const table of all("table.ranking")) filters(table);
for (const table of all("table.ranking, table.losses, table.sorted")) sortable(table);
