// The time strip: one lane a group of records, bars by year that open to months, two sliders.

const LANE_NAMES = CODE.lane.filter((lane) => RECORDS.some((record) => record.lane === lane));
const laneTitle = (lane) =>
  lane === "pair" ? say("lane.pair", { a: lastName(D.page.pair[0]), b: lastName(D.page.pair[1]) }) : say("lane." + lane);
// A lane has room for a family name; scripts without blanks keep the whole name.
const lastName = (at) => ENTITIES[at].label.split(/[ ・]/).pop();

const strip = { left: 0, width: 0, bins: [] };

/** The bins in view: years, or the months of one year and a last bin for dates without a month. */
function binsOf() {
  const bins = [];
  if (state.year === null) {
    if (dated.some(isEarlier)) bins.push({ label: "<" + YEARS[0], from: -Infinity, to: DOMAIN[0] - 1 });
    for (let year = YEARS[0]; year <= YEARS[1]; year += 1) {
      bins.push({ label: String(year), from: yearStart(year), to: yearStart(year + 1) - 1, year });
    }
    return bins;
  }
  for (let month = 0; month < 12; month += 1) {
    const from = Math.round(Date.UTC(state.year, month, 1) / DAY);
    bins.push({ label: SHORT.format(new Date(from * DAY)), from, to: Math.round(Date.UTC(state.year, month + 1, 1) / DAY) - 1 });
  }
  if (dated.some((record) => record.year === state.year && !record.oneMonth)) {
    bins.push({ label: say("no_month"), from: yearStart(state.year), to: yearStart(state.year + 1) - 1 });
  }
  return bins;
}

/** Which bin a record is counted in; -1 for none. */
function binAt(record, earlier) {
  if (state.year === null) return isEarlier(record) ? 0 : record.year - YEARS[0] + earlier;
  if (record.year !== state.year) return -1;
  return record.oneMonth ? record.month : 12;
}

/** Of each lane, how many records each bin counts, and how many of these are shown. */
function countBins() {
  const earlier = strip.bins[0].from === -Infinity ? 1 : 0;
  const lanes = LANE_NAMES.map((lane) => ({ lane, bins: strip.bins.map(() => ({ total: 0, kept: 0 })) }));
  const laneOf = new Map(lanes.map((one) => [one.lane, one.bins]));
  for (const record of dated) {
    const bin = laneOf.get(record.lane)[binAt(record, earlier)];
    if (!bin) continue;
    bin.total += 1;
    if (record.shown) bin.kept += 1;
  }
  return lanes;
}

function drawStrip() {
  const box = $("bars");
  const full = box.clientWidth;
  const narrow = full < 620;
  $("strip").classList.toggle("narrow", narrow);
  strip.left = narrow ? 6 : 190;
  strip.width = full - strip.left - 10;
  strip.bins = binsOf();
  const step = strip.width / strip.bins.length;
  const lanes = countBins();
  const most = (lane) => Math.max(1, ...lane.bins.map((bin) => bin.total));
  // Within a lane heights are in proportion; between lanes they grow with the root of the largest
  // number, or the many claims would flatten the meetings. The numbers stand on the bars.
  const share = Math.min(7, 84 / lanes.reduce((sum, lane) => sum + Math.sqrt(most(lane)), 0));
  const parts = [];
  let y = 0;
  for (const lane of lanes) {
    const high = Math.max(9, Math.sqrt(most(lane)) * share);
    y += 15 + (narrow ? 15 : 0) + high;
    parts.push(...laneParts(lane, y, step, high, high / most(lane), narrow));
  }
  strip.height = y + 20;
  parts.push(...axisParts(y, step));
  const svg = draw("svg", { viewBox: `0 0 ${full} ${strip.height}`, width: full, height: strip.height, role: "presentation" }, parts);
  box.replaceChildren(svg);
  // The sliders run over the dated bins alone.
  const before = strip.bins.filter((bin) => bin.from === -Infinity).length * step;
  $("sliders").style.marginLeft = strip.left + before + "px";
  $("sliders").style.width = strip.width - before + "px";
}

function laneParts(lane, base, step, high, unit, narrow) {
  const parts = [];
  const sum = (name) => lane.bins.reduce((all, bin) => all + bin[name], 0);
  const [shown, total] = [sum("kept"), sum("total")];
  const of = shown === total ? String(total) : shown + "/" + total;
  const room = (narrow ? strip.width : strip.left - 22) - textWidth(of, 12) - 6;
  const title = draw("text.lane", { x: narrow ? strip.left : strip.left - 14, y: narrow ? base - high - 17 : base - 3, "text-anchor": narrow ? "start" : "end" }, fitted(laneTitle(lane.lane), room, 12), draw("tspan.of", { dx: 6 }, of));
  parts.push(draw("path.rule", { d: `M${strip.left} ${base + 0.5}h${strip.width}` }), title);
  lane.bins.forEach((counted, at) => {
    if (!counted.total) return;
    const bin = strip.bins[at];
    const { kept, total: all } = counted;
    const width = Math.max(step * 0.72, 3);
    const x = strip.left + at * step + (step - width) / 2;
    const top = base - Math.max(all * unit, 2);
    const full = draw("rect.bar.ghost", { x, y: top, width, height: base - top });
    const part = kept && draw("rect", { class: "bar " + lane.lane, x, y: base - Math.max(kept * unit, 2), width, height: Math.max(kept * unit, 2) });
    const number = step > 13 && draw("text", { class: "n" + (kept ? "" : " none"), x: x + width / 2, y: top - 3, "text-anchor": "middle" }, String(kept || all));
    const group = draw("g.bin", full, part, number, draw("title", bin.label + ": " + say("shown_of", { n: kept, total: all })));
    on(group, "click", () => openBin(bin));
    parts.push(group);
  });
  return parts;
}

function axisParts(base, step) {
  const every = Math.ceil(33 / step);
  return strip.bins.flatMap((bin, at) => {
    const inside = bin.to >= (state.mode === "asof" ? state.to : state.from) && bin.from <= state.to;
    if (at % every) return [];
    const words = draw("text", { class: "axis" + (inside ? "" : " out"), x: strip.left + (at + 0.5) * step, y: base + 15, "text-anchor": "middle" }, bin.label);
    on(words, "click", () => openBin(bin));
    return [words];
  });
}

/** A year opens to its months; a month becomes the period. */
function openBin(bin) {
  if (bin.from === -Infinity) return;
  if (bin.year) change({ year: bin.year, from: bin.from, to: bin.to });
  else change({ from: bin.from, to: bin.to });
  announce(periodWords());
}

const closeYear = () => change({ year: null, from: DOMAIN[0], to: DOMAIN[1], mode: state.mode === "asof" ? "overlap" : state.mode });

/** One sentence in the order of the page's language, for eyes and screen readers alike. */
function periodWords() {
  const of = say("shown_of", { n: tally.shown, total: RECORDS.length });
  if (wholePeriod()) return say("period_all", { a: YEARS[0], b: YEARS[1], of });
  if (state.mode === "asof" || state.from === state.to) return say("period_day", { a: BRIEF.format(new Date(state.to * DAY)), of });
  return say("period", { a: BRIEF.format(new Date(state.from * DAY)), b: BRIEF.format(new Date(state.to * DAY)), of });
}

const UNDATED = RECORDS.filter((record) => !record.dated).length;
const FIRST_MONTH = YEARS[0] * 12;
const MONTHS = (YEARS[1] - YEARS[0] + 1) * 12;
const stepOf = (day) => yearOf(day) * 12 + monthOf(day) - FIRST_MONTH;
const dayOfStep = (step) => Math.round(Date.UTC(YEARS[0], step, 1) / DAY);

function refreshSliders() {
  const [low, high] = [$("slide-from"), $("slide-to")];
  low.value = stepOf(state.from);
  high.value = stepOf(state.to) + 1;
  low.setAttribute("aria-valuetext", LONG.format(new Date(state.from * DAY)));
  high.setAttribute("aria-valuetext", LONG.format(new Date(state.to * DAY)));
  $("from").value = isoOf(state.from);
  $("to").value = isoOf(state.to);
  $("mode").value = state.mode;
  $("sure").checked = state.sure;
  // At one date there is no begin to set.
  for (const name of ["slide-from", "from"]) $(name).disabled = state.mode === "asof";
  const span = $("span");
  span.style.left = (100 * low.value) / MONTHS + "%";
  span.style.width = (100 * (high.value - low.value)) / MONTHS + "%";
  // Both thumbs at the right end: the one that can still move must lie on top.
  low.style.zIndex = low.value > MONTHS / 2 ? 3 : 2;
  $("period").textContent = periodWords();
  $("back-to-years").hidden = state.year === null;
  $("reset-period").hidden = wholePeriod() && state.year === null;
  $("undated").hidden = wholePeriod() || !UNDATED;
  $("undated").textContent = say("show_undated", { n: UNDATED });
  $("undated").setAttribute("aria-pressed", String(state.undated));
  $("possible").hidden = !tally.possible;
  $("possible").textContent = say("n_possible", { n: tally.possible });
}

/** One year after the other; off until asked for, and not offered to whoever wants less motion. */
let playing = 0;
function play() {
  if (playing) return stop();
  let year = state.from > DOMAIN[0] && yearOf(state.to) < YEARS[1] ? yearOf(state.to) + 1 : YEARS[0];
  const step = () => {
    if (year > YEARS[1]) { stop(); return; }
    change({ from: yearStart(year), to: yearStart(year + 1) - 1, year: null });
    year += 1;
  };
  playing = setInterval(step, 900);
  $("play").setAttribute("aria-pressed", "true");
  step();
  return null;
}

function stop() {
  clearInterval(playing);
  playing = 0;
  $("play").setAttribute("aria-pressed", "false");
}

function startStrip() {
  $("play").hidden = matchMedia("(prefers-reduced-motion: reduce)").matches;
  on($("play"), "click", play);
  on(document, "keydown", (event) => { if (event.key === "Escape") stop(); });
  for (const name of ["slide-from", "slide-to"]) {
    $(name).min = 0;
    $(name).max = MONTHS;
  }
  for (const name of ["from", "to"]) {
    $(name).min = isoOf(DOMAIN[0]);
    $(name).max = isoOf(DOMAIN[1]);
    on($(name), "change", () => {
      const value = $(name).value;
      if (!isDate(value)) return refreshSliders();
      const day = Math.min(Math.max(dayOf(value), DOMAIN[0]), DOMAIN[1]);
      change(name === "from" ? { from: day, to: Math.max(day, state.to) } : { to: day, from: Math.min(day, state.from) });
      announce(periodWords());
    });
  }
  on($("slide-from"), "input", () => {
    const at = Math.min(+$("slide-from").value, stepOf(state.to), MONTHS - 1);
    change({ from: dayOfStep(at) });
    announce(periodWords());
  });
  on($("slide-to"), "input", () => {
    const at = Math.max(+$("slide-to").value, stepOf(state.from) + 1);
    change({ to: dayOfStep(at) - 1 });
    announce(periodWords());
  });
  on($("mode"), "change", () => change({ mode: $("mode").value }));
  on($("sure"), "change", () => change({ sure: $("sure").checked }));
  on($("undated"), "click", () => change({ undated: !state.undated }));
  on($("reset-period"), "click", closeYear);
  on($("back-to-years"), "click", closeYear);
}
