// A unit's self-assessment: each item is saved as it is left. Without this file, the form's own button saves all of them.
"use strict";

(() => {
  const form = document.getElementById("self");
  if (!form || !form.dataset.open) { return; }
  const words = JSON.parse(document.getElementById("words").textContent);
  const token = form.querySelector("[name=csrfmiddlewaretoken]").value;
  const status = document.getElementById("saving");
  const field = (kind, number) => form.elements[`${kind}-${number}`];
  const dirty = new Set();
  let running = false;
  let timer = 0;

  const later = (delay) => { clearTimeout(timer); timer = setTimeout(save, delay); };

  const mark = (number, texts) => {
    const input = field("points", number);
    input.parentNode.querySelectorAll(".said").forEach((old) => old.remove());
    if (texts.length) { input.setAttribute("aria-invalid", "true"); } else { input.removeAttribute("aria-invalid"); }
    for (const text of texts) {
      const line = document.createElement("div");
      line.className = "said";
      line.textContent = text;
      input.parentNode.append(line);
    }
  };

  const total = () => {
    // Points are added as whole ten-thousandths, so that no digit is lost.
    let sum = 0n;
    let given = 0;
    for (const input of form.querySelectorAll("input[name^=points-]:not([aria-invalid=true])")) {
      const found = /^(-?)(\d+)(?:\.(\d{1,4}))?$/.exec(input.value.trim());
      if (!found) { continue; }
      const size = BigInt(found[2]) * 10000n + BigInt((found[3] || "").padEnd(4, "0"));
      sum += found[1] ? -size : size;
      given += 1;
    }
    const size = sum < 0n ? -sum : sum;
    const rest = (size % 10000n).toString().padStart(4, "0").replace(/0+$/, "");
    document.getElementById("sum").textContent = `${sum < 0n ? "-" : ""}${size / 10000n}${rest ? `.${rest}` : ""}`;
    document.getElementById("given").textContent = String(given);
  };

  let current = Promise.resolve();
  function save() {
    clearTimeout(timer);
    if (!running && dirty.size) { current = send(); }
    return current;
  }

  async function send() {
    running = true;
    const numbers = [...dirty];
    dirty.clear();
    const items = numbers.map((number) => ({
      item: Number(number), points: field("points", number).value, note: field("note", number).value,
      edition: Number(field("edition", number).value),
    }));
    status.textContent = words.saving;
    try {
      const answer = await fetch(form.action, {
        method: "POST", body: JSON.stringify({ items }),
        headers: { "Accept": "application/json", "Content-Type": "application/json", "X-CSRFToken": token },
      });
      const told = await answer.json();
      if (!answer.ok) {
        // Refused (handed in meanwhile, logged out): said, kept on the page, and not tried again unasked.
        numbers.forEach((number) => dirty.add(number));
        status.textContent = told.message || "";
      } else {
        for (const one of told.items) {
          field("edition", one.item).value = one.edition;
          mark(one.item, one.conflict ? [`${one.by}：“${one.points}” ${one.note}。${words.again}`] : one.problems);
        }
        total();
        status.textContent = told.items.some((one) => one.conflict || one.problems.length) ? words.some : words.saved;
        if (dirty.size) { later(600); }
      }
    } catch {
      numbers.forEach((number) => dirty.add(number));
      status.textContent = words.waiting;
      later(5000);
    } finally {
      running = false;
    }
  }

  form.addEventListener("input", (event) => {
    const number = event.target.name.split("-")[1];
    if (number) { dirty.add(number); later(900); }
  });
  form.addEventListener("change", save);
  form.addEventListener("submit", () => { dirty.clear(); });
  // Handing in waits for what was typed a moment before; it does not go on while something was not saved.
  document.addEventListener("submit", async (event) => {
    const other = event.target;
    if (other === form || (!dirty.size && !running && !form.querySelector("[aria-invalid=true]"))) { return; }
    event.preventDefault();
    event.stopImmediatePropagation();
    for (let turn = 0; turn < 3 && (dirty.size || running); turn += 1) { await save(); }
    const wrong = form.querySelector("[aria-invalid=true]");
    if (wrong) { wrong.focus(); }
    if (!wrong && !dirty.size) { other.requestSubmit(event.submitter); }
  }, true);
  window.addEventListener("beforeunload", (event) => { if (dirty.size || running) { event.preventDefault(); } });
})();
