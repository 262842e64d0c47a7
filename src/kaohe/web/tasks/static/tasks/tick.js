// One box ticks all of a name, and is half ticked when some are.
"use strict";

document.querySelectorAll("input[data-ticks]").forEach((all) => {
  const boxes = () => [...all.form.querySelectorAll(`input[name="${all.dataset.ticks}"]:not(:disabled)`)];
  const show = () => {
    const ticked = boxes().filter((box) => box.checked).length;
    all.checked = ticked > 0 && ticked === boxes().length;
    all.indeterminate = ticked > 0 && !all.checked;
  };
  all.addEventListener("change", () => boxes().forEach((box) => { box.checked = all.checked; }));
  all.form.addEventListener("change", (event) => { if (event.target.name === all.dataset.ticks) show(); });
  show();
});
