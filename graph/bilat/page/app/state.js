// What is asked of the page: period, filters, selection. One change, one recount, one redraw.

const dated = RECORDS.filter((record) => record.lane && record.dated);

// First and last year of the time strip. A few records decades before the rest would squeeze it:
// they stand in one bin before the first year.
function mainYears() {
  const years = Int16Array.from(dated, (record) => record.year).sort();
  // The period the page was asked for is on the strip whether or not anything begins in it.
  const asked = [D.page.from, D.page.to].filter((day) => day !== null).map(yearOf);
  if (!years.length) return asked.length ? [Math.min(...asked), Math.max(...asked)] : [1900, 1900];
  let first = 0;
  for (let i = 1; i <= years.length * 0.05; i += 1) if (years[i] - years[i - 1] > 5) first = i;
  return [Math.min(years[first], ...asked), Math.max(years[years.length - 1], ...asked)];
}
const YEARS = mainYears();
const DOMAIN = [yearStart(YEARS[0]), yearStart(YEARS[1] + 1) - 1];
const isEarlier = (record) => record.start < DOMAIN[0];

// The ways to look at one selection. Those on the stage are drawn on the canvas, the others are
// written on the board.
const VIEWS = ["shores", "network", "ego", "path", "lanes", "matrix", "table"].filter((name) => {
  if (name === "shores") return D.page.dyad;
  return name !== "matrix" || RECORDS.some((record) => record.kind === "listing");
});
const onBoard = () => ["lanes", "matrix", "table"].includes(state.view);

/** What an address says where it says nothing: the first view of everything. */
const FIRST = () => ({
  sel: null, // {type: "actor" | "tie" | "record" | "set", item}
  view: VIEWS[0],
  from: DOMAIN[0],
  to: DOMAIN[1],
  mode: "overlap",
  sure: false, // only what is certainly in the period
  undated: false, // undated records stay in every period
  doc: null, // the one document whose records are shown
  off: new Set(), // facet values that are switched off, such as "kind:visit"
  more: false,
  year: null, // the year the time strip is opened to
  pins: [], // actors kept in sight
  centre: null, // the actor of the view "ego"
  hops: 1,
  ends: [null, null], // the actors of the view "path"
  nth: 0, // which of the chains
  forward: false, // only chains whose dates never go back
  rows: "actor", // of the view "lanes": actor or kind
  columns: "authority", // of the view "matrix": authority or year
  step: null, // of the story
});
// How far the reader zoomed and moved, and what the address asks for of it.
const camera = { seen: "", at: "", asked: "" };
const state = { ...FIRST(), hover: null, theme: D.page.theme };
const listeners = [];
const onChange = (listener) => listeners.push(listener);

/** Everything that is shown follows from here. */
function change(patch, how) {
  const before = { ...state };
  Object.assign(state, patch);
  // A view that needs somebody takes who is selected.
  const actor = state.sel && state.sel.type === "actor" ? state.sel.item : null;
  if (state.view === "ego" && before.view !== "ego" && actor && !patch.centre) state.centre = actor;
  // A path shown as an example, and not looked into, does not dim the other pictures.
  if (state.view !== "path" && state.ends === chains.example && !state.nth) state.ends = [null, null];
  const seen = ACTORS.map((one) => one.on);
  recount();
  const moved = before.view !== state.view || before.centre !== state.centre || before.hops !== state.hops || before.more !== state.more || chainsMoved() || ACTORS.some((one, at) => one.on !== seen[at]);
  const steps = ["sel", "view", "centre", "hops", "ends", "nth"].some((name) => before[name] !== state[name]);
  // A reader who looks closer is not sent back for choosing somebody.
  const anew = ["view", "centre", "hops", "ends", "nth", "more"].some((name) => before[name] !== state[name]);
  for (const listener of listeners) listener({ steps, anew, places: moved, ...how });
}

const wholePeriod = () => state.mode !== "asof" && state.from <= DOMAIN[0] && state.to >= DOMAIN[1];

/** Whether a record lies in the period on some reading of its dates, and whether on every one. */
function inPeriod(record) {
  record.surely = true;
  if (wholePeriod()) return true;
  if (!record.dated) return state.undated;
  // A slider at its end sets no bound: what lies beyond the strip stays in.
  const from = state.mode === "asof" ? state.to : state.from <= DOMAIN[0] ? -Infinity : state.from;
  const to = state.mode !== "asof" && state.to >= DOMAIN[1] ? Infinity : state.to;
  let maybe = record.b0 <= to && record.e1 >= from;
  if (state.mode === "begin") {
    record.surely = record.b0 >= from && record.b1 <= to;
    maybe = record.b0 <= to && record.b1 >= from;
  } else {
    // A situation is in as soon as a part of it is; an event only whole.
    record.surely = record.situation ? record.b1 <= to && record.e0 >= from : record.b0 >= from && record.e1 <= to;
  }
  return state.sure ? record.surely : maybe;
}

// The values a record has of a facet: lists that many records share.
const single = (values) => values.map((value) => [value]);
const ALONE = { tone: single(CODE.tone), status: single(CODE.status), kind: single(CODE.kind) };
const CHECKS = [];
/** How the passages of a record were checked: one list for all records that are alike in this. */
function checksOf({ at }) {
  const { begins, of } = EVENT.evidence;
  let alike = 0;
  for (let i = begins[at]; i < begins[at + 1]; i += 1) alike |= 1 << PASSAGE.verification[of[i]];
  return CHECKS[alike] || (CHECKS[alike] = CODE.verification.filter((_, one) => alike & (1 << one)));
}
const FACETS = [
  { name: "tone", values: CODE.tone, of: (record) => (record.lane && record.lane !== "claim" ? ALONE.tone[EVENT.tone[record.at]] : NOTHING) },
  { name: "status", values: CODE.status, of: (record) => ALONE.status[EVENT.status[record.at]] },
  { name: "kind", values: CODE.kind, of: (record) => ALONE.kind[EVENT.kind[record.at]] },
  { name: "verification", values: CODE.verification, of: checksOf },
];
for (const facet of FACETS) {
  const found = new Set();
  for (const record of RECORDS) for (const value of facet.of(record)) found.add(value);
  facet.values = facet.values.filter((value) => found.has(value));
}
const ACTOR_FACET = {
  name: "actor",
  values: CODE.kind.filter((kind) => ACTORS.some((actor) => actor.entity.kind === kind)),
};

const isOff = (facet, value) => state.off.has(facet + ":" + value);

/** A record stays while one value of each facet it has is on. */
function admitted(record) {
  if (state.doc && !record.evidence.some((item) => item.doc === state.doc)) return false;
  if (!state.off.size) return true;
  return FACETS.every((facet) => {
    const values = facet.of(record);
    return !values.length || values.some((value) => !isOff(facet.name, value));
  });
}

/** Whether an actor has a place in the present view; who is pinned or selected has one wherever it can. */
function hasPlace(actor) {
  const kept = state.pins.includes(actor) || isSelected("actor", actor);
  if (state.view === "shores") return kept || state.more || !actor.extra || revealed(actor);
  // Whom a selected actor has to do with comes into the picture with it.
  if (state.view === "network") return kept || state.more || !actor.far || revealed(actor) || actor.ties.some((tie) => isSelected("actor", otherEnd(tie, actor)));
  if (state.view === "ego") return Boolean(around.hop.has(actor)) && (state.more || around.first.has(actor));
  // A narrow window has room for the chosen chain alone.
  return state.view !== "path" || (view.wide ? onChains(actor) : onChain("actor", actor));
}

const within = (tie) => tie.one.side === tie.other.side && tie.one.side !== "free";

/** How many of the records in a list are shown. */
function countShown(lists, at) {
  let n = 0;
  for (let i = lists.begins[at]; i < lists.begins[at + 1]; i += 1) if (RECORDS[lists.of[i]].shown) n += 1;
  return n;
}

// How many records are shown, and how many of them only on some readings of their dates.
const tally = { shown: 0, possible: 0 };

function recount() {
  Object.assign(tally, { shown: 0, possible: 0 });
  for (const record of RECORDS) {
    record.shown = admitted(record) && inPeriod(record);
    if (!record.shown) continue;
    tally.shown += 1;
    if (!record.surely) tally.possible += 1;
  }
  for (const entity of ENTITIES) entity.shown = countShown(CONCERNING, entity.at);
  for (const actor of ACTORS) actor.admitted = !isOff("actor", actor.entity.kind);
  for (const tie of TIES) tie.n = tie.one.admitted && tie.other.admitted ? countShown(TIED, tie.at) : 0;
  findAround();
  if (state.view === "path" && !state.ends.some(Boolean)) state.ends = chains.example = exampleEnds();
  findChains();
  for (const actor of ACTORS) {
    actor.on = actor.admitted && hasPlace(actor);
    actor.active = actor.admitted && (actor.ties.some((tie) => tie.n) || listingsOf(actor).length > 0);
    actor.drawn = actor.on && actor.active;
  }
  for (const tie of TIES) tie.drawn = tie.n > 0 && tie.one.on && tie.other.on && !(state.view === "shores" && within(tie));
}

const ANY_LISTING = RECORDS.some((record) => record.kind === "listing");
/** Shown listings that concern an actor, as target or as authority. */
const listingsOf = (actor) => (ANY_LISTING ? actor.entity.records.filter((record) => record.shown && record.kind === "listing") : NOTHING);

/** Whether sanctions are all there is to draw: then they are drawn as curves. */
const onlyListings = () =>
  TIES.every((tie) => !tie.drawn) && RECORDS.some((record) => record.shown && record.kind === "listing");

/** A badge is filled in force, hollow before, struck once lifted. */
function badgeState(badge) {
  const shown = badge.records.filter(admitted);
  if (!shown.length || !badge.by.some((entity) => !entity.actor || entity.actor.admitted)) return "";
  if (shown.every((record) => record.b0 > state.to)) return "hollow";
  return shown.every((record) => record.e1 < state.to) ? "struck" : "filled";
}

const isSelected = (type, item) => Boolean(state.sel && state.sel.type === type && state.sel.item === item);

/** Whether an actor or tie belongs to what is selected, or to the path; with neither, everything does. */
function lit(type, item) {
  const sel = state.sel;
  if (state.view === "path" || (!sel && chain())) return onChain(type, item);
  if (!sel) return cited(type, item);
  if (sel.type === "actor") {
    if (type === "tie") return item.one === sel.item || item.other === sel.item;
    return item === sel.item || state.pins.includes(item) || item.ties.some((tie) => tie.drawn && lit("tie", tie)) || sharesListing(item, sel.item);
  }
  if (sel.type === "tie") return type === "tie" ? item === sel.item : item === sel.item.one || item === sel.item.other;
  const records = sel.type === "set" ? sel.item.records : [sel.item];
  return type === "tie" ? records.some((record) => item.records.includes(record)) : records.some((record) => record.entities.includes(item.entity));
}

const sharesListing = (one, other) => listingsOf(one).some((record) => record.entities.includes(other.entity));

// ---- deep links: the hash says what is shown, in stable ids

const PARTS = ["actor", "tie", "record", "set"];

function idOf(sel) {
  if (sel.type === "tie") return sel.item.one.entity.id + "~" + sel.item.other.entity.id;
  return sel.type === "actor" ? sel.item.entity.id : sel.item.id;
}

// A document goes by its address, or by its title where it has none.
const docName = (doc) => doc.url || doc.title;

const actorOf = (id) => ACTORS.find((actor) => actor.entity.id === id);

function find(type, id) {
  if (type === "actor") return actorOf(id);
  if (type === "record") return RECORDS.find((record) => record.id === id);
  if (type === "set") return setOf(id);
  if (type === "doc") { complete(); return DOCUMENTS.find((doc) => docName(doc) === id); }
  return TIES.find((tie) => tie.one.entity.id + "~" + tie.other.entity.id === id);
}

/** Some records together: those counted on one mark of a lane, or the listings of a cell. */
function setOf(id) {
  let parts = [];
  try { parts = JSON.parse(id); } catch (error) { return null; }
  if (!Array.isArray(parts)) return null;
  const [what, who, ...ids] = parts;
  const records = what === "lane" ? laneRecords(who).filter((record) => ids.includes(record.id)) : what === "list" ? cellRecords(who, String(ids[0])) : [];
  return records.length ? { id, label: what === "lane" ? laneWords(who) : targetWords(who) + ", " + ids[0], records } : null;
}

// Simple parts of the state: name in the address, name here, what it may be.
const CHOICES = [
  ["view", "view", VIEWS],
  ["mode", "mode", ["begin", "asof"]],
  ["rows", "rows", ["kind"]],
  ["columns", "columns", ["year"]],
  ["theme", "theme", ["auto", "light", "dark"]],
];
const SWITCHES = ["sure", "undated", "more", "forward"];

function toHash() {
  const parts = ["v=1"];
  const first = { ...stepState(state.step), theme: D.page.theme };
  // A lone surrogate in an id cannot be written in an address; such a thing has no link.
  const add = (name, value) => {
    try { parts.push(name + "=" + encodeURIComponent(value)); } catch (error) { /* no link */ }
  };
  // A step of the story stands for all it asks for: only what differs is written.
  if (state.step !== FIRST_STEP) add("step", state.step === null ? "off" : state.step);
  for (const [name, key] of CHOICES) if (state[key] !== first[key]) add(name, state[key]);
  if (state.sel ? !first.sel || first.sel.item !== state.sel.item : first.sel) add(state.sel ? state.sel.type : "actor", state.sel ? idOf(state.sel) : "");
  if (state.centre && state.view === "ego") add("centre", state.centre.entity.id);
  if (state.hops > 1 && state.view === "ego") add("hops", state.hops);
  state.ends.forEach((actor, at) => actor && add(["a", "b"][at], actor.entity.id));
  if (state.nth) add("nth", state.nth + 1);
  for (const actor of state.pins) add("pin", actor.entity.id);
  if (state.from !== first.from) add("from", isoOf(state.from));
  if (state.to !== first.to) add("to", isoOf(state.to));
  for (const name of SWITCHES) if (state[name]) add(name, 1);
  if (state.off.size) add("off", [...state.off].join(","));
  if (state.doc) add("doc", docName(state.doc));
  if (state.year) add("year", state.year);
  if (camera.at) add("camera", camera.at);
  return parts.length > 1 ? "#" + parts.join("&") : "";
}

const isDate = (value) => /^\d{4}-\d\d-\d\d$/.test(value) && !isNaN(dayOf(value));

/** The state a hash asks for; ids this page does not have are reported, not guessed. */
function fromHash(hash) {
  const parts = hash.replace(/^#/, "").split("&");
  const step = (/^step=(.*)/.exec(parts.find((part) => part.startsWith("step="))) || [])[1];
  const patch = stepState(step === "off" ? null : STEPS[step] ? +step : FIRST_STEP);
  const unknown = step === undefined || step === "off" || STEPS[step] ? [] : ["step " + step];
  const known = (type, value, use) => {
    const item = find(type, value);
    if (item) use(item);
    else unknown.push(value);
  };
  camera.asked = "";
  for (const part of parts) {
    const cut = part.indexOf("=");
    const name = part.slice(0, cut);
    let value = part.slice(cut + 1);
    try { value = decodeURIComponent(value); } catch (error) { continue; }
    const choice = CHOICES.find((one) => one[0] === name && one[2].includes(value));
    if (choice) patch[choice[1]] = value;
    else if (PARTS.includes(name) && !value) patch.sel = null;
    else if (PARTS.includes(name)) known(name, value, (item) => { patch.sel = { type: name, item }; });
    else if (name === "centre") known("actor", value, (item) => { patch.centre = item; });
    else if (name === "a") known("actor", value, (item) => { patch.ends = [item, patch.ends[1]]; });
    else if (name === "b") known("actor", value, (item) => { patch.ends = [patch.ends[0], item]; });
    else if (name === "pin") known("actor", value, (item) => { if (!patch.pins.includes(item)) patch.pins = [...patch.pins, item]; });
    else if ((name === "from" || name === "to") && isDate(value)) patch[name] = Math.min(Math.max(dayOf(value), DOMAIN[0]), DOMAIN[1]);
    else if (name === "doc") known("doc", value, (item) => { patch.doc = item; });
    else if (name === "mode" && value === "certain") patch.sure = true;
    else if (name === "hops" && /^[123]$/.test(value)) patch.hops = +value;
    else if (name === "nth" && /^\d{1,2}$/.test(value)) patch.nth = Math.max(+value - 1, 0);
    else if (SWITCHES.includes(name)) patch[name] = true;
    else if (name === "off") patch.off = new Set(value.split(",").filter((one) => /^\w+:[\w-]+$/.test(one)));
    else if (name === "year" && +value >= YEARS[0] && +value <= YEARS[1]) patch.year = +value;
    else if (name === "camera" && /^[\d.]+,-?\d+,-?\d+$/.test(value)) camera.asked = value;
  }
  if (patch.from > patch.to) [patch.from, patch.to] = [patch.to, patch.from];
  return { patch, unknown };
}
