// Columns: what there are thousands of stays as it came, in typed arrays and in one text a column,
// and is made into lists, words and objects when somebody asks.

/** A text for each row: kept as one, a line each, or as a list. */
function linesOf(column) {
  if (typeof column !== "string") return (at) => column[at] || "";
  const begins = [0];
  for (let at = column.indexOf("\n"); at >= 0; at = column.indexOf("\n", at + 1)) begins.push(at + 1);
  begins.push(column.length + 1);
  const bounds = Uint32Array.from(begins);
  return (at) => (at + 1 < bounds.length ? column.slice(bounds[at], bounds[at + 1] - 1) : "");
}

/** A number for each row: the digits of a text, or a list where some are larger. */
function digitsOf(column) {
  if (typeof column !== "string") return Int32Array.from(column || []);
  const found = new Uint8Array(column.length);
  for (let at = 0; at < found.length; at += 1) {
    const code = column.charCodeAt(at);
    found[at] = code - (code < 58 ? 48 : 87);
  }
  return found;
}

/** A list of numbers for each row, all laid one after the other. */
function listsOf({ n, of }) {
  const begins = new Uint32Array(n.length + 1);
  digitsOf(n).forEach((length, at) => { begins[at + 1] = begins[at] + length; });
  return { begins, of: Int32Array.from(of) };
}

const sizeIn = (lists, at) => lists.begins[at + 1] - lists.begins[at];

/** What a list of a row stands for. */
function mappedIn(lists, at, to) {
  const found = [];
  for (let i = lists.begins[at]; i < lists.begins[at + 1]; i += 1) found.push(to(lists.of[i]));
  return found;
}

/** The other way round: for each of so many members the rows in whose lists it is. */
function rowsWith(lists, members) {
  const n = Array(members).fill(0);
  for (const member of lists.of) n[member] += 1;
  const found = listsOf({ n, of: lists.of });
  const next = found.begins.slice();
  for (let row = 0; row + 1 < lists.begins.length; row += 1) {
    for (let i = lists.begins[row]; i < lists.begins[row + 1]; i += 1) found.of[next[lists.of[i]]++] = row;
  }
  return found;
}
