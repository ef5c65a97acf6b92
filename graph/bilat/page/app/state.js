// What is asked of the page: period, filters, selection. One change, one recount, one redraw.

const dated = RECORDS.filter((record) => record.lane && record.dated);

// First and last year of the time strip. A few records decades before the rest would squeeze it:
// they stand in one bin before the first year.
function mainYears() {
  const years = dated.map((record) => record.year).sort((a, b) => a - b);
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

const state = {
  sel: null, // {type: "actor" | "tie" | "record", item}
  hover: null,
  from: DOMAIN[0],
  to: DOMAIN[1],
  mode: "overlap",
  off: new Set(), // facet values that are switched off, such as "kind:visit"
  more: false,
  year: null, // the year the time strip is opened to
  theme: D.page.theme,
  step: null, // of the story
};
const listeners = [];
const onChange = (listener) => listeners.push(listener);

/** Everything that is shown follows from here. */
function change(patch, how) {
  Object.assign(state, patch);
  recount();
  for (const listener of listeners) listener(how || {});
}

const wholePeriod = () => state.from <= DOMAIN[0] && state.to >= DOMAIN[1];

/** Possible on some reading of the dates, or, in mode "certain", on every one. */
function inPeriod(record) {
  if (wholePeriod()) return true;
  if (!record.dated) return false;
  // A slider at its end sets no bound: what lies beyond the strip stays in.
  const from = state.from <= DOMAIN[0] ? -Infinity : state.from;
  const to = state.to >= DOMAIN[1] ? Infinity : state.to;
  if (state.mode === "begin") return record.start >= from && record.start <= to;
  if (state.mode === "certain") {
    return record.situation ? record.b1 <= to && record.e0 >= from : record.b0 >= from && record.e1 <= to;
  }
  return record.b0 <= to && record.e1 >= from;
}

const FACETS = [
  { name: "tone", values: CODE.tone, of: (record) => (record.lane && record.lane !== "claim" ? [record.tone] : []) },
  { name: "status", values: CODE.status, of: (record) => [record.status] },
  { name: "kind", values: CODE.kind, of: (record) => [record.kind] },
  { name: "verification", values: CODE.verification, of: (record) => record.evidence.map((item) => item.verification) },
];
for (const facet of FACETS) {
  for (const record of RECORDS) record[facet.name + "s"] = [...new Set(facet.of(record))];
  facet.values = facet.values.filter((value) => RECORDS.some((record) => record[facet.name + "s"].includes(value)));
}
const ACTOR_FACET = {
  name: "actor",
  values: CODE.kind.filter((kind) => ACTORS.some((actor) => actor.entity.kind === kind)),
};

const isOff = (facet, value) => state.off.has(facet + ":" + value);

/** A record stays while one value of each facet it has is on. */
function admitted(record) {
  return FACETS.every((facet) => {
    const values = record[facet.name + "s"];
    return !values.length || values.some((value) => !isOff(facet.name, value));
  });
}

function recount() {
  for (const record of RECORDS) record.shown = admitted(record) && inPeriod(record);
  for (const actor of ACTORS) actor.on = !isOff("actor", actor.entity.kind) && present(actor);
  for (const tie of TIES) {
    const visible = tie.one.on && tie.other.on;
    tie.shown = visible ? tie.records.filter((record) => record.shown) : [];
  }
  for (const entity of ENTITIES) entity.shown = entity.records.filter((record) => record.shown).length;
  for (const actor of ACTORS) {
    actor.drawn = actor.on && (actor.ties.some((tie) => tie.shown.length) || listingsOf(actor).length > 0);
  }
}

/** Shown listings that concern an actor, as target or as authority. */
const listingsOf = (actor) => actor.entity.records.filter((record) => record.shown && record.kind === "listing");

/** Whether sanctions are all there is to draw: then they are drawn as curves. */
const onlyListings = () =>
  TIES.every((tie) => !tie.shown.length) && RECORDS.some((record) => record.shown && record.kind === "listing");

/** A badge is filled in force, hollow before, struck once lifted. */
function badgeState(badge) {
  const shown = badge.records.filter(admitted);
  if (!shown.length || !badge.by.some((entity) => !entity.actor || entity.actor.on)) return "";
  if (shown.every((record) => record.b0 > state.to)) return "hollow";
  return shown.every((record) => record.e1 < state.to) ? "struck" : "filled";
}

const isSelected = (type, item) => Boolean(state.sel && state.sel.type === type && state.sel.item === item);

/** Whether an actor or tie belongs to what is selected; with no selection, everything does. */
function lit(type, item) {
  const sel = state.sel;
  if (!sel) return cited(type, item);
  if (sel.type === "actor") {
    if (type === "tie") return item.one === sel.item || item.other === sel.item;
    return item === sel.item || item.ties.some((tie) => tie.shown.length && lit("tie", tie)) || sharesListing(item, sel.item);
  }
  if (sel.type === "tie") return type === "tie" ? item === sel.item : item === sel.item.one || item === sel.item.other;
  if (sel.type === "record") {
    return type === "tie" ? item.records.includes(sel.item) : sel.item.entities.includes(item.entity);
  }
  return true;
}

const sharesListing = (one, other) => listingsOf(one).some((record) => record.entities.includes(other.entity));

// ---- deep links: the hash says what is shown, in stable ids

const PARTS = ["actor", "tie", "record"];

function idOf(sel) {
  if (sel.type === "tie") return sel.item.one.entity.id + "~" + sel.item.other.entity.id;
  return sel.type === "actor" ? sel.item.entity.id : sel.item.id;
}

function find(type, id) {
  if (type === "actor") return ACTORS.find((actor) => actor.entity.id === id);
  if (type === "record") return RECORDS.find((record) => record.id === id);
  return TIES.find((tie) => tie.one.entity.id + "~" + tie.other.entity.id === id);
}

function toHash() {
  const parts = ["v=1"];
  // A lone surrogate in an id cannot be written in an address; such a thing has no link.
  const add = (name, value) => {
    try { parts.push(name + "=" + encodeURIComponent(value)); } catch (error) { /* no link */ }
  };
  // A step stands for all it asks for: only what differs is written.
  const base = stepState(state.step);
  if (state.step !== FIRST_STEP) add("step", state.step === null ? "off" : state.step);
  if (state.sel ? !base.sel || base.sel.item !== state.sel.item : base.sel) add(state.sel ? state.sel.type : "actor", state.sel ? idOf(state.sel) : "");
  if (state.from !== base.from) add("from", isoOf(state.from));
  if (state.to !== base.to) add("to", isoOf(state.to));
  if (state.mode !== "overlap") add("mode", state.mode);
  if (state.off.size) add("off", [...state.off].join(","));
  if (state.more) add("more", 1);
  if (state.year) add("year", state.year);
  if (state.theme !== D.page.theme) add("theme", state.theme);
  return parts.length > 1 ? "#" + parts.join("&") : "";
}

const isDate = (value) => /^\d{4}-\d\d-\d\d$/.test(value) && !isNaN(dayOf(value));

/** The state a hash asks for; ids this page does not have are reported, not guessed. */
function fromHash(hash) {
  const parts = hash.replace(/^#/, "").split("&");
  const step = (/^step=(.*)/.exec(parts.find((part) => part.startsWith("step="))) || [])[1];
  const patch = stepState(step === "off" ? null : STEPS[step] ? +step : FIRST_STEP);
  const unknown = step === undefined || step === "off" || STEPS[step] ? [] : ["step " + step];
  for (const part of parts) {
    const cut = part.indexOf("=");
    const name = part.slice(0, cut);
    let value = part.slice(cut + 1);
    try { value = decodeURIComponent(value); } catch (error) { continue; }
    if (PARTS.includes(name)) {
      const item = find(name, value);
      if (!value) patch.sel = null;
      else if (item) patch.sel = { type: name, item };
      else unknown.push(value);
    } else if ((name === "from" || name === "to") && isDate(value)) {
      patch[name] = Math.min(Math.max(dayOf(value), DOMAIN[0]), DOMAIN[1]);
    } else if (name === "mode" && ["begin", "certain"].includes(value)) patch.mode = value;
    else if (name === "off") patch.off = new Set(value.split(",").filter((one) => /^\w+:[\w-]+$/.test(one)));
    else if (name === "more") patch.more = true;
    else if (name === "year" && +value >= YEARS[0] && +value <= YEARS[1]) patch.year = +value;
    else if (name === "theme" && ["auto", "light", "dark"].includes(value)) patch.theme = value;
  }
  if (patch.from > patch.to) [patch.from, patch.to] = [patch.to, patch.from];
  if (patch.sel && patch.sel.type === "actor" && patch.sel.item.extra) patch.more = true;
  return { patch, unknown };
}
