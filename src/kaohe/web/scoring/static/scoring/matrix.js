// The matrix of scores: moved in by keys, typed into, pasted into; saved cell by cell, kept on this machine until it is.
"use strict";

(() => {
  const table = document.getElementById("matrix");
  const grid = JSON.parse(document.getElementById("grid").textContent);
  const words = JSON.parse(document.getElementById("words").textContent);
  const status = document.getElementById("saving");
  const panel = document.getElementById("beside");
  const token = JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"];
  const places = grid.columns.map((column, place) => ({ ...column, place }));
  const inputs = places.filter((column) => column.c);
  const shelf = `kaohe-scores:${grid.save}`;
  const waiting = new Map(JSON.parse(localStorage.getItem(shelf) || "[]"));
  let row = 0;
  let place = 0;
  let running = false;
  let timer = 0;
  let looking = 0;

  const cell = (y, x) => table.tBodies[0].rows[y].cells[x + 1];
  const rowOf = (unit) => grid.units.indexOf(unit);
  const edition = (y, column) => grid.editions[y][inputs.findIndex((each) => each.c === column)];
  const setEdition = (y, column, value) => { grid.editions[y][inputs.findIndex((each) => each.c === column)] = value; };

  function go(y, x, { quiet = false } = {}) {
    const wide = places.length;
    cell(row, place).removeAttribute("tabindex");
    row = Math.min(Math.max(y, 0), grid.units.length - 1);
    place = Math.min(Math.max(x, 0), wide - 1);
    const here = cell(row, place);
    here.tabIndex = 0;
    here.focus({ preventScroll: false });
    if (!quiet) { look(); }
  }

  function look() {
    clearTimeout(looking);
    looking = setTimeout(() => {
      const address = `${grid.base}cell/${encodeURIComponent(grid.units[row])}/${places[place].e}/`;
      window.htmx.ajax("GET", address, { target: "#beside", swap: "innerHTML" });
    }, 180);
  }

  function edit(first) {
    const column = places[place];
    const here = cell(row, place);
    if (!grid.writable || !column.c || here.classList.contains("in")) { return; }
    const before = here.textContent.trim();
    const input = document.createElement("input");
    input.value = first ?? before;
    if (column.w) { input.setAttribute("list", `words-${column.c}`); }
    input.setAttribute("aria-label", table.tHead.rows[1].cells[place].textContent);
    here.classList.add("in");
    here.replaceChildren(input);
    input.focus();
    if (first === undefined) { input.select(); }
    let over = false;
    const leave = (keep) => {
      if (over) { return; }
      over = true;
      here.classList.remove("in");
      here.textContent = keep ? meant(column, input.value) : before;
      if (keep && here.textContent !== before) { put(rowOfCell(here), column, here.textContent); }
    };
    input.addEventListener("keydown", (event) => {
      event.stopPropagation();
      if (event.isComposing) { return; }
      const [y, x] = [row, place];
      if (event.key === "Enter") { leave(true); go(y + (event.shiftKey ? -1 : 1), x); event.preventDefault(); }
      if (event.key === "Tab") { leave(true); go(y, x + (event.shiftKey ? -1 : 1)); event.preventDefault(); }
      if (event.key === "ArrowDown" || event.key === "ArrowUp") { leave(true); go(y + (event.key === "ArrowUp" ? -1 : 1), x); event.preventDefault(); }
      if (event.key === "Escape") { leave(false); go(y, x, { quiet: true }); event.preventDefault(); }
    });
    input.addEventListener("blur", () => leave(true));
  }

  const rowOfCell = (here) => here.parentNode.sectionRowIndex;

  // A level may be given by its number in the list, yes and no by 1 and 2.
  function meant(column, text) {
    const bare = text.trim();
    return column.w && /^[1-9]$/.test(bare) && column.w[Number(bare) - 1] || bare;
  }

  function put(y, column, text) {
    const key = `${grid.units[y]}\n${column.c}`;
    const old = waiting.get(key);
    waiting.set(key, { u: grid.units[y], c: column.c, t: text, e: old ? old.e : edition(y, column.c) });
    cell(y, column.place).classList.add("wait");
    shelve();
    clearTimeout(timer);
    timer = setTimeout(save, 350);
  }

  function shelve() {
    if (waiting.size) { localStorage.setItem(shelf, JSON.stringify([...waiting])); } else { localStorage.removeItem(shelf); }
  }

  let current = Promise.resolve();
  function save() {
    clearTimeout(timer);
    if (!running && waiting.size) { current = send(); }
    return current;
  }

  async function send() {
    running = true;
    const sent = [...waiting].slice(0, 400);
    status.textContent = words.saving;
    try {
      const answer = await fetch(grid.save, {
        method: "POST", body: JSON.stringify({ cells: sent.map(([, one]) => one) }),
        headers: { "Accept": "application/json", "Content-Type": "application/json", "X-CSRFToken": token },
      });
      if (answer.status === 401) { status.textContent = words.login; return; }
      const told = await answer.json();
      if (!answer.ok) { status.textContent = told.message || ""; return; }
      for (const [key, one] of sent) { if (waiting.get(key) === one) { waiting.delete(key); } }
      shelve();
      take(told);
      status.textContent = waiting.size ? words.saving : words.saved;
      if (waiting.size) { timer = setTimeout(save, 50); }
      look();
    } catch {
      status.textContent = words.waiting;
      timer = setTimeout(save, 5000);
    } finally {
      running = false;
    }
  }

  function take(told) {
    for (const one of told.cells) {
      const y = rowOf(one.u);
      const column = places.find((each) => each.c === one.c);
      if (y < 0 || !column) { continue; }
      const here = cell(y, column.place);
      const newer = waiting.get(`${one.u}\n${one.c}`);
      setEdition(y, one.c, one.e);
      if (newer) { newer.e = one.e; shelve(); continue; }
      here.className = `f${one.bad ? " x" : one.due ? " q" : ""}`;
      here.title = one.problems.join("\n") || (one.due ? words.reason : "");
      if (one.conflict) { clash(y, column, one); continue; }
      if (!one.kept) { here.classList.add("x", "clash"); here.textContent = one.mine; note(here.title); continue; }
      if (!here.classList.contains("in")) { here.textContent = one.t; }
    }
    count();
    for (const [unit, entry, points] of told.scores) {
      const y = rowOf(unit);
      const score = places.find((each) => each.e === entry && !each.c);
      if (y >= 0 && score) { cell(y, score.place).textContent = points; }
    }
  }

  function note(text, ...buttons) {
    const box = document.createElement("div");
    box.className = "clash-note";
    box.append(text, ...buttons);
    panel.before(box);
    status.textContent = text;
    if (!buttons.length) { setTimeout(() => box.remove(), 12000); }
    return box;
  }

  // Two people, one cell: both values are shown, and one of them is chosen.
  function clash(y, column, one) {
    const here = cell(y, column.place);
    here.textContent = one.t;
    here.classList.add("clash");
    const name = table.tBodies[0].rows[y].cells[0].textContent.trim();
    const choose = (label, act) => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "btn btn-sm";
      button.textContent = label;
      button.addEventListener("click", () => { box.remove(); here.classList.remove("clash"); act(); });
      return button;
    };
    const text = `${name}：${words.theirs}“${one.t}”（${one.by}），${words.yours}“${one.mine}” `;
    const box = note(text, choose(words.useMine, () => { here.textContent = one.mine; put(y, column, one.mine); }),
      " ", choose(words.useTheirs, () => {}));
  }

  table.tBodies[0].addEventListener("mousedown", (event) => {
    const here = event.target.closest("td");
    if (!here || here.classList.contains("in")) { return; }
    event.preventDefault();
    document.activeElement.blur();
    go(rowOfCell(here), here.cellIndex - 1);
  });
  table.tBodies[0].addEventListener("dblclick", () => edit());

  table.addEventListener("keydown", (event) => {
    if (event.target.tagName !== "TD" || event.altKey) { return; }
    const page = 10;
    const steps = {
      ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1], PageUp: [-page, 0], PageDown: [page, 0],
    };
    if (steps[event.key]) {
      go(row + steps[event.key][0], place + steps[event.key][1]);
    } else if (event.key === "Home") {
      go(event.ctrlKey ? 0 : row, 0);
    } else if (event.key === "End") {
      go(event.ctrlKey ? grid.units.length - 1 : row, places.length - 1);
    } else if (event.key === "Enter" || event.key === "F2") {
      if (places[place].c) { edit(); } else { go(row + 1, place); }
    } else if (event.key === "Delete" || event.key === "Backspace") {
      if (grid.writable && places[place].c) { cell(row, place).textContent = ""; put(row, places[place], ""); }
    } else if ((event.key.length === 1 && !event.ctrlKey && !event.metaKey) || event.key === "Process") {
      const column = places[place];
      if (grid.writable && column.c && column.w && /^[1-9]$/.test(event.key) && column.w[Number(event.key) - 1]) {
        const text = column.w[Number(event.key) - 1];
        if (cell(row, place).textContent.trim() !== text) { cell(row, place).textContent = text; put(row, column, text); }
        go(row + 1, place);
      } else {
        // Words come through an input method, which takes no letter that was pressed before its field was there.
        edit(column.w || event.key === "Process" ? "" : event.key);
      }
    } else {
      return;
    }
    event.preventDefault();
  });

  // A block from a spreadsheet: it fills the input cells to the right and below, passing over the computed ones.
  document.addEventListener("paste", (event) => {
    if (!grid.writable || document.activeElement.closest("#matrix td") !== cell(row, place) || cell(row, place).classList.contains("in")) { return; }
    event.preventDefault();
    const lines = event.clipboardData.getData("text/plain").replace(/\r/g, "").replace(/\n$/, "").split("\n");
    const columns = inputs.filter((column) => column.place >= place);
    lines.slice(0, grid.units.length - row).forEach((line, down) => {
      line.split("\t").slice(0, columns.length).forEach((text, right) => {
        const column = columns[right];
        const here = cell(row + down, column.place);
        const value = meant(column, text);
        if (here.textContent.trim() !== value) { here.textContent = value; put(row + down, column, value); }
      });
    });
  });

  // How much is still lacking, kept true while it is filled in: this table's part is counted anew.
  const lacking = document.getElementById("lacking");
  const lacks = () => [...table.querySelectorAll("td.f")].filter((here) => !here.textContent.trim() || here.matches(".q, .x")).length;
  const elsewhere = lacking ? Number(/\d+/.exec(lacking.textContent)[0]) - lacks() : 0;
  function count() {
    if (!lacking) { return; }
    const left = Math.max(elsewhere + lacks(), 0);
    lacking.textContent = lacking.textContent.replace(/\d+/, String(left));
    lacking.hidden = !left;
  }

  document.body.addEventListener("scored", (event) => take(event.detail));
  document.body.addEventListener("htmx:configRequest", (event) => { event.detail.headers["X-CSRFToken"] = token; });
  // Handing in waits for what was entered a moment before; it does not go on while something was not saved.
  document.addEventListener("submit", async (event) => {
    const other = event.target;
    if (!waiting.size || panel.contains(other)) { return; }
    event.preventDefault();
    event.stopImmediatePropagation();
    for (let turn = 0; turn < 9 && waiting.size; turn += 1) { await save(); }
    if (!waiting.size && !table.querySelector(".clash")) { other.requestSubmit(event.submitter); }
  }, true);
  window.addEventListener("online", save);
  window.addEventListener("beforeunload", (event) => { if (waiting.size && running) { event.preventDefault(); } });

  // What a broken line or a closed window left unsaved.
  if (grid.writable && waiting.size) {
    for (const one of waiting.values()) {
      const y = rowOf(one.u);
      const column = places.find((each) => each.c === one.c);
      if (y >= 0 && column) { cell(y, column.place).textContent = one.t; cell(y, column.place).classList.add("wait"); }
    }
    save();
  }
  for (const column of inputs.filter((each) => each.w)) {
    const list = document.createElement("datalist");
    list.id = `words-${column.c}`;
    list.append(...column.w.map((word) => new Option(word, word)));
    document.body.append(list);
  }
  if (grid.units.length && places.length) { cell(0, 0).tabIndex = 0; }
})();
