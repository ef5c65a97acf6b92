// Geometry: where actors and ties lie at this size of the window. The order of the actors came
// with the data and never changes; only distances follow the window. World units are CSS pixels
// at zoom 1, so that "everything in view" is simply zoom 1.

const view = { w: 0, h: 0, wide: true, labelSize: 13, row: 0, minRow: 0 };
const SHAPES = { person: "dot", body: "square", state: "diamond", company: "triangle", organisation: "triangleDown", group: "star" };
const shapeOf = (kind) => SHAPES[kind] || "hexagon";

const pen = document.createElement("canvas").getContext("2d");
let family = "";
const widths = new Map();

/** Width of a text in px, measured once. */
function textWidth(words, size, weight) {
  const font = (weight || 400) + " " + size + "px " + family;
  const key = font + "\n" + words;
  let width = widths.get(key);
  if (width === undefined) {
    pen.font = font;
    width = pen.measureText(words).width;
    widths.set(key, width);
  }
  return width;
}

// No line of a picture holds more: of a name that goes on for pages the rest is not even measured.
const MOST_SIGNS = 240;

/** The text, cut with an ellipsis where it is wider than allowed. */
function fitted(words, most, size, weight) {
  if (words.length <= MOST_SIGNS && textWidth(words, size, weight) <= most) return words;
  const cut = (keep) => words.slice(0, keep).trim() + "…";
  let keep = 1;
  let over = Math.min(words.length, MOST_SIGNS);
  while (over - keep > 1) {
    const middle = (keep + over) >> 1;
    if (textWidth(cut(middle), size, weight) <= most) keep = middle;
    else over = middle;
  }
  return cut(keep);
}

/** The text in a few lines, broken between words; what is left over is cut from the last. */
function wrapped(words, most, size, lines) {
  const parts = words.slice(0, MOST_SIGNS * lines).split(" ");
  let keep = parts.length;
  while (keep > 1 && textWidth(parts.slice(0, keep).join(" "), size) > most) keep -= 1;
  if (lines === 1 || keep === parts.length) return [fitted(parts.join(" "), most, size)];
  return [fitted(parts.slice(0, keep).join(" "), most, size), ...wrapped(parts.slice(keep).join(" "), most, size, lines - 1)];
}

/** A person's name with the first name as an initial, where the whole does not fit. */
function brief(entity, most, size, weight) {
  const parts = entity.label.split(" ");
  const fits = textWidth(entity.label, size, weight) <= most;
  return fits || entity.kind !== "person" || parts.length < 2 ? entity.label : parts[0][0] + ". " + parts[parts.length - 1];
}

const column = (side) => ACTORS.filter((actor) => actor.side === side && present(actor)).sort((a, b) => a.row - b.row);
const isHead = (actor) => actor.entity.at === D.page.left || actor.entity.at === D.page.right;
const labelFont = (actor) => (isHead(actor) ? [16, 700] : [view.labelSize, 400]);

const BADGE = { size: 11, pad: 4, gap: 3, height: 15 };
const COUNTED = 38; // the room that "+5" takes beside a name

function badgeText(badge) {
  const year = badge.records[0].dated ? String(yearOf(badge.records[0].start)) : "";
  return badge.short + (year ? " " + (view.longYears ? year : "’" + year.slice(2)) : "");
}

/** Fits the badges of an actor into a width; those that do not fit are counted. */
function fitBadges(actor, most) {
  actor.pinned = [];
  let used = 0;
  const pin = (words, badge) => {
    const width = textWidth(words, BADGE.size) + 2 * BADGE.pad;
    actor.pinned.push({ words, width, x: used, badge });
    used += width + BADGE.gap;
  };
  for (const [at, badge] of actor.badges.entries()) {
    const rest = actor.badges.length - at;
    const width = textWidth(badgeText(badge), BADGE.size) + 2 * BADGE.pad;
    if (used + width > most - (rest > 1 ? 28 : 0)) {
      pin("+" + rest, null);
      break;
    }
    pin(badgeText(badge), badge);
  }
  actor.badgesWidth = used ? used - BADGE.gap : 0;
}

/** Whole years on the badges if every row has room for them, else two digits on all. */
function chooseYears(actors, most) {
  view.longYears = true;
  const room = (actor) => textWidth(actor.entity.label, ...labelFont(actor)) + 8 + actor.badges.reduce((sum, badge) => sum + textWidth(badgeText(badge), BADGE.size) + 2 * BADGE.pad + BADGE.gap, 0);
  view.longYears = view.wide && actors.every((actor) => room(actor) <= most);
}

const widest = (lines, size, weight) => Math.max(...lines.map((line) => textWidth(line, size, weight)));

/** What a shore needs to show every name whole, and room to count the badges. */
const uncut = (actors) => Math.max(0, ...actors.map((actor) => textWidth(actor.entity.label, ...labelFont(actor)) + (actor.badges.length ? COUNTED : 0)));

/** The width for names, shared: half each, or more for a shore whose names are long. */
function shares(left, right, total) {
  const [a, b] = [uncut(left), uncut(right)];
  if (a > total / 2 && b < total / 2) return [Math.min(a, total - b), total - Math.min(a, total - b)];
  if (b > total / 2 && a < total / 2) return [total - Math.min(b, total - a), Math.min(b, total - a)];
  return [total / 2, total / 2];
}

/** Cuts the names of a shore to their share of the width; returns what the widest needs. */
function fitShore(actors, most) {
  let need = 0;
  for (const actor of actors) {
    const [size, weight] = labelFont(actor);
    const inRow = view.wide && actor.badges.length;
    // Badges give way to names: those that find no room are counted.
    const room = inRow ? most - COUNTED : most;
    const name = brief(actor.entity, room, size, weight);
    actor.lines = view.wide || actor.badges.length ? [fitted(name, room, size, weight)] : wrapped(name, room, size, 2);
    actor.nameWidth = widest(actor.lines, size, weight);
    fitBadges(actor, inRow ? most - actor.nameWidth - 8 : most);
    const inline = actor.nameWidth + (actor.badgesWidth ? actor.badgesWidth + 8 : 0);
    actor.blockWidth = view.wide ? inline : Math.max(actor.nameWidth, actor.badgesWidth);
    need = Math.max(need, actor.blockWidth);
  }
  return need;
}

/** A name above or below its node, badges behind it. */
function fitAbove(actor, most) {
  actor.lines = wrapped(actor.entity.label, most, view.labelSize, 3);
  actor.nameWidth = widest(actor.lines, view.labelSize);
  fitBadges(actor, 110);
  actor.blockWidth = actor.nameWidth + (actor.badgesWidth ? actor.badgesWidth + 6 : 0);
}

/** Third parties in as many tiers as their names need. */
function placeTop(actors, from, to) {
  const room = Math.max(to - from, 100);
  const inTier = (tier, of) => actors.filter((_, at) => at % of === tier);
  const needs = (members) => members.reduce((sum, actor) => sum + actor.blockWidth + 14, 0);
  // Broad names in few lines where all stand side by side so, else narrow ones.
  for (const most of [200, 170, 140]) {
    for (const actor of actors) fitAbove(actor, Math.min(most, room * 0.45));
    if (needs(actors) <= room) break;
  }
  const more = Math.max(0, ...actors.map((actor) => actor.lines.length - 1)) * (view.labelSize + 1);
  let tiers = 1;
  while (tiers < actors.length && [...Array(tiers).keys()].some((tier) => needs(inTier(tier, tiers)) > room)) tiers += 1;
  for (let tier = 0; tier < tiers; tier += 1) {
    const members = inTier(tier, tiers);
    const used = members.reduce((sum, actor) => sum + actor.blockWidth, 0);
    const gap = (room - used) / members.length;
    let x = from + gap / 2;
    for (const actor of members) {
      actor.x = Math.round(x + actor.blockWidth / 2);
      actor.y = 30 + more + tier * (42 + more);
      x += actor.blockWidth + gap;
    }
  }
  return actors.length ? 16 + tiers * (42 + more) : 12;
}

// From the middle of a node to its name: beyond the largest node, so that names line up.
const GAP = 17;

/** Sets x and y of every actor for the present width, and the height this needs. */
function arrange() {
  family = getComputedStyle(document.body).fontFamily;
  const stage = $("stage");
  view.w = stage.clientWidth;
  view.wide = view.w >= 600;
  view.labelSize = view.w >= 740 ? 13 : 12;
  $("over").classList.toggle("small", view.labelSize === 12);
  if (!D.page.dyad) return arrangeFree(stage);
  const left = column("left");
  const right = column("right");
  const edge = view.wide ? 10 : 2;
  const total = view.w * (view.w >= 740 ? 0.66 : 0.72) - 2 * (edge + GAP);
  const [forLeft, forRight] = shares(left, right, total);
  chooseYears([...left, ...right], Math.min(forLeft, forRight));
  const leftX = Math.round(edge + fitShore(left, forLeft) + GAP);
  const rightX = Math.round(view.w - edge - fitShore(right, forRight) - GAP);
  const top = placeTop(column("top"), 0, view.w);
  view.roof = top - 6;
  const longest = Math.max(left.length, right.length);
  view.minRow = view.wide ? 17 : 36;
  const head = 40;
  stage.style.minHeight = Math.ceil(top + head + longest * view.minRow + 8) + "px";
  view.h = stage.clientHeight;
  view.row = Math.min(Math.max((view.h - top - head - 8) / Math.max(longest - 1, 1), view.minRow), view.wide ? 34 : 44);
  for (const [actors, x] of [[left, leftX], [right, rightX]]) {
    actors.forEach((actor, at) => {
      actor.x = x;
      actor.y = Math.round(top + 12 + (at ? head - 10 + (at - 0.5) * spread(actors.length, longest) : 0));
    });
  }
}

/** The shorter shore is spread over the height of the longer, within reason. */
const spread = (own, longest) => Math.min((view.row * (longest - 1)) / Math.max(own - 1, 1), view.row * 1.6);

/** A free network: nominal places scaled into the window. */
function arrangeFree(stage) {
  const pad = view.wide ? 70 : 40;
  stage.style.minHeight = "480px";
  view.h = stage.clientHeight;
  const all = column("free");
  const far = (key) => Math.max(1, ...all.map((actor) => actor["n" + key]));
  const [wide, high] = [far("x"), far("y")];
  for (const actor of all) {
    actor.lines = null;
    actor.x = Math.round(pad + (actor.nx / wide) * (view.w - 2 * pad));
    actor.y = Math.round(30 + (actor.ny / high) * (view.h - 80));
  }
}

/** Direction in which a line leaves an actor, and how far it keeps it. */
function tangent(actor, dx, dy) {
  if (actor.side === "left") return [Math.max(Math.abs(dx) * 0.45, 30), 0];
  if (actor.side === "right") return [-Math.max(Math.abs(dx) * 0.45, 30), 0];
  if (actor.side === "top") return [0, Math.max(Math.abs(dy) * 0.6, 24)];
  return [dx / 3, dy / 3];
}

/** Control points of the line between two actors, bowed by an offset; all numbers in one list. */
function curve(one, other, offset) {
  const dx = other.x - one.x;
  const dy = other.y - one.y;
  const [ax, ay] = tangent(one, dx, dy);
  const [bx, by] = tangent(other, -dx, -dy);
  // From the top a line goes inside first, above the shores, then down: it crosses no name.
  const shore = one.side === "top" ? other : other.side === "top" ? one : null;
  if (shore && shore.side !== "top") return viaGate(shore, shore === one ? other : one, offset, shore === one);
  const length = Math.hypot(dx, dy) || 1;
  const bow = (offset * 4) / 3;
  const nx = (-dy / length) * bow;
  const ny = (dx / length) * bow;
  return [one.x, one.y, one.x + ax + nx, one.y + ay + ny, other.x + bx + nx, other.y + by + ny, other.x, other.y];
}

/** Two curves in a row, by a point inside the shore and above its head. */
function viaGate(shore, high, offset, fromShore) {
  const gate = shore.x + (shore.side === "left" ? 1 : -1) * (Math.min(26, view.w * 0.05) + (high.row % 4) * 3) + offset;
  const roof = Math.max(view.roof, high.y + 10);
  const way = [
    [high.x, high.y], [high.x, roof + 6], [gate, roof - 14],
    [gate, roof], [gate, roof + (shore.y - roof) * 0.6], [gate, shore.y],
    [shore.x, shore.y],
  ];
  return (fromShore ? way.reverse() : way).flat();
}

const pathOf = (c) => `M${c[0]} ${c[1]}C${c.slice(2).map((n) => n.toFixed(1)).join(" ")}`;

/** A point on a chain of cubic curves, at 0 to 1 of its parts. */
function pointAt(c, at) {
  const parts = (c.length - 2) / 6;
  const part = Math.min(Math.floor(at * parts), parts - 1);
  const t = at * parts - part;
  const u = 1 - t;
  const i = part * 6;
  const [a, b, d, e] = [u * u * u, 3 * u * u * t, 3 * u * t * t, t * t * t];
  return [a * c[i] + b * c[i + 2] + d * c[i + 4] + e * c[i + 6], a * c[i + 1] + b * c[i + 3] + d * c[i + 5] + e * c[i + 7]];
}

const widthOf = (n) => 1.3 + 2.1 * (Math.sqrt(n) - 1);

/** The lines of a tie: one a tone and firmness, side by side; when selected, one a record. */
function strandsOf(tie) {
  if (isSelected("tie", tie)) {
    const gap = Math.min(10, 120 / tie.shown.length);
    return tie.shown.map((record, at) => strand(tie, record, 1, (at - (tie.shown.length - 1) / 2) * gap, record));
  }
  const groups = new Map();
  for (const record of tie.shown) {
    const key = record.tone + (record.status === "firm");
    groups.set(key, [...(groups.get(key) || []), record]);
  }
  const parts = [...groups.values()].map((records) => [records[0], records.length]);
  const total = parts.reduce((sum, [, n]) => sum + widthOf(n) + 3, -3);
  let at = -total / 2;
  return parts.map(([record, n]) => {
    const width = widthOf(n) + 3;
    at += width;
    return strand(tie, record, n, parts.length > 1 ? at - width / 2 - 1.5 : 0, null);
  });
}

function strand(tie, like, n, offset, record) {
  const form = like.tone === "conflict" ? Math.max(widthOf(n), 4.4) : widthOf(n) + (record ? 0.5 : 0);
  return { tie, record, tone: like.tone, firm: like.status === "firm", width: form, line: curve(tie.one, tie.other, offset) };
}

/** Curves from authority to target, for what is selected or when listings are all there is. */
function listingLines() {
  const sel = state.sel;
  const all = onlyListings();
  const lines = [];
  for (const actor of ACTORS) {
    if (!actor.on) continue;
    for (const badge of actor.badges) {
      if (badgeState(badge) === "") continue;
      for (const entity of badge.by) {
        const source = entity.actor;
        if (!source || !source.on) continue;
        const chosen = sel && (sel.item === actor || sel.item === source || badge.records.includes(sel.item));
        const told = !sel && stepNow() && badge.records.some((record) => record.shown && stepNow().records.has(record));
        if (told) lines.push({ badge, tone: "listing", firm: true, width: 1.8, line: curve(source, actor, source.side === actor.side ? 40 : 0), lit: true });
        else if (all || chosen) lines.push({ badge, tone: "listing", firm: true, width: 1.8, line: curve(source, actor, source.side === actor.side ? 40 : 0), lit: !sel || chosen });
      }
    }
  }
  return lines;
}

/** Everything to stroke, thick before thin, the dimmed first. */
function allStrands() {
  const strands = listingLines();
  for (const tie of TIES) {
    if (!tie.shown.length) { tie.strands = []; continue; }
    tie.strands = strandsOf(tie);
    tie.middle = curve(tie.one, tie.other, 0);
    const bright = lit("tie", tie);
    for (const one of tie.strands) strands.push(Object.assign(one, { lit: bright }));
  }
  return strands.sort((a, b) => a.lit - b.lit || b.width - a.width);
}
