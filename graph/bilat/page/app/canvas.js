// Painting: vis-network keeps nodes, camera and hit-testing; the ties are stroked by us, batched
// by style, below the nodes. Words and badges lie above in an SVG that follows the camera, so that
// they stay sharp and of one size at every zoom.

let net = null;
let nodes = null;
let batches = [];
let strands = [];
let labels = [];
let camera = "";
let INK = {};

const INKS = ["paper", "ink", "muted", "dim", "left", "right", "top", "free", "cooperation", "conflict", "other", "listing"];
function readInk() {
  const style = getComputedStyle(ROOT);
  INK = Object.fromEntries(INKS.map((name) => [name, style.getPropertyValue("--" + name).trim()]));
}

function nodeOf(actor) {
  const bright = actor.drawn && lit("actor", actor);
  const fill = actor.drawn ? (bright ? INK[actor.side] : INK.dim) : INK.paper;
  return {
    id: actor.at,
    x: actor.x,
    y: actor.y,
    shape: shapeOf(actor.entity.kind),
    size: actor.size * (view.wide ? 1 : 0.8) * (actor.entity.kind === "state" ? 0.9 : 1),
    hidden: !actor.on,
    color: { background: fill, border: isSelected("actor", actor) ? INK.ink : actor.drawn ? INK.paper : INK.dim },
    borderWidth: isSelected("actor", actor) ? 2.5 : 1.5,
  };
}

// A path of thousands of lines takes the painter far longer than as many short paths.
const CHUNK = 15;

/** Strokes of one colour, width and dash become one path, or a few. */
function batch() {
  strands = allStrands();
  batches = [];
  const found = new Map();
  for (const one of strands) {
    const key = [one.lit, one.tone, one.firm, one.width.toFixed(1)].join();
    let last = found.get(key);
    if (!last || last.n === CHUNK) {
      found.set(key, (last = { ...one, path: new Path2D(), n: 0 }));
      batches.push(last);
    }
    traced(last.path, one.line);
    last.n += 1;
  }
}

const isStraight = (c) => [2, 4].every((i) => Math.abs((c[i] - c[0]) * (c[7] - c[1]) - (c[i + 1] - c[1]) * (c[6] - c[0])) < 1);

/** The line put to a path: as numbers, for thousands of texts would have to be read again. */
function traced(path, c) {
  path.moveTo(c[0], c[1]);
  // Without a bend a line says the same, and is stroked in a fraction of the time.
  if (c.length === 8 && isStraight(c)) path.lineTo(c[6], c[7]);
  else for (let i = 2; i < c.length; i += 6) path.bezierCurveTo(c[i], c[i + 1], c[i + 2], c[i + 3], c[i + 4], c[i + 5]);
  return path;
}

/** Conflict is a double line: form tells it from cooperation where colour does not. */
function stroke(ctx, one, path, extra) {
  ctx.lineCap = one.tone === "listing" ? "round" : "butt";
  ctx.setLineDash(one.tone === "listing" ? [0.1, 4.5] : one.firm ? [] : [7, 5]);
  ctx.strokeStyle = one.lit ? INK[one.tone] : INK.dim;
  // Single records are many: a little lighter, they add up where they run together.
  ctx.globalAlpha = one.lit && one.width < 2.5 && one.tone === "cooperation" ? 0.75 : 1;
  ctx.lineWidth = (one.lit ? one.width : Math.min(one.width, 3)) + extra;
  ctx.stroke(path);
  if (one.tone === "conflict" && one.lit) {
    ctx.setLineDash([]);
    ctx.strokeStyle = INK.paper;
    ctx.lineWidth = Math.max(one.width + extra - 3, 1);
    ctx.stroke(path);
  }
}

// The lines as pixels, for one zoom: while the camera is moved nothing is stroked again.
let sheet = null;
const MARGIN = 80;
const MOST_PIXELS = 2.4e7;

function paintLines(ctx) {
  const { a: factor, e, f } = ctx.getTransform();
  const [width, height] = [view.w, view.h].map((side) => Math.ceil((side + 2 * MARGIN) * factor));
  if (width * height > MOST_PIXELS) {
    for (const one of batches) stroke(ctx, one, one.path, 0);
    return;
  }
  if (!sheet || sheet.of !== batches || sheet.factor !== factor || sheet.paper !== INK.paper) {
    const canvas = el("canvas", { width, height });
    sheet = { canvas, factor, of: batches, paper: INK.paper };
    const lines = canvas.getContext("2d");
    lines.setTransform(factor, 0, 0, factor, MARGIN * factor, MARGIN * factor);
    for (const one of batches) stroke(lines, one, one.path, 0);
  }
  ctx.setTransform(1, 0, 0, 1, 0, 0);
  ctx.drawImage(sheet.canvas, Math.round(e - MARGIN * factor), Math.round(f - MARGIN * factor));
}

function paint(ctx) {
  ctx.save();
  paintLines(ctx);
  ctx.restore();
  ctx.save();
  const hover = state.hover;
  if (hover && hover.type === "tie") {
    for (const one of hover.item.strands || []) {
      if (!hover.record || hover.record === one.record) stroke(ctx, { ...one, lit: true }, traced(new Path2D(), one.line), 1.5);
    }
  }
  ctx.restore();
}

// ---- the words above the canvas

function nameClass(actor) {
  const bright = lit("actor", actor);
  return ["name", isHead(actor) && "head", !actor.drawn && "idle", !bright && "dimmed", isSelected("actor", actor) && "selected", state.hover && state.hover.item === actor && "hover"]
    .filter(Boolean)
    .join(" ");
}

function badgeNode(one, actor, x, y) {
  const shape = one.badge ? badgeState(one.badge) : actor.badges.some(badgeState) && "more";
  return shape && draw("g", { class: "badge " + shape, transform: `translate(${x} ${y})` },
    draw("rect", { width: one.width, height: BADGE.height, rx: 2 }),
    draw("text", { x: one.width / 2, y: 11.5 }, one.words),
    shape === "struck" && draw("path", { d: `M1 ${BADGE.height / 2}H${one.width - 1}` }));
}

const shoreGap = (actor) => (view.wide || actor.size > 8 ? GAP : GAP - 4);

/** Where name and badges go, seen from the actor: outside the shore, above, or below. */
function labelParts(actor) {
  // Of thousands few are named: the others need not be measured.
  if (!actor.lines) fitAbove(actor, 150);
  const gap = shoreGap(actor);
  const [size] = labelFont(actor);
  const side = actor.side;
  const out = side === "left" ? -1 : 1;
  const shore = side === "left" || side === "right";
  const stacked = shore && !view.wide && actor.pinned.length > 0;
  const y = shore ? (stacked ? -3 : size * 0.35) : side === "top" ? -12 : actor.size + size + 3;
  const anchor = shore ? (side === "left" ? "end" : "start") : "middle";
  const x = shore ? out * gap : (actor.nameWidth - actor.blockWidth) / 2;
  const [lines, step] = [actor.lines.length, size + 1];
  // Two lines: on a shore around the node's height, above a node they grow upwards.
  const first = y - (lines - 1) * (shore ? step / 2 : side === "top" ? step : 0);
  const name = draw("text", { x, y: first, "text-anchor": anchor }, lines > 1 ? actor.lines.map((line, at) => draw("tspan", { x, y: first + at * step }, line)) : actor.lines);
  let start = shore ? (view.wide ? out * (gap + actor.nameWidth + 8) : out * gap) : actor.blockWidth / 2 - actor.badgesWidth;
  if (side === "left") start -= actor.badgesWidth;
  const top = shore ? (stacked ? 3 : -BADGE.height / 2) : y - 12;
  const badges = actor.pinned.map((one) => badgeNode(one, actor, start + one.x, top));
  const width = actor.blockWidth;
  const height = (stacked ? 32 : Math.max(size + 3, BADGE.height + 1)) + (lines - 1) * step;
  const box = [shore ? (out > 0 ? gap : -gap - width) : -width / 2, shore ? -height / 2 : first - size, width, height];
  const target = draw("rect.hit", { x: box[0] - 4, y: box[1] - 3, width: box[2] + 8, height: box[3] + 6 });
  return { nodes: [target, name, ...badges], box };
}

function buildLabels() {
  labels = [];
  const group = $("names");
  group.replaceChildren();
  const rank = (actor) => (isHead(actor) ? 1e6 : 0) + (state.sel && lit("actor", actor) ? 1e5 : 0) + (actor.drawn ? 1e4 : 0) + actor.size;
  for (const actor of ACTORS.filter((one) => one.on).sort((a, b) => rank(b) - rank(a)).slice(0, 250)) {
    const { nodes: parts, box } = labelParts(actor);
    const node = draw("g", { class: nameClass(actor) }, parts);
    node.actor = actor;
    group.append(node);
    labels.push({ node, box, x: actor.x, y: actor.y, rank: rank(actor), actor });
  }
  for (const tie of numbered()) {
    const node = draw("g.number", draw("text", { y: 4 }, String(tie.shown.length)));
    group.append(node);
    // Air around it, so that two numbers are never read as one.
    const width = textWidth(String(tie.shown.length), 12, 700) + 12;
    labels.push({ node, box: [-width / 2, -10, width, 20], spots: SPOTS.map((t) => pointAt(tie.middle, t)), rank: tie.shown.length });
  }
  labels.sort((a, b) => b.rank - a.rank);
  camera = "";
}

// Where along its tie a number looks for room, the middle first.
const SPOTS = [0.5, 0.36, 0.64, 0.27, 0.73, 0.2, 0.8];

/** Ties whose number is printed: the strong ones, or all that belong to the selection. */
function numbered() {
  const strong = TIES.filter((tie) => tie.shown.length >= (state.sel ? 2 : 3) && lit("tie", tie) && !isSelected("tie", tie));
  return strong.sort((a, b) => b.shown.length - a.shown.length).slice(0, state.sel ? 40 : 12);
}

const overlaps = (a, b) => a[0] < b[0] + b[2] && b[0] < a[0] + a[2] && a[1] < b[1] + b[3] && b[1] < a[1] + a[3];

/** Moves the words with the camera; a word that would lie on a stronger one waits for room. */
function follow() {
  const scale = net.getScale();
  const centre = net.getViewPosition();
  const now = [scale, centre.x, centre.y].join();
  if (now === camera) return;
  camera = now;
  const place = ([x, y]) => [(x - centre.x) * scale + view.w / 2, (y - centre.y) * scale + view.h / 2];
  const taken = [];
  for (const one of labels) {
    const spots = (one.spots || [[one.x, one.y]]).map(place);
    const free = spots.find(([x, y]) => !taken.some((box) => overlaps(box, [x + one.box[0], y + one.box[1], one.box[2], one.box[3]])));
    one.node.setAttribute("visibility", free ? "visible" : "hidden");
    if (!free) continue;
    taken.push([free[0] + one.box[0], free[1] + one.box[1], one.box[2], one.box[3]]);
    one.node.setAttribute("transform", `translate(${free[0].toFixed(1)} ${free[1].toFixed(1)})`);
  }
}

// ---- the picture as vectors, for paper

const OUTLINES = {
  dot: (r) => `M${-r} 0a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0`,
  square: (r) => `M${-r} ${-r}h${2 * r}v${2 * r}h${-2 * r}z`,
  diamond: (r) => `M0 ${-r}L${r} 0L0 ${r}L${-r} 0z`,
  triangle: (r) => `M0 ${-r}L${r} ${r * 0.7}H${-r}z`,
  triangleDown: (r) => `M0 ${r}L${r} ${-r * 0.7}H${-r}z`,
  hexagon: (r) => `M${-r} 0L${-r / 2} ${-r * 0.87}H${r / 2}L${r} 0L${r / 2} ${r * 0.87}H${-r / 2}z`,
  star: (r) => "M" + [...Array(10)].map((_, i) => [Math.sin((i * Math.PI) / 5), -Math.cos((i * Math.PI) / 5)].map((n) => (n * r * (i % 2 ? 0.5 : 1.1)).toFixed(1)).join(" ")).join("L") + "z",
};
const outline = (kind, r) => OUTLINES[shapeOf(kind)](r);

/** What a line says of itself where it is an element: in a saved picture and on paper. */
const strandName = (one) => (one.badge ? one.badge.records.map((record) => record.label).join("; ") : one.record ? whenWords(one.record.when) + " · " + one.record.label : tieName(one.tie) + " · " + count("record", one.tie.shown.length));

function drawVectors() {
  const group = $("vectors");
  group.replaceChildren();
  for (const one of strands) {
    const d = pathOf(one.line);
    const width = one.lit ? one.width : Math.min(one.width, 3);
    const edge = draw("g", draw("title", strandName(one)), draw("path", { class: "tie " + (one.lit ? one.tone : "dimmed"), "stroke-width": width.toFixed(1), "stroke-dasharray": one.tone === "listing" ? "0.1 4.5" : one.firm ? null : "7 5", d }));
    if (one.tone === "conflict" && one.lit) edge.append(draw("path.core", { "stroke-width": Math.max(one.width - 3, 1).toFixed(1), d }));
    group.append(edge);
  }
  for (const actor of ACTORS.filter((one) => one.on)) {
    group.append(draw("path", { class: "node " + (!actor.drawn ? "idle" : lit("actor", actor) ? actor.side : "faded"), transform: `translate(${actor.x} ${actor.y})`, d: outline(actor.entity.kind, actor.size) }));
  }
}

// ---- camera and pointer

const fit = () => net.moveTo({ position: { x: view.w / 2, y: view.h / 2 }, scale: 1, animation: false });

function zoom(factor) {
  net.moveTo({ scale: Math.min(Math.max(net.getScale() * factor, 0.5), 6), animation: false });
}

/** The tie under a point, within 4 px of its line. */
function tieAt(x, y) {
  const reach = 4 / net.getScale();
  let best = null;
  let least = Infinity;
  for (const tie of TIES) {
    for (const one of tie.strands || []) {
      const distance = distanceTo(one.line, x, y, reach + one.width / 2) - one.width / 2;
      if (distance < reach && distance < least) [best, least] = [{ type: "tie", item: tie, record: one.record }, distance];
    }
  }
  return best;
}

function distanceTo(c, x, y, reach) {
  const xs = c.filter((_, i) => i % 2 === 0);
  const ys = c.filter((_, i) => i % 2);
  if (x < Math.min(...xs) - reach || x > Math.max(...xs) + reach || y < Math.min(...ys) - reach || y > Math.max(...ys) + reach) return Infinity;
  let least = Infinity;
  let [px, py] = [c[0], c[1]];
  for (let i = 1; i <= 28; i += 1) {
    const [qx, qy] = pointAt(c, i / 28);
    const [dx, dy] = [qx - px, qy - py];
    const t = Math.min(Math.max(((x - px) * dx + (y - py) * dy) / (dx * dx + dy * dy || 1), 0), 1);
    least = Math.min(least, Math.hypot(x - px - t * dx, y - py - t * dy));
    [px, py] = [qx, qy];
  }
  return least;
}

function thingAt(dom) {
  const id = net.getNodeAt(dom);
  if (id !== undefined) return { type: "actor", item: ACTORS[id] };
  const at = net.DOMtoCanvas(dom);
  return tieAt(at.x, at.y);
}

function hoverOver(thing, event) {
  const tip = $("tip");
  tip.hidden = !thing;
  if (thing) {
    tip.textContent = tipFor(thing);
    const box = $("stage").getBoundingClientRect();
    const x = Math.min(event.clientX - box.left + 14, view.w - tip.offsetWidth - 4);
    tip.style.transform = `translate(${Math.max(x, 2)}px, ${event.clientY - box.top + 16}px)`;
  }
  const was = state.hover;
  if ((was && was.item) === (thing && thing.item) && (was && was.record) === (thing && thing.record)) return;
  state.hover = thing;
  $("stage").classList.toggle("pointing", Boolean(thing));
  for (const label of labels) if (label.actor) label.node.setAttribute("class", nameClass(label.actor));
  net.redraw();
}

function tipFor(thing) {
  if (thing.type === "actor") return thing.item.entity.label + " · " + kindWord(thing.item.entity.kind) + " · " + count("record", thing.item.entity.shown);
  if (thing.record) return whenWords(thing.record.when) + " · " + thing.record.label;
  return tieName(thing.item) + " · " + say("shown_of", { n: thing.item.shown.length, total: thing.item.records.length });
}

const select = (thing) => change({ sel: thing && { type: thing.record ? "record" : thing.type, item: thing.record || thing.item } });

function startCanvas() {
  nodes = new vis.DataSet([]);
  net = new vis.Network($("graph"), { nodes, edges: new vis.DataSet([]) }, D.options);
  // The stage is the one tab stop; vis's own box would be a second, silent one.
  $("graph").firstElementChild.tabIndex = -1;
  net.on("beforeDrawing", paint);
  net.on("afterDrawing", follow);
  net.on("click", (event) => select(thingAt(event.pointer.DOM)));
  const stage = $("stage");
  on(stage, "pointermove", (event) => {
    const box = stage.getBoundingClientRect();
    const label = event.target.closest("g.name");
    hoverOver(label ? { type: "actor", item: label.actor } : thingAt({ x: event.clientX - box.left, y: event.clientY - box.top }), event);
  });
  on(stage, "pointerleave", (event) => hoverOver(null, event));
  on($("over"), "click", (event) => {
    const label = event.target.closest("g.name");
    if (label) select({ type: "actor", item: label.actor });
  });
  // The wheel alone scrolls the page, as everywhere; with Ctrl it zooms the picture.
  on(stage, "wheel", (event) => {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    zoom(event.deltaY < 0 ? 1.15 : 1 / 1.15);
  }, { passive: false });
}

/** New sizes, new places; the camera goes back to showing everything. */
function resize() {
  arrange();
  $("over").setAttribute("viewBox", `0 0 ${view.w} ${view.h}`);
  net.setSize(view.w + "px", view.h + "px");
  refreshCanvas();
  fit();
  net.redraw();
}

const painted = [];

/** Only nodes that look different: each that vis is given again costs it a layout. */
function changedNodes() {
  return ACTORS.map(nodeOf).filter((node) => {
    const look = JSON.stringify(node);
    const same = painted[node.id] === look;
    painted[node.id] = look;
    return !same;
  });
}

function refreshCanvas() {
  batch();
  buildLabels();
  const changed = changedNodes();
  // Given nodes, vis draws of itself.
  if (changed.length) nodes.update(changed);
  else net.redraw();
}
