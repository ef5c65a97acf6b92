// Export: the view as a picture, as vectors, as rows and as a graph. All of it is made here and
// handed to the browser as a file; the same view gives the same bytes.

/** Hands a file to the browser; a Blob is the reader's own, so nothing is sent anywhere. */
function save(parts, type, ending) {
  const url = URL.createObjectURL(new Blob(parts, { type }));
  const name = document.title.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-|-$/g, "").slice(0, 60) || "bilat";
  const link = el("a", { href: url, download: name + ending });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), 60000);
  announce(say("export.done", { name: name + ending }));
}

// What XML cannot hold at all: a text with it would make the whole file unreadable.
const inXml = (words) => String(words).replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, "\ufffd");
const xmlOf = (node) => "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + inXml(new XMLSerializer().serializeToString(node)) + "\n";

/** What is off, in words: a picture must say what it leaves out. */
const leftOut = () => [...state.off].map((key) => key.split(":")).map(([facet, value]) => say((facet === "actor" ? "kind." : facet + ".") + value));
const offWords = () => (state.off.size ? say("export.off", { what: leftOut().join(", ") }) : "");
const stampWords = () => [$("stamp").textContent, $("cited-as") && $("cited-as").textContent].filter(Boolean);

// ---- rows

/** No cell may begin as a formula does: a spreadsheet would run it. */
// Quotes before it count too, as on the command line: so the guard can be taken off again.
const FORMULA = /^['\s]*[=+\-@\t\r]/;
const NEEDS_QUOTES = /[",\r\n]/;
function csvCell(value) {
  const cell = (FORMULA.test(String(value)) ? "'" : "") + value;
  return NEEDS_QUOTES.test(cell) ? "\"" + cell.replace(/"/g, "\"\"") + "\"" : cell;
}

const dayWords = (day) => (isFinite(day) ? isoOf(day) : "");
const shownRecords = () => RECORDS.filter((record) => record.shown);

/** The fields of a record that every format has. */
function fields(record) {
  const works = [...new Set(record.evidence.map((item) => item.doc))];
  return {
    id: record.id,
    kind: record.kind,
    when: record.when.replace(/^@/, ""),
    from: record.dated ? dayWords(record.b0) : "",
    to: record.dated ? dayWords(record.e1) : "",
    label: record.label,
    who: record.who.map((part) => ({ id: part.entity.id, name: part.entity.label, role: part.role })),
    tone: FACETS[0].of(record)[0] || "",
    status: record.status,
    passages: record.passages,
    sources: works.map((doc) => ({ title: doc.title, publisher: doc.publisher, issued: doc.issued, url: doc.url || "" })),
  };
}

function saveCsv() {
  complete();
  const names = ["id", "kind", "when", "from", "to", "label", "who", "who_ids", "tone", "status", "passages", "sources", "addresses"];
  const lines = shownRecords().map((record) => {
    const one = fields(record);
    const who = one.who.map((part) => part.name + (part.role ? " (" + part.role + ")" : "")).join(" | ");
    return [one.id, one.kind, one.when, one.from, one.to, one.label, who, one.who.map((part) => part.id).join(" | "), one.tone, one.status, one.passages, one.sources.map((doc) => doc.title).join(" | "), one.sources.map((doc) => doc.url).join(" | ")].map(csvCell).join(",");
  });
  // The mark at the begin tells a spreadsheet that this is UTF-8.
  save(["\ufeff" + [names.join(","), ...lines].join("\n") + "\n"], "text/csv;charset=utf-8", ".csv");
}

// ---- the graph

const drawnActors = () => ACTORS.filter((actor) => actor.drawn);

/** One edge a record and pair; a listing is an edge from who lists to who is listed. */
function edges() {
  const found = [];
  for (const tie of TIES) for (const record of tie.drawn ? tie.shown : []) found.push([tie.one, tie.other, record]);
  for (const actor of drawnActors()) {
    for (const badge of actor.badges) {
      for (const record of badge.records) {
        if (record.shown) for (const entity of record.by) if (entity.actor && entity.actor.drawn) found.push([entity.actor, actor, record]);
      }
    }
  }
  return found.filter(([one, other]) => one.drawn && other.drawn);
}

const GRAPHML = "http://graphml.graphdrawing.org/xmlns";
function saveGraphml() {
  complete();
  const doc = document.implementation.createDocument(GRAPHML, "graphml", null);
  const add = (parent, name, attributes, words) => {
    const node = doc.createElementNS(GRAPHML, name);
    for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, inXml(value));
    if (words !== undefined) node.append(inXml(words));
    parent.append("\n", node);
    return node;
  };
  const root = doc.documentElement;
  const of = { node: { label: "string", kind: "string", side: "string", records: "int" }, edge: { record: "string", kind: "string", when: "string", label: "string", tone: "string", status: "string", passages: "int" } };
  for (const [on_, names] of Object.entries(of)) {
    for (const [name, type] of Object.entries(names)) add(root, "key", { id: on_ + "." + name, for: on_, "attr.name": name, "attr.type": type });
  }
  // A date in GraphML is a text: it keeps what EDTF says of its precision.
  const graph = add(root, "graph", { id: "view", edgedefault: "undirected" });
  const fill_ = (node, on_, values) => { for (const name of Object.keys(of[on_])) add(node, "data", { key: on_ + "." + name }, values[name]); };
  for (const actor of drawnActors()) fill_(add(graph, "node", { id: actor.entity.id }), "node", { label: actor.entity.label, kind: actor.entity.kind, side: actor.side, records: actor.entity.shown });
  edges().forEach(([one, other, record], at) => fill_(add(graph, "edge", { id: "e" + at, source: one.entity.id, target: other.entity.id }), "edge", { ...fields(record), record: record.id }));
  save([xmlOf(doc)], "application/xml", ".graphml");
}

function saveJson() {
  complete();
  const value = {
    format: "bilat-view",
    version: 1,
    title: document.title,
    about: stampWords(),
    period: { from: wholePeriod() ? null : isoOf(state.from), to: wholePeriod() ? null : isoOf(state.to), mode: state.sure ? "certain" : state.mode },
    off: [...state.off].sort(),
    selected: state.sel ? { type: state.sel.type, id: idOf(state.sel) } : null,
    actors: drawnActors().map((actor) => ({ id: actor.entity.id, label: actor.entity.label, kind: actor.entity.kind, side: actor.side, records: actor.entity.shown })),
    records: shownRecords().map((record) => ({ ...fields(record), evidence: record.evidence.map((item) => ({ stance: item.stance, verification: item.verification, gist: item.gist, by: item.by ? item.by.id : "", where: text(item.place), title: item.doc.title, url: item.doc.url || "" })) })),
    edges: edges().map(([one, other, record]) => [one.entity.id, other.entity.id, record.id]),
  };
  save([JSON.stringify(value, null, 1) + "\n"], "application/json", ".json");
}

// ---- the picture

const STYLES = ["fill", "stroke", "stroke-width", "stroke-dasharray", "stroke-linecap", "stroke-linejoin", "paint-order", "opacity", "font-size", "font-weight", "font-family", "text-anchor", "text-decoration-line"];
const INHERITED = { fill: "rgb(0, 0, 0)", stroke: "none", "stroke-width": "1px", "stroke-dasharray": "none", "stroke-linecap": "butt", "stroke-linejoin": "miter", "paint-order": "normal", "font-size": "16px", "font-weight": "400", "text-anchor": "start" };

/** A copy of a drawing that carries its colours and type itself: outside, the page's style is gone. */
function inked(node, above) {
  const style = getComputedStyle(node);
  if (node.nodeName === "title") return node.cloneNode(true);
  if (node.classList.contains("hit")) return null;
  const copy = draw(node.nodeName);
  for (const { name, value } of node.attributes) if (!/^(class|style|aria|id|role|tabindex)/.test(name)) copy.setAttribute(name, value);
  const own = {};
  for (const name of STYLES) {
    own[name] = style.getPropertyValue(name);
    const usual = name === "opacity" ? "1" : name === "text-decoration-line" ? "none" : above[name];
    if (own[name] !== usual) copy.setAttribute(name === "text-decoration-line" ? "text-decoration" : name, own[name]);
  }
  for (const child of node.childNodes) {
    const kept = child.nodeType === 3 ? inXml(child.data) : child.nodeType === 1 && inked(child, own);
    if (kept) copy.append(kept);
  }
  return copy;
}

/** Words in lines of a width, below each other from a height; gives the height after them. */
function lines(into, words, y, size, weight, ink, width, face) {
  for (const line of wrapped(inXml(words), width, size, 6)) {
    y += Math.round(size * 1.35);
    into.append(draw("text", { x: 16, y, "font-size": size, "font-weight": weight, "font-family": face, fill: INK[ink] }, line));
  }
  return y;
}

/** The legend as marks and words in a row, as broad as the picture. */
function legendInto(into, y, width) {
  let x = 16;
  for (const node of $("key").children) {
    if (node.getAttribute("aria-pressed") !== "true") continue;
    const words = node.querySelector(".word").textContent + " " + node.querySelector(".n").textContent;
    const broad = textWidth(words, 12) + 40;
    if (x + broad > width - 16 && x > 16) [x, y] = [16, y + 20];
    into.append(draw("g", { transform: `translate(${x} ${y})` }, inked(node.querySelector("svg"), INHERITED), draw("text", { x: 30, y: 12, "font-size": 12, fill: INK.ink }, words)));
    x += broad + 10;
  }
  return y + 22;
}

/** Lines and names as they are when everything is in view; the reader's camera comes back. */
function wholeView() {
  const [scale, centre, asked] = [net.getScale(), net.getViewPosition(), camera.at];
  const place = () => { camera.seen = ""; follow(); };
  fit();
  place();
  drawVectors();
  const parts = [inked($("vectors"), INHERITED), inked($("names"), INHERITED)];
  $("vectors").replaceChildren();
  net.moveTo({ position: centre, scale, animation: false });
  camera.at = asked;
  place();
  return parts;
}

/** The whole picture, whatever the zoom, with all that it needs to stand alone. */
function picture() {
  const lanes = $("board").querySelector("svg.lanes");
  const width = Math.max(lanes && onBoard() ? +lanes.getAttribute("width") : view.w, 560);
  const svg = draw("svg", { width });
  svg.append(draw("title", inXml(document.title)));
  const ground = draw("rect", { width, fill: INK.paper });
  svg.append(ground);
  let y = lines(svg, document.title, 8, 24, 700, "ink", width - 32, getComputedStyle(document.querySelector("h1")).fontFamily);
  y = lines(svg, [periodWords(), offWords(), state.sel && nameOf(state.sel)].filter(Boolean).join(" · "), y + 2, 13, 400, "muted", width - 32);
  y = legendInto(svg, y + 10, width);
  svg.append(draw("g", { transform: `translate(0 ${y})` }, onBoard() ? [...lanes.children].map((node) => inked(node, INHERITED)) : wholeView()));
  y += (onBoard() ? +lanes.getAttribute("height") : view.h) + 8;
  const bars = $("bars").firstElementChild;
  if (bars) {
    svg.append(draw("g", { transform: `translate(0 ${y})` }, [...bars.children].map((node) => inked(node, INHERITED))));
    y += strip.height;
  }
  for (const words of stampWords()) y = lines(svg, words, y, 11, 400, "muted", width - 32);
  const height = Math.ceil(y + 14);
  for (const node of [svg, ground]) node.setAttribute("height", height);
  svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
  svg.setAttribute("font-family", family);
  return { svg, width, height };
}

const saveSvg = () => save([xmlOf(picture().svg)], "image/svg+xml", ".svg");

/** The vectors, laid on pixels. */
function savePng(times) {
  const { svg, width, height } = picture();
  const image = new Image();
  const url = URL.createObjectURL(new Blob([xmlOf(svg)], { type: "image/svg+xml" }));
  on(image, "load", () => {
    const canvas = el("canvas", { width: width * times, height: height * times });
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    URL.revokeObjectURL(url);
    canvas.toBlob((blob) => (blob ? save([blob], "image/png", times > 1 ? "@" + times + "x.png" : ".png") : tell(say("export.too_large"))));
  });
  on(image, "error", () => tell(say("export.too_large")));
  image.src = url;
}

/** A matrix and a table are words: there is no picture of them to save. */
const drawn = (act) => () => (!onBoard() || $("board").querySelector("svg.lanes") ? act() : tell(say("export.no_picture")));

const WAYS = [["PNG 1×", drawn(() => savePng(1))], ["PNG 2×", drawn(() => savePng(2))], ["PNG 4×", drawn(() => savePng(4))], ["SVG", drawn(saveSvg)], ["CSV", saveCsv], ["GraphML", saveGraphml], ["JSON", saveJson]];

function startExport() {
  const dialog = $("export");
  $("ways").append(...WAYS.map(([name, act]) => button(name, () => { dialog.close(); act(); }, {})), button(say("export.print"), () => { dialog.close(); print(); }, {}));
  on($("open-export"), "click", () => dialog.showModal());
  on($("close-export"), "click", () => dialog.close());
}
