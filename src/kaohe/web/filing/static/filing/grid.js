// A grid of figures that saves itself. What was typed is kept in this browser until the server has it: through a lost
// connection, a login that has run out, a page that was closed. Nothing here is needed to fill in and send the form.
"use strict";

(() => {
  const shownField = document.getElementById("shown");
  const said = document.getElementById("words");
  if (!shownField || !said) return;
  const words = JSON.parse(said.textContent);
  const shown = JSON.parse(shownField.value);
  const form = document.getElementById("grid");
  const store = `kaohe:${shownField.dataset.user}:${location.pathname}`;
  const state = document.getElementById("state");
  const say = document.getElementById("say");
  const MOST = 400;
  const pending = new Map(); // identity of a figure → {text, note, edition, held}
  const places = new Map(); // identity → "row.column"
  const boxes = new Map(); // name → element
  let busy = false;
  let timer = 0;
  let wait = 3000;

  shown.units.forEach((unit, row) => shown.columns.forEach(([measure, period], column) => {
    places.set(JSON.stringify([unit, measure, period]), `${row}.${column}`);
  }));
  const identity = (key) => {
    const [row, column] = key.split(".");
    return JSON.stringify([shown.units[row], ...shown.columns[column]]);
  };
  const at = (what, key) => {
    const [row, column] = key.split(".");
    return shown[what] ? shown[what][row][column] : null;
  };
  const put = (what, key, value) => {
    const [row, column] = key.split(".");
    if (shown[what]) shown[what][row][column] = value;
  };

  // What is kept in this browser.
  const kept = () => {
    try { return JSON.parse(localStorage.getItem(store) || "[]"); } catch { return []; }
  };
  const strays = new Map(); // figures of this address that are on another of its pages
  const keep = () => {
    try {
      const all = [...strays, ...pending];
      if (all.length) localStorage.setItem(store, JSON.stringify(all));
      else localStorage.removeItem(store);
    } catch { /* a browser that keeps nothing: what is typed is still sent */ }
  };
  const told = document.getElementById("left");
  const tellStrays = () => {
    told.hidden = strays.size === 0;
    if (!strays.size) return;
    told.textContent = words.left + [...strays].map(([id, entry]) => {
      const [unit, measure, period] = JSON.parse(id);
      return `${unit} ${measure} ${period}：${entry.text}`;
    }).join("；") + " ";
    const forget = document.createElement("button");
    forget.type = "button";
    forget.className = "btn btn-sm";
    forget.textContent = words.forget;
    forget.addEventListener("click", () => { strays.clear(); keep(); tellStrays(); });
    told.append(forget);
  };

  if (!form) {
    // Handed in, or closed: what is here still and is not what the server has is shown, so that nobody believes it was sent.
    for (const [id, entry] of kept()) {
      const key = places.get(id);
      if (key === undefined || at("texts", key) !== entry.text) strays.set(id, entry);
    }
    keep();
    tellStrays();
    return;
  }

  for (const element of form.querySelectorAll("input[name], select[name]")) {
    if (/^\d+\.\d+[~!]?$/.test(element.name)) boxes.set(element.name, element);
  }
  for (const [name, element] of boxes) {
    if (element.hasAttribute("aria-label")) continue;
    const row = element.closest("tr").querySelector("th");
    const column = words.columns[name.match(/\.(\d+)/)[1]];
    const part = boxes.has(`${name}~`) ? ` ${words.part}` : name.endsWith("~") ? ` ${words.whole}` : "";
    element.setAttribute("aria-label", `${row.textContent} ${column}${part}`);
    element.autocomplete = "off";
  }
  const textOf = (key) => {
    const first = boxes.get(key).value.trim();
    const second = boxes.get(`${key}~`);
    if (!second) return first;
    const other = second.value.trim();
    if (!other && (!first || first === words.na)) return first;
    return `${first}/${other}`;
  };
  const write = (key, text, note) => {
    const first = boxes.get(key);
    const second = boxes.get(`${key}~`);
    const stroke = text.indexOf("/");
    const value = second && stroke >= 0 ? text.slice(0, stroke) : text;
    if (first.tagName === "SELECT" && ![...first.options].some((option) => option.value === value)) {
      first.add(new Option(value, value));
    }
    first.value = value;
    if (second) second.value = stroke >= 0 ? text.slice(stroke + 1) : "";
    const noted = boxes.get(`${key}!`);
    if (noted && note !== null && note !== undefined) noted.value = note;
  };
  const noteOf = (key) => (boxes.has(`${key}!`) ? boxes.get(`${key}!`).value.trim() : null);
  const paint = (key, dirty) => {
    for (const end of ["", "~", "!"]) boxes.get(key + end)?.classList.toggle("dirty", dirty);
  };

  const show = (word, kind) => {
    state.textContent = word;
    state.className = `badge-${kind}`;
  };
  const settled = () => {
    const held = [...pending.values()].some((entry) => entry.held);
    if (pending.size === 0) show(`${words.saved}`, "good");
    else if (held) show(words.check, "bad");
    else show(words.unsaved, "wait");
  };

  const mark = (key) => {
    const id = identity(key);
    const text = textOf(key);
    const note = noteOf(key);
    const old = at("texts", key);
    const same = (text === old || text === `${old}/`) && (note === null || note === at("notes", key));
    const earlier = pending.get(id);
    if (same && !earlier?.tried?.length) pending.delete(id);
    else pending.set(id, { text, note, edition: at("editions", key), held: false, tried: earlier?.tried || [] });
    paint(key, pending.has(id));
    keep();
    settled();
    clearTimeout(timer);
    timer = setTimeout(flush, 700);
  };

  // Beside the box: what is wrong with it, or that somebody else has written there.
  const cellOf = (key) => boxes.get(key).closest("td");
  const tell = (key, problems) => {
    const cell = cellOf(key);
    cell.querySelectorAll("small, .conflict").forEach((old) => old.remove());
    const wrong = problems.some((problem) => problem.severity === "error");
    if (wrong) boxes.get(key).setAttribute("aria-invalid", "true");
    else boxes.get(key).removeAttribute("aria-invalid");
    for (const problem of problems) {
      const line = document.createElement("small");
      line.className = problem.severity;
      line.textContent = problem.message + problem.remedy;
      cell.append(line);
    }
  };
  // In a grid there is no room beside a box: all that is wrong is listed above it, each line a way to its box.
  const table = form.querySelector("table.cells");
  const list = document.getElementById("wrong");
  const listWrong = () => {
    if (!table) return;
    table.classList.add("told");
    list.replaceChildren(...[...table.querySelectorAll("small.error")].map((line) => {
      const box = line.closest("td").querySelector("input");
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = `${box.closest("tr").querySelector("th").textContent}：${line.textContent}`;
      button.addEventListener("click", () => { box.focus(); box.scrollIntoView({ block: "center", inline: "center" }); });
      const item = document.createElement("li");
      item.append(button);
      return item;
    }));
  };
  const accept = (key, cell) => {
    put("editions", key, cell.edition);
    put("texts", key, cell.text);
    put("notes", key, cell.note);
  };
  const ask = (key, id, cell) => {
    tell(key, []);
    const box = document.createElement("div");
    box.className = "conflict";
    box.textContent = `${cell.by} ${cell.at} ${words.changed} ${cell.text || words.empty} `;
    const choice = (label, done) => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "btn btn-sm";
      button.textContent = label;
      button.addEventListener("click", () => { box.remove(); done(); keep(); settled(); flush(); });
      box.append(button);
    };
    choice(words.mine, () => {
      accept(key, cell);
      pending.set(id, { text: textOf(key), note: noteOf(key), edition: cell.edition, held: false });
    });
    choice(words.theirs, () => {
      accept(key, cell);
      write(key, cell.text, cell.note);
      pending.delete(id);
      paint(key, false);
      tell(key, cell.problems);
    });
    cellOf(key).append(box);
  };
  const receive = (batch, answer) => {
    answer.cells.forEach((cell, number) => {
      const [id, entry] = batch[number];
      const key = places.get(id);
      const now = pending.get(id);
      const untouched = now === entry;
      if (cell.conflict && now?.tried?.includes(cell.text)) {
        now.edition = cell.edition; // it is my own, whose answer was lost on the way
        now.held = false;
        return;
      }
      if (cell.conflict) {
        if (untouched) { entry.held = true; ask(key, id, cell); }
        return;
      }
      if (!cell.kept) {
        if (untouched) { entry.held = true; tell(key, cell.problems); }
        return;
      }
      accept(key, cell);
      if (untouched) {
        pending.delete(id);
        paint(key, false);
        tell(key, cell.problems);
      } else if (now) {
        now.edition = cell.edition;
        now.tried = [];
      }
    });
    shownField.value = JSON.stringify(shown);
    listWrong();
  };

  const token = () => (document.cookie.match(/(?:^|; )kaohe_csrf=([^;]+)/) || [])[1]
    || form.querySelector("[name=csrfmiddlewaretoken]").value;
  const flush = async (last = false) => {
    clearTimeout(timer);
    if (busy) return;
    const batch = [...pending].filter(([, entry]) => !entry.held).slice(0, MOST);
    if (!batch.length) { settled(); return; }
    busy = true;
    show(words.saving, "wait");
    batch.forEach(([, entry]) => { entry.tried = [...(entry.tried || []).filter((text) => text !== entry.text).slice(-4), entry.text]; });
    keep();
    const cells = batch.map(([id, entry]) => [...JSON.parse(id), entry.text, entry.edition, entry.note]);
    let again = false;
    try {
      const response = await fetch(location.href, {
        method: "POST",
        headers: { Accept: "application/json", "X-CSRFToken": token() },
        body: new URLSearchParams({ cells: JSON.stringify(cells) }),
        keepalive: last === true,
      });
      if (response.status === 401) {
        loggedOut();
      } else if (response.status === 409 || response.status === 403) {
        await refused(response);
      } else if (!response.ok) {
        throw new Error(String(response.status));
      } else {
        receive(batch, await response.json());
        say.textContent = "";
        wait = 3000;
        again = pending.size > 0;
        settled();
      }
    } catch {
      show(words.offline, "bad");
      timer = setTimeout(flush, wait);
      wait = Math.min(wait * 2, 30000);
    }
    busy = false;
    keep();
    if (again) timer = setTimeout(flush, 300);
  };
  const loggedOut = () => {
    show(words.unsaved, "bad");
    say.textContent = `${words.out} `;
    const link = document.createElement("a");
    link.href = location.href;
    link.textContent = words.login;
    say.append(link);
  };
  const refused = async (response) => {
    show(words.unsaved, "bad");
    try { say.textContent = (await response.json()).message; } catch { say.textContent = words.out; }
  };

  form.addEventListener("input", (event) => {
    const found = event.target.name?.match(/^(\d+\.\d+)[~!]?$/);
    if (found) mark(found[1]);
  });
  form.addEventListener("submit", (event) => {
    if (event.submitter?.hasAttribute("formaction")) return;
    event.preventDefault();
    event.stopPropagation();
    flush();
  });
  window.addEventListener("online", () => flush());
  window.addEventListener("focus", () => { if (pending.size) flush(); });
  document.addEventListener("visibilitychange", () => { if (document.hidden) flush(true); });

  // A block from Excel goes into the boxes right and below of the one that has the focus.
  form.addEventListener("paste", (event) => {
    const cell = event.target.closest("td");
    const text = (event.clipboardData?.getData("text/plain") || "").replace(/\r\n?/g, "\n").replace(/\n$/, "");
    if (!cell || event.target.name?.endsWith("!") || !/[\t\n]/.test(text)) return;
    event.preventDefault();
    let row = cell.parentElement;
    let beyond = 0;
    for (const line of text.split("\n")) {
      line.split("\t").forEach((piece, number) => {
        const box = row?.cells[cell.cellIndex + number]?.querySelector("input, select");
        if (!box || !boxes.has(box.name)) {
          if (piece.trim()) beyond += 1;
          return;
        }
        const value = piece.trim();
        if (box.tagName === "SELECT" && ![...box.options].some((option) => option.value === value)) {
          box.add(new Option(value, value));
        }
        box.value = value;
        mark(box.name.replace(/[~!]$/, ""));
      });
      row = row?.nextElementSibling;
    }
    say.textContent = beyond ? `${beyond} ${words.beyond}` : "";
  });

  // Enter and the arrows go down and up a column.
  form.addEventListener("keydown", (event) => {
    const step = { Enter: 1, ArrowDown: 1, ArrowUp: -1 }[event.key];
    const cell = event.target.closest("td");
    if (!step || !cell || event.isComposing || event.target.tagName !== "INPUT" || event.target.list) return;
    event.preventDefault();
    const row = step > 0 ? cell.parentElement.nextElementSibling : cell.parentElement.previousElementSibling;
    const next = row?.cells[cell.cellIndex]?.querySelector("input, select");
    next?.focus();
    next?.select?.();
  });

  // What was left over from last time.
  for (const [id, entry] of kept()) {
    const key = places.get(id);
    if (key === undefined || !boxes.has(key)) {
      strays.set(id, entry);
    } else if (entry.text !== at("texts", key) || (entry.note !== null && entry.note !== at("notes", key))) {
      write(key, entry.text, entry.note);
      pending.set(id, { ...entry, held: false });
      paint(key, true);
    }
  }
  keep();
  tellStrays();
  listWrong();
  if (pending.size) flush();
})();
