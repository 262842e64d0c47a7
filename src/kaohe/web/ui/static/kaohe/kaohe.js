// What every page needs of a script. Nothing here is needed to read or to submit.
"use strict";

// A form that was sent is not sent again by a second press.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  if (form.method === "post") {
    form.dataset.sent = "1";
    setTimeout(() => { delete form.dataset.sent; }, 4000);
  }
});
window.addEventListener("pageshow", () => {
  document.querySelectorAll("form[data-sent]").forEach((form) => { delete form.dataset.sent; });
});

// A question before what cannot be taken back.
document.addEventListener("click", (event) => {
  const asked = event.target.closest("[data-confirm]");
  if (asked && !window.confirm(asked.dataset.confirm)) {
    event.preventDefault();
    event.stopPropagation();
  }
}, true);

// Tables that scroll within the page are reached by the keyboard too.
const reachable = (root) => {
  root.querySelectorAll(".scroll").forEach((box) => {
    if (!box.hasAttribute("tabindex")) {
      box.tabIndex = 0;
      box.setAttribute("role", "region");
      box.setAttribute("aria-label", document.querySelector("h1")?.textContent.trim() || document.title);
    }
  });
};
document.addEventListener("DOMContentLoaded", () => reachable(document));
document.addEventListener("htmx:load", (event) => reachable(event.target.parentElement || document));
