// The data island, turned back into an object: printable signs to bytes, bytes to text by LZMA
// (lc 3, lp 0, pb 0, no header; the specification is Igor Pavlov's). No browser brings it along,
// and it is a sixth smaller than what they do bring.

const $ = (id) => document.getElementById(id);

/** Printable signs back to bytes: two of 91 signs hold 13 bits, or 14 where these are few. */
function bytesOf(signs) {
  const value = new Uint8Array(128);
  let n = 0;
  for (let code = 33; code < 127; code += 1) if (!"<>&".includes(String.fromCharCode(code))) value[code] = n++;
  const bytes = [];
  let [bits, held] = [0, 0];
  for (let i = 0; i < signs.length; i += 2) {
    const pair = value[signs.charCodeAt(i)] + 91 * value[signs.charCodeAt(i + 1)];
    bits |= pair << held;
    held += (pair & 8191) > 88 ? 13 : 14;
    for (; held > 7; held -= 8, bits >>>= 8) bytes.push(bits & 255);
  }
  return bytes;
}

/** A range decoder: bits by odds that learn, in one table of odds. */
function rangeDecoder(input) {
  const odds = new Uint16Array(8192).fill(1024);
  let range = 2 ** 32 - 1;
  let code = 0;
  let at = 1;
  const more = () => { code = code * 256 + (input[at++] || 0); };
  const grow = () => { if (range < 16777216) { range *= 256; more(); } };
  for (let i = 0; i < 4; i += 1) more();
  function bit(i) {
    const bound = (range >>> 11) * odds[i];
    const one = code >= bound;
    if (one) {
      range -= bound;
      code -= bound;
      odds[i] -= odds[i] >> 5;
    } else {
      range = bound;
      odds[i] += (2048 - odds[i]) >> 5;
    }
    grow();
    return +one;
  }
  function even(count) {
    let value = 0;
    for (let i = 0; i < count; i += 1) {
      range = Math.floor(range / 2);
      const one = code >= range;
      if (one) code -= range;
      value = value * 2 + one;
      grow();
    }
    return value;
  }
  function tree(base, count) {
    let node = 1;
    for (let i = 0; i < count; i += 1) node = node * 2 + bit(base + node);
    return node - (1 << count);
  }
  function reversed(base, count) {
    let [node, value] = [1, 0];
    for (let i = 0; i < count; i += 1) {
      const one = bit(base + node);
      node = node * 2 + one;
      value |= one << i;
    }
    return value;
  }
  return { bit, even, tree, reversed };
}

// Where each kind of odds begins in the table.
const [MATCH, REP, REP0, REP0_LONG, REP1, REP2, SLOT, SPECIAL, ALIGN, LENGTH, REP_LENGTH, LITERAL] =
  [0, 12, 24, 36, 48, 60, 72, 328, 448, 464, 744, 1024];

function lengthFrom({ bit, tree }, base) {
  if (!bit(base)) return 2 + tree(base + 2, 3);
  return bit(base + 1) ? 18 + tree(base + 18, 8) : 10 + tree(base + 10, 3);
}

function distanceFrom({ even, tree, reversed }, length) {
  const slot = tree(SLOT + Math.min(length - 2, 3) * 64, 6);
  if (slot < 4) return slot;
  const count = (slot >> 1) - 1;
  const start = (2 | (slot & 1)) << count;
  if (slot < 14) return start + reversed(SPECIAL + start - slot, count);
  return start + even(count - 4) * 16 + reversed(ALIGN, 4);
}

/** One byte, helped by the byte at the last distance where one has just been copied. */
function literalFrom({ bit }, before, beside) {
  const base = LITERAL + 768 * (before >> 5);
  let sign = 1;
  for (let i = 7; beside >= 0 && i >= 0; i -= 1) {
    const hint = (beside >> i) & 1;
    const one = bit(base + ((1 + hint) << 8) + sign);
    sign = sign * 2 + one;
    if (one !== hint) break;
  }
  while (sign < 256) sign = sign * 2 + bit(base + sign);
  return sign;
}

/** The bytes: literals, copies from a new distance, copies from one of the last four. */
function decoded(input, size) {
  const out = new Uint8Array(size);
  const coder = rangeDecoder(input);
  const { bit } = coder;
  let [state, at] = [0, 0];
  const last = [0, 0, 0, 0]; // distances, the newest first
  while (at < size) {
    if (!bit(MATCH + state)) {
      out[at] = literalFrom(coder, at ? out[at - 1] : 0, state > 6 ? out[at - last[0] - 1] : -1);
      state = state < 4 ? 0 : state - (state < 10 ? 3 : 6);
      at += 1;
      continue;
    }
    let length = 1;
    if (!bit(REP + state)) {
      length = lengthFrom(coder, LENGTH);
      last.unshift(distanceFrom(coder, length));
      last.pop();
      state = state < 7 ? 7 : 10;
    } else {
      const which = bit(REP0 + state) ? (bit(REP1 + state) ? 2 + bit(REP2 + state) : 1) : 0;
      if (!which && !bit(REP0_LONG + state)) state = state < 7 ? 9 : 11;
      else {
        length = lengthFrom(coder, REP_LENGTH);
        last.unshift(...last.splice(which, 1));
        state = state < 7 ? 8 : 11;
      }
    }
    for (; length && at < size; length -= 1, at += 1) out[at] = out[at - last[0] - 1];
  }
  return out;
}

function unpack(island) {
  const [size, signs] = island.split(" ");
  return JSON.parse(new TextDecoder().decode(decoded(bytesOf(signs), +size)));
}
