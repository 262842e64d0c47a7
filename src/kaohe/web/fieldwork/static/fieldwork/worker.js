// Keeps the page of the form, and what it is made of, so that it opens without a network. Nothing that was filled in passes here.
"use strict";

const KEPT = "kaohe-fieldwork-1";
const PATIENCE = 6000;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    for (const name of await caches.keys()) {
      if (name.startsWith("kaohe-fieldwork-") && name !== KEPT) await caches.delete(name);
    }
    await self.clients.claim();
  })());
});

// A page that was opened names itself and its parts. What comes by way of another address (the login) is not kept under its own.
const keep = async (urls) => {
  const cache = await caches.open(KEPT);
  let all = true;
  for (const url of urls) {
    try {
      const answer = await fetch(url, { credentials: "same-origin", cache: "no-cache" });
      if (answer.ok && !answer.redirected) await cache.put(url, answer);
      else all = false;
    } catch { all = false; }
  }
  return all;
};

self.addEventListener("message", (event) => {
  const told = event.data || {};
  if (told.keep) event.waitUntil(keep(told.keep).then((all) => event.source && event.source.postMessage({ kept: all })));
  if (told.forget) event.waitUntil(caches.delete(KEPT));
});

const within = (promise, time) => Promise.race([
  promise,
  new Promise((_, refuse) => setTimeout(() => refuse(new Error("slow")), time)),
]);

// Pages: from the network; from what was kept where that does not answer, or only a proxy without its server does.
const page = async (request) => {
  const kept = await (await caches.open(KEPT)).match(request.url, { ignoreSearch: true });
  if (!kept) return fetch(request);
  try {
    const answer = await within(fetch(request), PATIENCE);
    return answer.status >= 500 ? kept : answer;
  } catch {
    return kept;
  }
};

// Styles and scripts: from what was kept; they bear the hash of their content in their names.
const part = async (request) => {
  const kept = await (await caches.open(KEPT)).match(request.url);
  return kept || fetch(request);
};

self.addEventListener("fetch", (event) => {
  const asked = event.request;
  if (asked.method !== "GET" || new URL(asked.url).origin !== self.location.origin) return;
  if (asked.mode === "navigate") event.respondWith(page(asked));
  else if (["style", "script", "image", "font"].includes(asked.destination)) event.respondWith(part(asked));
});
