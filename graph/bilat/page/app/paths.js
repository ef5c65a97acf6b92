// Who is around an actor, and by which chains two are joined: over the ties as filtered.

const otherEnd = (tie, actor) => (tie.one === actor ? tie.other : tie.one);
const heaviest = (actors) => [...actors].sort((a, b) => b.weight - a.weight || a.at - b.at);

// ---- the neighbourhood: over all periods, so that nothing moves when time does

const FIRST_IN_HOP = 24;
const around = { hop: new Map(), first: new Set(), parent: new Map(), rank: new Map() };

/** Whom an actor's lists concern, or who lists it: a link of the centre, though not a tie. */
const listLinks = (actor) => [
  ...actor.badges.flatMap((badge) => badge.by.map((entity) => entity.actor)),
  ...ACTORS.filter((one) => one.badges.some((badge) => badge.by.includes(actor.entity))),
].filter(Boolean);

function findAround() {
  for (const name of ["hop", "parent", "rank", "first"]) around[name].clear();
  if (state.view !== "ego") return;
  const persons = heaviest(ACTORS).filter((actor) => actor.entity.kind === "person");
  if (!state.centre) state.centre = persons[0] || heaviest(ACTORS)[0] || null;
  if (!state.centre) return;
  const { centre } = state;
  around.hop.set(centre, 0);
  around.first.add(centre);
  let now = [centre];
  for (let hop = 1; hop <= state.hops; hop += 1) {
    const pull = new Map();
    for (const actor of now) {
      const links = actor.ties.map((tie) => [otherEnd(tie, actor), tie.total]);
      if (actor === centre) links.push(...listLinks(actor).map((one) => [one, 0.5]));
      for (const [other, n] of links) {
        if (!other.admitted || around.hop.has(other)) continue;
        if (!pull.has(other)) around.parent.set(other, actor);
        pull.set(other, (pull.get(other) || 0) + n);
      }
    }
    now = [...pull.keys()].sort((a, b) => pull.get(b) - pull.get(a) || a.at - b.at);
    let n = 0;
    now.forEach((actor, at) => {
      around.hop.set(actor, hop);
      around.rank.set(actor, at);
      // Only with the one it was reached from: nobody hangs in the air.
      if (n === FIRST_IN_HOP || !around.first.has(around.parent.get(actor))) return;
      around.first.add(actor);
      n += 1;
    });
  }
}

// ---- chains

const MOST_CHAINS = 5;
const MOST_HOPS = 4;
const MOST_TRIES = 30000;
const chains = { found: [], cut: false, places: "", example: null };
const chain = () => chains.found[Math.min(state.nth, chains.found.length - 1)] || null;
const onChains = (actor) => state.ends.includes(actor) || chains.found.some((one) => one.actors.includes(actor));

function onChain(type, item) {
  const now = chain();
  if (!now) return type === "actor" && state.ends.includes(item);
  return type === "tie" ? now.ties.includes(item) : now.actors.includes(item);
}

/** For a page just opened at "Path": two strong actors who never dealt with each other. */
function exampleEnds() {
  const ranked = heaviest(ACTORS.filter((actor) => actor.admitted && !isHead(actor))).slice(0, 40);
  for (const one of ranked) {
    for (const other of ranked) {
      const across = other.side !== one.side || !D.page.dyad;
      if (one !== other && across && !one.ties.some((tie) => otherEnd(tie, one) === other) && stepsTo(other).has(one)) return [one, other];
    }
  }
  return [null, null];
}

/** Steps from everybody to one actor. */
function stepsTo(goal) {
  const steps = new Map([[goal, 0]]);
  const todo = [goal];
  for (const actor of todo) {
    for (const tie of actor.ties) {
      const other = otherEnd(tie, actor);
      if (!tie.n || steps.has(other)) continue;
      steps.set(other, steps.get(actor) + 1);
      todo.push(other);
    }
  }
  return steps;
}

const bestSourced = (records) => records.reduce((best, one) => (one.passages > best.passages ? one : best));

/** One record a tie, none before the one in front of it: on every reading of the dates, or on one. */
function inOrder(ties, surely) {
  let now = -Infinity;
  const chosen = [];
  for (const tie of ties) {
    let best = null;
    for (const record of tie.shown) {
      if (surely ? record.b0 < now : record.e1 < now) continue;
      const then = surely ? record.e1 : Math.max(now, record.b0);
      if (!best || then < best.then) best = { then, record };
    }
    if (!best) return null;
    now = best.then;
    chosen.push(best.record);
  }
  return chosen;
}

/** All chains of one length, the strongest ties first; counts its steps and stops when there are too many. */
function walk(goal, length, steps, accept) {
  let tries = 0;
  const go = (actor, actors, ties) => {
    if (ties.length === length) return actor === goal && accept(actors, ties);
    const links = actor.ties.filter((tie) => tie.n).sort((a, b) => b.n - a.n || a.at - b.at);
    for (const tie of links) {
      const other = otherEnd(tie, actor);
      const left = length - ties.length - 1;
      if (actors.includes(other) || (other === goal && left) || !(steps.get(other) <= left)) continue;
      tries += 1;
      if (tries > MOST_TRIES) return true;
      if (state.forward && !inOrder([...ties, tie], false)) continue;
      if (go(other, [...actors, other], [...ties, tie])) return true;
    }
    return false;
  };
  go(state.ends[0], [state.ends[0]], []);
  return tries > MOST_TRIES;
}

function findChains() {
  const [start, goal] = state.ends;
  chains.found = [];
  chains.cut = false;
  if (!start || !goal || start === goal || !start.admitted || !goal.admitted) return;
  const steps = stepsTo(goal);
  const shortest = steps.get(start);
  if (shortest === undefined) return;
  for (let length = shortest; length <= Math.max(MOST_HOPS, shortest + 1) && chains.found.length < MOST_CHAINS; length += 1) {
    chains.cut = walk(goal, length, steps, (actors, ties) => {
      const surely = state.forward && inOrder(ties, true);
      const records = state.forward ? surely || inOrder(ties, false) : ties.map((tie) => bestSourced(tie.shown));
      chains.found.push({ actors, ties, records, surely: Boolean(surely) });
      return chains.found.length >= MOST_CHAINS;
    });
    if (chains.cut) break;
  }
}

/** Whether the picture of the chains is another than at the last asking. */
function chainsMoved() {
  const now = state.view === "path" ? [state.ends, ...chains.found.map((one) => one.actors)].flat().map((actor) => actor && actor.at).join() + state.nth : "";
  const moved = now !== chains.places;
  chains.places = now;
  return moved;
}
