// Evidence: files are dropped on the form or on a row; what is wrong with them is said before they travel, and a bar moves.
// Without this the form is chosen from and sent like any other.
"use strict";

(() => {
  const form = document.getElementById("evidence-form");
  const table = document.getElementById("evidence-items");
  const trouble = document.getElementById("evidence-trouble");
  const settings = (form || table).dataset;
  const most = Number(settings.most);

  const say = (lines) => {
    trouble.replaceChildren();
    if (!lines.length) return;
    const list = document.createElement("ul");
    list.className = "problems";
    for (const line of lines) {
      const entry = document.createElement("li");
      entry.className = line.severity || "error";
      entry.textContent = [...(line.where || []), line.message, line.remedy].filter(Boolean).join(" ");
      list.append(entry);
    }
    trouble.append(list);
    trouble.scrollIntoView({ block: "nearest" });
  };

  const fits = (files) => {
    if (files.length > Number(settings.count)) {
      say([{ message: settings.many }]);
      return [];
    }
    const large = files.filter((file) => file.size > most);
    say(large.map((file) => ({ where: [file.name], message: settings.large })));
    return files.filter((file) => file.size <= most);
  };

  const send = (address, body, bar) => {
    const asked = new XMLHttpRequest();
    asked.open("POST", address);
    asked.setRequestHeader("Accept", "application/json");
    asked.setRequestHeader("X-CSRFToken", JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"]);
    asked.upload.onprogress = (event) => { if (event.lengthComputable && bar) bar.value = Math.round(event.loaded * 100 / event.total); };
    const lost = () => { if (bar) bar.hidden = true; say([{ message: settings.lost }]); };
    asked.onerror = lost;
    asked.onload = () => {
      let answer;
      try { answer = JSON.parse(asked.responseText); } catch { return lost(); }
      if (bar) bar.hidden = true;
      if (asked.status !== 200) return say(answer.problems && answer.problems.length ? answer.problems : [{ message: answer.message }]);
      if (!answer.problems.length) return window.location.reload();
      say(answer.problems);
      if (answer.added.length) say([...answer.problems, { severity: "advice", message: answer.added.join("、") + " ✓" }]);
    };
    if (bar) { bar.hidden = false; bar.value = 0; }
    asked.send(body);
  };

  const over = (event, target) => {
    if (!event.dataTransfer.types.includes("Files")) return;
    event.preventDefault();
    target.classList.add("over");
  };

  if (form) {
    const input = document.getElementById("evidence-files");
    const chosen = document.getElementById("evidence-chosen");
    const drop = form.querySelector(".evidence-drop");
    const list = () => {
      chosen.replaceChildren(...[...input.files].map((file) => {
        const entry = document.createElement("li");
        entry.textContent = `${file.name} · ${file.size < 1048576 ? `${Math.ceil(file.size / 1024)} KB` : `${(file.size / 1048576).toFixed(1)} MB`}`;
        if (file.size > most) entry.className = "bad";
        return entry;
      }));
    };
    input.addEventListener("change", () => { fits([...input.files]); list(); });
    drop.addEventListener("dragover", (event) => over(event, drop));
    drop.addEventListener("dragleave", () => drop.classList.remove("over"));
    drop.addEventListener("drop", (event) => {
      event.preventDefault();
      drop.classList.remove("over");
      input.files = event.dataTransfer.files;
      input.dispatchEvent(new Event("change"));
    });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const files = fits([...input.files]);
      delete form.dataset.sent;
      if (!files.length) return;
      const body = new FormData(form);
      body.delete("files");
      files.forEach((file) => body.append("files", file));
      send(form.action, body, document.getElementById("evidence-progress"));
    });
  }

  if (table) {
    const row = (event) => event.target.closest("tr[data-item]");
    table.addEventListener("dragover", (event) => { if (row(event)) over(event, row(event)); });
    table.addEventListener("dragleave", (event) => { if (row(event)) row(event).classList.remove("over"); });
    table.addEventListener("drop", (event) => {
      const onto = row(event);
      if (!onto) return;
      event.preventDefault();
      onto.classList.remove("over");
      const files = fits([...event.dataTransfer.files]);
      if (!files.length) return;
      const body = new FormData();
      body.append("table", onto.dataset.table);
      body.append("item", onto.dataset.item);
      files.forEach((file) => body.append("files", file));
      const bar = document.createElement("progress");
      bar.max = 100;
      onto.lastElementChild.append(bar);
      send(settings.add, body, bar);
    });
  }
})();
