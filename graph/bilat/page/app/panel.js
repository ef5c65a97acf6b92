// The panel: what is selected, its records in date order, and for each the evidence.

const entityLink = (entity) =>
  entity.actor || entity.total
    ? button(quoted(entity.label), () => (entity.actor ? select({ type: "actor", item: entity.actor }) : showEntity(entity)), { class: "link" })
    : quoted(entity.label);

const commas = (items) => items.flatMap((item, at) => (at ? [", ", item] : [item]));
const fact = (name, ...value) => el("div.fact", el("dt", say(name)), el("dd", value));

// ---- evidence

/** The address of a source, if it is one a browser may follow. */
function safeUrl(url) {
  try {
    const parsed = new URL(url);
    return parsed.protocol === "https:" || parsed.protocol === "http:" ? parsed : null;
  } catch (error) {
    return null;
  }
}

// A text fragment gives "-", "," and "&" a meaning of its own; encodeURIComponent leaves "-" alone.
const fragment = (words) => encodeURIComponent(words).replace(/-/g, "%2D");

/** Leads to the passage itself where its first and last words, or a page of a PDF, are known. */
function passageUrl(item) {
  const url = safeUrl(item.doc.url || "");
  if (!url) return null;
  const [first, last] = item.words || ["", ""];
  if (/\.pdf$/i.test(url.pathname) && /^\d+$/.test(item.page || "")) return url.href.split("#")[0] + "#page=" + item.page;
  if (first && !url.hash) {
    try { return url.href + "#:~:text=" + fragment(first) + (last ? "," + fragment(last) : ""); } catch (error) { /* half a character: plain address */ }
  }
  return url.href;
}

const ELSEWHERE = { rel: "noopener noreferrer", target: "_blank", referrerpolicy: "no-referrer" };

function sourceLink(item) {
  const url = passageUrl(item);
  if (!url) return el("span", say("no_address"));
  return el("a", { href: url, ...ELSEWHERE }, say("open_source"), " ", el("span.host", new URL(url).host));
}

/** One line to cite a document by: the same as that of the command line. */
function citation(doc) {
  const parts = [doc.by.map((one) => one.label).join(" and "), "“" + doc.title + "”", doc.publisher, doc.cited || doc.issued, doc.url];
  return parts.filter(Boolean).join(", ");
}

function copyButton(words) {
  const node = button(say("copy_citation"), async () => {
    try {
      await navigator.clipboard.writeText(words);
      node.textContent = say("copied");
    } catch (error) {
      // Without the right to the clipboard the text is shown selected, ready for the keyboard.
      const field = el("textarea", { readonly: true, rows: 3, "aria-label": say("copy_citation") });
      field.value = words;
      node.replaceWith(field);
      field.focus();
      field.select();
    }
  }, { class: "quiet" });
  return node;
}

const madeWords = (doc) => [doc.publisher, doc.issued && whenWords(doc.issued)].filter(Boolean).join(", ");

/** Every document with what tells where and when it appeared. */
function listSources() {
  if ($("source-list").children.length) return;
  complete();
  $("source-list").append(...DOCUMENTS.map((doc) => {
    const url = safeUrl(doc.url || "");
    const title = quoted(doc.title, doc.lang);
    return el("li",
      el("cite", url ? el("a", { href: url.href, ...ELSEWHERE }, title) : title), " ",
      quoted([doc.publisher || doc.by.map((one) => one.label).join(", "), doc.issued && whenWords(doc.issued)].filter(Boolean).join(", ")),
      " ", button(say("its_records"), () => { change({ doc, sel: null }); $("panel").scrollIntoView({ block: "nearest" }); focusPanel(); }, { class: "quiet", "aria-label": say("its_records") + ": " + doc.title }),
      url && el("span.host", " " + url.host));
  }));
}

const STANCE_SIGN = { affirms: "+", presupposes: "(+)", doubts: "?", denies: "−" };

function evidenceCard(item) {
  const { doc } = item;
  const made = madeWords(doc);
  const checked = el("span", { class: "check " + item.verification }, checkMark(item.verification), el("strong", say("verification." + item.verification)), " – ", say("verification_means." + item.verification));
  return el("li", { class: "evidence " + item.stance },
    el("p.gist", item.gist ? quoted(item.gist, item.lang || D.page.lang) : say("no_gist")),
    el("p.by", el("span.stance", el("span.sign", { "aria-hidden": "true" }, STANCE_SIGN[item.stance]), say("stance." + item.stance)), item.on ? " (" + say("on_facet", { facet: text(item.on) }) + ")" : "", " · ", say("asserted_by"), " ", entityLink(item.by), item.hedge ? [" · ", say("hedge"), " ", quoted("“" + item.hedge + "”")] : ""),
    el("p.doc", quoted(doc.title, doc.lang), made ? [el("br"), quoted(made)] : "", doc.of ? [el("br"), say("copy_of"), " ", quoted(doc.of.title, doc.of.lang)] : ""),
    el("p.where", item.place ? quoted(text(item.place)) : say("no_place"), " · ", checked),
    el("p.links", sourceLink(item), " ", copyButton(citation(doc))));
}

/** Opposite stances side by side, so that a dispute is seen as one. */
function evidenceOf(record) {
  complete();
  const items = record.evidence;
  const pro = items.filter((item) => item.stance === "affirms" || item.stance === "presupposes");
  const con = items.filter((item) => !pro.includes(item));
  const list = (items) => el("ul.evidences", items.map(evidenceCard));
  if (!con.length || !pro.length) return list(items);
  return el("div.sides", el("div", el("h4", say("for")), list(pro)), el("div", el("h4", say("against")), list(con)));
}

// ---- records

const MARKED = ["announced", "contested", "cancelled"];
const statusMark = (record) => MARKED.includes(record.status) && el("span", { class: "status " + record.status }, say("status." + record.status));

function recordFacts(record) {
  const recordLinks = (items) => commas(items.map((one) => button(quoted(one.label), () => select({ type: "record", item: one }), { class: "link" })));
  const roles = [...new Set(record.who.map((part) => part.role))];
  return el("dl.facts",
    roles.map((role) => el("div.fact", el("dt", say("role." + role)), el("dd", commas(record.who.filter((part) => part.role === role).map((part) => entityLink(part.entity)))))),
    record.open ? fact("any_of", commas(record.by.map(entityLink))) : "",
    record.held.length ? fact("held_by", commas(record.held.map(entityLink))) : "",
    record.places.length ? fact("place", commas(record.places.map((place) => quoted(place.label)))) : "",
    record.measures.length ? fact("measures", commas(record.measures.map((one) => quoted(one)))) : "",
    record.basis.length ? fact("legal_basis", commas(record.basis.map((act) => quoted(act.label)))) : "",
    record.sum ? fact("sum", quoted(record.sum)) : "",
    record.about.length ? fact("about", commas(record.about.map(entityLink))) : "",
    record.against.length ? fact("contradicts", recordLinks(record.against)) : "",
    record.part.length ? fact("part_of", recordLinks(record.part)) : "",
    record.see.length ? fact("see_also", recordLinks(record.see)) : "",
    record.facets.length ? fact("contested_facets", record.facets.join(", ")) : "",
    record.unconfirmed.length ? fact("unconfirmed", record.unconfirmed.join(", ")) : "");
}

function recordItem(record, open) {
  const node = el("details.record", { open });
  const body = () => { if (node.children.length === 1) node.append(recordFacts(record), evidenceOf(record)); };
  node.append(el("summary",
    el("span.date", whenWords(record.when)),
    el("span.what", quoted(record.label)),
    el("span.meta", kindWord(record.kind), " · ", count("passage", record.passages), " ", statusMark(record), record.shown ? record.surely === false && el("span.maybe", say("possibly")) : el("span.status.hidden-by", say("hidden_by_filters")))));
  // A tie of thirty records has a hundred passages: built when opened.
  if (open) body();
  else on(node, "toggle", body);
  node.unfold = () => { body(); node.open = true; };
  return el("li", node);
}

function recordList(records) {
  const order = (a, b) => (a.start === null ? Infinity : a.start) - (b.start === null ? Infinity : b.start) || a.at - b.at;
  const shown = records.filter((record) => record.shown).sort(order);
  const rest = records.filter((record) => !record.shown).sort(order);
  return [
    el("h3", say("records_in_order"), " ", el("span.of", say("shown_of", { n: shown.length, total: records.length }))),
    el("ol.records", shown.map((record) => recordItem(record, shown.length === 1))),
    rest.length ? el("details.rest", el("summary", say("n_hidden", { n: rest.length })), el("ol.records", rest.map((record) => recordItem(record, false)))) : "",
  ];
}

// ---- what the panel can show

const heading = (title, ...below) => [el("div.panel-head", el("h2", { tabindex: "-1", id: "panel-title" }, title), button("×", () => select(null), { class: "close", "aria-label": say("close"), title: say("close") })), el("p.sub", below)];

function entityFacts(entity) {
  complete();
  const offices = [];
  const list = entity.offices || [];
  for (let i = 0; i < list.length; i += 2) offices.push(el("li", quoted(text(list[i])), el("span.muted", " " + whenWords(text(list[i + 1])))));
  return el("dl.facts",
    (entity.names || []).length ? fact("names", commas(entity.names.map((name) => quoted(name)))) : "",
    entity.of ? fact("belongs_to", quoted(text(entity.of))) : "",
    offices.length ? fact("offices", el("ul", offices)) : "");
}

function tieItem(tie, seenFrom) {
  const label = seenFrom ? (tie.one === seenFrom ? tie.other : tie.one).entity.label : tieName(tie);
  const bar = el("span.meter", { "aria-hidden": "true" });
  bar.style.width = Math.min(widthOf(tie.n) * 5, 74) + "px";
  return el("li", button([el("span.who", quoted(label)), bar, el("span.n", String(tie.n))], () => select({ type: "tie", item: tie }), { class: "row" }));
}

const strongestFirst = (ties) => ties.filter((tie) => tie.n).sort((a, b) => b.n - a.n || a.at - b.at);

/** What one can do from an actor: look around it, begin or end a path, keep it in sight. */
function actorActions(actor) {
  const quiet = (label, act, more) => button(label, act, { class: "quiet", ...more });
  const pinned = state.pins.includes(actor);
  return el("p.actions",
    quiet(say("look_around"), () => change({ view: "ego", centre: actor })),
    quiet(say("path_from_here"), () => startPath(actor, state.ends[1] === actor ? null : state.ends[1])),
    quiet(say("path_to_here"), () => startPath(state.ends[0] === actor ? null : state.ends[0], actor)),
    quiet(say(pinned ? "unpin" : "pin"), () => change({ pins: pinned ? state.pins.filter((one) => one !== actor) : [...state.pins, actor] }), { "aria-pressed": String(pinned) }));
}

/** With both ends known the path is shown; with one, the reader is asked for the other. */
function startPath(one, other) {
  change({ view: "path", ends: [one, other], nth: 0, sel: null });
  if (!one || !other) $("bar").querySelectorAll("input")[one ? 1 : 0].focus();
}

function actorPanel(actor) {
  const { entity } = actor;
  const ties = strongestFirst(actor.ties);
  return [
    heading(quoted(entity.label), kindWord(entity.kind), actor.active ? "" : [" · ", say("hidden_by_filters")]),
    actorActions(actor),
    entityFacts(entity),
    ties.length ? [el("h3", say("ties")), el("ul.rows", ties.map((tie) => tieItem(tie, actor)))] : "",
    recordList(entity.records),
  ];
}

function showEntity(entity) {
  change({ sel: null });
  $("details").replaceChildren(...[heading(quoted(entity.label), entity.kind ? kindWord(entity.kind) : ""), el("p.muted", say("not_in_picture")), entityFacts(entity), recordList(entity.records)].flat(9).filter(Boolean));
  openPanel();
}

const tiePanel = (tie) => [
  heading([entityLink(tie.one.entity), " – ", entityLink(tie.other.entity)], count("record", tie.n)),
  recordList(tie.records),
];

const recordPanel = (record) => [
  heading(quoted(record.label), whenWords(record.when), " · ", kindWord(record.kind), " ", statusMark(record), record.shown ? "" : [" · ", say("hidden_by_filters")]),
  recordFacts(record),
  el("h3", say("evidence"), " ", el("span.of", String(record.passages))),
  evidenceOf(record),
];

const setPanel = (set) => [heading(quoted(set.label), count("record", set.records.length)), recordList(set.records)];

/** The path: which chains there are, and the steps of the chosen one as records with evidence. */
function pathPanel() {
  const [a, b] = state.ends;
  const now = chain();
  const title = el("h2", { id: "panel-title", tabindex: "-1" }, a ? quoted(a.entity.label) : "…", " – ", b ? quoted(b.entity.label) : "…");
  if (!a || !b) return [title, el("p.sub", say("path_ask"))];
  if (!now) return [title, el("p.sub", say(state.forward ? "no_path_in_order" : "no_path"))];
  const others = chains.found.map((one, at) => el("li", button(
    [el("span.who", commas(one.actors.slice(1, -1).map((actor) => quoted(actor.entity.label))), one.actors.length > 2 ? "" : say("directly")), el("span.n", count("step", one.ties.length))],
    () => change({ nth: at, sel: null }), { class: "row", "aria-pressed": String(one === now) })));
  return [
    title,
    el("p.sub", count("step", now.ties.length), " · ", count("chain", chains.found.length), chains.cut ? " " + say("chains_cut") : "", state.forward ? " · " + say(now.surely ? "order_certain" : "order_possible") : ""),
    el("h3", say("chains_by_way")),
    el("ul.rows", others),
    el("h3", say("path_steps")),
    el("ol.steps", now.ties.map((tie, at) => {
      const [one, other] = [now.actors[at], now.actors[at + 1]];
      return el("li", el("h4", quoted(one.entity.label), " – ", quoted(other.entity.label)), el("ol.records", recordItem(now.records[at], true)),
        tie.n > 1 ? button(say("n_other", { n: tie.n - 1 }), () => select({ type: "tie", item: tie }), { class: "quiet" }) : "");
    })),
  ];
}

/** Those the reader keeps in sight, before everything else. */
const pinnedList = () => (state.pins.length ? [el("h3", say("pinned")), el("ul.rows", state.pins.map((actor) => el("li", button([el("span.who", quoted(actor.entity.label)), el("span.n", String(actor.entity.shown))], () => select({ type: "actor", item: actor }), { class: "row" }))))] : "");

const FIRST_TIES = 15;

/** A list that is built when opened, as it can be of thousands, and stays open while filters change. */
const unfolded = new Set();
function unfolding(name, summary, items) {
  const node = el("details.group", { open: unfolded.has(name) }, el("summary", summary));
  const list = () => { if (node.open && node.children.length === 1) node.append(el("ul.rows", items())); };
  on(node, "toggle", () => { unfolded[node.open ? "add" : "delete"](name); list(); });
  list();
  return node;
}

/** With nothing selected: the strongest ties and all actors, as lists anyone can walk through. */
function overview() {
  const shown = TIES.reduce((n, tie) => n + (tie.n > 0), 0);
  // Of thousands most are of one record: those need no order unless they are asked for.
  const several = TIES.filter((tie) => tie.n > 1);
  const first = strongestFirst(several.length < FIRST_TIES ? TIES : several).slice(0, FIRST_TIES);
  const sides = [["left", D.page.left], ["right", D.page.right], ["top", null], ["free", null]];
  const group = ([side, state_]) => {
    const members = ACTORS.filter((actor) => actor.side === side && actor.admitted);
    const byRecords = () => members.sort((a, b) => b.entity.shown - a.entity.shown || a.at - b.at);
    if (!members.length) return "";
    const title = state_ === null ? say("side." + side) : ENTITIES[state_].label;
    return unfolding("actors." + side, [quoted(title), " ", el("span.of", String(members.length))], () => byRecords().map((actor) => el("li", button([el("span.who", quoted(actor.entity.label)), el("span.n", String(actor.entity.shown))], () => select({ type: "actor", item: actor }), { class: "row" }))));
  };
  return [
    el("h2", { id: "panel-title", tabindex: "-1" }, say("strongest_ties")),
    el("p.sub", say("overview_hint")),
    pinnedList(),
    el("ul.rows", first.map((tie) => tieItem(tie, null))),
    shown > FIRST_TIES ? unfolding("ties", [say("n_more_ties", { n: shown - FIRST_TIES })], () => strongestFirst(TIES).slice(FIRST_TIES).map((tie) => tieItem(tie, null))) : "",
    el("h3", say("actors")),
    sides.map(group),
  ];
}

const PANELS = { actor: actorPanel, tie: tiePanel, record: recordPanel, set: setPanel };

function refreshPanel() {
  const sel = state.sel;
  const parts = sel ? PANELS[sel.type](sel.item) : state.view === "path" ? pathPanel() : stepPanel() || overview();
  $("details").replaceChildren(...parts.flat(9).filter(Boolean));
}

function openPanel() {
  $("panel").scrollTop = 0;
  $("details").scrollTop = 0;
}
