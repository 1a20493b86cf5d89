// What the page of an exploration does in a browser, as text that is written into it: points, filter, front, what a click shows.

/** Reads the constant `data`; defines what the rest of the page's script uses: by, make, shown, choose. */
export const points = `
const by = (id) => document.getElementById(id);
const make = (name, of, text) => { const e = document.createElement(name); if (text !== undefined) e.textContent = text; of.append(e); return e; };
const words = (n) => n.toLocaleString("en-US");
const shown = (v) => v === null ? "-" : Math.abs(v) >= 100 ? words(Math.round(v)) : String(Number(v.toPrecision(4)));
const { figures, points } = data;
const all = points.of.map((_, i) => i);
const figure = (i, f) => points.figures[f][i];
let [across, up] = data.axes;
const log = { across: false, up: false };
const limits = figures.map(() => [null, null]);
let only = -1, chosen = null, visible = [], places = [], sorted = { by: data.axes[1], down: figures[data.axes[1]].most };

function option(select, text, value) { const o = make("option", select, text); o.value = value; }
function axis(name, get, set) {
  const label = make("label", by("bar"), name + " ");
  const select = make("select", label);
  select.id = "axis-" + name;
  figures.forEach((f, i) => option(select, f.title, i));
  select.value = get();
  select.onchange = () => { set(Number(select.value)); draw(); };
  const box = make("label", by("bar"));
  const check = make("input", box);
  check.type = "checkbox";
  check.id = "log-" + name;
  check.onchange = () => { log[name] = check.checked; draw(); };
  box.append("logarithmic");
}
axis("across", () => across, (i) => { across = i; });
axis("up", () => up, (i) => { up = i; });
if (data.of.length > 1) {
  const select = make("select", make("label", by("bar"), "show "));
  select.id = "only";
  option(select, "all", -1);
  data.of.forEach((name, i) => option(select, name, i));
  select.onchange = () => { only = Number(select.value); draw(); };
}
figures.forEach((f, i) => {
  const label = make("label", by("limits"));
  make("span", label, f.title);
  ["from", "to"].forEach((which, k) => {
    const input = make("input", label);
    input.type = "number"; input.step = "any"; input.placeholder = which; input.dataset.figure = f.name; input.dataset.which = which;
    input.setAttribute("aria-label", f.title + ", " + which);
    input.oninput = () => { limits[i][k] = input.value === "" ? null : Number(input.value); draw(); };
  });
});
by("all").onclick = () => {
  limits.forEach((l) => { l[0] = l[1] = null; });
  for (const input of by("limits").querySelectorAll("input")) input.value = "";
  draw();
};

const keeps = (i) => (only < 0 || points.of[i] === only) && limits.every(([from, to], f) => {
  if (from === null && to === null) return true;
  const v = figure(i, f);
  return v !== null && (from === null || v >= from) && (to === null || v <= to);
});

/** From values to pixels, with round marks; logarithmic where that is asked for and all values allow it. */
function scale(values, wanted, from, to) {
  let low = Infinity, high = -Infinity;
  for (const v of values) { if (v < low) low = v; if (v > high) high = v; }
  if (low > high) [low, high] = [0, 1];
  const powers = wanted && low > 0;
  const g = powers ? Math.log10 : (v) => v;
  let [a, b] = [g(low), g(high)];
  if (a === b) { a -= powers ? 0.1 : 0.5; b += powers ? 0.1 : 0.5; }
  const marks = [];
  if (powers) {
    const every = b - a > 3 ? [1] : [1, 2, 5];
    for (let e = Math.floor(a); e <= b; e++) for (const m of every) { const v = m * 10 ** e; if (g(v) >= a && g(v) <= b) marks.push(v); }
  }
  if (marks.length < 2) {
    marks.length = 0;
    const [l, h] = powers ? [low, high] : [a, b];
    const rough = (h - l) / 5, power = 10 ** Math.floor(Math.log10(rough));
    const step = [1, 2, 5, 10].map((m) => m * power).find((s) => s >= rough * 0.999);
    for (let k = Math.ceil(l / step - 1e-9); k * step <= h + step * 1e-9; k++) marks.push(k * step);
  }
  return { at: (v) => from + (g(v) - a) / (b - a) * (to - from), marks };
}

function draw() {
  visible = all.filter(keeps);
  const canvas = by("plot"), ratio = window.devicePixelRatio || 1, w = canvas.clientWidth, h = canvas.clientHeight;
  canvas.width = Math.round(w * ratio); canvas.height = Math.round(h * ratio);
  const g = canvas.getContext("2d");
  g.setTransform(ratio, 0, 0, ratio, 0, 0);
  const css = getComputedStyle(document.documentElement), colour = (name) => css.getPropertyValue("--" + name);
  const drawn = visible.filter((i) => figure(i, across) !== null && figure(i, up) !== null);
  const left = 66, right = 16, top = 30, bottom = 44;
  const x = scale(drawn.map((i) => figure(i, across)), log.across, left + 6, w - right - 6);
  const y = scale(drawn.map((i) => figure(i, up)), log.up, h - bottom - 6, top + 6);
  g.font = "12px system-ui, sans-serif"; g.strokeStyle = colour("line"); g.fillStyle = colour("quiet");
  g.textAlign = "center";
  for (const v of x.marks) { g.beginPath(); g.moveTo(x.at(v), top); g.lineTo(x.at(v), h - bottom); g.stroke(); g.fillText(shown(v), Math.min(x.at(v), w - 24), h - bottom + 15); }
  g.textAlign = "right";
  for (const v of y.marks) { g.beginPath(); g.moveTo(left, y.at(v)); g.lineTo(w - right, y.at(v)); g.stroke(); g.fillText(shown(v), left - 6, y.at(v) + 4); }
  g.fillStyle = colour("text"); g.textAlign = "center"; g.fillText(figures[across].title, (left + w) / 2, h - 8);
  g.textAlign = "left"; g.fillText(figures[up].title, 8, 17);
  places = drawn.map((i) => ({ i, x: x.at(figure(i, across)), y: y.at(figure(i, up)) }));
  g.fillStyle = colour("rest"); g.globalAlpha = 0.5;
  for (const p of places) if (!points.front[p.i]) { g.beginPath(); g.arc(p.x, p.y, 2.2, 0, 7); g.fill(); }
  g.globalAlpha = 1; g.fillStyle = colour("front"); g.strokeStyle = colour("edge");
  for (const p of places) if (points.front[p.i]) { g.beginPath(); g.arc(p.x, p.y, 4.5, 0, 7); g.fill(); g.stroke(); }
  const own = places.find((p) => p.i === chosen);
  if (own) { g.strokeStyle = colour("chosen"); g.lineWidth = 2.5; g.beginPath(); g.arc(own.x, own.y, 9, 0, 7); g.stroke(); }
  const ofFront = visible.filter((i) => points.front[i]).length;
  by("count").textContent = words(visible.length) + " of " + words(all.length) + " points shown" +
    (data.total > all.length ? ", drawn of " + words(data.total) + " (points.csv has all)" : "") + "; " + words(ofFront) + " of the front, which is whole.";
  table();
}

/** Rows of the table at most. */
const most = 300;

function table() {
  const t = by("front");
  t.replaceChildren();
  const head = make("tr", make("thead", t));
  make("th", head, "network, format, device");
  make("th", head, "lanes and schedule").title = "lanes: spike/memory/update/readout";
  figures.forEach((f, i) => {
    const th = make("th", head, f.title + (sorted.by === i ? (sorted.down ? " \\u2193" : " \\u2191") : ""));
    th.onclick = () => { sorted = { by: i, down: sorted.by === i ? !sorted.down : f.most }; table(); };
  });
  const body = make("tbody", t);
  const value = (i) => figure(i, sorted.by) ?? (sorted.down ? -Infinity : Infinity);
  const rows = visible.filter((i) => points.front[i]).sort((a, b) => (value(a) - value(b)) * (sorted.down ? -1 : 1));
  for (const i of rows.slice(0, most)) {
    const row = make("tr", body);
    make("td", row, data.of[points.of[i]]);
    make("td", row, data.choices[points.hardware[i]]);
    figures.forEach((_, f) => make("td", row, shown(figure(i, f))));
    pick(row, i);
  }
  if (rows.length > most) make("td", make("tr", body), "and " + words(rows.length - most) + " more").colSpan = figures.length + 2;
}

/** A row that chooses its point, by a click or a key. */
function pick(row, i) {
  row.className = i === chosen ? "pick chosen" : "pick";
  row.tabIndex = 0;
  row.onclick = () => choose(i);
  row.onkeydown = (event) => { if (event.key === "Enter") choose(i); };
}

const listeners = [];
function choose(i) {
  chosen = i;
  const box = by("chosen");
  box.replaceChildren();
  make("h3", box, data.of[points.of[i]] + (points.front[i] ? ", of the front" : ""));
  const list = make("dl", box);
  figures.forEach((f, k) => { make("dt", list, f.title); make("dd", list, shown(figure(i, k))); });
  const hardware = JSON.stringify(data.hardware[points.hardware[i]], null, 2);
  const line = make("div", box, "hardware.json ");
  const save = make("a", line, "save");
  save.download = "hardware.json";
  save.href = URL.createObjectURL(new Blob([hardware + "\\n"], { type: "application/json" }));
  make("pre", box, hardware).id = "hardware";
  make("div", box, "Measured by");
  make("pre", box, data.commands[points.of[i]]).id = "command";
  draw();
  for (const tell of listeners) tell();
}

function nearest(event) {
  const box = by("plot").getBoundingClientRect(), mx = event.clientX - box.left, my = event.clientY - box.top;
  let best = null, least = 400;
  for (const p of places) { const d = (p.x - mx) ** 2 + (p.y - my) ** 2 - (points.front[p.i] ? 20 : 0); if (d < least) [best, least] = [p.i, d]; }
  return best;
}
by("plot").onclick = (event) => { const i = nearest(event); if (i !== null) choose(i); };
by("plot").onmousemove = (event) => {
  const i = nearest(event);
  by("hover").textContent = i === null ? "" : data.of[points.of[i]] + ", " + data.choices[points.hardware[i]] + ": " + [across, up].map((f) => figures[f].title + " " + shown(figure(i, f))).join(", ");
};
new ResizeObserver(() => draw()).observe(by("plot"));
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => draw());
draw();
`;
