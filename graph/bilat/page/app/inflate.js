// Deflate turned back into bytes (RFC 1951): what a page of thousands is packed by. A browser does
// this only by and by, while the page needs its data at once.

const CODE_LENGTH_ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];
const MOST_BITS = 15;

/** What the codes of runs, or of distances, begin with: each has so many more bits behind it. */
function beginnings(first, extra) {
  let next = first;
  return extra.map((bits) => (next += 1 << bits) - (1 << bits));
}
const RUN_BITS = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];
const RUNS = [...beginnings(3, RUN_BITS.slice(0, -1)), 258];
const AWAY_BITS = [0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13];
const AWAY = beginnings(1, AWAY_BITS);

/** Fills a table from the next 15 bits to a sign and the length of its code: sign * 16 + length. */
function codeTable(table, lengths) {
  let code = 0;
  for (let length = 1; length <= MOST_BITS; length += 1) {
    lengths.forEach((own, sign) => {
      if (own !== length) return;
      // Codes are read from their highest bit on, all else from the lowest.
      let turned = 0;
      for (let i = 0; i < length; i += 1) if (code & (1 << i)) turned |= 1 << (length - 1 - i);
      for (let at = turned; at < table.length; at += 1 << length) table[at] = sign * 16 + length;
      code += 1;
    });
    code <<= 1;
  }
  return table;
}

function inflated(input, size) {
  const out = new Uint8Array(size);
  // Each block brings codes of its own, which take the place of those before.
  const [forLengths, forSigns, forDistances] = [0, 1, 2].map(() => new Uint16Array(1 << MOST_BITS));
  let [at, next, held, bits] = [0, 0, 0, 0];
  function need(count) {
    while (held < count) {
      bits |= input[next++] << held;
      held += 8;
    }
  }
  function take(count) {
    need(count);
    const value = bits & ((1 << count) - 1);
    bits >>>= count;
    held -= count;
    return value;
  }
  function sign(table) {
    need(MOST_BITS);
    const found = table[bits & 32767];
    bits >>>= found & 15;
    held -= found & 15;
    return found >> 4;
  }
  /** The two tables of a block come packed themselves. */
  function tables() {
    const [signs, distances, known] = [take(5) + 257, take(5) + 1, take(4) + 4];
    const short = Array(19).fill(0);
    for (let i = 0; i < known; i += 1) short[CODE_LENGTH_ORDER[i]] = take(3);
    const table = codeTable(forLengths, short);
    const lengths = [];
    while (lengths.length < signs + distances) {
      const one = sign(table);
      if (one < 16) lengths.push(one);
      else {
        const again = one === 16 ? lengths[lengths.length - 1] : 0;
        const times = one === 16 ? 3 + take(2) : one === 17 ? 3 + take(3) : 11 + take(7);
        for (let i = 0; i < times; i += 1) lengths.push(again);
      }
    }
    return [codeTable(forSigns, lengths.slice(0, signs)), codeTable(forDistances, lengths.slice(signs))];
  }
  const plain = () => [codeTable(forSigns, [...Array(288)].map((_, one) => (one < 144 ? 8 : one < 256 ? 9 : one < 280 ? 7 : 8))), codeTable(forDistances, Array(30).fill(5))];
  function block([signs, distances]) {
    for (let one = sign(signs); one !== 256; one = sign(signs)) {
      if (one < 256) {
        out[at++] = one;
        continue;
      }
      const run = RUNS[one - 257] + take(RUN_BITS[one - 257]);
      const code = sign(distances);
      const from = at - AWAY[code] - take(AWAY_BITS[code]);
      for (let i = 0; i < run; i += 1) out[at + i] = out[from + i];
      at += run;
    }
  }
  function stored() {
    // Whole bytes, from the next byte on; those read ahead are given back.
    next -= held >> 3;
    [bits, held] = [0, 0];
    const length = input[next] | (input[next + 1] << 8);
    out.set(input.subarray(next + 4, next + 4 + length), at);
    next += 4 + length;
    at += length;
  }
  for (let last = 0; !last; ) {
    last = take(1);
    const kind = take(2);
    if (kind === 0) stored();
    else block(kind === 1 ? plain() : tables());
  }
  return out;
}
