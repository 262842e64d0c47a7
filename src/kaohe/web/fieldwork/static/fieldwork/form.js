// The page of the form: the list of what lies in this browser, one visit to fill in, and a line that says where things stand.
"use strict";

(() => {
  const { data, words, fill, sender, questions, ...store } = window.fieldwork;
  const { el } = questions;
  const room = document.getElementById("form-room");
  const line = document.getElementById("state");
  const shell = document.getElementById("shell");
  let open = null;
  let saved = "";

  const tableOf = (name) => data.tables.find((table) => table.table === name);
  const nameOf = (visit) => {
    const table = tableOf(visit.table);
    const unit = table && table.units.find(([code]) => code === visit.unit);
    return unit ? unit[1] : visit.unit;
  };
  const now = () => {
    const at = new Date();
    return new Date(at - at.getTimezoneOffset() * 60000).toISOString().slice(0, 16);
  };

  // ---- the line

  const say = async () => {
    const mine = await store.mine();
    const queued = mine.filter((visit) => visit.state === "queued").length;
    let photos = 0;
    for (const visit of mine) {
      if (visit.state === "sent") photos += (await store.photosOf(visit.id)).filter((photo) => photo.blob && !photo.sent && !photo.refused).length;
    }
    const parts = [];
    if (store.refused()) parts.push(["bad", words.notSaved]);
    else if (saved) parts.push(["quiet", fill(words.saved, { time: saved })]);
    if (queued) parts.push(["wait", fill(words.queued, { n: queued })]);
    if (photos) parts.push(["wait", fill(words.photosWait, { n: photos })]);
    if (!queued && !photos && mine.some((visit) => visit.state === "sent") && mine.every((visit) => ["sent", "draft"].includes(visit.state))) {
      parts.push(["good", words.delivered]);
    }
    const { told } = sender;
    if (told.sending) parts.push(["quiet", words.sending]);
    else if (!navigator.onLine) parts.push(["quiet", words.offline]);
    else if (told.trouble) parts.push(["bad", told.trouble]);
    line.replaceChildren(...parts.map(([kind, text]) => el("span", { class: `badge-${kind}` }, text)),
      ...(told.login && navigator.onLine ? [el("a", { href: data.urls.login }, words.loginLink)] : []));
    line.dataset.queued = queued + photos;
  };

  // ---- the list

  const BADGES = { draft: "quiet", queued: "wait", sent: "good", conflict: "bad", refused: "bad" };
  const LABELS = { draft: words.draft, queued: words.toSend, sent: words.sent, conflict: words.conflict, refused: words.refused };

  const entry = (visit, label, kind, opened) => el("li", {},
    el("button", { type: "button", class: "visit-entry", onclick: opened },
      el("b", {}, nameOf(visit)), " ", visit.place || "", el("small", {}, ` ${visit.at.replace("T", " ")}`)),
    el("span", { class: `badge-${kind}` }, label),
    visit.decided ? el("span", { class: "badge-quiet" }, fill(words.decided, { label: visit.label })) : null);

  const list = async () => {
    open = null;
    const mine = await store.mine();
    const others = await store.others();
    const starts = data.tables.map((table) => el("button", { type: "button", class: "btn btn-primary", onclick: () => begin(table) },
      data.tables.length > 1 ? `${room.dataset.begin} ${table.table}` : room.dataset.begin));
    room.replaceChildren(
      el("div", { class: "visit-starts" }, ...starts),
      mine.length ? el("ul", { class: "visit-list" }, ...mine.map((visit) => entry(visit, LABELS[visit.state], BADGES[visit.state], () => edit(visit.id))))
        : el("p", { class: "empty-state" }, words.none),
      ...(sender.told.elsewhere.length ? [el("h2", {}, words.elsewhere), el("ul", { class: "visit-list" },
        ...sender.told.elsewhere.map((theirs) => entry({ ...theirs, decided: theirs.state !== "received" }, words.sent, "good", () => fetched(theirs))))] : []),
      ...(others ? [el("p", { class: "text-secondary" }, fill(words.otherWaits, { n: others }))] : []));
    say();
  };

  const blank = (table) => ({ id: store.uuid(), user: data.user, name: data.name, round: data.round, table, unit: "", place: "", team: "",
    at: now(), values: {}, notes: {}, photos: {}, position: "", state: "draft", base: 0, change: 0, problems: [], theirs: null, made: Date.now() });

  const begin = async (table) => {
    const visit = blank(table.table);
    const [last] = (await store.mine()).filter((each) => each.table === table.table);
    if (last) Object.assign(visit, { team: last.team, unit: last.unit });
    await store.keep(visit);
    if (navigator.storage && navigator.storage.persist) navigator.storage.persist();
    edit(visit.id);
  };

  const fetched = async (theirs) => {
    const visit = blank(theirs.table);
    visit.id = theirs.id;
    sender.take(visit, theirs);
    await store.keep(visit);
    edit(visit.id);
  };

  // ---- one visit

  const keep = async (visit) => {
    visit.change += 1;
    if (visit.state !== "conflict") visit.state = "draft";
    // The sender may have come back meanwhile with an edition: that stays.
    const mine = visit;
    await store.change(visit.id, (row) => {
      const { base, label, decided, reason, theirs } = row;
      Object.assign(row, structuredClone(mine), { base, label, decided, reason, theirs });
    });
    if (store.refused()) await store.keep(visit);
    saved = new Date().toTimeString().slice(0, 8);
    say();
  };

  const option = (value, label, chosen) => el("option", { value, selected: value === chosen }, label);

  const heads = (visit, table) => {
    const unit = el("select", { id: "h-unit", onchange: () => { visit.unit = unit.value; visit.place = ""; fillPlaces(); keep(visit); } },
      option("", words.choose, visit.unit), ...table.units.map(([code, name]) => option(code, name, visit.unit)));
    const place = el("select", { id: "h-place", onchange: () => {
      typed.hidden = place.value !== "*";
      visit.place = place.value === "*" ? typed.value.trim() : place.value;
      keep(visit);
    } });
    const typed = el("input", { id: "h-typed", maxlength: 120, "aria-label": words.typed, oninput: () => { visit.place = typed.value.trim(); keep(visit); } });
    const fillPlaces = () => {
      const drawn = data.places[visit.unit] || [];
      const own = visit.place && !drawn.includes(visit.place);
      place.replaceChildren(option("", words.whole, visit.place), ...drawn.map((name) => option(name, name, visit.place)),
        option("*", words.typed, own ? "*" : ""));
      typed.hidden = !own;
      typed.value = own ? visit.place : "";
    };
    fillPlaces();
    const team = el("input", { id: "h-team", maxlength: 60, list: "h-teams", autocomplete: "off", value: visit.team, oninput: () => { visit.team = team.value; keep(visit); } });
    const at = el("input", { id: "h-at", type: "datetime-local", value: visit.at.slice(0, 16), oninput: () => { visit.at = at.value; keep(visit); } });
    const row = (id, label, ...fields) => el("div", { class: "visit-head" }, el("label", { for: id }, label), ...fields);
    const rows = [
      row("h-unit", room.dataset.unit, unit), row("h-place", room.dataset.place, place, typed),
      row("h-team", room.dataset.team, team, el("datalist", { id: "h-teams" }, ...data.teams.map((name) => el("option", { value: name })))),
      row("h-at", room.dataset.at, at),
    ];
    if (table.position && navigator.geolocation) rows.push(positions(visit));
    return rows;
  };

  const positions = (visit) => {
    const shown = el("span", {}, visit.position);
    const button = el("button", { type: "button", class: "btn", onclick: () => navigator.geolocation.getCurrentPosition((found) => {
      visit.position = `${found.coords.latitude.toFixed(6)} ${found.coords.longitude.toFixed(6)}`;
      shown.textContent = visit.position;
      keep(visit);
    }, () => { shown.textContent = words.positionBad; }, { enableHighAccuracy: true, timeout: 20000 }) }, words.position);
    return el("div", { class: "visit-head" }, button, shown);
  };

  const edit = async (id) => {
    const visit = await store.visit(id);
    const table = visit && tableOf(visit.table);
    if (!table) return list();
    open = id;
    if (visit.state === "conflict" && visit.theirs) return settle(visit, table);
    const trouble = el("div", { role: "alert" }, ...(visit.problems.length ? [el("ul", { class: "problems" }, ...visit.problems.map((text) => el("li", { class: "error" }, text)))] : []));
    const change = () => keep(visit);
    const blocks = table.questions.map((question) => ({ question, ...questions.block(question, visit, change) }));
    const groups = [];
    for (const each of blocks) {
      const head = `${each.question.item || ""} ${each.question.item_name || ""}`.trim();
      if (!groups.length || groups[groups.length - 1].head !== head) groups.push({ head, boxes: [] });
      groups[groups.length - 1].boxes.push(each.box);
    }
    const done = async () => {
      const lacks = [[visit.unit, words.noUnit], [visit.team.trim(), words.noTeam]].filter(([value]) => !value).map(([, text]) => text);
      if (questions.personal(visit.place) || questions.personal(visit.team)) lacks.push(words.personal);
      const bad = blocks.filter((each) => !each.check());
      if (lacks.length || bad.length) {
        trouble.replaceChildren(el("ul", { class: "problems" }, ...lacks.map((text) => el("li", { class: "error" }, text)),
          ...(bad.length ? [el("li", { class: "error" }, fill(words.mend, { n: bad.length }))] : [])));
        (lacks.length ? trouble : bad[0].box).scrollIntoView({ block: "center" });
        return;
      }
      visit.change += 1;
      await store.change(visit.id, (row) => {
        const { base, label, decided, reason } = row;
        Object.assign(row, structuredClone(visit), { base, label, decided, reason, state: "queued", problems: [], theirs: null });
      });
      await list();
      sender.send();
      window.scrollTo(0, 0);
    };
    const drop = async () => {
      if (!window.confirm(words.dropAsk)) return;
      await store.dropVisit(visit.id);
      list();
    };
    room.replaceChildren(el("div", { class: "visit-editor" }, trouble,
      visit.decided ? el("p", { class: "alert" }, `${fill(words.decided, { label: visit.label })} ${visit.reason || ""}`) : null,
      ...heads(visit, table),
      ...groups.map((group) => el("fieldset", {}, el("legend", {}, group.head), ...group.boxes)),
      el("div", { class: "visit-foot" },
        el("button", { type: "button", class: "btn", onclick: list }, room.dataset.later),
        el("button", { type: "button", class: "btn btn-primary", onclick: done }, room.dataset.done)),
      el("p", {}, el("button", { type: "button", class: "plain", onclick: drop }, room.dataset.drop))));
    window.scrollTo(0, 0);
    say();
  };

  // ---- two editions of one visit

  const settle = (visit, table) => {
    const labels = new Map(table.questions.map((question) => [question.name, question.label]));
    const flat = (from) => new Map([
      [room.dataset.unit, nameOf({ ...visit, unit: from.unit })], [room.dataset.place, from.place], [room.dataset.team, from.team], [room.dataset.at, from.at],
      ...[...labels].flatMap(([name, label]) => [[label, from.values[name] || ""], [`${label} ${words.remark}`, from.notes[name] || ""],
        [`${label} ${words.photo}`, String((from.photos[name] || []).length || "")]]),
    ]);
    const [mine, theirs] = [flat(visit), flat(visit.theirs)];
    const rows = [...mine].filter(([name, value]) => value !== theirs.get(name))
      .map(([name, value]) => el("tr", {}, el("th", { scope: "row" }, name), el("td", {}, value), el("td", {}, theirs.get(name))));
    const choose = async (own) => {
      await store.change(visit.id, (row) => {
        if (own) Object.assign(row, { base: row.theirs.edition, state: "queued", theirs: null, change: row.change + 1 });
        else sender.take(row, row.theirs);
      });
      await list();
      sender.send();
    };
    room.replaceChildren(el("p", {}, room.dataset.conflict),
      el("table", { class: "dense" }, el("thead", {}, el("tr", {}, el("th", {}, ""), el("th", {}, words.mine), el("th", {}, words.theirs))), el("tbody", {}, ...rows)),
      el("div", { class: "visit-foot" },
        el("button", { type: "button", class: "btn", onclick: () => choose(false) }, room.dataset.theirs),
        el("button", { type: "button", class: "btn btn-primary", onclick: () => choose(true) }, room.dataset.mine)));
    say();
  };

  // ---- the page without a network, and the device

  const worker = async () => {
    if (!navigator.serviceWorker) { shell.textContent = words.noShell; return; }
    await navigator.serviceWorker.register(data.urls.worker);
    const ready = await navigator.serviceWorker.ready;
    navigator.serviceWorker.addEventListener("message", (event) => { if (event.data && event.data.kept) document.documentElement.dataset.kept = "1"; });
    if (!navigator.onLine) return;
    const parts = [...document.querySelectorAll("script[src], link[rel=stylesheet], link[rel=icon]")].map((part) => part.src || part.href);
    ready.active.postMessage({ keep: [new URL(data.urls.page, location.href).href, ...parts] });
  };

  document.getElementById("clear").addEventListener("click", async () => {
    const waiting = (await store.mine()).filter((visit) => visit.state !== "sent").length;
    if (!window.confirm(fill(words.clearAsk, { n: waiting }))) return;
    await store.clear();
    if (navigator.serviceWorker && navigator.serviceWorker.controller) navigator.serviceWorker.controller.postMessage({ forget: true });
    saved = "";
    await list();
    shell.textContent = words.cleared;
  });

  let before = "";
  sender.listen(async () => {
    say();
    const mine = JSON.stringify([(await store.mine()).map((visit) => [visit.id, visit.state, visit.label]), sender.told.elsewhere.length]);
    if (open === null && mine !== before) list();
    before = mine;
  });
  window.addEventListener("online", say);
  window.addEventListener("offline", say);
  list();
  sender.send();
  worker().catch(() => { shell.textContent = words.noShell; });
})();
