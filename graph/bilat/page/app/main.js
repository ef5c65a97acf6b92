// Start, keyboard, themes, address: what joins the parts.

function applyTheme() {
  ROOT.setAttribute("data-theme", state.theme);
  for (const node of $("theme").options) node.selected = node.value === state.theme;
}

function focusPanel() {
  const title = $("panel-title");
  if (title) title.focus();
}

let lastHash = "";
/** A step of the reader can be taken back; the many positions of a slider are one. */
function writeHash(how) {
  const hash = toHash();
  if (hash === lastHash) return;
  lastHash = hash;
  const keep = how.steps && !how.read && ROOT.hasAttribute("data-ready");
  // In a frame without an address of its own, as in a notebook, there is nothing to write to.
  try { history[keep ? "pushState" : "replaceState"](null, "", location.pathname + location.search + hash); } catch (error) { /* no link */ }
}

function readHash() {
  if (location.hash === lastHash) return;
  const { patch, unknown } = fromHash(location.hash);
  lastHash = location.hash;
  change(patch, { places: true, read: true });
  if (unknown.length) tell(say("unknown_id", { id: unknown.join(", ") }));
}

function preset() {
  const page = D.page;
  const patch = {};
  if (page.from !== null) patch.from = Math.min(Math.max(page.from, DOMAIN[0]), DOMAIN[1]);
  if (page.to !== null) patch.to = Math.min(Math.max(page.to, DOMAIN[0]), DOMAIN[1]);
  if (page.focus.length && ENTITIES[page.focus[0]].actor) patch.sel = { type: "actor", item: ENTITIES[page.focus[0]].actor };
  return patch;
}

// ---- keyboard in the picture: arrows walk from actor to actor, n and p along the ties of one

const here = () => (state.sel && state.sel.type === "actor" ? state.sel.item : null);

/** The neighbour in a direction: along the shore up and down, along a tie left and right. */
function neighbour(actor, dx, dy) {
  let best = null;
  let least = Infinity;
  const linked = new Set(actor.ties.filter((tie) => tie.drawn).map((tie) => (tie.one === actor ? tie.other : tie.one)));
  for (const other of ACTORS) {
    if (other === actor || !other.drawn || ((dx || state.view !== "shores") && !linked.has(other))) continue;
    const [ox, oy] = [other.x - actor.x, other.y - actor.y];
    const ahead = ox * dx + oy * dy;
    if (ahead <= 0) continue;
    const cost = ahead + 3 * Math.abs(ox * dy) + 3 * Math.abs(oy * dx);
    if (cost < least) [best, least] = [other, cost];
  }
  return best;
}

const strongest = () => (state.view === "ego" && state.centre) || (chain() && state.ends[0]) || ACTORS.filter((one) => one.drawn && !isHead(one)).sort((a, b) => b.size - a.size || a.at - b.at)[0];

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

function stepTie(by) {
  const from = here() || (state.sel && state.sel.type === "tie" && stepTie.from);
  if (!from) return;
  const ties = strongestFirst(from.ties.filter((tie) => tie.drawn));
  if (!ties.length) return;
  stepTie.from = from;
  const at = state.sel.type === "tie" ? ties.indexOf(state.sel.item) : by > 0 ? -1 : 0;
  select({ type: "tie", item: ties[(at + by + ties.length) % ties.length] });
}

function graphKey(event) {
  const arrow = ARROWS[event.key];
  if (arrow) {
    const actor = here();
    const next = actor ? neighbour(actor, ...arrow) : strongest();
    if (next) select({ type: "actor", item: next });
  } else if (event.key === "n") stepTie(1);
  else if (event.key === "p") stepTie(-1);
  else if (event.key === "Enter") focusPanel();
  else if (event.key === "+" || event.key === "=") zoom(1.25);
  else if (event.key === "-") zoom(0.8);
  else if (event.key === "0") fit();
  else return;
  event.preventDefault();
}

function pageKey(event) {
  const typing = /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName);
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Escape" && !document.querySelector("dialog[open]")) {
    const from = state.sel && state.sel.type === "tie" && stepTie.from;
    select(from ? { type: "actor", item: from } : null);
    stepTie.from = null;
    (onBoard() ? $("board") : $("stage")).focus({ preventScroll: true });
  } else if (!typing && event.key === "/") {
    $("search").focus();
    event.preventDefault();
  } else if (!typing && event.key === "?") {
    $("help").showModal();
    event.preventDefault();
  }
}

function describeSelection() {
  if (!state.sel) return;
  const { type, item } = state.sel;
  const n = type === "actor" ? item.entity.shown : type === "tie" ? item.n : type === "set" ? item.records.length : item.passages;
  announce(nameOf(state.sel) + ", " + count(type === "record" ? "passage" : "record", n));
}

/** Beside the picture the filters are open where they cut nothing off, and nothing is selected. */
function settleFilters(selected) {
  if (innerWidth < 1000) return;
  const box = $("filter-box");
  box.open = !selected;
  box.open = box.open && [box, $("details")].every((part) => part.scrollHeight <= part.clientHeight + 1);
}

function start() {
  onChange(() => { applyTheme(); readInk(); });
  // The strip first: what it takes in height the picture does not have.
  onChange(() => { drawStrip(); refreshSliders(); });
  onChange(refreshViews);
  onChange((how) => (how.places ? resize(!how.anew && !how.read) : refreshCanvas()));
  onChange(refreshBoard);
  onChange(refreshMore);
  onChange(refreshFilters);
  onChange(refreshTable);
  onChange(writeHash);
  startStory();
  startExport();
  onChange((how) => { if (how.anew && !how.read) announce(say("view." + state.view) + ". " + say("view_means." + state.view)); });
  let panelOf = null;
  onChange(() => {
    const focused = $("details").contains(document.activeElement);
    refreshPanel();
    const now = state.sel ? state.sel.item : state.view === "path" ? chain() : stepNow();
    if (now !== panelOf) { openPanel(); describeSelection(); }
    if (Boolean(now) !== Boolean(panelOf)) settleFilters(now);
    panelOf = now;
    $("peek").hidden = !state.sel;
    $("peek-name").textContent = state.sel ? nameOf(state.sel) : "";
    if (focused) focusPanel();
  });
  startViews();
  startFilters();
  startStrip();
  startSearch();
  startTable();
  on($("sources"), "toggle", listSources);
  startCanvas();
  const ready = () => {
    // When it was made vis asked for a frame, which would only draw the same again.
    hold();
    requestAnimationFrame(() => {
      release();
      ROOT.setAttribute("data-ready", "1");
      setTimeout(complete);
    });
  };
  net.once("afterDrawing", ready);
  const asked = fromHash(location.hash);
  lastHash = location.hash;
  change(location.hash ? asked.patch : { ...stepState(FIRST_STEP), ...preset() }, { places: true, read: true });
  settleFilters(state.sel);
  if (asked.unknown.length) tell(say("unknown_id", { id: asked.unknown.join(", ") }));
  if (onBoard()) ready();
  listen();
}

function listen() {
  on(document, "keydown", pageKey);
  on($("stage"), "keydown", graphKey);
  on(window, "hashchange", readHash);
  on($("theme"), "change", () => change({ theme: $("theme").value }));
  on($("peek-open"), "click", () => { $("panel").scrollIntoView(); focusPanel(); });
  on($("zoom-in"), "click", () => zoom(1.25));
  on($("zoom-out"), "click", () => zoom(0.8));
  on($("zoom-fit"), "click", fit);
  on($("open-help"), "click", () => $("help").showModal());
  on($("close-help"), "click", () => $("help").close());
  for (const query of ["(prefers-color-scheme: dark)", "(forced-colors: active)"]) {
    matchMedia(query).addEventListener("change", () => { readInk(); refreshCanvas(); });
  }
  on(window, "beforeprint", () => {
    if (!onBoard()) {
      fit();
      follow();
      drawVectors();
    }
    // On paper nothing opens: a selection is printed with its evidence.
    if (state.sel) for (const node of $("details").querySelectorAll(".records > li > .record")) node.unfold();
  });
  on(window, "afterprint", refreshPanel);
  let board = $("board").clientWidth;
  new ResizeObserver(() => {
    const now = $("board").clientWidth;
    if (now && now !== board && state.view === "lanes") refreshBoard();
    board = now;
  }).observe($("board"));
  let bars = $("bars").clientWidth;
  new ResizeObserver(() => {
    const { clientWidth: w, clientHeight: h } = $("stage");
    // Without a width there is nothing to lay out: the page is hidden, or about to be printed.
    if (!w || matchMedia("print").matches || (w === view.w && h === view.h && bars === $("bars").clientWidth)) return;
    bars = $("bars").clientWidth;
    resize();
    drawStrip();
    refreshSliders();
  }).observe($("stage"));
}

ROOT.setAttribute("data-js", "1");
try {
  start();
} catch (error) {
  // The picture and the table that need no script come back: a reader is never left with nothing.
  ROOT.removeAttribute("data-js");
  throw error;
}
