// The data island, turned back into an object: printable signs to bytes, bytes to text by LZMA
// (lc 3, lp 0, pb 0, no header; the specification is Igor Pavlov's). No browser brings it along,
// and it is a sixth smaller than what they do bring. What is large is packed by Deflate instead.

const $ = (id) => document.getElementById(id);

/** Printable signs back to bytes: two of 91 signs hold 13 bits, or 14 where these are few. */
function bytesOf(signs) {
  const value = new Uint8Array(128);
  let n = 0;
  for (let code = 33; code < 127; code += 1) if (!"<>&".includes(String.fromCharCode(code))) value[code] = n++;
  const bytes = new Uint8Array(signs.length);
  let [bits, held, at] = [0, 0, 0];
  for (let i = 0; i < signs.length; i += 2) {
    const pair = value[signs.charCodeAt(i)] + 91 * value[signs.charCodeAt(i + 1)];
    bits |= pair << held;
    held += (pair & 8191) > 88 ? 13 : 14;
    for (; held > 7; held -= 8, bits >>>= 8) bytes[at++] = bits;
  }
  return bytes;
}

// Where each kind of odds begins in the table.
const [MATCH, REP, REP0, REP0_LONG, REP1, REP2, SLOT, SPECIAL, ALIGN, LENGTH, REP_LENGTH, LITERAL] =
  [0, 12, 24, 36, 48, 60, 72, 328, 448, 464, 744, 1024];

/** Literals, copies from a new distance, copies from one of the last four; odds learn as they go. */
function decoded(input, size) {
  const odds = new Uint16Array(8192).fill(1024);
  const out = new Uint8Array(size);
  // Signed integers stand for unsigned ones: these a browser keeps without a box around each.
  let range = -1;
  let code = (input[1] << 24) | (input[2] << 16) | (input[3] << 8) | input[4];
  let next = 5;

  function bit(i) {
    const odd = odds[i];
    const bound = Math.imul(range >>> 11, odd);
    const one = code >>> 0 >= bound >>> 0;
    range = one ? (range - bound) | 0 : bound;
    if (one) code = (code - bound) | 0;
    odds[i] = one ? odd - (odd >> 5) : odd + ((2048 - odd) >> 5);
    if (range >>> 24 === 0) {
      range <<= 8;
      code = (code << 8) | input[next++];
    }
    return one ? 1 : 0;
  }
  function even(count) {
    let value = 0;
    for (let i = 0; i < count; i += 1) {
      range >>>= 1;
      const one = code >>> 0 >= range;
      if (one) code = (code - range) | 0;
      value = value * 2 + (one ? 1 : 0);
      if (range >>> 24 === 0) {
        range <<= 8;
        code = (code << 8) | input[next++];
      }
    }
    return value;
  }
  /** The same as bit after bit down a tree, in one go: most of the time is spent here. */
  function climb(base, node, top) {
    let [r, c] = [range, code];
    while (node < top) {
      const odd = odds[base + node];
      const bound = Math.imul(r >>> 11, odd);
      if (c >>> 0 < bound >>> 0) {
        odds[base + node] = odd + ((2048 - odd) >> 5);
        r = bound;
        node <<= 1;
      } else {
        odds[base + node] = odd - (odd >> 5);
        r = (r - bound) | 0;
        c = (c - bound) | 0;
        node = (node << 1) | 1;
      }
      if (r >>> 24 === 0) {
        r <<= 8;
        c = (c << 8) | input[next++];
      }
    }
    range = r;
    code = c;
    return node;
  }
  const tree = (base, count) => climb(base, 1, 1 << count) - (1 << count);
  function reversed(base, count) {
    let [node, value] = [1, 0];
    for (let i = 0; i < count; i += 1) {
      const one = bit(base + node);
      node = node * 2 + one;
      value |= one << i;
    }
    return value;
  }
  function length(base) {
    if (!bit(base)) return 2 + tree(base + 2, 3);
    return bit(base + 1) ? 18 + tree(base + 18, 8) : 10 + tree(base + 10, 3);
  }
  function distance(run) {
    const slot = tree(SLOT + Math.min(run - 2, 3) * 64, 6);
    if (slot < 4) return slot;
    const count = (slot >> 1) - 1;
    const start = (2 | (slot & 1)) << count;
    if (slot < 14) return start + reversed(SPECIAL + start - slot, count);
    return start + even(count - 4) * 16 + reversed(ALIGN, 4);
  }
  /** One byte, helped by the byte at the last distance where something has just been copied. */
  function literal(before, beside) {
    const base = LITERAL + 768 * (before >> 5);
    let sign = 1;
    for (let i = 7; beside >= 0 && i >= 0; i -= 1) {
      const hint = (beside >> i) & 1;
      const one = bit(base + ((1 + hint) << 8) + sign);
      sign = sign * 2 + one;
      if (one !== hint) break;
    }
    return climb(base, sign, 256);
  }

  const last = [0, 0, 0, 0]; // distances, the newest first
  const toFront = (from, value) => {
    for (let i = from; i; i -= 1) last[i] = last[i - 1];
    last[0] = value;
  };
  let [state, at] = [0, 0];
  while (at < size) {
    if (!bit(MATCH + state)) {
      out[at] = literal(at ? out[at - 1] : 0, state > 6 ? out[at - last[0] - 1] : -1);
      state = state < 4 ? 0 : state - (state < 10 ? 3 : 6);
      at += 1;
      continue;
    }
    let run = 1;
    if (!bit(REP + state)) {
      run = length(LENGTH);
      toFront(3, distance(run));
      state = state < 7 ? 7 : 10;
    } else {
      const which = bit(REP0 + state) ? (bit(REP1 + state) ? 2 + bit(REP2 + state) : 1) : 0;
      if (!which && !bit(REP0_LONG + state)) state = state < 7 ? 9 : 11;
      else {
        run = length(REP_LENGTH);
        toFront(which, last[which]);
        state = state < 7 ? 8 : 11;
      }
    }
    for (; run && at < size; run -= 1, at += 1) out[at] = out[at - last[0] - 1];
  }
  return out;
}

/** Base 64 as bytes. */
function bytesOf64(signs) {
  const found = atob(signs);
  const bytes = new Uint8Array(found.length);
  for (let i = 0; i < found.length; i += 1) bytes[i] = found.charCodeAt(i);
  return bytes;
}

function unpack(island) {
  const cut = island.indexOf(" ");
  const [size, signs] = [island.slice(0, cut), island.slice(cut + 1)];
  const bytes = size[0] === "z" ? inflated(bytesOf64(signs), +size.slice(1)) : decoded(bytesOf(signs), +size);
  return JSON.parse(new TextDecoder().decode(bytes));
}
