// Sends what waits, one visit after another and its photographs after it. A visit has the key it was given when it was begun, so that
// what arrived and whose answer was lost is the same visit when it is sent again.
"use strict";

window.fieldwork.sender = (() => {
  const { data, words, fill, ...store } = window.fieldwork;
  const PAUSE = 20000;
  let busy = false;
  let again = false;
  let token = "";
  const told = { trouble: "", login: false, sending: false, elsewhere: [] };
  const listeners = [];
  const tell = () => listeners.forEach((listener) => listener(told));

  class Stop extends Error {}

  const ask = async (url, options = {}, patience = 30000) => {
    const stop = new AbortController();
    const clock = setTimeout(() => stop.abort(), patience);
    let answer;
    try {
      answer = await fetch(url, { credentials: "same-origin", redirect: "error", signal: stop.signal, ...options,
        headers: { Accept: "application/json", ...(options.headers || {}) } });
    } catch {
      throw new Stop(navigator.onLine ? words.failed : words.offline);
    } finally {
      clearTimeout(clock);
    }
    if (answer.status === 401) {
      told.login = true;
      throw new Stop(words.login);
    }
    let said = null;
    try { said = await answer.json(); } catch { /* a proxy's page, say */ }
    if (said === null || answer.status >= 500) throw new Stop(words.failed);
    return { status: answer.status, said };
  };

  const post = (url, body, type, patience) => ask(url, {
    method: "POST", body, headers: { "X-CSRFToken": token, ...(type ? { "Content-Type": type } : {}) },
  }, patience);

  const asAnswers = (visit) => ({
    id: visit.id, unit: visit.unit, place: visit.place, team: visit.team, at: visit.at, values: visit.values,
    notes: visit.notes, photos: visit.photos, position: visit.position,
  });

  const take = (visit, theirs) => {
    for (const name of ["table", "unit", "place", "team", "at", "values", "notes", "photos", "position"]) visit[name] = theirs[name];
    Object.assign(visit, { base: theirs.edition, state: "sent", problems: [], theirs: null, label: theirs.label,
      decided: theirs.state !== "received", reason: theirs.reason });
  };

  // What the server knows of: later editions of what was not touched here, and what the office has decided.
  const compare = async (visits) => {
    const here = await store.mine();
    const there = new Map(visits.map((visit) => [visit.id, visit]));
    for (const visit of here) {
      const theirs = there.get(visit.id);
      there.delete(visit.id);
      if (theirs) {
        await store.change(visit.id, (row) => {
          Object.assign(row, { label: theirs.label, decided: theirs.state !== "received", reason: theirs.reason });
          if (row.state === "sent" && theirs.edition > row.base) take(row, theirs);
        });
      } else if (visit.state === "sent") {
        await store.change(visit.id, (row) => Object.assign(row, { state: "queued", base: 0 }));
      }
    }
    told.elsewhere = [...there.values()];
  };

  const sendVisit = async (visit) => {
    const body = JSON.stringify({ table: visit.table, base: visit.base, answers: asAnswers(visit) });
    const { status, said } = await post(data.urls.send, body, "application/json");
    if (status === 403) throw new Stop(said.message || words.failed);
    await store.change(visit.id, (row) => {
      const touched = row.change !== visit.change;
      if (status === 200) {
        Object.assign(row, { base: said.visit.edition, label: said.visit.label, problems: [], theirs: null });
        if (!touched) row.state = "sent";
      } else if (said.code === "visit.conflict") {
        Object.assign(row, { state: "conflict", theirs: said.visit });
      } else {
        const problems = (said.problems || []).map((each) => [...(each.where || []), each.message, each.remedy].filter(Boolean).join(" "));
        Object.assign(row, { state: "refused", problems: problems.length ? problems : [said.message || words.failed] });
      }
    });
  };

  const sendPhotos = async (visit) => {
    const named = new Map(Object.entries(visit.photos).flatMap(([question, keys]) => keys.map((key) => [key, question])));
    for (const photo of await store.photosOf(visit.id)) {
      if (photo.sent || photo.refused || !photo.blob || !named.has(photo.key)) continue;
      const body = new FormData();
      body.append("visit", visit.id);
      body.append("key", photo.key);
      body.append("question", named.get(photo.key));
      body.append("photo", photo.blob, "photo.jpg");
      const { status, said } = await post(data.urls.photo, body, "", 120000);
      if (status === 200) await store.keepPhoto({ ...photo, blob: null, sent: true });
      else await store.keepPhoto({ ...photo, refused: said.message || words.failed });
    }
  };

  const round = async () => {
    const { status, said } = await ask(data.urls.state);
    if (status !== 200) throw new Stop(said.message || words.failed);
    if (said.user !== data.user) throw new Stop(fill(words.other, { name: data.name }));
    token = said.token;
    data.open = said.open;
    await compare(said.visits);
    if (!said.open) throw new Stop((await store.mine()).some((visit) => visit.state === "queued") ? words.closed : "");
    for (const visit of await store.mine()) {
      if (visit.state === "queued") { await sendVisit(visit); tell(); }
    }
    for (const visit of await store.mine()) {
      if (visit.base > 0 && visit.state === "sent") { await sendPhotos(visit); tell(); }
    }
  };

  const send = async () => {
    if (busy) { again = true; return; }
    busy = true;
    Object.assign(told, { sending: true, login: false });
    tell();
    try {
      await round();
      told.trouble = "";
    } catch (error) {
      if (!(error instanceof Stop)) throw error;
      told.trouble = error.message;
    } finally {
      busy = false;
      told.sending = false;
      tell();
    }
    if (again) { again = false; send(); }
  };

  const waits = async () => {
    for (const visit of await store.mine()) {
      if (visit.state === "queued") return true;
      if (visit.state === "sent" && (await store.photosOf(visit.id)).some((photo) => photo.blob && !photo.sent && !photo.refused)) return true;
    }
    return false;
  };

  window.addEventListener("online", send);
  window.addEventListener("offline", tell);
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "visible") send(); });
  setInterval(async () => { if (navigator.onLine && !busy && await waits()) send(); }, PAUSE);

  return { send, told, listen: (listener) => listeners.push(listener), take };
})();
