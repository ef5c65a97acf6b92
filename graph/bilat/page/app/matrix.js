// The sanctions matrix: who is on whose list, and when. A table like any other: rows are those
// listed, columns the authorities or the years; the form of a mark tells in force, announced, lifted.

const FIRST_ROWS = 40;

const LISTINGS = RECORDS.filter((record) => record.kind === "listing");
const targetOf = (record) => (record.who.find((part) => part.role === "target") || { entity: record.entities[0] }).entity;
const shortOf = (record) => record.by.map((entity) => entity.short || entity.label).join("/") || "?";

/** The years of the columns: those in which a list changed. */
function listYears() {
  const days = LISTINGS.flatMap((record) => [record.b0, record.e1]).filter(isFinite);
  return [...new Set(days.map(yearOf))].sort((a, b) => a - b);
}

/** The listings behind a cell: of one authority, or those that touch one year. */
function cellRecords(id, column) {
  const mine = LISTINGS.filter((record) => targetOf(record) && targetOf(record).id === id);
  if (!/^\d{4}$/.test(column)) return mine.filter((record) => shortOf(record) === column);
  return mine.filter((record) => record.b0 <= yearStart(+column + 1) - 1 && record.e1 >= yearStart(+column));
}

const targetWords = (id) => (ENTITIES.find((entity) => entity.id === id) || { label: id }).label;

/** In force, lifted, or announced and not yet in force, at the end of the period or of a year. */
function listState(records, at) {
  const begun = records.filter((record) => record.b0 <= at && record.status !== "announced");
  if (!begun.length) return "ahead";
  return begun.every((record) => record.e1 < at) ? "lifted" : "force";
}

function cellMark(shape) {
  return draw("svg", { class: "cell-mark " + shape, viewBox: "0 0 16 16", width: 16, height: 16, "aria-hidden": "true" },
    draw("rect", { x: 2, y: 2, width: 12, height: 12, rx: 1.5 }), shape === "lifted" && draw("path", { d: "M0 8H16" }));
}

const spanOf = (records) => {
  const first = Math.min(...records.map((record) => record.b0));
  const last = Math.max(...records.map((record) => record.e1));
  const year = (day) => (isFinite(day) ? String(yearOf(day)) : "");
  return year(first) + (isFinite(last) && yearOf(last) !== yearOf(first) ? "–" + year(last) : "");
};

function matrixCell(id, column, columnWords) {
  const records = cellRecords(id, column).filter((record) => record.shown);
  if (!records.length) return el("td");
  const byYear = state.columns === "year";
  const shape = listState(records, byYear ? Math.min(yearStart(+column + 1) - 1, isFinite(state.to) ? state.to : Infinity) : state.to);
  const inForce = byYear ? records.filter((record) => listState([record], yearStart(+column + 1) - 1) === "force") : records;
  const order = [...authoritiesByLists().keys()];
  const shorts = [...new Set((inForce.length ? inForce : records).map(shortOf))].sort((a, b) => order.indexOf(a) - order.indexOf(b));
  const words = byYear ? shorts.join(" ") : spanOf(records);
  const unsure = records.some((record) => record.status === "contested");
  const set = JSON.stringify(["list", id, column]);
  const chosen = state.sel && (state.sel.item.id === set || (state.sel.type === "record" && records.includes(state.sel.item)));
  const cell = button([cellMark(shape), el("span", words)], () => {
    select(records.length === 1 ? { type: "record", item: records[0] } : { type: "set", item: setOf(set) });
  }, { class: "cell" + (chosen ? " chosen" : "") + (unsure ? " contested" : ""), tabindex: "-1", "aria-label": [targetWords(id), columnWords, say("list." + shape), words, unsure && say("status.contested")].filter(Boolean).join(", ") });
  return el("td", cell);
}

/** The authorities by short name, those with most listings first. */
const authoritiesByLists = () => authoritiesByLists.found || (authoritiesByLists.found = (() => {
  const found = new Map();
  for (const record of LISTINGS) {
    const short = shortOf(record);
    const label = record.by.map((entity) => entity.label).join(", ") || "?";
    found.set(short, [label, (found.get(short) || [label, 0])[1] + 1]);
  }
  const order = [...found].sort((a, b) => b[1][1] - a[1][1] || (a[0] < b[0] ? -1 : 1));
  return new Map(order.map(([short, [label]]) => [short, label]));
})());

function drawMatrix(board) {
  const shown = LISTINGS.filter((record) => record.shown && targetOf(record));
  const byTarget = new Map();
  for (const record of shown) byTarget.set(targetOf(record), [...(byTarget.get(targetOf(record)) || []), record]);
  const targets = [...byTarget.keys()].sort((a, b) => byTarget.get(b).length - byTarget.get(a).length || byTarget.get(a)[0].b0 - byTarget.get(b)[0].b0 || a.at - b.at);
  const rest = state.more ? 0 : Math.max(targets.length - FIRST_ROWS, 0);
  const columns = state.columns === "year" ? listYears().map((year) => [String(year), String(year)]) : [...authoritiesByLists()];
  const link = (entity) => button(quoted(entity.label), () => (entity.actor ? select({ type: "actor", item: entity.actor }) : showEntity(entity)), { class: "link", tabindex: "-1" });
  const head = el("tr", el("th", { scope: "col" }, say("who_is_listed")), columns.map(([short, label]) => el("th", { scope: "col" }, state.columns === "year" ? short : el("abbr", { title: label }, short))));
  const body = targets.slice(0, targets.length - rest).map((entity) => el("tr", el("th", { scope: "row" }, link(entity)), columns.map(([short, label]) => matrixCell(entity.id, short, label))));
  const key = ["force", "ahead", "lifted"].map((shape) => el("span.cell-key", cellMark(shape), say("list." + shape)));
  board.replaceChildren(
    el("p.note", key),
    targets.length ? el("table.matrix", { role: "grid", "aria-label": say("view.matrix") }, el("thead", head), el("tbody", body)) : el("p.note", say("none_found")));
  const first = board.querySelector(".matrix button.cell.chosen") || board.querySelector(".matrix button");
  if (first) first.tabIndex = 0;
}

/** Arrows walk over the cells that hold something; there is one tab stop. */
function matrixKey(event) {
  const step = ARROWS[event.key];
  const now = event.target.closest(".matrix button");
  if (!step || !now) return false;
  const box = (node) => node.getBoundingClientRect();
  const here_ = box(now);
  let [best, least] = [null, Infinity];
  for (const other of $("board").querySelectorAll(".matrix button")) {
    if (other === now) continue;
    const there = box(other);
    const [ox, oy] = [there.left - here_.left, there.top - here_.top];
    const ahead = ox * step[0] + oy * step[1];
    const cost = ahead + 4 * Math.abs(step[0] ? oy : ox);
    if (ahead > 1 && cost < least) [best, least] = [other, cost];
  }
  if (!best) return true;
  now.tabIndex = -1;
  best.tabIndex = 0;
  best.focus();
  return true;
}
