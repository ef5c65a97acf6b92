// The legend is the filter: each entry shows its mark, its name, and shown / total.

const chips = [];

/** The mark of an entry, drawn as it looks in the picture. */
function markOf(facet, value) {
  const line = (name, attributes) => draw("path", { class: "tie " + name, d: "M1 8H25", "stroke-width": 3, ...attributes });
  const wide = (...parts) => draw("svg.mark", { viewBox: "0 0 26 16", width: 26, height: 16, "aria-hidden": "true" }, parts);
  if (facet === "tone") {
    return value === "conflict" ? wide(line("conflict", { "stroke-width": 5 }), draw("path.core", { d: "M1 8H25", "stroke-width": 2 })) : wide(line(value));
  }
  if (facet === "status") {
    if (value === "cancelled") return wide(draw("path.cross", { d: "M8 3l10 10M18 3l-10 10" }));
    return wide(line("cooperation", { "stroke-dasharray": DASHES[value].join(" ") || null }));
  }
  if (facet === "kind") return null;
  if (facet === "actor") return draw("svg.mark", { viewBox: "-8 -8 16 16", width: 16, height: 16, "aria-hidden": "true" }, draw("path.node.ink", { d: outline(value, 5.5) }));
  return checkMark(value);
}

/** Verified, located, cited: a full, a half and an open circle beside the word. */
function checkMark(value) {
  const inner = { verified: "M-3 0l2 2.4L3-2.4", located: "M0-5A5 5 0 0 1 0 5z" }[value];
  return draw("svg", { class: "mark check " + value, viewBox: "-8 -8 16 16", width: 16, height: 16, "aria-hidden": "true" },
    draw("circle", { r: 5.5 }), inner && draw("path", { d: inner }));
}

function countsOf(facet, value) {
  if (facet === "actor") {
    const all = ACTORS.filter((actor) => actor.entity.kind === value);
    return [all.filter((actor) => actor.active).length, all.length];
  }
  return facetCounts.get(facet + ":" + value);
}

const facetCounts = new Map();
/** Of each value of each facet how many records are shown, and how many there are. */
function countFacets() {
  for (const facet of FACETS) {
    const found = new Map(facet.values.map((value) => [value, [0, 0]]));
    for (const record of RECORDS) {
      for (const value of facet.of(record)) {
        const counts = found.get(value);
        counts[1] += 1;
        if (record.shown) counts[0] += 1;
      }
    }
    for (const [value, counts] of found) facetCounts.set(facet.name + ":" + value, counts);
  }
}

function chip(facet, value, mark) {
  const key = facet + ":" + value;
  const n = el("span.n");
  const node = button([mark || markOf(facet, value), el("span.word", say((facet === "actor" ? "kind." : facet + ".") + value)), n], () => {
    const off = new Set(state.off);
    if (!off.delete(key)) off.add(key);
    change({ off });
  }, { class: "chip" });
  chips.push({ node, n, facet, value, key });
  return node;
}

/** A chip with the way to its value alone. */
function chipWithOnly(facet, value) {
  const name = say((facet.name === "actor" ? "kind." : facet.name + ".") + value);
  return el("div.chip-line", chip(facet.name, value, null), button(say("only"), () => only(facet, [value]), { class: "quiet only", "aria-label": say("only") + ": " + name }));
}

function only(facet, values) {
  const all = [...facet.values].map((value) => facet.name + ":" + value);
  const off = new Set([...state.off].filter((key) => !all.includes(key)));
  for (const key of all) if (!values.includes(key.split(":")[1])) off.add(key);
  change({ off });
}

function facetGroup(facet) {
  const title = el("h3", say("facet." + facet.name));
  const all = button(say("all"), () => only(facet, facet.values), { class: "quiet", "aria-label": say("all") + ": " + say("facet." + facet.name) });
  const none = button(say("none"), () => only(facet, []), { class: "quiet", "aria-label": say("none") + ": " + say("facet." + facet.name) });
  return el("div.facet", { role: "group", "aria-label": say("facet." + facet.name) }, el("div.facet-head", title, facet.values.length > 2 && all, facet.values.length > 2 && none), el("div.chips", facet.values.map((value) => (facet.values.length > 1 ? chipWithOnly(facet, value) : chip(facet.name, value, null)))));
}

function startFilters() {
  const [tone, status, kind, verification] = FACETS;
  for (const facet of [tone, status]) {
    $("key").append(...facet.values.filter((value) => facet === tone || value !== "firm").map((value) => chip(facet.name, value, null)));
  }
  const badge = ACTORS.flatMap((actor) => actor.badges)[0];
  if (badge) {
    const mark = draw("svg.mark", { viewBox: "0 0 26 16", width: 26, height: 16, "aria-hidden": "true" }, draw("g.badge.filled", draw("rect", { x: 1, width: 24, height: 15, rx: 2 }), draw("text", { x: 13, y: 11.5 }, badge.short.slice(0, 2))));
    $("key").append(chip("kind", "listing", mark));
  }
  $("filters").append(...[ACTOR_FACET, kind, verification].filter((facet) => facet.values.length).map(facetGroup));
  on($("more"), "click", () => change({ more: !state.more }));
  on($("reset-filters"), "click", () => change({ off: new Set(), doc: null }));
}

function refreshFilters() {
  countFacets();
  for (const { node, n, facet, value, key } of chips) {
    const [shown, total] = countsOf(facet, value);
    n.textContent = shown + "/" + total;
    node.setAttribute("aria-pressed", String(!state.off.has(key)));
  }
  $("reset-filters").hidden = !state.off.size && !state.doc;
  $("only-doc").hidden = !state.doc;
  if (state.doc) $("only-doc").replaceChildren(say("only_doc"), " ", quoted(state.doc.title, state.doc.lang), " ", button("×", () => change({ doc: null }), { class: "quiet", "aria-label": say("clear") }));
}
