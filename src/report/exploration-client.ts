// What the page of an exploration does in a browser, as text: it is written into the page.

export const style = `
body { font: 14px/1.45 system-ui, sans-serif; color: #2d3748; margin: 1.5rem; max-width: 1400px; }
h1 { font-size: 1.3rem; }
#main { display: flex; gap: 1rem; flex-wrap: wrap; align-items: flex-start; }
#plot { border: 1px solid #cbd5e0; cursor: crosshair; max-width: 100%; }
#chosen { flex: 1 1 22rem; min-width: 20rem; }
pre { background: #f7fafc; padding: .6rem; overflow: auto; max-height: 22rem; }
#axes { display: grid; grid-template-columns: repeat(auto-fill, minmax(22rem, 1fr)); gap: .3rem .8rem; margin-bottom: .8rem; }
#axes label { display: flex; gap: .3rem; align-items: center; white-space: nowrap; }
#axes label span { flex: 1; }
input[type=number] { width: 5.5rem; }
table { border-collapse: collapse; }
td, th { padding: .15rem .6rem; text-align: right; border-bottom: 1px solid #e2e8f0; }
td:first-child, th:first-child { text-align: left; white-space: nowrap; }
tr.chosen { background: #feebc8; }
tbody tr { cursor: pointer; }
`;

/** Reads the constant \`data\`. */
export const client = `
const by = (id) => document.getElementById(id);
const make = (name, of, text) => { const e = document.createElement(name); if (text !== undefined) e.textContent = text; of.append(e); return e; };
const shown = (v) => v === null ? "-" : Math.abs(v) >= 100 ? Math.round(v).toLocaleString("en-US") : String(Number(v.toPrecision(4)));
let [across, up] = data.axes;
const limits = data.figures.map(() => [null, null]);
let chosen = null, visible = [], places = [];

const axis = (title, get, set) => {
  const label = make("label", by("axes"));
  make("span", label, title);
  const select = make("select", label);
  data.figures.forEach((f, i) => { const o = make("option", select, f.title); o.value = i; });
  select.value = get();
  select.onchange = () => { set(Number(select.value)); draw(); };
};
axis("across", () => across, (i) => { across = i; });
axis("up", () => up, (i) => { up = i; });
data.figures.forEach((f, i) => {
  const label = make("label", by("axes"));
  make("span", label, f.title);
  ["from", "to"].forEach((which, k) => {
    const input = make("input", label);
    input.type = "number"; input.step = "any"; input.placeholder = which; input.dataset.figure = f.name; input.dataset.which = which;
    input.oninput = () => { limits[i][k] = input.value === "" ? null : Number(input.value); draw(); };
  });
});

const keeps = (p) => limits.every(([from, to], i) => (from === null && to === null) ||
  (p.figures[i] !== null && (from === null || p.figures[i] >= from) && (to === null || p.figures[i] <= to)));

function range(values) {
  let low = Infinity, high = -Infinity;
  for (const v of values) { if (v < low) low = v; if (v > high) high = v; }
  if (low > high) return [0, 1];
  return low === high ? [low - 0.5, high + 0.5] : [low, high];
}

function draw() {
  visible = data.points.filter((p) => keeps(p));
  const drawn = visible.filter((p) => p.figures[across] !== null && p.figures[up] !== null);
  const canvas = by("plot"), g = canvas.getContext("2d"), w = canvas.width, h = canvas.height, left = 80, bottom = 40, edge = 15;
  const [x0, x1] = range(drawn.map((p) => p.figures[across])), [y0, y1] = range(drawn.map((p) => p.figures[up]));
  const x = (v) => left + (v - x0) / (x1 - x0) * (w - left - edge), y = (v) => h - bottom - (v - y0) / (y1 - y0) * (h - bottom - 2 * edge);
  g.clearRect(0, 0, w, h);
  g.font = "12px system-ui, sans-serif"; g.fillStyle = "#2d3748"; g.strokeStyle = "#e2e8f0";
  for (let i = 0; i <= 5; i++) {
    const vx = x0 + (x1 - x0) * i / 5, vy = y0 + (y1 - y0) * i / 5;
    g.beginPath(); g.moveTo(x(vx), edge); g.lineTo(x(vx), h - bottom); g.moveTo(left, y(vy)); g.lineTo(w - edge, y(vy)); g.stroke();
    g.textAlign = "center"; g.fillText(shown(vx), Math.min(x(vx), w - 30), h - bottom + 15);
    g.textAlign = "right"; g.fillText(shown(vy), left - 6, y(vy) + 4);
  }
  g.textAlign = "center"; g.fillText(data.figures[across].title, (left + w) / 2, h - 8);
  g.textAlign = "left"; g.fillText(data.figures[up].title, left, 12);
  places = drawn.map((p) => ({ p, x: x(p.figures[across]), y: y(p.figures[up]) }));
  g.fillStyle = "rgba(113,128,150,.45)";
  for (const { p, x, y } of places) if (!p.front) { g.beginPath(); g.arc(x, y, 2.2, 0, 7); g.fill(); }
  g.fillStyle = "#c05621"; g.strokeStyle = "#742a10";
  for (const { p, x, y } of places) if (p.front) { g.beginPath(); g.arc(x, y, 4.5, 0, 7); g.fill(); g.stroke(); }
  const own = places.find(({ p }) => p === chosen);
  if (own) { g.strokeStyle = "#2b6cb0"; g.lineWidth = 2.5; g.beginPath(); g.arc(own.x, own.y, 9, 0, 7); g.stroke(); g.lineWidth = 1; }
  by("count").textContent = visible.length.toLocaleString("en-US") + " of " + data.points.length.toLocaleString("en-US") + " points; the front:";
  table();
}

function table() {
  const t = by("front");
  t.replaceChildren();
  const head = make("tr", make("thead", t));
  make("th", head, "network, format, device");
  for (const f of data.figures) make("th", head, f.title);
  const body = make("tbody", t);
  for (const p of visible.filter((p) => p.front)) {
    const row = make("tr", body);
    if (p === chosen) row.className = "chosen";
    make("td", row, p.of);
    for (const v of p.figures) make("td", row, shown(v));
    row.onclick = () => choose(p);
  }
}

function choose(p) {
  chosen = p;
  const box = by("chosen");
  box.replaceChildren();
  make("h2", box, p.of);
  make("p", box, data.figures.map((f, i) => f.title + " " + shown(p.figures[i])).join("; "));
  make("p", box, "hardware.json:");
  make("pre", box, JSON.stringify(p.hardware, null, 2)).id = "hardware";
  make("p", box, "Measured by:");
  make("pre", box, p.command).id = "command";
  draw();
}

by("plot").onclick = (event) => {
  const canvas = by("plot"), box = canvas.getBoundingClientRect();
  const mx = (event.clientX - box.left) * canvas.width / box.width, my = (event.clientY - box.top) * canvas.height / box.height;
  let best = null, least = 400;
  for (const { p, x, y } of places) { const d = (x - mx) ** 2 + (y - my) ** 2 - (p.front ? 20 : 0); if (d < least) [best, least] = [p, d]; }
  if (best !== null) choose(best);
};
draw();
`;
