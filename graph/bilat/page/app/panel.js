// The panel: what is selected, its records in date order, and for each the evidence.

const entityLink = (entity) =>
  entity.actor || entity.records.length
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
  const pro = record.evidence.filter((item) => item.stance === "affirms" || item.stance === "presupposes");
  const con = record.evidence.filter((item) => !pro.includes(item));
  const list = (items) => el("ul.evidences", items.map(evidenceCard));
  if (!con.length || !pro.length) return list(record.evidence);
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
    el("span.meta", kindWord(record.kind), " · ", count("passage", record.evidence.length), " ", statusMark(record), record.shown ? "" : el("span.status.hidden-by", say("hidden_by_filters")))));
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
  bar.style.width = Math.min(widthOf(tie.shown.length) * 5, 74) + "px";
  return el("li", button([el("span.who", quoted(label)), bar, el("span.n", String(tie.shown.length))], () => select({ type: "tie", item: tie }), { class: "row" }));
}

const strongestFirst = (ties) => ties.filter((tie) => tie.shown.length).sort((a, b) => b.shown.length - a.shown.length || a.at - b.at);

function actorPanel(actor) {
  const { entity } = actor;
  const ties = strongestFirst(actor.ties);
  return [
    heading(quoted(entity.label), kindWord(entity.kind), actor.drawn ? "" : [" · ", say("hidden_by_filters")]),
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
  heading([entityLink(tie.one.entity), " – ", entityLink(tie.other.entity)], count("record", tie.shown.length)),
  recordList(tie.records),
];

const recordPanel = (record) => [
  heading(quoted(record.label), whenWords(record.when), " · ", kindWord(record.kind), " ", statusMark(record), record.shown ? "" : [" · ", say("hidden_by_filters")]),
  recordFacts(record),
  el("h3", say("evidence"), " ", el("span.of", String(record.evidence.length))),
  evidenceOf(record),
];

const FIRST_TIES = 15;

/** A list that is built when it is opened: thousands of rows nobody looks at would cost each step. */
function folded(title, items, row) {
  const list = el("ul.rows");
  const node = el("details.group", el("summary", title), list);
  on(node, "toggle", () => { if (!list.children.length) list.append(...items.map(row)); });
  return node;
}

/** With nothing selected: the strongest ties and all actors, as lists anyone can walk through. */
function overview() {
  const ties = strongestFirst([...TIES]);
  const sides = [["left", D.page.left], ["right", D.page.right], ["top", null], ["free", null]];
  const group = ([side, state_]) => {
    const members = ACTORS.filter((actor) => actor.side === side && actor.on).sort((a, b) => b.entity.shown - a.entity.shown || a.at - b.at);
    if (!members.length) return "";
    const title = state_ === null ? say("side." + side) : ENTITIES[state_].label;
    return folded([quoted(title), " ", el("span.of", String(members.length))], members, (actor) => el("li", button([el("span.who", quoted(actor.entity.label)), el("span.n", String(actor.entity.shown))], () => select({ type: "actor", item: actor }), { class: "row" })));
  };
  return [
    el("h2", { id: "panel-title", tabindex: "-1" }, say("strongest_ties")),
    el("p.sub", say("overview_hint")),
    el("ul.rows", ties.slice(0, FIRST_TIES).map((tie) => tieItem(tie, null))),
    ties.length > FIRST_TIES ? folded(say("n_more_ties", { n: ties.length - FIRST_TIES }), ties.slice(FIRST_TIES), (tie) => tieItem(tie, null)) : "",
    el("h3", say("actors")),
    sides.map(group),
  ];
}

const PANELS = { actor: actorPanel, tie: tiePanel, record: recordPanel };

function refreshPanel() {
  const sel = state.sel;
  const parts = sel ? PANELS[sel.type](sel.item) : stepPanel() || overview();
  $("details").replaceChildren(...parts.flat(9).filter(Boolean));
}

function openPanel() {
  $("panel").scrollTop = 0;
  $("details").scrollTop = 0;
}
