// What lies under the pointer, and the words that appear beside it.

/** The tie under a point, within 4 px of its line. */
function tieAt(x, y) {
  const reach = 4 / net.getScale();
  let best = null;
  let least = Infinity;
  for (const tie of TIES) {
    if (!tie.drawn || !isNear(tie, x, y, reach)) continue;
    for (const one of strandsOf(tie)) {
      const distance = distanceTo(one.line, x, y, reach + one.width / 2) - one.width / 2;
      if (distance < reach && distance < least) [best, least] = [{ type: "tie", item: tie, record: one.record }, distance];
    }
  }
  return best;
}

function distanceTo(c, x, y, reach) {
  const xs = c.filter((_, i) => i % 2 === 0);
  const ys = c.filter((_, i) => i % 2);
  if (x < Math.min(...xs) - reach || x > Math.max(...xs) + reach || y < Math.min(...ys) - reach || y > Math.max(...ys) + reach) return Infinity;
  let least = Infinity;
  let [px, py] = [c[0], c[1]];
  for (let i = 1; i <= 28; i += 1) {
    const [qx, qy] = pointAt(c, i / 28);
    const [dx, dy] = [qx - px, qy - py];
    const t = Math.min(Math.max(((x - px) * dx + (y - py) * dy) / (dx * dx + dy * dy || 1), 0), 1);
    least = Math.min(least, Math.hypot(x - px - t * dx, y - py - t * dy));
    [px, py] = [qx, qy];
  }
  return least;
}

function thingAt(dom) {
  const id = net.getNodeAt(dom);
  if (id !== undefined) return { type: "actor", item: ACTORS[id] };
  const at = net.DOMtoCanvas(dom);
  return tieAt(at.x, at.y);
}

function hoverOver(thing, event) {
  const tip = $("tip");
  tip.hidden = !thing;
  if (thing) {
    tip.textContent = tipFor(thing);
    const box = $("stage").getBoundingClientRect();
    const x = Math.min(event.clientX - box.left + 14, view.w - tip.offsetWidth - 4);
    tip.style.transform = `translate(${Math.max(x, 2)}px, ${event.clientY - box.top + 16}px)`;
  }
  const was = state.hover;
  if ((was && was.item) === (thing && thing.item) && (was && was.record) === (thing && thing.record)) return;
  state.hover = thing;
  $("stage").classList.toggle("pointing", Boolean(thing));
  for (const label of labels) if (label.node && label.actor) label.node.setAttribute("class", nameClass(label.actor));
  net.redraw();
}

function tipFor(thing) {
  if (thing.badge) return thing.badge.records.map((record) => record.label + " · " + whenWords(record.when)).join("\n");
  if (thing.type === "actor") return thing.item.entity.label + " · " + kindWord(thing.item.entity.kind) + " · " + count("record", thing.item.entity.shown);
  if (thing.record) return whenWords(thing.record.when) + " · " + thing.record.label;
  return tieName(thing.item) + " · " + say("shown_of", { n: thing.item.n, total: thing.item.total });
}

/** One record behind a badge is opened; of several, its actor. */
const badgeThing = (badge, actor) => ({ type: "actor", item: actor, badge });

const select = (thing) => change({ sel: thing && { type: thing.record ? "record" : thing.type, item: thing.record || thing.item } });

function pointIn(node, event) {
  const box = node.getBoundingClientRect();
  return { x: event.clientX - box.left, y: event.clientY - box.top };
}
