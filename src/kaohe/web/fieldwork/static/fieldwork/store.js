// What was filled in, kept in this browser: visits and photographs, by the number of the user. Nothing leaves it but by `send.js`.
"use strict";

window.fieldwork = (() => {
  const data = JSON.parse(document.getElementById("form-data").textContent);
  const words = data.words;
  const fill = (text, parts) => text.replace(/\{(\w+)\}/g, (whole, name) => (name in parts ? parts[name] : whole));

  // Where the browser keeps nothing (some do not in a private window), a map of this page stands in, and the page says so.
  const memory = { visits: new Map(), photos: new Map() };
  let refused = false;
  let opened = null;

  const open = () => {
    opened ??= new Promise((done, fail) => {
      if (!window.indexedDB) return fail(new Error("none"));
      const asked = indexedDB.open("kaohe-fieldwork", 1);
      asked.onupgradeneeded = () => {
        asked.result.createObjectStore("visits", { keyPath: "id" });
        asked.result.createObjectStore("photos", { keyPath: "key" }).createIndex("visit", "visit");
      };
      asked.onsuccess = () => done(asked.result);
      asked.onerror = () => fail(asked.error);
      asked.onblocked = () => fail(new Error("blocked"));
    }).catch(() => { refused = true; return null; });
    return opened;
  };

  const run = async (name, mode, work, instead) => {
    const base = await open();
    if (!base) return instead(memory[name]);
    return new Promise((done, fail) => {
      const change = base.transaction(name, mode);
      const asked = work(change.objectStore(name));
      change.oncomplete = () => done(asked.result);
      change.onabort = change.onerror = () => fail(change.error);
    });
  };

  const keyOf = (name) => (name === "visits" ? "id" : "key");
  const put = (name, row) => run(name, "readwrite", (store) => store.put(row), (map) => { map.set(row[keyOf(name)], row); });
  const get = (name, key) => run(name, "readonly", (store) => store.get(key), (map) => map.get(key));
  const all = (name) => run(name, "readonly", (store) => store.getAll(), (map) => [...map.values()]);
  const drop = (name, key) => run(name, "readwrite", (store) => store.delete(key), (map) => { map.delete(key); });

  const photosOf = async (id) => (await all("photos")).filter((photo) => photo.visit === id);

  return {
    data,
    words,
    fill,
    refused: () => refused,
    visit: (id) => get("visits", id),
    photo: (key) => get("photos", key),
    photosOf,
    keep: (visit) => put("visits", visit),
    keepPhoto: (photo) => put("photos", photo),
    dropPhoto: (key) => drop("photos", key),

    // This user's visits of this round, the latest first.
    mine: async () => (await all("visits"))
      .filter((visit) => visit.user === data.user && visit.round === data.round)
      .sort((one, other) => other.made - one.made),

    // How many visits of others lie here unsent.
    others: async () => (await all("visits")).filter((visit) => visit.user !== data.user && visit.state !== "sent").length,

    // Change a visit as it is now, not as somebody read it before: the form and the sender both write.
    change: async (id, how) => {
      const base = await open();
      if (!base) {
        const row = memory.visits.get(id);
        if (row) how(row);
        return row;
      }
      return new Promise((done, fail) => {
        const change = base.transaction("visits", "readwrite");
        const store = change.objectStore("visits");
        const asked = store.get(id);
        asked.onsuccess = () => {
          if (!asked.result) return;
          how(asked.result);
          store.put(asked.result);
        };
        change.oncomplete = () => done(asked.result);
        change.onabort = change.onerror = () => fail(change.error);
      });
    },

    dropVisit: async (id) => {
      for (const photo of await photosOf(id)) await drop("photos", photo.key);
      await drop("visits", id);
    },

    clear: async () => {
      for (const photo of await all("photos")) if (photo.user === data.user) await drop("photos", photo.key);
      for (const visit of await all("visits")) if (visit.user === data.user) await drop("visits", visit.id);
    },

    // Random as UUIDs of version 4 are; `randomUUID` is there on https alone.
    uuid: () => {
      const bytes = crypto.getRandomValues(new Uint8Array(16));
      bytes[6] = (bytes[6] & 15) | 64;
      bytes[8] = (bytes[8] & 63) | 128;
      const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
      return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
    },
  };
})();
