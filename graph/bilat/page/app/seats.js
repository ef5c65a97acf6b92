// Seats where there are no shores: the network, the neighbourhood of one actor, the chains of a path.

/** A network: places computed beforehand, scaled into the window by what is shown at first. */
function arrangeFree(stage) {
  const pad = view.wide ? 64 : 30;
  // In a narrow window all of it is seen at once, with the tabs above it.
  stage.style.minHeight = view.wide ? "480px" : Math.min(Math.max(innerHeight - 120, 400), 620) + "px";
  view.h = stage.clientHeight;
  const measured = ACTORS.filter((actor) => state.more || !actor.far);
  const edges = (key) => [Math.min(0, ...measured.map((actor) => actor[key])), Math.max(1, ...measured.map((actor) => actor[key]))];
  const [[left, right], [top, bottom]] = [edges("nx"), edges("ny")];
  const inside = (share) => Math.min(Math.max(share, 0), 1);
  for (const actor of ACTORS) {
    actor.x = Math.round(pad + inside((actor.nx - left) / (right - left)) * (view.w - 2 * pad));
    actor.y = Math.round(24 + inside((actor.ny - top) / (bottom - top)) * (view.h - 70));
  }
}

/** A name in a network, if it is to be written: of thousands most are not. */
function fitFree(actor) {
  fitAbove(actor, 130, 90);
  // Here badges would hide the lines: they come with a selection.
  if (!isSelected("actor", actor)) Object.assign(actor, { pinned: NOTHING, badgesWidth: 0, blockWidth: actor.nameWidth });
}

// ---- around one actor: a column a step, the strongest first; in a narrow window an indented list

const stepActors = (hop) => ACTORS.filter((actor) => around.hop.get(actor) === hop && (state.more || around.first.has(actor)));

/** Name and badges to the right of a node, in so much room. */
function fitStep(actor, most) {
  const [size, weight] = labelFont(actor);
  actor.seat = "step";
  const room = Math.max(most - allBadges(actor, null), Math.min(nameWidth(actor), most - (actor.badges.length ? COUNTED : 0)));
  actor.lines = view.wide ? [fitted(brief(actor.entity, room, size, weight), room, size, weight)] : wrapped(actor.entity.label, most, size, 3);
  actor.nameWidth = widest(actor.lines, size, weight);
  fitBadges(actor, view.wide ? Math.max(most - actor.nameWidth - BADGE.air, 30) : most, !view.wide);
  actor.blockWidth = view.wide ? actor.nameWidth + (actor.badgesWidth ? actor.badgesWidth + BADGE.air : 0) : Math.max(actor.nameWidth, actor.badgesWidth);
  actor.blockHeight = blockHeight(actor, size);
}

function arrangeAround(stage) {
  view.years = 1;
  if (!state.centre) { view.h = stage.clientHeight; return; }
  // Where columns would cut most names the window is as good as narrow.
  view.wide = view.wide && arrangeColumns(stage);
  if (!view.wide) arrangeIndented(stage);
}

/** False if there is no room for columns. */
function arrangeColumns(stage) {
  const columns = [...Array(state.hops + 1).keys()].map(stepActors);
  const most = Math.max(...columns.map((actors) => actors.length));
  stage.style.minHeight = Math.max(360, 50 + most * 18) + "px";
  view.h = stage.clientHeight;
  const row = Math.min((view.h - 50) / Math.max(most, 1), 30);
  view.row = row;
  fitStep(state.centre, view.w * 0.26);
  const first = Math.round(26 + state.centre.blockWidth + GAP);
  const { rooms, lines, enough } = shareColumns(columns.slice(1), view.w - first - 4);
  if (!enough) return false;
  let left = 16;
  const parentRow = (actor) => (around.parent.get(actor) || actor).y;
  columns.forEach((actors, hop) => {
    if (hop > 1) actors.sort((a, b) => parentRow(a) - parentRow(b) || around.rank.get(a) - around.rank.get(b));
    else actors.sort((a, b) => around.rank.get(a) - around.rank.get(b));
    const room = rooms[hop - 1];
    if (hop) left = Math.round((hop > 1 ? left + GAP + rooms[hop - 2] + 16 : first) + lines);
    actors.forEach((actor, at) => {
      if (hop) fitStep(actor, room);
      actor.x = left;
      actor.y = Math.round(34 + (view.h - 50 - row * actors.length) / 2 + row * (at + 0.5));
    });
    view.ports[hop] = hop ? left + GAP + room + 8 : first;
    if (hop) view.heads.push({ x: left - 6, y: 16, words: hopWords(hop, actors.length) });
  });
  return true;
}

const COUNTED = 40; // what "+5" takes, or one badge
const LONGEST = 230; // a single name longer than this does not take the room of all others

/** What each column needs for names and badges, the rest to the lines between: badges with years
    if there is room, else without, else counted, and names cut only when nothing else helps. */
function shareColumns(columns, total) {
  const counted = (actor) => (actor.badges.length ? COUNTED : 0);
  let found = null;
  for (const badges of [(actor) => allBadges(actor, FULLNESS[1]), (actor) => allBadges(actor, null), counted]) {
    const rooms = columns.map((actors) => Math.max(60, ...actors.map((actor) => Math.min(nameWidth(actor) + badges(actor), Math.max(LONGEST, badges(actor) + 120)))));
    const spare = total - rooms.reduce((sum, room) => sum + room + GAP + 16, -16);
    found = { rooms, lines: Math.min(spare / columns.length, 330), enough: true };
    if (found.lines >= 64) return found;
  }
  // The widest columns give way first.
  let cap = LONGEST;
  const capped = () => found.rooms.map((room) => Math.min(room, cap));
  const sum = () => capped().reduce((all, room) => all + room + GAP + 16, -16);
  while (cap > 60 && total - sum() < 52 * columns.length) cap -= 5;
  return { rooms: capped(), lines: Math.max((total - sum()) / columns.length, 24), enough: cap >= 140 };
}

/** Which column this is, and how many of its members are drawn. */
function hopWords(hop, n) {
  const total = [...around.hop.values()].filter((one) => one === hop).length;
  return say("step." + hop) + " · " + (n < total ? say("shown_of", { n, total }) : n);
}

function arrangeIndented(stage) {
  const order = [];
  const visit = (actor) => {
    order.push(actor);
    const children = ACTORS.filter((one) => around.parent.get(one) === actor && (state.more || around.first.has(one)));
    for (const child of children.sort((a, b) => around.rank.get(a) - around.rank.get(b))) visit(child);
  };
  visit(state.centre);
  view.row = 24;
  let y = 8;
  for (const actor of order) {
    actor.x = 14 + 26 * around.hop.get(actor);
    fitStep(actor, view.w - actor.x - GAP - 4);
    actor.y = Math.round(y + actor.blockHeight / 2);
    y += actor.blockHeight + 12;
  }
  stage.style.minHeight = Math.max(y, 320) + "px";
  view.h = stage.clientHeight;
}

/** Lines between steps leave behind the name and arrive at the node: they cross no name. */
function curveBySteps(one, other, offset) {
  const [a, b] = one.x < other.x || (one.x === other.x && one.y <= other.y) ? [one, other] : [other, one];
  if (a.x === b.x) {
    const bulge = Math.min(16 + Math.abs(b.y - a.y) * 0.25, view.wide ? 56 : 12) + offset;
    return [a.x, a.y, a.x - bulge, a.y, b.x - bulge, b.y, b.x, b.y];
  }
  if (!view.wide) {
    const x = a.x + offset;
    return [x, a.y, x, a.y, x, b.y - 12, x, b.y - 12, x, b.y, x, b.y, b.x, b.y];
  }
  const from = a.x + GAP + a.blockWidth + 10;
  const port = Math.max(view.ports[around.hop.get(a)] || from, from);
  const y = a.y + offset;
  const reach = (b.x - port) * 0.5;
  return [from, y, from, y, port, y, port, y, port + reach, y, b.x - reach, b.y + offset, b.x, b.y];
}

// ---- chains: from left to right, the chosen one along the middle; in a narrow window that one downwards

function arrangeChains(stage) {
  const now = chain();
  const ends = state.ends.filter(Boolean);
  const chosen = now ? now.actors : ends;
  stage.style.minHeight = view.wide ? "380px" : Math.max(320, chosen.length * 92) + "px";
  view.h = stage.clientHeight;
  if (!view.wide) {
    chosen.forEach((actor, at) => {
      fitStep(actor, view.w - 60);
      actor.seat = "down";
      [actor.x, actor.y] = [24, 40 + at * 92];
    });
    return;
  }
  const share = new Map();
  for (const { actors } of [...chains.found].reverse().concat(now || [])) actors.forEach((actor, at) => share.set(actor, at / (actors.length - 1)));
  ends.forEach((actor) => share.has(actor) || share.set(actor, actor === state.ends[0] ? 0 : 1));
  const gap = (view.w - 180) / Math.max(chosen.length - 1, 1);
  for (const actor of share.keys()) {
    fitAbove(actor, Math.min(Math.max(gap - 16, 90), 170));
    fitBadges(actor, 150, true);
    Object.assign(actor, { seat: "stop", blockWidth: Math.max(actor.nameWidth, actor.badgesWidth) });
  }
  const pad = Math.max(...ends.map((actor) => actor.blockWidth / 2 + 6), 50);
  const pitch = 96;
  const taken = [];
  for (const actor of [...chosen, ...[...share.keys()].filter((one) => !chosen.includes(one))]) {
    actor.x = Math.round(pad + share.get(actor) * (view.w - 2 * pad));
    const width = actor.blockWidth / 2 + 8;
    const free = (row) => !taken.some((one) => one.row === row && Math.abs(one.x - actor.x) < one.width + width);
    const row = chosen.includes(actor) ? 0 : [1, -1, 2, -2, 3, -3, 4, -4, 5].find(free) || 6;
    taken.push({ row, x: actor.x, width });
    actor.row0 = row;
  }
  const rows = taken.map((one) => one.row);
  const [high, low] = [Math.min(...rows, 0), Math.max(...rows, 0)];
  const need = (low - high + 1) * pitch + 30;
  stage.style.minHeight = Math.max(380, need) + "px";
  view.h = stage.clientHeight;
  const step = Math.min((view.h - 60) / Math.max(low - high + 1, 1), 120);
  const top = (view.h - step * (low - high)) / 2 - 16;
  for (const actor of share.keys()) actor.y = Math.round(top + (actor.row0 - high) * step);
}
