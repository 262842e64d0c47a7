// One question as fields: two or more buttons, numbers, two counts, words; its remark and its photographs. And what is wrong with it.
"use strict";

window.fieldwork.questions = (() => {
  const { data, words, fill, ...store } = window.fieldwork;
  const LARGEST = 1600;
  const PERSONAL = /(^|[^\d.])(1[3-9]\d[ -]?\d{4}[ -]?\d{4}|\d{6}[ -]?(19|20)\d{6}[ -]?\d{3}[\dXx])($|[^\d])/;

  const el = (tag, attributes = {}, ...children) => {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
      else if (value === true) made.setAttribute(name, "");
      else if (value !== false && value !== undefined && value !== null) made.setAttribute(name, value);
    }
    made.append(...children.filter((child) => child !== null && child !== undefined));
    return made;
  };

  // ---- what is wrong, before it travels

  const number = (question, text, whole) => {
    if (whole && !/^\d{1,12}$/.test(text)) return words.badWhole;
    if (!/^[+-]?\d{1,12}(\.\d+)?$/.test(text)) return words.badNumber;
    const places = (text.split(".")[1] || "").length;
    if (places > (whole ? 0 : question.places || 0)) return fill(words.badPlaces, { n: question.places || 0 });
    if (question.low !== undefined && Number(text) < Number(question.low)) return fill(words.tooLow, { n: question.low });
    if (question.high !== undefined && Number(text) > Number(question.high)) return fill(words.tooHigh, { n: question.high });
    return "";
  };

  const wrong = (question, value, note = "") => {
    const text = (value || "").trim();
    if (PERSONAL.test(note) || (question.asked === "text" && PERSONAL.test(text))) return words.personal;
    if (!text) return question.required ? words.required : "";
    if (question.asked === "count" || question.asked === "number") return number(question, text, question.asked === "count");
    if (question.asked === "checked") {
      const [looked, bad] = text.split("/");
      if (!looked || !bad) return words.bothCounts;
      if (!/^\d{1,12}$/.test(looked) || !/^\d{1,12}$/.test(bad)) return words.badWhole;
      if (Number(looked) === 0) return fill(words.tooLow, { n: 1 });
      if (Number(bad) > Number(looked)) return words.moreWrong;
    }
    return "";
  };

  // ---- fields

  const choice = (question, visit, changed, choices) => {
    const now = visit.values[question.name] || "";
    const buttons = [...choices, ["", words.unseen]].map(([value, label]) => el("label", {},
      el("input", { type: "radio", name: question.name, value, checked: now === value, onchange: () => changed(value) }),
      el("span", {}, label)));
    return el("div", { class: "visit-choices" }, ...buttons);
  };

  const counts = (question, visit, changed) => {
    const now = (visit.values[question.name] || "/").split("/");
    const heads = (question.choices || []).length === 2 ? question.choices : [words.looked, words.wrong];
    const boxes = heads.map((head, place) => el("input", { inputmode: "numeric", autocomplete: "off", maxlength: 12, value: now[place] || "",
      "aria-label": `${question.label} ${head}` }));
    const tell = () => {
      const pair = boxes.map((box) => box.value.trim());
      changed(pair[0] || pair[1] ? pair.join("/") : "");
    };
    boxes.forEach((box) => box.addEventListener("input", tell));
    return el("div", { class: "visit-counts" }, ...heads.flatMap((head, place) => [el("span", { "aria-hidden": "true" }, head), boxes[place]]));
  };

  const field = (question, visit, changed) => {
    const now = visit.values[question.name] || "";
    if (question.asked === "yes_no") return choice(question, visit, changed, [[words.yes, words.yes], [words.no, words.no]]);
    if (question.asked === "level") return choice(question, visit, changed, question.choices.map((name) => [name, name]));
    if (question.asked === "checked") return counts(question, visit, changed);
    const id = `a-${question.name}`;
    const told = (event) => changed(event.target.value);
    if (question.asked === "text") {
      const box = el("textarea", { id, rows: 2, maxlength: 2000, oninput: told });
      box.value = now;
      return box;
    }
    const mode = question.asked === "count" ? "numeric" : "decimal";
    return el("input", { id, inputmode: mode, autocomplete: "off", maxlength: 24, value: now, oninput: told, "aria-describedby": `w-${question.name}` });
  };

  // ---- photographs: made smaller here, which also leaves behind what the camera wrote into them

  const smaller = async (file) => {
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    const share = Math.min(1, LARGEST / Math.max(picture.width, picture.height));
    const canvas = el("canvas", { width: Math.round(picture.width * share), height: Math.round(picture.height * share) });
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    picture.close();
    return new Promise((done, fail) => canvas.toBlob((blob) => (blob ? done(blob) : fail(new Error("empty"))), "image/jpeg", 0.85));
  };

  const thumb = async (photo) => {
    if (!photo || !photo.blob) return el("span", { class: "visit-thumb" }, photo && photo.refused ? photo.refused : words.photoSent);
    const picture = await createImageBitmap(photo.blob);
    const canvas = el("canvas", { class: "visit-thumb", width: 96, height: 72, role: "img", "aria-label": words.photo });
    const share = Math.max(96 / picture.width, 72 / picture.height);
    canvas.getContext("2d").drawImage(picture, (96 - picture.width * share) / 2, (72 - picture.height * share) / 2, picture.width * share, picture.height * share);
    picture.close();
    return canvas;
  };

  const photographs = (question, visit, change) => {
    const row = el("div", { class: "visit-photos" });
    const trouble = el("small", { class: "error", role: "alert" });
    const input = el("input", { type: "file", accept: "image/*", capture: "environment", class: "visually-hidden", id: `p-${question.name}` });
    const keys = () => visit.photos[question.name] || [];
    const set = async (list) => {
      if (list.length) visit.photos[question.name] = list;
      else delete visit.photos[question.name];
      await change();
    };
    const show = async () => {
      const shown = await Promise.all(keys().map(async (key) => el("span", {}, await thumb(await store.photo(key)),
        el("button", { type: "button", class: "plain", onclick: async () => {
          await store.dropPhoto(key);
          await set(keys().filter((each) => each !== key));
          show();
        } }, words.remove))));
      row.replaceChildren(...shown, ...(keys().length < data.most.photos ? [el("label", { class: "btn", for: input.id }, words.photo), input] : []), trouble);
    };
    input.addEventListener("change", async () => {
      const [file] = input.files;
      input.value = "";
      trouble.textContent = "";
      if (!file) return;
      try {
        const blob = await smaller(file);
        if (blob.size > data.most.bytes) { trouble.textContent = words.photoLarge; return; }
        const key = store.uuid();
        await store.keepPhoto({ key, visit: visit.id, user: data.user, question: question.name, blob, sent: false });
        await set([...keys(), key]);
        await show();
      } catch {
        trouble.textContent = words.photoBad;
      }
    });
    show();
    return row;
  };

  // ---- a question whole

  // `change`: told after every change, once the visit has been kept.
  const block = (question, visit, change) => {
    const trouble = el("small", { class: "error", id: `w-${question.name}` });
    const check = () => {
      trouble.textContent = wrong(question, visit.values[question.name], visit.notes[question.name]);
      box.classList.toggle("wrong", Boolean(trouble.textContent));
      return !trouble.textContent;
    };
    const changed = async (value) => {
      if (value) visit.values[question.name] = value;
      else delete visit.values[question.name];
      if (trouble.textContent) check();
      await change();
    };
    const single = ["count", "number", "text"].includes(question.asked);
    const title = el(single ? "label" : "div", { class: "visit-label", id: `l-${question.name}`, for: single ? `a-${question.name}` : null },
      question.label, question.required ? el("b", { class: "visit-must", "aria-hidden": "true" }, " *") : null);
    const note = el("textarea", { rows: 2, maxlength: 2000, "aria-label": `${question.label} ${words.remark}`, oninput: async (event) => {
      if (event.target.value.trim()) visit.notes[question.name] = event.target.value;
      else delete visit.notes[question.name];
      if (trouble.textContent) check();
      await change();
    } });
    note.value = visit.notes[question.name] || "";
    const answer = field(question, visit, changed);
    if (!single) {
      answer.setAttribute("role", question.asked === "checked" ? "group" : "radiogroup");
      answer.setAttribute("aria-labelledby", `l-${question.name}`);
    }
    const box = el("div", { class: "visit-question", "data-name": question.name },
      title,
      question.hint ? el("p", { class: "form-hint" }, question.hint) : null,
      answer,
      trouble,
      el("details", { class: "visit-note", open: Boolean(note.value) }, el("summary", {}, words.remark), note),
      question.photo ? photographs(question, visit, change) : null);
    return { box, check };
  };

  return { el, block, personal: (text) => PERSONAL.test(text || "") };
})();
