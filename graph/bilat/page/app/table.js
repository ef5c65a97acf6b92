// The table: the same records under the same filters, for those who read rather than look.

const COLUMNS = {
  date: (record) => (record.start === null ? Infinity : record.start),
  kind: (record) => kindWord(record.kind),
  what: (record) => record.label,
  sources: (record) => -record.passages,
};
const table = { by: "date", down: false, most: 100 };

function tableRow(record) {
  const people = record.entities.filter((entity) => record.who.some((part) => part.entity === entity) || record.held.includes(entity));
  return el("tr",
    el("td.date", whenWords(record.when)),
    el("td", kindWord(record.kind), " ", statusMark(record)),
    el("td", button(quoted(record.label), () => { select({ type: "record", item: record }); focusPanel(); }, { class: "link" })),
    el("td", commas(people.map((entity) => quoted(entity.label)))),
    el("td.n", String(record.passages)));
}

function refreshTable() {
  if (!$("table").open && state.view !== "table") return;
  const key = COLUMNS[table.by];
  const sorted = RECORDS.filter((record) => record.shown).sort((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : a.at - b.at));
  if (table.down) sorted.reverse();
  const heads = ["date", "kind", "what", "who", "sources"].map((name) =>
    el("th", { scope: "col", "aria-sort": name in COLUMNS ? (table.by === name ? (table.down ? "descending" : "ascending") : "none") : null },
      name in COLUMNS ? button(say("column." + name), () => { Object.assign(table, { down: table.by === name && !table.down, by: name }); refreshTable(); }, { class: "sort" }) : say("column." + name)));
  const rest = sorted.length - table.most;
  $("table-body").replaceChildren(
    el("table", el("caption", periodWords()), el("thead", el("tr", heads)), el("tbody", sorted.slice(0, table.most).map(tableRow))),
    rest > 0 ? button(say("n_more_rows", { n: rest }), () => { table.most += 500; refreshTable(); }, {}) : "");
}

const startTable = () => on($("table"), "toggle", refreshTable);
