// The two sides of the reading page: what belongs together lights up together, items can be filtered and gone through by key.
// Fragments come and go, so everything is looked up when it is needed.
"use strict";
(() => {
  const sideBySide = () => matchMedia("(min-width: 901px)").matches;
  const cards = () => [...document.querySelectorAll("#rules .card")];

  // Side by side, only the column moves: the page stays where it is.
  const bring = (place) => {
    const pane = place.closest(".pane");
    if (!sideBySide() || !pane) return place.scrollIntoView({ block: "center" });
    const seen = pane.getBoundingClientRect();
    const top = Math.max(seen.top, 0);
    const middle = (top + Math.min(seen.bottom, innerHeight)) / 2;
    const at = place.getBoundingClientRect();
    pane.scrollTop += at.height > innerHeight - top ? at.top - top - 48 : at.top + at.height / 2 - middle;
  };
  const sourceOf = (card) => card && document.getElementById("src-" + card.id);

  // A click keeps the places of one part lit until the next one.
  let held = "";
  const twins = (keys) => keys.split(" ").filter(Boolean).flatMap((key) => [...document.querySelectorAll(`[data-part~="${CSS.escape(key)}"]`)]);
  const light = (keys) => {
    for (const lit of document.querySelectorAll("mark.lit")) lit.classList.remove("lit");
    for (const mark of twins(keys)) mark.classList.add("lit");
  };
  const partOf = (event) => (event.target.closest ? event.target.closest("[data-part]") : null);
  document.addEventListener("mouseover", (event) => {
    const part = partOf(event);
    if (part || document.querySelector("mark.lit")) light(part ? part.dataset.part : held);
  });
  document.addEventListener("click", (event) => {
    if (!event.target.closest || event.target.closest("a, button, summary, form")) return;
    const mark = partOf(event);
    held = mark ? mark.dataset.part : "";
    light(held);
    if (!sideBySide() || String(getSelection())) return;
    const here = event.target.closest(".pane");
    const other = twins(held).find((entry) => entry.closest(".pane") !== here) || sourceOf(event.target.closest(".card"));
    if (other) bring(other);
  });
  // A link to the other side moves that side alone.
  document.addEventListener("click", (event) => {
    const link = event.target.closest ? event.target.closest('a[href^="#"]') : null;
    const place = link && document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (!place || !place.closest(".pane") || !sideBySide()) return;
    event.preventDefault();
    history.replaceState(null, "", link.hash);
    bring(place);
    if (place.tabIndex >= 0) place.focus({ preventScroll: true });
  });

  // Only the items in one state; a heading is shown while anything below it is.
  let shown = "all";
  const rank = (heading) => Number((heading.className.match(/depth(-?\d)/) || [0, 0])[1]);
  const show = (state) => {
    shown = state;
    for (const button of document.querySelectorAll(".filter button")) button.setAttribute("aria-pressed", String(button.dataset.show === state));
    for (const slot of document.querySelectorAll("#rules .slot")) {
      const card = slot.querySelector(".card");
      slot.hidden = state !== "all" && !slot.matches("form") && !!card && card.dataset.state !== state;
    }
    for (const heading of document.querySelectorAll('#rules h3[class^="depth"]')) {
      let below = heading.nextElementSibling;
      let any = state === "all";
      while (below && !any && !(below.matches("h3") && rank(below) <= rank(heading))) {
        any = below.matches(".slot") && !below.hidden;
        below = below.nextElementSibling;
      }
      heading.hidden = !any;
    }
  };
  for (const button of document.querySelectorAll(".filter button")) button.addEventListener("click", () => show(button.dataset.show));
  const filter = document.querySelector(".filter");
  if (filter) filter.hidden = false;

  // j and k go from item to item, on both sides; e opens its form.
  const step = (by) => {
    const seen = cards().filter((card) => card.offsetParent);
    if (!seen.length) return;
    const at = seen.indexOf(document.activeElement.closest(".card"));
    const next = seen[at < 0 ? (by > 0 ? 0 : seen.length - 1) : Math.min(Math.max(at + by, 0), seen.length - 1)];
    next.focus({ preventScroll: true });
    bring(next);
    const source = sourceOf(next);
    if (source && sideBySide()) bring(source);
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select")) return;
    if (event.key === "j") step(1);
    else if (event.key === "k") step(-1);
    else if (event.key === "e") {
      const slot = document.activeElement.closest(".slot");
      const edit = slot && slot.querySelector(".edit");
      if (!edit) return;
      edit.click();
    } else return;
    event.preventDefault();
  });

  // The source's labels say the state that the cards have now.
  const relabel = () => {
    for (const card of cards()) {
      const label = sourceOf(card);
      if (label) label.className = "ref " + card.dataset.state;
    }
    if (shown !== "all") show(shown);
  };
  // What the clause now says is shown as the rule, as long as nobody has written another.
  const follow = (form) => {
    const outcome = form.querySelector(".outcome[data-rule]");
    const [rule, seen] = [form.querySelector('[name="rule"]'), form.querySelector('[name="rule_seen"]')];
    if (!outcome || !rule || rule.value !== seen.value) return;
    rule.value = seen.value = outcome.dataset.rule;
  };
  document.addEventListener("htmx:afterSettle", (event) => {
    relabel();
    const form = event.target.closest ? event.target.closest("form.correcting") : null;
    if (form && event.target.matches(".tried")) follow(form);
    else if (form && event.target === form) form.querySelector("textarea").focus();
    const goal = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (goal && event.target.matches && event.target.matches(".document")) bring(sourceOf(goal) || goal);
  });

  // What is refused is said above the page; what was typed stays where it is.
  document.addEventListener("htmx:responseError", (event) => {
    const page = new DOMParser().parseFromString(event.detail.xhr.responseText, "text/html");
    const words = page.querySelector("main .lead");
    const said = document.createElement("div");
    said.className = "alert alert-danger";
    said.setAttribute("role", "alert");
    said.textContent = words ? words.textContent : `${event.detail.xhr.status} ${event.detail.xhr.statusText}`;
    document.getElementById("messages").replaceChildren(said);
    said.scrollIntoView({ block: "center" });
  });

  // Typed and not saved: the browser asks before it goes.
  let typed = false;
  document.addEventListener("input", (event) => { if (event.target.closest("form.correcting")) typed = true; });
  document.addEventListener("submit", () => { typed = false; });
  document.addEventListener("htmx:afterSettle", () => { if (!document.querySelector("form.correcting")) typed = false; });
  addEventListener("beforeunload", (event) => { if (typed) event.preventDefault(); });
})();
