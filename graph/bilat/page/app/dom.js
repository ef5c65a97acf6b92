// Small helpers that build elements: text goes in as text, never as markup.

const ROOT = document.documentElement;
const SVG = "http://www.w3.org/2000/svg";
const HTML = "http://www.w3.org/1999/xhtml";
const on = (node, name, act, options) => node.addEventListener(name, act, options);

function fill(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "click") on(node, "click", value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  for (const child of children) if (child || child === 0) node.append(child);
  return node;
}

// make(HTML, ["p.gist", {lang}, "words"]): tag with classes, attributes if any, children.
function make(space, [tag, ...children]) {
  const [name, ...classes] = tag.split(".");
  const node = document.createElementNS(space, name);
  if (classes.length) node.setAttribute("class", classes.join(" "));
  const plain = children[0] && children[0].constructor === Object;
  return fill(node, plain ? children.shift() : {}, children.flat(9));
}
const el = (...parts) => make(HTML, parts);
const draw = (...parts) => make(SVG, parts);

/** Somebody's words among ours: isolated, so that their direction cannot turn ours. */
const quoted = (words, lang) => el("bdi", { lang: lang || null }, words);

const button = (label, click, attributes) => el("button", { type: "button", click, ...attributes }, label);

/** Says something to a screen reader, at most every quarter of a second. */
const announce = (() => {
  let timer = 0;
  return (message) => {
    clearTimeout(timer);
    timer = setTimeout(() => { $("live").textContent = message; }, 250);
  };
})();

let notice = 0;
/** A line that stays a few seconds, for what went differently than asked. */
function tell(message) {
  $("notice").textContent = message;
  $("notice").hidden = false;
  clearTimeout(notice);
  notice = setTimeout(() => { $("notice").hidden = true; }, 8000);
}

// ---- words for dates and things

// Day before month, as most of the world reads it.
const LOCALE = D.page.lang === "en" ? "en-GB" : D.page.lang;
const LONG = new Intl.DateTimeFormat(LOCALE, { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
const BRIEF = new Intl.DateTimeFormat(LOCALE, { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });
const MONTH = new Intl.DateTimeFormat(LOCALE, { month: "long", year: "numeric", timeZone: "UTC" });
const SHORT = new Intl.DateTimeFormat(LOCALE, { month: "short", timeZone: "UTC" });

/** One EDTF date in words; what is not a plain date stays as the curator wrote it. */
function datePart(edtf) {
  const plain = edtf.replace(/[?~%]$/, "");
  const doubt = plain === edtf ? "" : " (?)";
  if (/^\d{4}-\d\d-\d\d$/.test(plain)) return LONG.format(new Date(dayOf(plain) * DAY)) + doubt;
  if (/^\d{4}-\d\d$/.test(plain)) return MONTH.format(new Date(dayOf(plain + "-01") * DAY)) + doubt;
  return plain + doubt;
}

function whenWords(edtf) {
  if (!edtf) return say("undated");
  if (edtf[0] === "@") return say("attested", { date: edtf.slice(1).split(", ").map(datePart).join(", ") });
  const span = edtf.match(/^\[(.*)\.\.(.*)\]$/);
  if (span) {
    if (!span[1]) return say("by", { date: datePart(span[2]) });
    return span[2] ? say("between", { a: datePart(span[1]), b: datePart(span[2]) }) : say("after", { date: datePart(span[1]) });
  }
  const cut = edtf.indexOf("/");
  if (cut < 0) return datePart(edtf);
  const a = edtf.slice(0, cut);
  const b = edtf.slice(cut + 1);
  if (b === "..") return say("since", { date: datePart(a) });
  if (b === "") return say("from_unknown", { date: datePart(a) });
  if (a === "" || a === "..") return say("until", { date: datePart(b) });
  return datePart(a) + " – " + datePart(b);
}

const tieName = (tie) => tie.one.entity.label + " – " + tie.other.entity.label;
const kindWord = (kind) => say("kind." + kind);

function nameOf(sel) {
  if (sel.type === "tie") return tieName(sel.item);
  return sel.type === "actor" ? sel.item.entity.label : sel.item.label;
}
