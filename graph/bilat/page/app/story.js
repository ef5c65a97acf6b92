// The story: steps that were written for this page. The text stands in the page, where it can be
// read without a script; here its links select, and each step sets the period and what is bright.

const STEPS = [...document.querySelectorAll("#story .step")].map((node) => {
  const links = [...node.querySelectorAll("a[data-go]")].map((link) => ({ link, to: target(link.dataset.go) }));
  const records = new Set(links.map(({ to }) => to.item).filter((item) => RECORDS.includes(item)));
  const entities = new Set([...records].flatMap((record) => record.entities).concat(links.map(({ to }) => to.item).filter((item) => ENTITIES.includes(item))));
  // Who has a place only behind "N more" is there for the step that cites what they did.
  const revealed = new Set([...records].flatMap((record) => (record.kind === "claim" ? [] : record.entities)));
  const drawn = [...entities].some((entity) => entity.actor);
  return { node, links, records, entities, revealed, drawn, title: node.querySelector("h3").textContent };
});

/** What "record:12", "entity:3", "actor:3" or "tie:7" stands for. */
function target(words) {
  const [type, at] = words.split(":");
  return { type, item: { record: RECORDS, entity: ENTITIES, actor: ACTORS, tie: TIES }[type][at] };
}

/** State that a step asks for; without a step, that of a page nobody has touched. */
function stepState(at) {
  const patch = { ...FIRST(), step: at };
  if (at === null) return patch;
  const asked = STEPS[at].node.dataset;
  const inDomain = (iso) => Math.min(Math.max(dayOf(iso), DOMAIN[0]), DOMAIN[1]);
  if (asked.from) patch.from = inDomain(asked.from);
  if (asked.to) patch.to = inDomain(asked.to);
  if (asked.focus) patch.sel = target(asked.focus);
  if (VIEWS.includes(asked.view)) patch.view = asked.view;
  // A view of one actor, or of a way between two, takes those of the focus.
  if (patch.view === "ego" && patch.sel && patch.sel.type === "actor") patch.centre = patch.sel.item;
  if (patch.view === "path" && patch.sel && patch.sel.type === "tie") [patch.ends, patch.sel] = [[patch.sel.item.one, patch.sel.item.other], null];
  return patch;
}

const FIRST_STEP = STEPS.length ? 0 : null;
const stepNow = () => (state.step === null ? null : STEPS[state.step]);

/** Whether a step cites what an actor did, who else stands behind "N more". */
const revealed = (actor) => state.step !== null && stepNow().revealed.has(actor.entity);

/** Whether a step that cites something cites this; with no such step, everything is bright. */
function cited(type, item) {
  const step = stepNow();
  if (!step || !step.drawn) return true;
  if (type === "actor") return step.entities.has(item.entity);
  return item.records.some((record) => step.records.has(record)) || (!step.records.size && step.entities.has(item.one.entity) && step.entities.has(item.other.entity));
}

/** The panel of a step: the records it cites, each to be opened. */
function stepPanel() {
  const step = stepNow();
  if (!step || !step.records.size) return null;
  return [el("h2", { id: "panel-title", tabindex: "-1" }, say("story.cited")), recordList([...step.records])];
}

function goStep(at) {
  if (at < 0 || at >= STEPS.length) return;
  change(stepState(at), { places: true });
  $("story-text").scrollTop = 0;
  announce(stepWords(at) + ": " + STEPS[at].title);
}

const stepWords = (at) => (at ? say("story.step", { n: at, total: STEPS.length - 1 }) : say("story.begin"));

function refreshStory() {
  if (!STEPS.length) return;
  const at = state.step;
  $("story").classList.toggle("closed", at === null);
  STEPS.forEach((step, i) => step.node.classList.toggle("now", i === at));
  $("story-leave").textContent = at === null ? say("story.resume") : "×";
  $("story-leave").setAttribute("aria-label", at === null ? say("story.resume") : say("story.leave"));
  if (at === null) return;
  $("story-at").value = at;
  $("story-bar").style.width = (100 * at) / (STEPS.length - 1) + "%";
  $("story-back").setAttribute("aria-disabled", String(at === 0));
  $("story-next").setAttribute("aria-disabled", String(at === STEPS.length - 1));
  $("story-next").textContent = at ? say("story.next") : say("story.start");
}

/** Shift and an arrow turn the page, wherever one is but in a field. */
function storyKey(event) {
  const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!by || !event.shiftKey || event.ctrlKey || event.metaKey || event.altKey || state.step === null || /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName)) return;
  goStep(state.step + by);
  event.preventDefault();
  event.stopPropagation();
}

function startStory() {
  if (!STEPS.length) return;
  const steps = el("select", { id: "story-at", "aria-label": say("story.steps") }, STEPS.map((step, at) => el("option", { value: at }, at ? stepWords(at) + ": " + step.title : step.title)));
  on(steps, "change", () => goStep(+steps.value));
  $("story-head").append(button("×", () => {
    if (state.step === null) return goStep(startStory.left || 0);
    startStory.left = state.step;
    change(stepState(null), { places: true });
    $("story-leave").focus();
  }, { id: "story-leave", class: "close" }));
  $("story").append(el("div.turn", { role: "group", "aria-label": say("story.steps") },
    el("div.track", { "aria-hidden": "true" }, el("div", { id: "story-bar" })),
    button(say("story.back"), () => goStep(state.step - 1), { id: "story-back" }), steps,
    button(say("story.next"), () => goStep(state.step + 1), { id: "story-next" })));
  for (const { links } of STEPS) {
    for (const { link, to } of links) {
      on(link, "click", (event) => {
        event.preventDefault();
        if (to.type === "record") select(to);
        else if (to.item.actor) select({ type: "actor", item: to.item.actor });
        else showEntity(to.item);
        focusPanel();
      });
    }
  }
  // Before the picture hears of it: there an arrow alone walks from actor to actor.
  on(document, "keydown", storyKey, true);
  onChange(refreshStory);
}
