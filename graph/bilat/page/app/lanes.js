// Lanes: a row an actor or a kind of record, along the time of the period. A dot is an event, a bar
// a situation; what the dates leave open is a thin line. The table says the same in words.

const FIRST_LANES = 18;
const MOST_LANES = 200;
const MARK = 9; // px a mark takes, in both directions
const LANE_ROW = 11;
const lanes = { rows: [], at: null, spots: [] };

/** The records of a lane: those of an actor, by its id, or of a kind, by its word in the code. */
function laneRecords(who) {
  const actor = actorOf(who);
  if (actor) return actor.entity.records.filter((record) => record.kind !== "office" && record.dated);
  return RECORDS.filter((record) => record.kind === who && record.dated);
}

const laneWords = (who) => {
  const actor = actorOf(who);
  return actor ? actor.entity.label : kindWord(who);
};

/** The lanes in a fixed order; those of actors by shore, the strongest first. */
function allLanes() {
  if (state.rows === "kind") return CODE.kind.filter((kind) => !isOff("kind", kind) && RECORDS.some((record) => record.kind === kind && record.dated));
  const order = heaviest(ACTORS.filter((actor) => actor.admitted)).filter((actor) => laneRecords(actor.entity.id).length);
  const first = order.slice(0, state.more ? MOST_LANES : FIRST_LANES);
  const kept = [...state.pins, state.sel && state.sel.type === "actor" && state.sel.item].filter((actor) => actor && order.includes(actor) && !first.includes(actor));
  const side = (actor) => ["left", "right", "top", "free"].indexOf(actor.side);
  lanes.left = order.length - first.length;
  return [...first, ...kept].sort((a, b) => side(a) - side(b) || order.indexOf(a) - order.indexOf(b)).map((actor) => actor.entity.id);
}

/** Puts the marks of a lane into rows, bars above dots, so that none lies on another; what finds no
    row is counted on the mark in its way. */
function dodge(records, toX) {
  const marks = [];
  const [bars, dots] = state.rows === "kind" ? [12, 6] : [3, 4];
  const bands = [{ most: bars, ends: [], last: null }, { most: dots, ends: [], last: null }];
  for (const record of records) {
    const [x0, x1] = [toX(record.b0), toX(record.e1 + 1)];
    const bar = record.situation || x1 - x0 > 3 * MARK;
    const [left, right] = bar ? [x0, Math.max(x1, x0 + MARK)] : [(x0 + x1 - MARK) / 2, (x0 + x1 + MARK) / 2];
    const band = bands[bar ? 0 : 1];
    let row = band.ends.findIndex((end) => end <= left);
    if (row < 0) row = band.ends.length;
    if (row < band.most) {
      const mark = { records: [record], row, band, left, right, bar, x0, x1 };
      band.ends[row] = right + 1;
      marks.push(mark);
      if (row === band.most - 1) band.last = mark;
    } else {
      band.last.records.push(record);
      band.ends[band.most - 1] = Math.max(band.ends[band.most - 1], band.last.left + 20);
    }
  }
  for (const mark of marks) {
    if (mark.band === bands[1]) mark.row += bands[0].ends.length;
    if (mark.records.length > 1) mark.right = Math.max(mark.left + 20, mark.bar ? mark.right : 0);
  }
  return { marks, deep: Math.max(1, bands[0].ends.length + bands[1].ends.length) };
}

/** One mark: form tells event, situation, conflict and status apart, not colour alone. */
function laneMark(mark, y, toX) {
  const [record] = mark.records;
  const middle = y + MARK / 2;
  const chosen = state.sel && mark.records.some((one) => state.sel.item === one || (state.sel.type === "set" && state.sel.item.records.includes(one)));
  const name = "mark-" + (record.kind === "claim" ? "claim" : record.kind === "listing" ? "listing" : record.tone);
  const parts = [];
  if (mark.records.length > 1) {
    if (mark.bar) parts.push(draw("path.open", { d: `M${mark.left} ${middle}H${mark.right}` }));
    parts.push(draw("rect.some", { x: mark.left, y: y - 1.5, width: 20, height: MARK + 3, rx: 2 }), draw("text", { x: mark.left + 10, y: y + MARK, "text-anchor": "middle" }, String(mark.records.length)));
  } else if (mark.bar) {
    const [sure0, sure1] = record.situation ? [toX(record.b1), toX(record.e0 + 1)] : [0, 0];
    parts.push(draw("path.open", { d: `M${mark.x0.toFixed(1)} ${middle}H${Math.max(mark.x1, mark.x0 + 2).toFixed(1)}` }));
    if (sure1 > sure0) parts.push(draw("rect.sure", { x: sure0, y: middle - 2.5, width: Math.max(sure1 - sure0, 2), height: 5 }));
    if (!record.situation) parts.push(draw("path.dot", { d: dotOf(record), transform: `translate(${((mark.x0 + mark.x1) / 2).toFixed(1)} ${middle})` }));
  } else parts.push(draw("path.dot", { d: dotOf(record), transform: `translate(${((mark.left + mark.right) / 2).toFixed(1)} ${middle})` }));
  const node = draw("g", { class: ["lane-mark", name, record.status, chosen && "chosen", record.surely === false && "possible"].filter(Boolean).join(" ") },
    draw("rect.reach", { x: mark.left - 1, y: y - 1, width: Math.max(mark.right - mark.left, MARK) + 2, height: MARK + 2 }), ...parts,
    draw("title", mark.records.map((one) => whenWords(one.when) + " · " + one.label).slice(0, 12).join("\n")));
  on(node, "click", () => chooseMark(mark));
  return node;
}

const dotOf = (record) => (record.status === "cancelled" ? "M-3 -3L3 3M3 -3L-3 3" : record.tone === "conflict" ? OUTLINES.diamond(4.5) : record.kind === "claim" ? OUTLINES.triangle(4) : record.tone === "other" ? OUTLINES.square(3.3) : OUTLINES.dot(3.6));

function chooseMark(mark) {
  lanes.at = mark;
  if (mark.records.length === 1) return select({ type: "record", item: mark.records[0] });
  const id = JSON.stringify(["lane", mark.who, ...mark.records.map((record) => record.id)]);
  return select({ type: "set", item: setOf(id) });
}

/** The years, or in a short period the months, that fit along the top. */
function laneTicks(from, to, width) {
  const months = to - from < 900;
  const step = months ? 1 : 12;
  const first = yearOf(from) * 12 + (months ? monthOf(from) + 1 : 12);
  const count = (((to - from) / 365.25) * 12) / step;
  const every = Math.max(1, Math.ceil(count / (width / (months ? 62 : 42))));
  const ticks = [];
  for (let at = first; ; at += step * every) {
    const day = Math.round(Date.UTC(Math.floor(at / 12), at % 12, 1) / DAY);
    if (day > to || ticks.length > 60) return ticks;
    ticks.push({ day, words: months ? SHORT.format(new Date(day * DAY)) + " " + String(yearOf(day)).slice(2) : String(yearOf(day)) });
  }
}

function drawLanes(board) {
  const width = Math.max(board.clientWidth - 12, 240);
  const narrow = width < 620;
  const left = narrow ? 4 : 190;
  const [from, to] = state.mode === "asof" ? [state.to - 183, state.to + 183] : [state.from, state.to];
  const scale = (width - left - 12) / Math.max(to - from + 1, 1);
  const toX = (day) => left + 6 + (Math.min(Math.max(day, from), to + 1) - from) * scale;
  const parts = [];
  const ids = allLanes();
  lanes.rows = [];
  let y = 24;
  for (const who of ids) {
    const records = laneRecords(who).filter((record) => record.shown && record.e1 >= from && record.b0 <= to);
    records.sort((a, b) => a.b0 - b.b0 || a.at - b.at);
    const { marks, deep } = dodge(records, toX);
    const high = Math.max(deep * LANE_ROW + 7, 30) + (narrow ? 16 : 0);
    const actor = actorOf(who);
    const room = narrow ? width - 60 : left - 44;
    const x = left - (narrow ? 0 : 8);
    const lines = wrapped(laneWords(who), room, 12.5, narrow ? 1 : 2);
    const first = narrow ? y + 13 : y + high / 2 + 4 - (lines.length - 1) * 7;
    const title = draw("text", { class: "lane-name" + (state.sel && actor && state.sel.item === actor ? " selected" : ""), x, y: first, "text-anchor": narrow ? "start" : "end" },
      lines.map((line, at) => draw("tspan", { x, y: first + at * 14 }, line, at === lines.length - 1 && draw("tspan.of", { dx: 5 }, String(records.length)))));
    on(title, "click", () => (actor ? select({ type: "actor", item: actor }) : null));
    parts.push(draw("path.rule", { d: `M0 ${y + high + 0.5}H${width}` }), title);
    const base = y + (narrow ? 16 : 0) + (high - (narrow ? 16 : 0) - deep * LANE_ROW) / 2;
    for (const mark of marks) Object.assign(mark, { who, middle: (mark.left + mark.right) / 2 });
    parts.push(...marks.map((mark) => laneMark(mark, base + mark.row * LANE_ROW, toX)));
    lanes.rows.push({ who, marks, top: y });
    y += high;
  }
  const ticks = laneTicks(from, to, width - left).map((tick) => draw("g", draw("path.rule", { d: `M${toX(tick.day).toFixed(1)} 20V${y}` }), draw("text.axis", { x: toX(tick.day), y: 14, "text-anchor": "middle" }, tick.words)));
  board.replaceChildren(
    el("p.note", say("lanes_hint")),
    draw("svg", { viewBox: `0 0 ${width} ${y + 4}`, width, height: y + 4, class: "lanes", "aria-hidden": "true" }, ticks, parts));
}

// ---- keys: along the lane, and to the nearest mark of the next one

function laneKey(event) {
  const filled = lanes.rows.filter((row) => row.marks.length);
  if (!filled.length || !ARROWS[event.key]) return false;
  const now = state.sel && lanes.at && lanes.at.who;
  const row = filled.find((one) => one.who === now) || filled[0];
  const at = state.sel && lanes.at ? row.marks.findIndex((mark) => mark.records.includes(lanes.at.records[0])) : -1;
  const [dx, dy] = ARROWS[event.key];
  let mark = row.marks[0];
  if (at >= 0 && dx) mark = row.marks[Math.min(Math.max(at + dx, 0), row.marks.length - 1)];
  else if (at >= 0) {
    const next = filled[Math.min(Math.max(filled.indexOf(row) + dy, 0), filled.length - 1)];
    const near = row.marks[at].middle;
    mark = next.marks.reduce((best, one) => (Math.abs(one.middle - near) < Math.abs(best.middle - near) ? one : best));
    announce(laneWords(next.who));
  }
  chooseMark(mark);
  return true;
}
