// The parts of an exploration's page that not every one has: modelled beside measured, and the ablation's bars.

/** Reads `data` and what the script of the points defines. */
export const more = `
function track(cell, bars, text) {
  for (const [className, from, to] of bars) {
    const bar = make("i", make("div", cell));
    bar.parentElement.className = "track";
    bar.className = className;
    bar.style.left = 100 * from + "%";
    bar.style.width = Math.max(1, 100 * (to - from)) + "%";
  }
  make("div", cell, text);
}
const largest = (values) => values.reduce((a, b) => Math.max(a, b), Number.MIN_VALUE);

function measuredTable() {
  const t = by("measured");
  t.replaceChildren();
  const head = make("tr", make("thead", t));
  for (const title of ["modelled beside measured", ...data.measured[0].figures.map((f) => f.title), "MHz", "steps a second", ""]) make("th", head, title);
  const body = make("tbody", t);
  const high = data.measured[0].figures.map((_, f) => largest(data.measured.flatMap((m) => [m.figures[f].modelled, m.figures[f].measured])));
  for (const m of data.measured) {
    const row = make("tr", body);
    make("td", row, m.name);
    m.figures.forEach(({ modelled, measured, exact }, f) => {
      const cell = make("td", row);
      cell.className = "bar";
      const off = modelled === measured ? "equal" : measured === 0 ? "" : (modelled > measured ? "+" : "") + (100 * (modelled / measured - 1)).toFixed(1) + " %";
      const text = modelled === measured ? shown(measured) : shown(modelled) + " / " + shown(measured);
      if (high[f] < 1) cell.textContent = "0";
      else track(cell, [["modelled", 0, modelled / high[f]], ["measured", 0, measured / high[f]]], text + (exact && modelled === measured ? "" : " (" + off + ")"));
    });
    make("td", row, m.fmaxMHz === null ? "-" : shown(m.fmaxMHz));
    make("td", row, m.stepsPerSecond === null ? "-" : shown(m.stepsPerSecond));
    make("td", row, m.problems.join("; "));
    pick(row, m.point);
  }
}

function ablationTable() {
  const t = by("ablation"), { bars } = data.ablation;
  const head = make("tr", make("thead", t));
  for (const title of ["", "cycles a step", "kbit moved a step", "modelled nJ a step, over the tables", "accuracy"]) make("th", head, title);
  const high = [bars.map((b) => b.cyclesPerStep), bars.map((b) => b.bitsPerStep), bars.map((b) => b.energyPerStep.high)].map(largest);
  const body = make("tbody", t);
  let group = "";
  for (const b of bars) {
    if (b.of !== group) { group = b.of; const cell = make("td", make("tr", body), group); cell.className = "group"; cell.colSpan = 5; }
    const row = make("tr", body), kind = b.modelled ? "modelled" : "";
    make("td", row, b.name + (b.modelled ? " [model]" : ""));
    const { low, high: top } = b.energyPerStep;
    const cells = [
      [[[kind, 0, b.cyclesPerStep / high[0]]], b.cyclesPerStep.toFixed(1)],
      [[[kind, 0, b.bitsPerStep / high[1]]], (b.bitsPerStep / 1000).toFixed(1)],
      [[["range", low / high[2], top / high[2]]], (low / 1000).toFixed(2) + " to " + (top / 1000).toFixed(2)],
    ];
    for (const [marks, text] of cells) { const cell = make("td", row); cell.className = "bar"; track(cell, marks, text); }
    make("td", row, b.accuracy);
  }
}
if (data.measured.length > 0) { by("measured-part").hidden = false; listeners.push(measuredTable); measuredTable(); }
if (data.ablation !== null) { by("ablation-part").hidden = false; by("ablation-title").textContent = data.ablation.title; ablationTable(); }
`;
