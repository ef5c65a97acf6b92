// The data island, unpacked once: columns become objects, positions become references.

/** The data stand in the page; where the page is a folder, a script beside it brought them. */
const packed = (id) => (globalThis.bilatData ? globalThis.bilatData[id] : $(id).textContent);
const D = unpack(packed("data"));
const DAY = 864e5;
const PLURAL = new Intl.PluralRules(D.page.lang);

/** The page's own words, with {names} filled in. */
function say(key, values) {
  const found = D.words[key];
  if (found === undefined) return key;
  return values ? found.replace(/\{(\w+)\}/g, (_, name) => values[name]) : found;
}

/** "1 record", "2 records", in the grammar of the page's language. */
function count(key, n) {
  const form = D.words[key + "." + PLURAL.select(n)];
  return (form === undefined ? D.words[key + ".other"] : form).replace("{n}", n.toLocaleString(D.page.lang));
}

/** Columns to objects; a text holds a digit a row, a column that is no list is sparse. */
function rows(columns) {
  const names = Object.keys(columns);
  const length = Math.max(0, ...names.map((name) => columns[name].length || 0));
  return Array.from({ length }, (_, at) => {
    const row = { at };
    for (const name of names) row[name] = typeof columns[name] === "string" ? parseInt(columns[name][at], 36) : columns[name][at];
    return row;
  });
}

let late = true;
/** Gists, titles, addresses and other names: unpacked after the first drawing, or when asked for. */
function complete() {
  if (!late) return;
  late = false;
  const more = unpack(packed("late"));
  for (const [list, columns] of [[ENTITIES, more.entities], [DOCUMENTS, more.documents], [EVIDENCE, more.evidence]]) {
    for (const [name, column] of Object.entries(columns)) column.forEach((value, at) => { list[at][name] = value; });
  }
}

const CODE = D.codes;
const text = (at) => (at ? D.text[at - 1] : "");
const ENTITIES = rows(D.entities);
const DOCUMENTS = rows(D.documents);
const EVIDENCE = rows(D.evidence);
const RECORDS = rows(D.records);
const ACTORS = rows(D.actors);
const TIES = rows(D.ties);

const dayOf = (iso) => Math.round(Date.UTC(+iso.slice(0, 4), +iso.slice(5, 7) - 1, +iso.slice(8, 10)) / DAY);
const isoOf = (day) => new Date(day * DAY).toISOString().slice(0, 10);
const yearOf = (day) => new Date(day * DAY).getUTCFullYear();
const monthOf = (day) => new Date(day * DAY).getUTCMonth();
const yearStart = (year) => dayOf(String(year).padStart(4, "0") + "-01-01");

/** A missing begin is the far past, a missing end the far future. */
function bound(record) {
  const known = record.days || Array(4).fill(dayOf(record.when));
  const [b0, b1, e0, e1] = known.map((day, i) => (day === null ? (i < 2 ? -Infinity : Infinity) : day));
  Object.assign(record, { b0, b1: known[1] === null ? Infinity : b1, e0: known[2] === null ? -Infinity : e0, e1 });
  const first = known.find((day) => day !== null);
  record.dated = first !== undefined;
  // Where on the time strip it is counted: the day it began, as far as that is known.
  record.start = record.dated ? first : null;
  record.year = record.dated ? yearOf(first) : null;
  record.month = record.dated ? monthOf(first) : null;
  record.oneMonth = record.dated && isFinite(b0) && isFinite(e0) && isoOf(b0).slice(0, 7) === isoOf(record.b1).slice(0, 7);
}

for (const entity of ENTITIES) {
  entity.kind = entity.kind ? CODE.kind[entity.kind - 1] : "";
  entity.records = [];
  entity.actor = null;
}
for (const actor of ACTORS) {
  actor.entity = ENTITIES[actor.at];
  actor.entity.actor = actor;
  actor.side = CODE.side[actor.side];
  actor.ties = [];
  actor.badges = [];
}
for (const doc of DOCUMENTS) {
  doc.publisher = text(doc.publisher);
  doc.by = [].concat(doc.by).map((at) => ENTITIES[at]);
  doc.lang = text(doc.lang);
  doc.of = doc.of ? DOCUMENTS[doc.of - 1] : null;
}
/** Takes a position from 1, or 0 for the next that nothing has named yet. */
const taker = (list) => {
  let next = 0;
  return (at) => list[at ? at - 1 : next++];
};
const docOf = taker(DOCUMENTS);
const itemOf = taker(EVIDENCE);
for (const item of EVIDENCE) {
  item.doc = docOf(item.doc);
  // Without a name it is the author of the document who asserts it.
  item.by = item.by ? ENTITIES[item.by - 1] : item.doc.by[0];
  item.stance = CODE.stance[item.stance];
  item.verification = CODE.verification[item.verification];
}
// Dates and labels stand once in the page: in its table for readers without a script, by kind.
const CELLS = [...$("told").querySelectorAll("td:first-child")];
const tellers = RECORDS.slice(0, CELLS.length).sort((a, b) => a.kind - b.kind || a.at - b.at);
const firstText = (cell) => (cell.firstChild ? cell.firstChild.data : "");
tellers.forEach((record, i) => {
  record.when = (record.attested ? "@" : "") + firstText(CELLS[i]);
  record.label = firstText(CELLS[i].nextElementSibling);
});
RECORDS.slice(CELLS.length).forEach((record, i) => {
  record.when = D.records.when[i];
  record.label = D.records.label[i];
});
// Most lists of most records are empty: one does for all of them.
const NOTHING = Object.freeze([]);
const mapped = (list, to) => (list && list.length ? list.map(to) : NOTHING);
for (const record of RECORDS) {
  record.id = record.id.replace(/^\*/, () => "event:" + record.when.slice(0, 10));
  record.kind = CODE.kind[record.kind];
  record.tone = CODE.tone[record.tone];
  record.status = CODE.status[record.status];
  record.lane = record.lane ? CODE.lane[record.lane - 1] : "";
  record.situation = ["listing", "office", "membership", "alliance", "dispute", "control"].includes(record.kind);
  record.evidence = record.evidence.map(itemOf);
  const parts = [];
  for (let i = 0; i < record.who.length; i += 2) parts.push({ entity: ENTITIES[record.who[i]], role: text(record.who[i + 1]) });
  record.who = parts;
  for (const name of ["places", "by", "basis", "held", "about"]) record[name] = mapped(record[name], (at) => ENTITIES[at]);
  for (const name of ["against", "part", "see"]) record[name] = mapped(record[name], (at) => RECORDS[at]);
  for (const name of ["facets", "unconfirmed", "measures"]) record[name] = mapped(record[name], text);
  bound(record);
  const concerned = new Set([...parts.map((part) => part.entity), ...record.by, ...record.held, ...record.about]);
  record.entities = [...concerned];
  for (const entity of concerned) entity.records.push(record);
}
for (const tie of TIES) {
  tie.one = ACTORS[tie.from];
  tie.other = ACTORS[tie.to];
  tie.records = tie.records.map((at) => RECORDS[at]);
  tie.one.ties.push(tie);
  tie.other.ties.push(tie);
}

/** One badge a target and authority, however many listings are behind it. */
function pinBadges() {
  for (const record of RECORDS) {
    if (record.kind !== "listing") continue;
    const target = record.who.find((part) => part.role === "target");
    const actor = target && target.entity.actor;
    if (!actor || !record.by.length) continue;
    const short = record.by.map((entity) => entity.short || entity.label).join("/");
    let badge = actor.badges.find((one) => one.short === short);
    if (!badge) actor.badges.push((badge = { actor, short, by: record.by, records: [] }));
    badge.records.push(record);
  }
  for (const actor of ACTORS) actor.badges.sort((a, b) => a.records[0].start - b.records[0].start || (a.short < b.short ? -1 : 1));
}
pinBadges();
// The columns have become objects.
for (const name of ["records", "entities", "documents", "evidence", "actors", "ties"]) D[name] = null;
