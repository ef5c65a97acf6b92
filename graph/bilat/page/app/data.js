// The data island, unpacked once. What is drawn and filtered is an object; what it is called, when it
// was and what it rests on is read from its columns when asked for.

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

/** Columns to objects, for tables of few rows; a column that is no list is sparse. */
function rows(columns) {
  const names = Object.keys(columns);
  const length = Math.max(0, ...names.map((name) => columns[name].length || 0));
  return Array.from({ length }, (_, at) => {
    const row = { at };
    for (const name of names) row[name] = columns[name][at];
    return row;
  });
}

const CODE = D.codes;
const text = (at) => (at ? D.text[at - 1] : "");
const dayOf = (iso) => Math.round(Date.UTC(+iso.slice(0, 4), +iso.slice(5, 7) - 1, +iso.slice(8, 10)) / DAY);
const isoOf = (day) => new Date(day * DAY).toISOString().slice(0, 10);
const yearOf = (day) => new Date(day * DAY).getUTCFullYear();
const monthOf = (day) => new Date(day * DAY).getUTCMonth();
const yearStart = (year) => dayOf(String(year).padStart(4, "0") + "-01-01");

const COUNT = { entities: (D.entities.kind || "").length, evidence: (D.evidence.stance || "").length, records: D.records.kind.length };
const ENTITY = { kind: digitsOf(D.entities.kind), label: linesOf(D.entities.label), id: linesOf(D.entities.id) };
const EVENT = {
  kind: digitsOf(D.records.kind),
  tone: digitsOf(D.records.tone),
  status: digitsOf(D.records.status),
  lane: digitsOf(D.records.lane),
  id: linesOf(D.records.id),
  when: linesOf(D.records.when),
  label: linesOf(D.records.label),
  who: listsOf(D.records.who),
  role: digitsOf(D.records.role),
  evidence: listsOf(D.records.evidence),
};
const TIED = listsOf(D.ties.records);
const PASSAGE = { stance: digitsOf(D.evidence.stance), verification: digitsOf(D.evidence.verification) };
// Names, aliases and gists, once they are unpacked.
const LATER = { names: () => "", aliases: () => "", gist: () => "" };

// Most lists of most rows are empty: one does for all of them.
const NOTHING = Object.freeze([]);
const sparse = (columns, name, at) => (columns[name] && columns[name][at]) || NOTHING;

let late = true;
/** Gists, titles, addresses and other names: unpacked after the first drawing, or when asked for. */
function complete() {
  if (!late) return;
  late = false;
  const more = unpack(packed("late"));
  Object.assign(LATER, { names: linesOf(more.entities.names), aliases: linesOf(more.entities.aliases), gist: linesOf(more.evidence.gist) });
  for (const [name, column] of Object.entries(more.documents)) column.forEach((value, at) => { DOCUMENTS[at][name] = value; });
}

class Entity {
  constructor(at) {
    this.at = at;
    this.shown = 0; // how many of its records are
    this.actor = null;
  }
  get id() { return ENTITY.id(this.at); }
  get label() { return ENTITY.label(this.at); }
  get kind() { return ENTITY.kind[this.at] ? CODE.kind[ENTITY.kind[this.at] - 1] : ""; }
  get short() { return D.entities.short && D.entities.short[this.at]; }
  get of() { return D.entities.of && D.entities.of[this.at]; }
  get offices() { return sparse(D.entities, "offices", this.at); }
  get names() { return LATER.names(this.at).split("\t").filter(Boolean); }
  get aliases() { return LATER.aliases(this.at).split("\t").filter(Boolean); }
  get total() { return sizeIn(CONCERNING, this.at); }
  get records() { return mappedIn(CONCERNING, this.at, (at) => RECORDS[at]); }
}

class Actor {
  constructor(at, entity) {
    this.at = at;
    this.entity = entity;
    this.side = CODE.side[parseInt(D.actors.side[at], 36)];
    this.row = D.actors.row[at];
    this.nx = D.actors.nx[at];
    this.ny = D.actors.ny[at];
    this.size = D.actors.size[at];
    this.extra = D.actors.extra[at] === "1";
    this.far = D.actors.far[at] === "1";
    this.ties = NOTHING;
    this.badges = NOTHING;
    this.weight = 0; // records of its ties
    this.admitted = this.on = this.active = this.drawn = false;
    // Where it stands and what is written beside it: see arrange().
    this.x = this.y = this.out = this.row0 = 0;
    this.seat = "free";
    this.lines = this.pinned = NOTHING;
    this.nameWidth = this.badgesWidth = this.badgeLines = this.blockWidth = this.blockHeight = 0;
  }
}

class Tie {
  constructor(at) {
    this.at = at;
    this.one = ACTORS[D.ties.from[at]];
    this.other = ACTORS[D.ties.to[at]];
    this.n = 0; // how many of its records are shown
    this.drawn = false;
  }
  get total() { return sizeIn(TIED, this.at); }
  get records() { return mappedIn(TIED, this.at, (at) => RECORDS[at]); }
  get shown() { return this.n ? this.records.filter((record) => record.shown) : NOTHING; }
}

/** One passage; made anew at each asking. */
class Passage {
  constructor(at) { this.at = at; }
  get doc() { return DOCUMENTS[DOC_OF[this.at]]; }
  // Without a name it is the author of the document who asserts it.
  get by() { return D.evidence.by && D.evidence.by[this.at] ? ENTITIES[D.evidence.by[this.at] - 1] : this.doc.by[0]; }
  get stance() { return CODE.stance[PASSAGE.stance[this.at]]; }
  get verification() { return CODE.verification[PASSAGE.verification[this.at]]; }
  get gist() { return LATER.gist(this.at); }
  get place() { return D.evidence.place[this.at]; }
  get lang() { return D.evidence.lang && D.evidence.lang[this.at]; }
  get on() { return D.evidence.on && D.evidence.on[this.at]; }
  get hedge() { return D.evidence.hedge && D.evidence.hedge[this.at]; }
  get page() { return D.evidence.page && D.evidence.page[this.at]; }
  get words() { return D.evidence.words && D.evidence.words[this.at]; }
}

const SITUATIONS = ["listing", "office", "membership", "alliance", "dispute", "control"];
const several = (name, at, to) => sparse(D.records, name, at).map(to);

class Record {
  constructor(at) {
    this.at = at;
    this.shown = true;
    this.surely = true; // in the period on every reading of its dates
  }
  get id() { return EVENT.id(this.at).replace(/^\*/, () => "event:" + this.when.slice(0, 10)); }
  get kind() { return CODE.kind[EVENT.kind[this.at]]; }
  get tone() { return CODE.tone[EVENT.tone[this.at]]; }
  get status() { return CODE.status[EVENT.status[this.at]]; }
  get lane() { return EVENT.lane[this.at] ? CODE.lane[EVENT.lane[this.at] - 1] : ""; }
  get situation() { return SITUATIONS.includes(this.kind); }
  get label() { return this.at < TOLD.length ? TOLD[this.at].label : EVENT.label(this.at - TOLD.length); }
  get when() {
    if (isExact(this.at)) return isoOf(this.b0);
    return this.at < TOLD.length ? (sparse(D.records, "attested", this.at) === 1 ? "@" : "") + TOLD[this.at].when : EVENT.when(this.at - TOLD.length);
  }
  get who() {
    const found = [];
    for (let i = EVENT.who.begins[this.at]; i < EVENT.who.begins[this.at + 1]; i += 1) found.push({ entity: ENTITIES[EVENT.who.of[i]], role: D.records.roles[EVENT.role[i]] });
    return found;
  }
  get entities() { return mappedIn(CONCERNED, this.at, (at) => ENTITIES[at]); }
  get passages() { return sizeIn(EVENT.evidence, this.at); }
  get evidence() { return mappedIn(EVENT.evidence, this.at, (at) => new Passage(at)); }
  get places() { return several("places", this.at, (at) => ENTITIES[at]); }
  get by() { return several("by", this.at, (at) => ENTITIES[at]); }
  get basis() { return several("basis", this.at, (at) => ENTITIES[at]); }
  get held() { return several("held", this.at, (at) => ENTITIES[at]); }
  get about() { return several("about", this.at, (at) => ENTITIES[at]); }
  get against() { return several("against", this.at, (at) => RECORDS[at]); }
  get part() { return several("part", this.at, (at) => RECORDS[at]); }
  get see() { return several("see", this.at, (at) => RECORDS[at]); }
  get facets() { return several("facets", this.at, text); }
  get unconfirmed() { return several("unconfirmed", this.at, text); }
  get measures() { return several("measures", this.at, text); }
  get open() { return sparse(D.records, "open", this.at) === 1; }
  get sum() { return D.records.sum && D.records.sum[this.at]; }
  // The first and last day it can have begun, and can have ended.
  get b0() { return BOUNDS[4 * this.at]; }
  get b1() { return BOUNDS[4 * this.at + 1]; }
  get e0() { return BOUNDS[4 * this.at + 2]; }
  get e1() { return BOUNDS[4 * this.at + 3]; }
  get dated() { return START[this.at] < Infinity; }
  // Where on the time strip it is counted: the day it began, as far as that is known.
  get start() { return this.dated ? START[this.at] : null; }
  get year() { return this.dated ? YEAR[this.at] : null; }
  get month() { return this.dated ? monthOf(this.start) : null; }
  get oneMonth() { return this.dated && isFinite(this.b0) && isFinite(this.e0) && isoOf(this.b0).slice(0, 7) === isoOf(this.b1).slice(0, 7); }
}

// ---- days: a missing begin is the far past, a missing end the far future

const BOUNDS = new Float32Array(4 * COUNT.records);
const START = new Float32Array(COUNT.records).fill(Infinity);
const YEAR = new Int16Array(COUNT.records);
const isExact = (at) => !(D.records.days && D.records.days[at]);

function readDays() {
  let [next, day] = [0, 0];
  for (let at = 0; at < COUNT.records; at += 1) {
    if (isExact(at)) {
      day += D.records.exact[next++];
      BOUNDS.fill(day, 4 * at, 4 * at + 4);
      START[at] = day;
    } else {
      const known = D.records.days[at];
      known.forEach((one, i) => { BOUNDS[4 * at + i] = one !== null ? one : i % 2 ? Infinity : -Infinity; });
      const first = known.find((one) => one !== null);
      if (first !== undefined) START[at] = first;
    }
    // They come in the order of their dates: mostly the year is that of the one before.
    if (START[at] < Infinity) YEAR[at] = at && START[at] === START[at - 1] ? YEAR[at - 1] : yearOf(START[at]);
  }
  D.records.exact = null;
}
readDays();

// ---- objects, and who refers to whom

const ENTITIES = Array.from({ length: COUNT.entities }, (_, at) => new Entity(at));
const ACTORS = Array.from({ length: (D.actors.row || []).length }, (_, at) => new Actor(at, ENTITIES[at]));
for (const actor of ACTORS) actor.entity.actor = actor;
const DOCUMENTS = rows(D.documents);
for (const doc of DOCUMENTS) {
  doc.publisher = text(doc.publisher);
  doc.by = [].concat(doc.by).map((at) => ENTITIES[at]);
  doc.lang = text(doc.lang);
  doc.of = doc.of ? DOCUMENTS[doc.of - 1] : null;
}

/** Numbers count from 1; 0 is the next that nothing has named yet. */
function named(numbers) {
  let next = 0;
  return numbers.map((at) => (at ? at - 1 : next++));
}
const DOC_OF = Int32Array.from(named(D.evidence.doc || []));
EVENT.evidence.of = Int32Array.from(named(EVENT.evidence.of));

const RECORDS = Array.from({ length: COUNT.records }, (_, at) => new Record(at));
// Dates and labels of the first records stand in the table for readers without a script, by kind.
const TOLD = (() => {
  const cells = [...$("told").querySelectorAll("td:first-child")];
  const first = (cell) => (cell.firstChild ? cell.firstChild.data : "");
  const order = RECORDS.slice(0, cells.length).sort((a, b) => EVENT.kind[a.at] - EVENT.kind[b.at] || a.at - b.at);
  const found = [];
  order.forEach((record, i) => { found[record.at] = { when: first(cells[i]), label: first(cells[i].nextElementSibling) }; });
  return found;
})();

/** Whom each record concerns, each once. */
const CONCERNED = (() => {
  const [n, of] = [[], []];
  for (const { at } of RECORDS) {
    const before = of.length;
    const add = (entity) => { if (!of.includes(entity, before)) of.push(entity); };
    for (let i = EVENT.who.begins[at]; i < EVENT.who.begins[at + 1]; i += 1) add(EVENT.who.of[i]);
    for (const name of ["by", "held", "about"]) sparse(D.records, name, at).forEach(add);
    n.push(of.length - before);
  }
  return listsOf({ n, of });
})();
const CONCERNING = rowsWith(CONCERNED, COUNT.entities);

const TIES = Array.from({ length: (D.ties.from || []).length }, (_, at) => new Tie(at));
(() => {
  const ends = { n: TIES.map(() => 2), of: TIES.flatMap((tie) => [tie.one.at, tie.other.at]) };
  const tying = rowsWith(listsOf(ends), ACTORS.length);
  for (const actor of ACTORS) {
    actor.ties = mappedIn(tying, actor.at, (at) => TIES[at]);
    actor.weight = actor.ties.reduce((sum, tie) => sum + tie.total, 0);
  }
})();

/** One badge a target and authority, however many listings are behind it. */
function pinBadges() {
  for (const record of RECORDS) {
    if (record.kind !== "listing") continue;
    const target = record.who.find((part) => part.role === "target");
    const actor = target && target.entity.actor;
    if (!actor || !record.by.length) continue;
    const short = record.by.map((entity) => entity.short || entity.label).join("/");
    if (actor.badges === NOTHING) actor.badges = [];
    let badge = actor.badges.find((one) => one.short === short);
    if (!badge) actor.badges.push((badge = { actor, short, by: record.by, records: [] }));
    badge.records.push(record);
  }
  for (const actor of ACTORS) if (actor.badges.length > 1) actor.badges.sort((a, b) => a.records[0].start - b.records[0].start || (a.short < b.short ? -1 : 1));
}
pinBadges();
// These columns have become objects and typed arrays.
D.actors = D.ties = D.documents = null;
for (const name of ["kind", "tone", "status", "lane", "who", "role", "evidence"]) D.records[name] = null;
