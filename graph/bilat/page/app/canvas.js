// Painting: vis-network keeps nodes, camera and hit-testing; the ties are stroked by us, batched
// by style, below the nodes. Words and badges lie above in an SVG that follows the camera, so that
// they stay sharp and of one size at every zoom.

let net = null;
let nodes = null;
let batches = [];
let strands = null;
let labels = [];
let INK = {};

const INKS = ["paper", "ink", "muted", "dim", "left", "right", "top", "free", "cooperation", "conflict", "other", "listing"];
function readInk() {
  const style = getComputedStyle(ROOT);
  INK = Object.fromEntries(INKS.map((name) => [name, style.getPropertyValue("--" + name).trim()]));
}

// Where rows are close, nodes stay within theirs.
const radiusOf = (actor) => (actor.seat === "step" ? Math.min(actor.size, view.row * 0.45) : actor.size);

function nodeOf(actor) {
  const bright = actor.drawn && lit("actor", actor);
  const chosen = isSelected("actor", actor) || (state.view === "ego" && state.centre === actor) || state.pins.includes(actor);
  const fill = actor.drawn ? (bright ? INK[actor.side] : INK.dim) : INK.paper;
  return {
    id: actor.at,
    x: actor.x,
    y: actor.y,
    shape: shapeOf(actor.entity.kind),
    size: radiusOf(actor) * (view.wide ? 1 : 0.8) * (actor.entity.kind === "state" ? 0.9 : 1),
    hidden: !actor.on,
    color: { background: fill, border: chosen ? INK.ink : actor.drawn ? INK.paper : INK.dim },
    borderWidth: chosen ? 2.5 : 1.5,
  };
}

// A path of thousands of lines takes the painter far longer than as many short paths.
const CHUNK = 15;

/** All strokes as they are now: thousands, so they are not kept unless somebody looks at them. */
const strandsNow = () => strands || (strands = allStrands());

/** Strokes of one colour, width and dash become one path, or a few. */
function batch() {
  strands = null;
  batches = [];
  const found = new Map();
  for (const one of allStrands()) {
    const key = one.lit + one.tone + one.status + Math.round(one.width * 10);
    let last = found.get(key);
    if (!last || last.n === CHUNK) {
      found.set(key, (last = { ...one, path: new Path2D(), n: 0 }));
      batches.push(last);
    }
    traced(last.path, one.line);
    last.n += 1;
  }
}

const isBeside = (c, i) => Math.abs((c[i] - c[0]) * (c[7] - c[1]) - (c[i + 1] - c[1]) * (c[6] - c[0])) < 1;
const isStraight = (c) => isBeside(c, 2) && isBeside(c, 4);

/** The line put to a path: as numbers, for thousands of texts would have to be read again. */
function traced(path, c) {
  path.moveTo(c[0], c[1]);
  // Without a bend a line says the same, and is stroked in a fraction of the time.
  if (c.length === 8 && isStraight(c)) path.lineTo(c[6], c[7]);
  else for (let i = 2; i < c.length; i += 6) path.bezierCurveTo(c[i], c[i + 1], c[i + 2], c[i + 3], c[i + 4], c[i + 5]);
  return path;
}

// Which end a record comes from, where its roles say so.
const GIVES = ["visitor", "speaker", "lender", "authority", "actor"];
const TAKES = ["host", "addressee", "borrower", "target", "recipient", "object"];

/** 1 where a record leads from the first end of its tie to the other, -1 the other way, else 0. */
function directionOf(record, tie) {
  const has = (actor, roles) => record.who.some((part) => part.entity === actor.entity && roles.includes(part.role));
  if (has(tie.one, GIVES) && has(tie.other, TAKES)) return 1;
  return has(tie.other, GIVES) && has(tie.one, TAKES) ? -1 : 0;
}

/** A small head on each record of an opened tie, or on every line when the reader comes close. */
function drawHeads(ctx) {
  const close = net.getScale() >= 1.8;
  if (!close && !(state.sel && state.sel.type === "tie")) return;
  ctx.globalAlpha = 1;
  for (const one of strandsNow()) {
    if (!one.tie || !one.lit || !(one.record || close)) continue;
    const ways = new Set((one.record ? [one.record] : one.tie.shown.filter((record) => record.tone === one.tone && record.status === one.status)).map((record) => directionOf(record, one.tie)));
    const [way] = ways;
    if (ways.size > 1 || !way) continue;
    const [x, y] = pointAt(one.line, way > 0 ? 0.66 : 0.34);
    const [fx, fy] = pointAt(one.line, way > 0 ? 0.64 : 0.36);
    const [ux, uy] = [(x - fx) / (Math.hypot(x - fx, y - fy) || 1), (y - fy) / (Math.hypot(x - fx, y - fy) || 1)];
    const size = (5 + one.width / 2) / net.getScale();
    ctx.fillStyle = INK[one.tone];
    ctx.beginPath();
    ctx.moveTo(x + ux * size, y + uy * size);
    ctx.lineTo(x - ux * size - uy * size * 0.8, y - uy * size + ux * size * 0.8);
    ctx.lineTo(x - ux * size + uy * size * 0.8, y - uy * size - ux * size * 0.8);
    ctx.fill();
  }
}

/** Conflict is a double line: form tells it from cooperation where colour does not. */
function stroke(ctx, one, path, extra) {
  ctx.lineCap = one.tone === "listing" ? "round" : "butt";
  ctx.setLineDash(dashOf(one));
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
  drawHeads(ctx);
  const hover = state.hover;
  if (hover && hover.type === "tie") {
    for (const one of strandsOf(hover.item)) {
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
  if (!one.badge) return actor.badges.some(badgeState) && draw("text.beside", { x, y: y + 12.5 }, one.words);
  const shape = badgeState(one.badge);
  if (!shape) return null;
  const node = draw("g", { class: "badge " + shape, transform: `translate(${x} ${y})` },
    draw("rect", { width: one.width, height: BADGE.height, rx: 2 }),
    draw("text", { x: one.width / 2, y: 12.5 }, one.words),
    shape === "struck" && draw("path", { d: `M1 ${BADGE.height / 2}H${one.width - 1}` }));
  node.badge = one.badge;
  return node;
}

const shoreGap = (actor) => (view.wide || actor.size > 8 ? GAP : GAP - 4);

/** Name and badges as one block around 0, 0: side by side, or the badges below. */
function labelBlock(actor, anchor, stacked) {
  const [size] = labelFont(actor);
  const step = size + 1;
  const [width, lines] = [actor.blockWidth, actor.lines.length];
  const height = stacked ? lines * step + actor.badgeLines * (BADGE.height + 2) : Math.max(lines * step, actor.pinned.length ? BADGE.height : 0);
  const [left, top] = [-width / 2, -height / 2];
  const x = anchor === "end" ? width / 2 : anchor === "start" ? left : stacked ? 0 : left + actor.nameWidth / 2;
  const first = top + (stacked ? 0 : (height - lines * step) / 2) + size * 0.86;
  // On the left shore badges stand outside the name, where one reads them first.
  const outside = anchor === "end" || (stacked && anchor === "start");
  const start = anchor === "middle" && stacked ? -actor.badgesWidth / 2 : anchor === "end" ? (stacked ? width / 2 - actor.badgesWidth : left) : outside ? left : width / 2 - actor.badgesWidth;
  const badgesTop = stacked ? top + lines * step + 3 : -BADGE.height / 2;
  const make = () => draw("g", { class: nameClass(actor) }, draw("g",
    draw("rect.hit", { x: left - 4, y: top - 3, width: width + 8, height: height + 6 }),
    draw("text", { x, y: first, "text-anchor": anchor }, lines > 1 ? actor.lines.map((line, at) => draw("tspan", { x, y: first + at * step }, line)) : actor.lines),
    actor.pinned.map((one) => badgeNode(one, actor, start + one.x, badgesTop + one.line * (BADGE.height + 2)))));
  return { make, width, height };
}

/** Where the middle of the block may stand, seen from the node: outside the shore, above, beside. */
function labelSpots(actor, width, height) {
  const gap = shoreGap(actor);
  const beside = [[gap + width / 2, 0]];
  const below = [0, actor.size + 4 + height / 2];
  if (actor.out) return [[actor.out * (gap - 4 + width / 2), 0]];
  if (actor.seat === "left") return [[-gap - width / 2, 0]];
  if (["right", "step", "down"].includes(actor.seat)) return beside;
  if (actor.seat === "top") return [[0, -8 - height / 2 - (actor.size > 8 ? 2 : 0)]];
  if (actor.seat === "stop") return [below];
  const near = actor.size + 5 + width / 2;
  return [below, [near, 0], [-near, 0], [0, -below[1]]];
}

// More names than this no window has room for.
const MOST_NAMES = 250;

/** All that could be written, the strongest first; what finds room is made into elements. */
function listLabels() {
  labels = [];
  const rank = (actor) => (isHead(actor) ? 1e6 : 0) + (state.pins.includes(actor) || isSelected("actor", actor) ? 2e6 : 0) + (state.sel && lit("actor", actor) ? 1e5 : 0) + (actor.drawn ? 1e4 : 0) + actor.size;
  const ranked = ACTORS.filter((one) => one.on).map((actor) => ({ actor, rank: rank(actor) })).sort((a, b) => b.rank - a.rank);
  for (const { actor, rank: own } of ranked.slice(0, MOST_NAMES)) {
    if (state.view === "network") fitFree(actor);
    const anchor = { left: "end", right: "start", step: "start", down: "start" }[actor.seat] || { "-1": "end", 1: "start" }[actor.out] || "middle";
    const { make, width, height } = labelBlock(actor, anchor, (actor.seat === "stop" || (!view.wide && anchor !== "middle")) && actor.pinned.length > 0);
    labels.push({ make, box: [-width / 2, -height / 2, width, height], spots: [[actor.x, actor.y]], moves: labelSpots(actor, width, height), rank: own, actor });
  }
  for (const [words, tie, above] of captions()) {
    const make = () => draw(above ? "g.number.caption" : "g.number", draw("text", { y: 4 }, words));
    // Air around it, so that two numbers are never read as one.
    const width = textWidth(words, 12, 700) + 12;
    labels.push({ make, box: [-width / 2, -10, width, 20], spots: SPOTS.map((t) => pointAt(curve(tie.one, tie.other, 0), t)), moves: !above ? null : view.wide ? [[0, -12], [0, 12], [0, -24]] : [[width / 2 + 6, 0]], rank: above ? 5e5 : tie.n });
  }
  for (const head of view.heads) {
    const make = () => draw("g.column-head", draw("text", head.words));
    labels.push({ make, box: [0, -12, textWidth(head.words, 12), 16], spots: [[head.x, head.y]], rank: 9e6 });
  }
  labels.sort((a, b) => b.rank - a.rank);
  camera.seen = "";
}

/** What is written on ties: when and what on the steps of a path, else the number of records. */
function captions() {
  const now = state.view === "path" && chain();
  if (!now) return (state.view === "ego" && !view.wide ? [] : numbered()).map((tie) => [String(tie.n), tie, false]);
  return now.ties.map((tie, at) => [[kindWord(now.records[at].kind), now.records[at].year].filter(Boolean).join(" "), tie, true]);
}

// Where along its tie a number looks for room, the middle first.
const SPOTS = [0.5, 0.36, 0.64, 0.27, 0.73, 0.2, 0.8];

/** Ties whose number is printed: the strong ones, or all that belong to the selection. */
function numbered() {
  const strong = TIES.filter((tie) => tie.drawn && tie.n >= (state.sel ? 2 : 3) && lit("tie", tie) && !isSelected("tie", tie));
  return strong.sort((a, b) => b.n - a.n).slice(0, state.sel ? 40 : 12);
}

const overlaps = (a, b) => a[0] < b[0] + b[2] && b[0] < a[0] + a[2] && a[1] < b[1] + b[3] && b[1] < a[1] + a[3];

/** Moves the words with the camera; a word that would lie on a stronger one waits for room. */
function follow() {
  const scale = net.getScale();
  const centre = net.getViewPosition();
  const now = [scale, centre.x, centre.y].join();
  if (now === camera.seen) return;
  const moved = camera.seen && camera.placed && camera.placed[0] === scale;
  camera.seen = now;
  clearTimeout(camera.rest);
  if (moved) {
    // While the picture is dragged its words go with it; they look for room when it rests.
    const [, x, y] = camera.placed;
    $("names").setAttribute("transform", `translate(${((x - centre.x) * scale).toFixed(1)} ${((y - centre.y) * scale).toFixed(1)})`);
    camera.rest = setTimeout(() => { camera.seen = ""; follow(); }, 150);
    return;
  }
  $("names").removeAttribute("transform");
  camera.placed = [scale, centre.x, centre.y];
  const place = ([x, y]) => [(x - centre.x) * scale + view.w / 2, (y - centre.y) * scale + view.h / 2];
  const free = state.view === "network";
  // In a network names keep off the nodes of others, too; of thousands, off those that have names.
  const kept = view.crowded ? labels.map((one) => one.actor).filter(Boolean) : ACTORS.filter((one) => one.on && (one.size > 4 || !state.more));
  const discs = free ? kept.map((one) => { const [x, y] = place([one.x, one.y]); return { one, box: [x - one.size, y - one.size, 2 * one.size, 2 * one.size] }; }) : [];
  const named = free && labels.length > 10 ? labels[9].rank : 0;
  const taken = [];
  const written = [];
  for (const one of labels) {
    const [x0, y0, w, h] = one.box;
    const spots = one.spots.map(place).flatMap(([x, y]) => (one.moves || [[0, 0]]).map(([dx, dy]) => [x, y, dx, dy]));
    const fits = ([x, y, dx, dy], covering) => {
      const box = [x + dx + x0, y + dy + y0, w, h];
      if (free && (box[0] < 0 || box[0] + w > view.w || box[1] < 0 || box[1] + h > view.h)) return false;
      return !taken.some((other) => overlaps(other, box)) && !(!covering && discs.some((disc) => disc.one !== one.actor && overlaps(disc.box, box)));
    };
    // The strongest are named even where that covers a node.
    const spot = spots.find((at) => fits(at)) || (one.rank >= named && spots.find((at) => fits(at, true))) || (one.actor && isSelected("actor", one.actor) ? spots[0] : null);
    if (!spot) continue;
    if (!one.node) {
      one.node = one.make();
      one.node.actor = one.actor;
    }
    written.push(one.node);
    const [x, y, dx, dy] = spot;
    taken.push([x + dx + x0, y + dy + y0, w, h]);
    // A name's own place is that of its node; a number has none.
    const [ox, oy] = one.actor ? [x, y] : [x + dx, y + dy];
    one.node.setAttribute("transform", `translate(${ox.toFixed(1)} ${oy.toFixed(1)})`);
    if (one.actor) one.node.firstChild.setAttribute("transform", `translate(${dx.toFixed(1)} ${dy.toFixed(1)})`);
  }
  $("names").replaceChildren(...written);
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
const strandName = (one) => (one.badge ? one.badge.records.map((record) => record.label).join("; ") : one.record ? whenWords(one.record.when) + " · " + one.record.label : tieName(one.tie) + " · " + count("record", one.tie.n));

function drawVectors() {
  const group = $("vectors");
  group.replaceChildren();
  for (const one of strandsNow()) {
    const d = pathOf(one.line);
    const width = one.lit ? one.width : Math.min(one.width, 3);
    const edge = draw("g", draw("title", strandName(one)), draw("path", { class: "tie " + (one.lit ? one.tone : "dimmed"), "stroke-width": width.toFixed(1), "stroke-dasharray": dashOf(one).join(" ") || null, d }));
    if (one.tone === "conflict" && one.lit) edge.append(draw("path.core", { "stroke-width": Math.max(one.width - 3, 1).toFixed(1), d }));
    group.append(edge);
  }
  for (const actor of ACTORS.filter((one) => one.on)) {
    group.append(draw("path", { class: "node " + (!actor.drawn ? "idle" : lit("actor", actor) ? actor.side : "faded"), transform: `translate(${actor.x} ${actor.y})`, d: outline(actor.entity.kind, radiusOf(actor)) }));
  }
}

// ---- camera and pointer

/** The camera an address asks for, in thousandths of the window. */
function showAsked() {
  if (!camera.asked) return;
  const [scale, x, y] = camera.asked.split(",").map(Number);
  camera.asked = "";
  net.moveTo({ position: { x: (x * view.w) / 1000, y: (y * view.h) / 1000 }, scale: Math.min(Math.max(scale, 0.5), 6), animation: false });
  noteCamera();
}

function noteCamera() {
  const { x, y } = net.getViewPosition();
  const now = [net.getScale().toFixed(2), Math.round((1000 * x) / view.w), Math.round((1000 * y) / view.h)].join();
  camera.at = now === "1.00,500,500" ? "" : now;
  writeHash({});
}

function fit() {
  net.moveTo({ position: { x: view.w / 2, y: view.h / 2 }, scale: 1, animation: false });
  camera.at = "";
}

function zoom(factor) {
  net.moveTo({ scale: Math.min(Math.max(net.getScale() * factor, 0.5), 6), animation: false });
  noteCamera();
}

function startCanvas() {
  nodes = new vis.DataSet([]);
  net = new vis.Network($("graph"), { nodes, edges: new vis.DataSet([]) }, D.options);
  // The stage is the one tab stop; vis's own box would be a second, silent one.
  $("graph").firstElementChild.tabIndex = -1;
  net.on("beforeDrawing", paint);
  net.on("afterDrawing", follow);
  net.on("dragEnd", noteCamera);
  net.on("click", (event) => select(thingAt(event.pointer.DOM)));
  const stage = $("stage");
  on(stage, "pointermove", (event) => {
    const label = event.target.closest("g.name");
    const mark = event.target.closest("g.badge");
    hoverOver(label ? (mark ? badgeThing(mark.badge, label.actor) : { type: "actor", item: label.actor }) : thingAt(pointIn(stage, event)), event);
  });
  on(stage, "pointerleave", (event) => hoverOver(null, event));
  on($("over"), "click", (event) => {
    const label = event.target.closest("g.name");
    const mark = event.target.closest("g.badge");
    if (mark && mark.badge.records.length === 1) select({ type: "record", item: mark.badge.records[0] });
    else if (label) select({ type: "actor", item: label.actor });
  });
  net.on("hold", (event) => { select(thingAt(event.pointer.DOM)); focusPanel(); });
  on(stage, "dblclick", (event) => {
    const thing = thingAt(pointIn(stage, event));
    if (thing && thing.type === "actor") change({ view: "ego", centre: thing.item, sel: thing });
  });
  // The wheel alone scrolls the page, as everywhere; with Ctrl it zooms the picture.
  on(stage, "wheel", (event) => {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    zoom(event.deltaY < 0 ? 1.15 : 1 / 1.15);
  }, { passive: false });
}

// At each thing it is told vis draws at once, and again a frame later; of thousands every drawing
// counts. So it is held back until it knows all, and draws once.
const hold = () => net.body.emitter.emit("_blockRedraw");
const release = () => net.body.emitter.emit("_allowRedraw");

/** New sizes, new places; the camera goes back to showing everything. */
function resize(keep) {
  if (onBoard()) return;
  hold();
  const was = view.wide;
  arrange();
  // Which chains have room depends on the width.
  if (was !== view.wide) { recount(); arrange(); }
  $("over").setAttribute("viewBox", `0 0 ${view.w} ${view.h}`);
  net.setSize(view.w + "px", view.h + "px");
  if (!keep) fit();
  showAsked();
  refreshCanvas(true);
}

const painted = [];
const lookOf = (node) => [node.x, node.y, node.shape, node.size, node.color.background, node.color.border, node.borderWidth].join();

/** Only nodes that look different: each that vis is given again costs it a layout. Those out of the
    picture are not given to it at all, before they come into it. */
function changedNodes() {
  const changed = [];
  for (const actor of ACTORS) {
    if (!actor.on && !painted[actor.at]) continue;
    const node = nodeOf(actor);
    const look = actor.on ? lookOf(node) : "hidden";
    if (painted[actor.at] !== look) changed.push(node);
    painted[actor.at] = look;
  }
  return changed;
}

function refreshCanvas(moved) {
  if (onBoard()) return;
  batch();
  listLabels();
  hold();
  nodes.update(changedNodes());
  // A node that was out of sight is not drawn before vis has looked again where it is.
  if (moved) net.body.emitter.emit("_resizeNodes");
  release();
  net.redraw();
}
