// Search: a combobox over names in every script, records and documents; diacritics do not count,
// and what a filter hides is found all the same, and said to be hidden.

// Only the combining marks of Latin, Greek and Cyrillic are folded: those of Japanese are letters.
const fold = (words) => words.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").normalize("NFKC").toLowerCase();

const hits = { all: [], found: [], at: -1 };

function indexAll() {
  complete();
  for (const entity of ENTITIES) {
    if (!entity.actor && !entity.total) continue;
    const names = [entity.label, ...(entity.names || []), ...(entity.aliases || []), entity.id];
    hits.all.push({ label: entity.label, sub: kindWord(entity.kind), words: names.map(fold), rank: entity.total, names, hidden: () => (entity.actor ? !entity.actor.active : !entity.shown), go: () => (entity.actor ? select({ type: "actor", item: entity.actor }) : showEntity(entity)) });
  }
  for (const record of RECORDS) {
    hits.all.push({ label: record.label, sub: kindWord(record.kind) + " · " + whenWords(record.when), words: [fold(record.label), record.id], rank: -1, hidden: () => !record.shown, go: () => select({ type: "record", item: record }) });
  }
  for (const doc of DOCUMENTS) {
    hits.all.push({ label: doc.title, sub: kindWord("document"), words: [fold(doc.title)], rank: -2, hidden: () => false, go: () => goTo(doc) });
  }
}

/** To the first record that rests on a document. */
function goTo(doc) {
  const record = RECORDS.find((one) => one.evidence.some((item) => item.doc === doc));
  if (record) select({ type: "record", item: record });
}

/** 0 the whole name, 1 its begin, 2 the begin of a word, 3 anywhere; -1 not at all. */
function match(words, asked) {
  let best = -1;
  for (const word of words) {
    const at = word.indexOf(asked);
    if (at < 0) continue;
    const how = word === asked ? 0 : at === 0 ? 1 : /[\s\-(·・]/.test(word[at - 1]) ? 2 : 3;
    if (best < 0 || how < best) best = how;
  }
  return best;
}

function look() {
  const asked = fold($("search").value.trim());
  hits.found = [];
  if (asked) {
    for (const one of hits.all) {
      const how = match(one.words, asked);
      if (how >= 0) hits.found.push([how, one]);
    }
    hits.found.sort((a, b) => a[0] - b[0] || b[1].rank - a[1].rank || (a[1].label < b[1].label ? -1 : 1));
  }
  const total = hits.found.length;
  hits.found = hits.found.slice(0, 12).map(([, one]) => one);
  hits.at = hits.found.length ? 0 : -1;
  showHits(asked, total);
}

function showHits(asked, total) {
  const list = $("hits");
  list.replaceChildren(...hits.found.map((one, at) => {
    const other = one.names && one.names.find((name) => fold(name).includes(asked));
    const node = el("li", { role: "option", id: "hit-" + at, "aria-selected": String(at === hits.at) },
      el("span.label", quoted(one.label)),
      el("span.sub", other && other !== one.label ? [quoted(other), " · "] : "", one.sub, one.hidden() ? " · " + say("hidden_by_filters") : ""));
    on(node, "mousedown", (event) => { event.preventDefault(); take(at); });
    return node;
  }));
  const open = Boolean(asked && hits.found.length);
  list.hidden = !open;
  $("search").setAttribute("aria-expanded", String(open));
  mark();
  if (asked) announce(total ? say("n_found", { n: total }) : say("none_found"));
  $("no-hit").hidden = !asked || total > 0;
}

function mark() {
  for (const [at, node] of [...$("hits").children].entries()) node.setAttribute("aria-selected", String(at === hits.at));
  if (hits.at >= 0 && !$("hits").hidden) $("search").setAttribute("aria-activedescendant", "hit-" + hits.at);
  else $("search").removeAttribute("aria-activedescendant");
}

function take(at) {
  const one = hits.found[at];
  if (!one) return;
  closeHits(true);
  one.go();
  focusPanel();
}

function closeHits(clear) {
  if (clear) $("search").value = "";
  $("hits").hidden = true;
  $("no-hit").hidden = true;
  $("search").setAttribute("aria-expanded", "false");
  mark();
}

function startSearch() {
  const box = $("search");
  on(box, "focus", () => { if (!hits.all.length) indexAll(); });
  on(box, "input", look);
  on(box, "blur", () => closeHits(false));
  on(box, "keydown", (event) => {
    const n = hits.found.length;
    if (event.key === "ArrowDown" && n) hits.at = (hits.at + 1) % n;
    else if (event.key === "ArrowUp" && n) hits.at = (hits.at - 1 + n) % n;
    else if (event.key === "Enter") take(hits.at);
    else if (event.key === "Escape") closeHits(true);
    else return;
    event.preventDefault();
    event.stopPropagation();
    mark();
  });
}
