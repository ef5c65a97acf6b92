// The ways to look: tabs, what each view asks the reader for, and the board for views in words.

const TABS = new Map();

function startViews() {
  for (const name of VIEWS) {
    const tab = button(say("view." + name), () => change({ view: name }), { role: "tab", id: "tab-" + name, "aria-controls": "view", class: "tab", title: say("view_means." + name) });
    TABS.set(name, tab);
    $("views").append(tab);
  }
  on($("views"), "keydown", (event) => {
    const at = VIEWS.indexOf(state.view);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: VIEWS.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    change({ view: VIEWS[(to + VIEWS.length) % VIEWS.length] });
    TABS.get(state.view).focus();
  });
  on($("board"), "keydown", (event) => {
    const done = state.view === "lanes" ? laneKey(event) : state.view === "matrix" && matrixKey(event);
    if (state.view === "lanes" && event.key === "Enter" && event.target === $("board")) focusPanel();
    if (done) event.preventDefault();
  });
  on($("back"), "click", () => history.back());
  on($("forward"), "click", () => history.forward());
}

/** Another actor for the view: an input with the names to choose from. */
function chooser(label, actor, take) {
  const input = el("input", { list: "actors", "aria-label": label, value: actor ? actor.entity.label : "", autocomplete: "off", spellcheck: "false", class: "chooser" });
  on(input, "focus", listActors);
  on(input, "change", () => {
    const found = actorNamed(input.value);
    if (found) take(found);
    else if (input.value) tell(say("no_hit"));
  });
  return el("label.ask", label, " ", input);
}

function listActors() {
  if ($("actors").children.length) return;
  $("actors").append(...heaviest(ACTORS).map((actor) => el("option", { value: actor.entity.label })));
}

/** The actor meant by a text: by its name, else the best that search finds. */
function actorNamed(words) {
  const exact = ACTORS.find((actor) => actor.entity.label === words);
  if (exact || !words.trim()) return exact;
  complete();
  const asked = fold(words.trim());
  const found = heaviest(ACTORS).map((actor) => [match([actor.entity.label, ...(actor.entity.names || []), ...(actor.entity.aliases || []), actor.entity.id].map(fold), asked), actor]);
  const best = found.filter(([how]) => how >= 0).sort((a, b) => a[0] - b[0])[0];
  return best && best[1];
}

function choice(label, values, now, word, take) {
  const node = el("select", { "aria-label": label }, values.map((value) => el("option", { value, selected: value === now }, word(value))));
  on(node, "change", () => take(node.value));
  return el("label.ask", label, " ", node);
}

const BARS = {
  ego: () => [
    chooser(say("around"), state.centre, (actor) => change({ centre: actor })),
    choice(say("steps"), ["1", "2", "3"], String(state.hops), (n) => n, (n) => change({ hops: +n })),
  ],
  path: () => {
    const [a, b] = state.ends;
    const forward = el("input", { type: "checkbox", checked: state.forward });
    on(forward, "change", () => change({ forward: forward.checked, nth: 0 }));
    return [
      chooser(say("path_from"), a, (actor) => change({ ends: [actor, b], nth: 0, sel: null })),
      chooser(say("path_to"), b, (actor) => change({ ends: [a, actor], nth: 0, sel: null })),
      button("⇄", () => change({ ends: [b, a], nth: 0, sel: null }), { "aria-label": say("swap"), title: say("swap") }),
      el("label.ask.check-box", forward, " ", say("in_order")),
    ];
  },
  lanes: () => [choice(say("rows"), ["actor", "kind"], state.rows, (name) => say("rows." + name), (rows) => change({ rows, sel: null }))],
  matrix: () => [choice(say("columns"), ["authority", "year"], state.columns, (name) => say("columns." + name), (columns) => change({ columns }))],
};

/** In the other pictures a path can be taken off again. */
const pathNote = () => (chain() ? [el("span.ask", say("path_shown", { a: state.ends[0].entity.label, b: state.ends[1].entity.label })), button(say("clear"), () => change({ ends: [null, null], nth: 0 }), { class: "quiet" })] : []);

let barOf = "";
function refreshViews() {
  for (const [name, tab] of TABS) {
    tab.setAttribute("aria-selected", String(name === state.view));
    tab.tabIndex = name === state.view ? 0 : -1;
  }
  $("view").setAttribute("aria-labelledby", "tab-" + state.view);
  const key = [state.view, state.centre && state.centre.at, state.hops, state.rows, state.columns, state.ends.map((actor) => actor && actor.at), state.forward, state.view !== "path" && Boolean(chain())].join();
  if (key !== barOf) {
    barOf = key;
    const focused = $("bar").contains(document.activeElement) ? [...$("bar").querySelectorAll("input, select, button")].indexOf(document.activeElement) : -1;
    $("bar").replaceChildren(...(BARS[state.view] || (onBoard() ? () => [] : pathNote))());
    $("bar").hidden = !$("bar").children.length;
    if (focused >= 0) ($("bar").querySelectorAll("input, select, button")[focused] || TABS.get(state.view)).focus();
  }
  $("stage").hidden = onBoard();
  $("board").hidden = !onBoard();
  $("table").hidden = state.view === "table";
  $("not-drawn").hidden = state.view !== "shores";
  for (const node of [$("zoom-in"), $("zoom-out"), $("zoom-fit")]) node.hidden = onBoard();
}

function refreshBoard() {
  const board = $("board");
  // The table is one and the same thing, below the picture or in its place.
  const home = state.view === "table" ? board : $("table");
  if ($("table-body").parentNode !== home) {
    if (home === board) board.replaceChildren($("table-body"));
    else home.append($("table-body"));
  }
  if (!onBoard()) return;
  const focused = board.contains(document.activeElement) && document.activeElement !== board && document.activeElement.getAttribute("aria-label");
  const top = board.scrollTop;
  board.setAttribute("role", state.view === "lanes" ? "application" : "group");
  board.setAttribute("aria-label", say("view." + state.view) + ". " + say("view_means." + state.view));
  board.tabIndex = state.view === "lanes" ? 0 : -1;
  if (state.view === "lanes") drawLanes(board);
  if (state.view === "matrix") drawMatrix(board);
  board.scrollTop = top;
  if (focused) {
    const again = [...board.querySelectorAll("button")].find((node) => node.getAttribute("aria-label") === focused);
    if (again) again.focus({ preventScroll: true });
  }
}

/** How many of how many the picture holds, and the way to the rest. */
function refreshMore() {
  const total = { shores: ACTORS.length, network: ACTORS.length, ego: around.hop.size }[state.view];
  const extra = { shores: ACTORS.filter((actor) => actor.extra).length, network: ACTORS.filter((actor) => actor.far).length, ego: around.hop.size - around.first.size, lanes: state.rows === "actor" ? lanes.left : 0, matrix: new Set(LISTINGS.filter((record) => record.shown).map(targetOf)).size - FIRST_ROWS }[state.view] || 0;
  const n = ACTORS.filter((actor) => actor.on).length;
  const all = ["shores", "network"].includes(state.view) ? D.page.actors : total;
  $("drawn").textContent = total !== undefined && n < all ? say("drawn", { n, total: all.toLocaleString(D.page.lang) }) : "";
  $("more").hidden = !(extra > 0 || (state.more && extra >= 0 && ["lanes", "matrix"].includes(state.view)));
  $("more").textContent = state.more ? say("fewer") : say("n_more", { n: extra });
}
