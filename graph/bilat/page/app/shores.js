// Geometry: where actors and ties lie at this size of the window. The order of the actors came
// with the data and never changes; only distances follow the window. World units are CSS pixels
// at zoom 1, so that "everything in view" is simply zoom 1.

const view = { w: 0, h: 0, wide: true, labelSize: 13, row: 0, minRow: 0, rail: 0, roof: 0, years: 0, heads: [], ports: [], crowded: false };
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

/** The text in a few lines, broken between words, or between signs where a script has no blanks;
    what is left over is cut from the last. */
function wrapped(words, most, size, lines) {
  const between = /[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]/.test(words) ? "" : " ";
  const parts = words.slice(0, MOST_SIGNS * lines).split(between);
  let keep = parts.length;
  while (keep > 1 && textWidth(parts.slice(0, keep).join(between), size) > most) keep -= 1;
  if (lines === 1 || keep === parts.length) return [fitted(parts.join(between), most, size)];
  return [fitted(parts.slice(0, keep).join(between), most, size), ...wrapped(parts.slice(keep).join(between), most, size, lines - 1)];
}

/** A person's name with the first name as an initial, where the whole does not fit. */
function brief(entity, most, size, weight) {
  const parts = entity.label.split(" ");
  const fits = textWidth(entity.label, size, weight) <= most;
  return fits || entity.kind !== "person" || parts.length < 2 ? entity.label : parts[0][0] + ". " + parts[parts.length - 1];
}

// Those a filter takes out keep their seat: nothing moves when one asks for less.
const column = (side) => ACTORS.filter((actor) => actor.side === side && hasPlace(actor)).sort((a, b) => a.row - b.row);
const isHead = (actor) => actor.entity.at === D.page.left || actor.entity.at === D.page.right;
const labelFont = (actor) => (isHead(actor) ? [16, 700] : [view.labelSize, 400]);

const BADGE = { size: 12, pad: 3, gap: 2, height: 16, air: 8 };

const badgeWidth = (words) => textWidth(words, BADGE.size, 600) + 2 * BADGE.pad;
const yearOfBadge = (badge) => (badge.records[0].dated ? yearOf(badge.records[0].start) : null);

// How fully badges are written: whole years, two digits, no years, or the last ones only counted.
const FULLNESS = [(year) => String(year), (year) => "’" + String(year).slice(2), null];

/** The badges in a row, the year before those of one year; as many as fit, the rest counted, or
    where there is room below in further rows. */
function badgeRow(badges, writeYear, most, wraps) {
  const row = [];
  let [used, line, longest] = [0, 0, 0];
  const put = (words, width, what) => {
    row.push({ words, width, x: used, line, ...what });
    used += width + BADGE.gap;
    longest = Math.max(longest, used - BADGE.gap);
  };
  let year = null;
  for (const [at, badge] of badges.entries()) {
    const now = yearOfBadge(badge);
    const width = badgeWidth(badge.short);
    const words = writeYear && now !== null && now !== year ? writeYear(now) : "";
    const before = words ? textWidth(words, BADGE.size) + (used ? 4 : 0) : 0;
    const rest = badges.length - at;
    if (wraps && used && used + before + width > most) {
      used = 0;
      line += 1;
    } else if (!wraps && used + before + width > most - (rest > 1 && most < Infinity ? 24 : 0) && used + before + badges.slice(at).reduce((sum, one) => sum + badgeWidth(one.short) + BADGE.gap, 0) > most) {
      put("+" + rest, textWidth("+" + rest, BADGE.size) + 4, { more: true });
      return { row, width: longest, lines: 1, cut: true };
    }
    if (words) {
      if (used) used += 4;
      put(words, textWidth(words, BADGE.size), { year: true });
      used += 1;
    }
    put(badge.short, width, { badge });
    year = now;
  }
  return { row, width: longest, lines: row.length ? line + 1 : 0, cut: false };
}

/** Fits the badges of an actor into a width: first the years are shortened, then left out. */
function fitBadges(actor, most, wraps) {
  if (wraps) {
    const wrappedRows = badgeRow(actor.badges, FULLNESS[1], most, true);
    [actor.pinned, actor.badgesWidth, actor.badgeLines] = [wrappedRows.row, wrappedRows.width, wrappedRows.lines];
    return;
  }
  const tried = FULLNESS.slice(view.years).map((write) => badgeRow(actor.badges, write, most));
  const found = tried.find((one) => !one.cut && one.width <= most) || tried[tried.length - 1];
  actor.pinned = found.row;
  actor.badgesWidth = found.width;
  actor.badgeLines = found.lines;
}

const allBadges = (actor, write) => (actor.badges.length ? badgeRow(actor.badges, write, Infinity).width + BADGE.air : 0);
const nameWidth = (actor) => textWidth(actor.entity.label, ...labelFont(actor));

const widest = (lines, size, weight) => Math.max(...lines.map((line) => textWidth(line, size, weight)));

/** What a shore needs to show every name whole, and its badges with their years if they are to have them. */
const uncut = (actors, write) => Math.max(0, ...actors.map((actor) => nameWidth(actor) + allBadges(actor, write)));

/** The width for names: what each shore needs with the years of its badges, or without, or its share. */
function shares(left, right, total) {
  for (const write of FULLNESS) {
    const [a, b] = [uncut(left, write), uncut(right, write)];
    if (a + b > total) continue;
    view.years = Math.min(FULLNESS.indexOf(write), 1);
    return [a + (total - a - b) / 2, b + (total - a - b) / 2];
  }
  view.years = 1;
  const [a, b] = [uncut(left, null), uncut(right, null)];
  if (!view.wide || Math.min(a, b) > total / 2) return [total / 2, total / 2];
  return a > b ? [total - b, b] : [a, total - a];
}

const blockHeight = (actor, size) => actor.lines.length * (size + 1) + (view.wide ? 0 : actor.badgeLines * (BADGE.height + 2));

/** Cuts the names of a shore to their share of the width; returns what the widest needs. */
function fitShore(actors, most) {
  let need = 0;
  for (const actor of actors) {
    const [size, weight] = labelFont(actor);
    // Beside a name badges give way: at the least they are counted.
    const room = view.wide ? Math.max(most - allBadges(actor, null), most * 0.6) : most;
    actor.lines = view.wide ? [fitted(brief(actor.entity, room, size, weight), room, size, weight)] : wrapped(actor.entity.label, room, size, 4);
    actor.nameWidth = widest(actor.lines, size, weight);
    fitBadges(actor, view.wide ? most - actor.nameWidth - BADGE.air : most, !view.wide);
    const inline = actor.nameWidth + (actor.badgesWidth ? actor.badgesWidth + BADGE.air : 0);
    actor.blockWidth = view.wide ? inline : Math.max(actor.nameWidth, actor.badgesWidth);
    actor.blockHeight = blockHeight(actor, size);
    need = Math.max(need, actor.blockWidth);
  }
  return need;
}

/** A name above or below its node, badges behind it. */
function fitAbove(actor, most, badges) {
  const [size, weight] = labelFont(actor);
  actor.lines = wrapped(actor.entity.label, most, size, 6);
  actor.nameWidth = widest(actor.lines, size, weight);
  fitBadges(actor, badges || 110);
  actor.blockWidth = actor.nameWidth + (actor.badgesWidth ? actor.badgesWidth + BADGE.air : 0);
}

/** How far from its left neighbours each third party must stand, given the tier of each. */
function seatsOnTop(actors, tiers, from) {
  const seats = [];
  actors.forEach((actor, at) => {
    let x = from + actor.blockWidth / 2;
    for (let before = 0; before < at; before += 1) {
      const other = actors[before];
      const [upper, lower] = [at % tiers, before % tiers];
      // In one tier names stand side by side; a line from a higher tier passes beside the lower name.
      const gap = upper === lower ? (actor.blockWidth + other.blockWidth) / 2 + 12 : (upper < lower ? other : actor).blockWidth / 2 + 10;
      x = Math.max(x, seats[before] + gap);
    }
    seats.push(x);
  });
  return seats;
}

/** In a narrow window third parties stand in two columns, names outside; each row stands a little
    farther out than the one above it, whose lines so pass beside its names. */
function stackTop(actors, room) {
  const half = Math.ceil(actors.length / 2);
  const step = 7;
  let y = 8;
  for (let row = 0; row < half; row += 1) {
    const pair = [[actors[row], -1], [actors[half + row], 1]].filter(([actor]) => actor);
    for (const [actor, out] of pair) {
      const away = 10 + step * row;
      fitAbove(actor, room / 2 - away - GAP - 4, 60);
      Object.assign(actor, { out, x: Math.round(room / 2 + out * away) });
    }
    const high = Math.max(...pair.map(([actor]) => actor.lines.length)) * (view.labelSize + 1) + 8;
    for (const [actor] of pair) actor.y = Math.round(y + high / 2);
    y += high;
  }
  view.rail = actors.length ? y + 2 : 0;
  return actors.length ? view.rail + 20 : 12;
}

/** Third parties in as few tiers as their names need. */
function placeTop(actors, room) {
  if (view.w < 480) return stackTop(actors, room);
  const ends = (seats) => Math.max(0, ...seats.map((x, at) => x + actors[at].blockWidth / 2));
  let [tiers, seats] = [1, []];
  // Broad names in few lines where all stand side by side so, else narrow ones, else more tiers.
  search: for (tiers = 1; tiers <= 5; tiers += 1) {
    for (const most of [200, 170, 140, 120]) {
      for (const actor of actors) fitAbove(actor, Math.min(most, room * 0.45), 60);
      seats = seatsOnTop(actors, tiers, 4);
      if (ends(seats) <= room - 4 && !actors.some((actor) => actor.lines.join().includes("…"))) break search;
    }
  }
  tiers = Math.min(tiers, 5);
  const spare = Math.max(room - 4 - ends(seats), 0);
  const lines = Array(tiers).fill(1);
  actors.forEach((actor, at) => { lines[at % tiers] = Math.max(lines[at % tiers], actor.lines.length); });
  let y = 6;
  const levels = lines.map((n) => { y += n * (view.labelSize + 1) + 6; y += 14; return y - 10; });
  actors.forEach((actor, at) => {
    actor.x = Math.round(seats[at] + (spare * (at + 0.5)) / actors.length);
    actor.y = levels[at % tiers];
  });
  view.rail = actors.length ? levels[tiers - 1] + 10 : 0;
  return actors.length ? view.rail + 20 : 12;
}

// From the middle of a node to its name: beyond the largest node, so that names line up.
const GAP = 17;

/** Sets x and y of every actor for the present view and width, and the height this needs. */
function arrange() {
  family = getComputedStyle(document.body).fontFamily;
  const stage = $("stage");
  view.w = stage.clientWidth;
  view.wide = view.w >= 600;
  view.labelSize = view.w >= 740 ? 13 : 12;
  Object.assign(view, { years: view.wide ? 0 : 1, heads: [], ports: [] });
  $("over").classList.toggle("small", view.labelSize === 12);
  for (const actor of ACTORS) {
    actor.seat = state.view === "shores" ? actor.side : "free";
    actor.lines = actor.pinned = NOTHING;
    actor.out = actor.blockWidth = actor.nameWidth = actor.badgesWidth = 0;
  }
  const places = { network: arrangeFree, ego: arrangeAround, path: arrangeChains }[state.view] || arrangeShores;
  places(stage);
}

function arrangeShores(stage) {
  const left = column("left");
  const right = column("right");
  const edge = view.wide ? 8 : 0;
  const total = view.w * (view.w >= 740 ? 0.7 : view.wide ? 0.74 : 0.8) - 2 * (edge + GAP);
  const [forLeft, forRight] = shares(left, right, total);
  const leftX = Math.round(edge + fitShore(left, forLeft) + GAP);
  const rightX = Math.round(view.w - edge - fitShore(right, forRight) - GAP);
  const top = placeTop(column("top"), view.w);
  view.roof = top - 2;
  const longest = Math.max(left.length, right.length);
  view.minRow = 17;
  const head = 36;
  const high = (actors) => actors.reduce((sum, actor) => sum + actor.blockHeight + 12, 0);
  const need = view.wide ? (longest - 1) * view.minRow + head + 8 : Math.max(high(left), high(right)) + 20;
  stage.style.minHeight = Math.ceil(top + need + 8) + "px";
  view.h = stage.clientHeight;
  view.row = Math.min(Math.max((view.h - top - head - 8) / Math.max(longest - 1, 1), view.minRow), 34);
  for (const [actors, x] of [[left, leftX], [right, rightX]]) {
    let y = top + 12;
    const slack = view.wide ? 0 : Math.min((need - 20 - high(actors)) / Math.max(actors.length, 1), 24);
    actors.forEach((actor, at) => {
      actor.x = x;
      if (!view.wide && at) y += (actors[at - 1].blockHeight + actor.blockHeight) / 2 + 12 + slack;
      actor.y = Math.round(view.wide ? top + 12 + (at ? head - 10 + (at - 0.5) * spread(actors.length, longest) : 0) : y);
    });
  }
}

/** The shorter shore is spread over the height of the longer, within reason. */
const spread = (own, longest) => Math.min((view.row * (longest - 1)) / Math.max(own - 1, 1), view.row * 1.6);

/** Direction in which a line leaves an actor, and how far it keeps it. */
function tangent(actor, dx, dy) {
  if (actor.seat === "left") return [Math.max(Math.abs(dx) * 0.45, 30), 0];
  if (actor.seat === "right") return [-Math.max(Math.abs(dx) * 0.45, 30), 0];
  if (actor.seat === "top") return [0, Math.max(Math.abs(dy) * 0.6, 24)];
  return [dx / 3, dy / 3];
}

/** Control points of the line between two actors, bowed by an offset; all numbers in one list. */
function curve(one, other, offset) {
  if (one.seat === "step" || other.seat === "step") return curveBySteps(one, other, offset);
  const dx = other.x - one.x;
  const dy = other.y - one.y;
  const [ax, ay] = tangent(one, dx, dy);
  const [bx, by] = tangent(other, -dx, -dy);
  // From the top a line goes inside first, above the shores, then down: it crosses no name.
  const shore = one.seat === "top" ? other : other.seat === "top" ? one : null;
  if (shore && shore.seat !== "top") return viaGate(shore, shore === one ? other : one, offset, shore === one);
  const length = Math.hypot(dx, dy) || 1;
  const bow = (offset * 4) / 3;
  const nx = (-dy / length) * bow;
  const ny = (dx / length) * bow;
  return [one.x, one.y, one.x + ax + nx, one.y + ay + ny, other.x + bx + nx, other.y + by + ny, other.x, other.y];
}

/** Straight down beside the lower names, inside above the shores, and down to the shore. */
function viaGate(shore, high, offset, fromShore) {
  const gate = shore.x + (shore.seat === "left" ? 1 : -1) * (Math.min(24, view.w * 0.05) + (high.row % 4) * 3) + offset;
  const { rail, roof } = view;
  const way = [
    [high.x, high.y], [high.x, high.y], [high.x, rail],
    [high.x, rail], [high.x, roof], [gate, rail],
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

// How firmly a record stands, by dash: only announced, or contested.
const DASHES = { firm: [], announced: [7, 5], contested: [12, 4, 2, 4] };
const dashOf = (one) => (one.tone === "listing" ? [0.1, 4.5] : DASHES[one.status] || []);

// Where so many lines are drawn a single record is a hairline: one sees more, and a painter without
// a graphics card is done ten times sooner.
const CROWD = 1500;
const widthOf = (n) => (n === 1 && view.crowded ? 1 : 1.3 + 2.1 * (Math.sqrt(n) - 1));

// How far a line strays from the straight one between its ends: a bow, a way round, lines side by side.
const ASTRAY = 160;

/** Whether a point can lie on a tie at all: the lines themselves are many times the work. */
function isNear(tie, x, y, reach) {
  const { one, other } = tie;
  const room = reach + ASTRAY;
  return x > Math.min(one.x, other.x) - room && x < Math.max(one.x, other.x) + room && y > Math.min(one.y, other.y) - room && y < Math.max(one.y, other.y) + room;
}

/** The lines of a tie: one a tone and firmness, side by side; when selected, one a record. */
function strandsOf(tie) {
  if (isSelected("tie", tie)) {
    const gap = Math.min(10, 120 / tie.n);
    return tie.shown.map((record, at) => strand(tie, record, 1, (at - (tie.n - 1) / 2) * gap, record));
  }
  // Most ties are one record: of thousands this is most of the work.
  if (tie.total === 1) return tie.n ? [strand(tie, RECORDS[TIED.of[TIED.begins[tie.at]]], 1, 0, null)] : NOTHING;
  const groups = new Map();
  for (const record of tie.shown) {
    const key = record.tone + record.status;
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
  return { tie, record, tone: like.tone, status: like.status, width: form, line: curve(tie.one, tie.other, offset) };
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
        const chosen = sel && (sel.item === actor || sel.item === source || badge.records.includes(sel.item) || (sel.type === "set" && badge.records.some((record) => sel.item.records.includes(record))));
        const centred = state.view === "ego" && (state.centre === actor || state.centre === source);
        const told = !sel && stepNow() && badge.records.some((record) => record.shown && stepNow().records.has(record));
        if (all || told || chosen || centred) lines.push({ badge, tone: "listing", status: "firm", width: 1.8, line: curve(source, actor, source.side === actor.side ? 40 : 0), lit: (!sel && (told || !stepNow())) || chosen });
      }
    }
  }
  return lines;
}

/** Everything to stroke, thick before thin, the dimmed first. */
function allStrands() {
  view.crowded = TIES.reduce((n, tie) => n + tie.drawn, 0) > CROWD;
  const strands = listingLines();
  for (const tie of TIES) {
    if (!tie.drawn) continue;
    const bright = lit("tie", tie);
    for (const one of strandsOf(tie)) {
      one.lit = bright;
      strands.push(one);
    }
  }
  return strands.sort((a, b) => a.lit - b.lit || b.width - a.width);
}
