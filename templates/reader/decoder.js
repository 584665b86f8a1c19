"use strict";
// A QR code in a picture becomes its text: ISO/IEC 18004, versions 1 to 12 at level M, which is
// all this registry prints. Nothing here knows what the text means.

const ALIGNMENT = [
  [], [], [6, 18], [6, 22], [6, 26], [6, 30], [6, 34], [6, 22, 38], [6, 24, 42], [6, 26, 46],
  [6, 28, 50], [6, 30, 54], [6, 32, 58],
];
// Level M: error-correction codewords of each block, then [blocks, data codewords] of each kind.
const BLOCKS = [
  null, [10, [1, 16]], [16, [1, 28]], [26, [1, 44]], [18, [2, 32]], [24, [2, 43]], [16, [4, 27]],
  [18, [4, 31]], [22, [2, 38], [2, 39]], [22, [3, 36], [2, 37]], [26, [4, 43], [1, 44]],
  [30, [1, 50], [4, 51]], [22, [6, 36], [2, 37]],
];
const MASKS = [
  (r, c) => (r + c) % 2 === 0,
  (r) => r % 2 === 0,
  (r, c) => c % 3 === 0,
  (r, c) => (r + c) % 3 === 0,
  (r, c) => (Math.floor(r / 2) + Math.floor(c / 3)) % 2 === 0,
  (r, c) => ((r * c) % 2) + ((r * c) % 3) === 0,
  (r, c) => (((r * c) % 2) + ((r * c) % 3)) % 2 === 0,
  (r, c) => (((r + c) % 2) + ((r * c) % 3)) % 2 === 0,
];
const ALPHANUMERIC = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
const LEVEL_M = 0;
const MOST_TRIPLES = 24;

// ImageData -> text, or null where no code is found.
function decodePicture(image) {
  const grey = greyOf(image);
  for (const dark of [aroundEach(grey, image), atOnce(grey)]) {
    const bitmap = { width: image.width, height: image.height, dark };
    for (const corners of cornersIn(bitmap)) {
      const text = decodeAt(bitmap, corners);
      if (text !== null) return text;
    }
  }
  return null;
}

function greyOf({ width, height, data }) {
  const grey = new Uint8Array(width * height);
  for (let i = 0; i < grey.length; i++) {
    const j = 4 * i;
    grey[i] = (data[j] * 77 + data[j + 1] * 150 + data[j + 2] * 29) >> 8;
  }
  return grey;
}

// Darker than its surroundings: survives shadows.
function aroundEach(grey, { width, height }) {
  const row = width + 1;
  const sums = new Float64Array(row * (height + 1));
  for (let y = 0; y < height; y++) {
    let line = 0;
    for (let x = 0; x < width; x++) {
      line += grey[y * width + x];
      sums[(y + 1) * row + x + 1] = sums[y * row + x + 1] + line;
    }
  }
  const reach = Math.max(12, Math.round(Math.max(width, height) / 16));
  const dark = new Uint8Array(grey.length);
  for (let y = 0; y < height; y++) {
    const top = Math.max(0, y - reach), bottom = Math.min(height, y + reach + 1);
    for (let x = 0; x < width; x++) {
      const left = Math.max(0, x - reach), right = Math.min(width, x + reach + 1);
      const sum = sums[bottom * row + right] - sums[top * row + right]
        - sums[bottom * row + left] + sums[top * row + left];
      const mean = sum / ((bottom - top) * (right - left));
      dark[y * width + x] = grey[y * width + x] < mean * 0.94 ? 1 : 0;
    }
  }
  return dark;
}

// Darker than the one value that parts the picture best: Otsu, 1979.
function atOnce(grey) {
  const counts = new Array(256).fill(0);
  for (const value of grey) counts[value]++;
  const all = counts.reduce((sum, count, value) => sum + count * value, 0);
  let below = 0, sumBelow = 0, best = -1, chosen = 128;
  for (let value = 0; value < 255; value++) {
    below += counts[value];
    sumBelow += counts[value] * value;
    const above = grey.length - below;
    if (!below || !above) continue;
    const apart = sumBelow / below - (all - sumBelow) / above;
    const spread = below * above * apart * apart;
    if (spread > best) [best, chosen] = [spread, value];
  }
  return grey.map((value) => (value <= chosen ? 1 : 0));
}

// Three finder patterns each, likely ones first: { topLeft, topRight, bottomLeft, module }.
function cornersIn(bitmap) {
  const found = findersIn(bitmap).sort((a, b) => b.seen - a.seen).slice(0, 14);
  const triples = [];
  for (let i = 0; i < found.length; i++)
    for (let j = i + 1; j < found.length; j++)
      for (let k = j + 1; k < found.length; k++) {
        const triple = arranged(found[i], found[j], found[k]);
        if (triple) triples.push(triple);
      }
  return triples.sort((a, b) => a.oddness - b.oddness).slice(0, MOST_TRIPLES);
}

function findersIn({ width, height, dark }) {
  const clusters = [];
  for (let y = 0; y < height; y++) {
    const runs = [];
    let start = 0;
    for (let x = 1; x <= width; x++) {
      if (x < width && dark[y * width + x] === dark[y * width + x - 1]) continue;
      runs.push([start, x]);
      start = x;
      if (runs.length < 5 || !dark[y * width + x - 1]) continue;
      const last = runs.slice(-5).map(([from, to]) => to - from);
      if (!isFinder(last)) continue;
      const [from, to] = runs[runs.length - 3];
      note((from + to) / 2, y);
    }
  }
  return clusters.filter((cluster) => cluster.seen > 1);

  function note(x, y) {
    const down = crossed(Math.floor(x), y, 0, 1);
    if (!down) return;
    const across = crossed(Math.floor(x), Math.round(down.centre), 1, 0);
    if (!across) return;
    const spot = { x: across.centre, y: down.centre, module: (across.size + down.size) / 14, seen: 1 };
    for (const known of clusters) {
      if (Math.hypot(known.x - spot.x, known.y - spot.y) > 3 * known.module) continue;
      for (const name of ["x", "y", "module"])
        known[name] = (known[name] * known.seen + spot[name]) / (known.seen + 1);
      known.seen++;
      return;
    }
    clusters.push(spot);
  }

  // The same pattern along another line through the middle.
  function crossed(x, y, dx, dy) {
    const at = (n) => {
      const px = x + n * dx, py = y + n * dy;
      return px < 0 || py < 0 || px >= width || py >= height ? -1 : dark[py * width + px];
    };
    if (at(0) !== 1) return null;
    const lengths = [0, 0, 1, 0, 0];
    const ends = [0, 0];
    for (const side of [-1, 1]) {
      let n = side;
      for (let part = 0; part < 3; part++)
        while (at(n) === (part % 2 ? 0 : 1)) {
          lengths[2 + side * part]++;
          n += side;
          if (part === 0) ends[side < 0 ? 0 : 1] = n - side;
        }
    }
    if (!isFinder(lengths)) return null;
    const middle = (ends[0] + ends[1] + 1) / 2;
    return { centre: (dx ? x : y) + middle, size: lengths.reduce((a, b) => a + b) };
  }
}

// Dark, light, dark, light, dark as 1:1:3:1:1.
function isFinder(lengths) {
  const total = lengths.reduce((a, b) => a + b);
  if (total < 7 || lengths.includes(0)) return false;
  const module = total / 7;
  return lengths.every((length, part) => {
    const wanted = part === 2 ? 3 : 1;
    return Math.abs(length - wanted * module) < wanted * module * 0.6 + 0.5;
  });
}

function arranged(a, b, c) {
  const modules = [a.module, b.module, c.module];
  const module = modules.reduce((x, y) => x + y) / 3;
  if (Math.max(...modules) > 1.6 * Math.min(...modules)) return null;
  const apart = (p, q) => Math.hypot(p.x - q.x, p.y - q.y);
  const longest = Math.max(apart(a, b), apart(b, c), apart(a, c));
  // The corner lies across from the longest side.
  let [corner, first, second] = longest === apart(b, c) ? [a, b, c]
    : longest === apart(a, c) ? [b, a, c] : [c, a, b];
  const one = apart(corner, first), two = apart(corner, second);
  const oddness = Math.abs(one - two) / longest + Math.abs(longest / Math.hypot(one, two) - 1);
  if (oddness > 0.5 || one < 10 * module) return null;
  const turn = (first.x - corner.x) * (second.y - corner.y)
    - (first.y - corner.y) * (second.x - corner.x);
  if (turn < 0) [first, second] = [second, first];
  return { topLeft: corner, topRight: first, bottomLeft: second, module, oddness };
}

function decodeAt(bitmap, corners) {
  const side = (Math.hypot(corners.topRight.x - corners.topLeft.x, corners.topRight.y - corners.topLeft.y)
    + Math.hypot(corners.bottomLeft.x - corners.topLeft.x, corners.bottomLeft.y - corners.topLeft.y)) / 2;
  const guessed = Math.round((side / corners.module + 7 - 17) / 4);
  for (const step of [0, 1, -1, 2, -2]) {
    const version = guessed + step;
    if (version < 1 || version > 12) continue;
    const size = 17 + 4 * version;
    for (const fourth of fourthPoints(bitmap, corners, size)) {
      const text = decodeMatrix(sampled(bitmap, corners, fourth, size), version);
      if (text !== null) return text;
    }
  }
  return null;
}

// Where the last alignment pattern is: as found, else where a flat picture has it.
function fourthPoints(bitmap, { topLeft, topRight, bottomLeft }, size) {
  const step = (p, q) => ({ x: (q.x - p.x) / (size - 7), y: (q.y - p.y) / (size - 7) });
  const right = step(topLeft, topRight), down = step(topLeft, bottomLeft);
  const place = (c, r) => ({
    x: topLeft.x + (c - 3.5) * right.x + (r - 3.5) * down.x,
    y: topLeft.y + (c - 3.5) * right.y + (r - 3.5) * down.y,
    c, r,
  });
  if (size < 25) return [place(size - 3.5, size - 3.5)];
  const flat = place(size - 6.5, size - 6.5);
  let best = { score: -1, spot: flat };
  for (let dc = -4; dc <= 4; dc += 0.25)
    for (let dr = -4; dr <= 4; dr += 0.25) {
      let score = -0.01 * (dc * dc + dr * dr);
      for (let r = -2; r <= 2; r++)
        for (let c = -2; c <= 2; c++) {
          const dark = Math.max(Math.abs(r), Math.abs(c)) !== 1;
          const spot = place(size - 6.5 + dc + c, size - 6.5 + dr + r);
          if (darkAt(bitmap, spot.x, spot.y) === dark) score++;
        }
      if (score > best.score) best = { score, spot: { ...place(size - 6.5 + dc, size - 6.5 + dr), c: flat.c, r: flat.r } };
    }
  return best.score > 20 ? [best.spot, flat] : [flat];
}

function darkAt({ width, height, dark }, x, y) {
  const px = Math.floor(x), py = Math.floor(y);
  return px >= 0 && py >= 0 && px < width && py < height && dark[py * width + px] === 1;
}

function sampled(bitmap, { topLeft, topRight, bottomLeft }, fourth, size) {
  const far = size - 3.5;
  const map = perspective(
    [[3.5, 3.5], [far, 3.5], [3.5, far], [fourth.c, fourth.r]],
    [topLeft, topRight, bottomLeft, fourth].map(({ x, y }) => [x, y]),
  );
  const rows = [];
  for (let r = 0; r < size; r++) {
    const row = new Uint8Array(size);
    for (let c = 0; c < size; c++) {
      const [x, y] = map(c + 0.5, r + 0.5);
      row[c] = darkAt(bitmap, x, y) ? 1 : 0;
    }
    rows.push(row);
  }
  return rows;
}

// The projective map that takes four points to four others: eight equations, eliminated.
function perspective(from, to) {
  const rows = [];
  from.forEach(([u, v], i) => {
    const [x, y] = to[i];
    rows.push([u, v, 1, 0, 0, 0, -u * x, -v * x, x], [0, 0, 0, u, v, 1, -u * y, -v * y, y]);
  });
  for (let i = 0; i < 8; i++) {
    let pivot = i;
    for (let k = i; k < 8; k++) if (Math.abs(rows[k][i]) > Math.abs(rows[pivot][i])) pivot = k;
    [rows[i], rows[pivot]] = [rows[pivot], rows[i]];
    for (let k = 0; k < 8; k++) {
      if (k === i) continue;
      const factor = rows[k][i] / rows[i][i];
      for (let n = i; n < 9; n++) rows[k][n] -= factor * rows[i][n];
    }
  }
  const m = rows.map((row, i) => row[8] / row[i]);
  return (u, v) => {
    const w = m[6] * u + m[7] * v + 1;
    return [(m[0] * u + m[1] * v + m[2]) / w, (m[3] * u + m[4] * v + m[5]) / w];
  };
}

// Rows of modules -> text, or null where the codewords do not hold.
function decodeMatrix(rows, version) {
  const mask = maskOf(rows);
  if (mask === null) return null;
  const data = corrected(codewordsOf(rows, version, MASKS[mask]), version);
  return data && textOf(data, version);
}

function maskOf(rows) {
  let read = 0;
  const bit = (r, c) => { read = (read << 1) | rows[r][c]; };
  for (let c = 0; c <= 5; c++) bit(8, c);
  bit(8, 7); bit(8, 8); bit(7, 8);
  for (let r = 5; r >= 0; r--) bit(r, 8);
  let best = null, least = 4;
  for (let format = 0; format < 32; format++) {
    let rest = format << 10;
    for (let i = 14; i >= 10; i--) if (rest & (1 << i)) rest ^= 0x537 << (i - 10);
    let wrong = (((format << 10) | rest) ^ 0x5412) ^ read, count = 0;
    for (; wrong; wrong &= wrong - 1) count++;
    if (count < least) [least, best] = [count, format];
  }
  return best !== null && best >> 3 === LEVEL_M ? best & 7 : null;
}

function codewordsOf(rows, version, masked) {
  const size = rows.length;
  const places = ALIGNMENT[version];
  const reserved = (r, c) => {
    if ((r < 9 && (c < 9 || c >= size - 8)) || (r >= size - 8 && c < 9)) return true;
    if (r === 6 || c === 6) return true;
    if (version >= 7 && ((r < 6 && c >= size - 11) || (c < 6 && r >= size - 11))) return true;
    const last = places[places.length - 1];
    return places.some((pr) => places.some((pc) => {
      const finder = (pr === 6 && (pc === 6 || pc === last)) || (pr === last && pc === 6);
      return !finder && Math.abs(pr - r) <= 2 && Math.abs(pc - c) <= 2;
    }));
  };
  const codewords = [];
  let value = 0, bits = 0, upwards = true;
  for (let right = size - 1; right > 0; right -= 2) {
    if (right === 6) right = 5;
    for (let step = 0; step < size; step++) {
      const r = upwards ? size - 1 - step : step;
      for (const c of [right, right - 1]) {
        if (reserved(r, c)) continue;
        value = (value << 1) | (rows[r][c] ^ (masked(r, c) ? 1 : 0));
        if (++bits === 8) { codewords.push(value); value = bits = 0; }
      }
    }
    upwards = !upwards;
  }
  return codewords;
}

function corrected(codewords, version) {
  const [spare, ...kinds] = BLOCKS[version];
  const blocks = kinds.flatMap(([count, length]) => Array.from({ length: count }, () => ({ length, words: [] })));
  let next = 0;
  const longest = Math.max(...blocks.map(({ length }) => length));
  for (let i = 0; i < longest; i++)
    for (const block of blocks) if (i < block.length) block.words.push(codewords[next++]);
  for (let i = 0; i < spare; i++) for (const block of blocks) block.words.push(codewords[next++]);
  const data = [];
  for (const { length, words } of blocks) {
    if (!repair(words, spare)) return null;
    data.push(...words.slice(0, length));
  }
  return data;
}

// Reed and Solomon over 256 elements, x^8 + x^4 + x^3 + x^2 + 1.
const EXP = new Uint8Array(512), LOG = new Uint8Array(256);
for (let i = 0, x = 1; i < 255; i++) {
  EXP[i] = EXP[i + 255] = x;
  LOG[x] = i;
  x = x & 128 ? (x << 1) ^ 0x11d : x << 1;
}
const times = (a, b) => (a && b ? EXP[LOG[a] + LOG[b]] : 0);
const inverse = (a) => EXP[255 - LOG[a]];
// Lowest power first.
const valueAt = (polynomial, x) => polynomial.reduceRight((sum, factor) => times(sum, x) ^ factor, 0);

function repair(words, spare) {
  const syndromes = Array.from({ length: spare }, (_, i) =>
    words.reduce((sum, word) => times(sum, EXP[i]) ^ word, 0));
  if (syndromes.every((value) => value === 0)) return true;
  // Berlekamp and Massey: the shortest register that makes the syndromes.
  let locator = [1], before = [1], shift = 1, errors = 0, divisor = 1;
  for (let n = 0; n < spare; n++) {
    let gap = syndromes[n];
    for (let i = 1; i <= errors; i++) gap ^= times(locator[i] || 0, syndromes[n - i]);
    if (gap === 0) { shift++; continue; }
    const factor = times(gap, inverse(divisor));
    const changed = locator.slice();
    before.forEach((value, i) => { changed[i + shift] = (changed[i + shift] || 0) ^ times(factor, value); });
    if (2 * errors <= n) [errors, before, divisor, shift] = [n + 1 - errors, locator, gap, 1];
    else shift++;
    locator = Array.from(changed, (value) => value || 0);
  }
  if (errors > spare / 2) return false;
  const evaluator = new Array(spare).fill(0);
  for (let i = 0; i < spare; i++)
    for (let j = 0; j <= i && j < locator.length; j++) evaluator[i] ^= times(locator[j], syndromes[i - j]);
  let repaired = 0;
  for (let place = 0; place < words.length; place++) {
    const root = EXP[(255 - place) % 255];
    if (valueAt(locator, root) !== 0) continue;
    let slope = 0;
    for (let i = 1; i < locator.length; i += 2) slope ^= times(locator[i], EXP[(LOG[root] * (i - 1)) % 255]);
    if (slope === 0) return false;
    const size = times(times(EXP[place], valueAt(evaluator, root)), inverse(slope));
    words[words.length - 1 - place] ^= size;
    repaired++;
  }
  return repaired === errors && Array.from({ length: spare }, (_, i) =>
    words.reduce((sum, word) => times(sum, EXP[i]) ^ word, 0)).every((value) => value === 0);
}

function textOf(data, version) {
  let place = 0;
  const take = (count) => {
    let value = 0;
    for (let i = 0; i < count; i++, place++) value = (value << 1) | ((data[place >> 3] >> (7 - (place & 7))) & 1);
    return value;
  };
  const large = version > 9 ? 1 : 0;
  let text = "";
  while (data.length * 8 - place >= 4) {
    const mode = take(4);
    if (mode === 0) break;
    if (mode === 2) {
      let left = take([9, 11][large]);
      for (; left > 1; left -= 2) {
        const pair = take(11);
        text += ALPHANUMERIC[Math.floor(pair / 45)] + ALPHANUMERIC[pair % 45];
      }
      if (left) text += ALPHANUMERIC[take(6)];
    } else if (mode === 1) {
      let left = take([10, 12][large]);
      for (; left > 0; left -= 3) {
        const digits = Math.min(3, left);
        text += String(take([0, 4, 7, 10][digits])).padStart(digits, "0");
      }
    } else if (mode === 4) {
      for (let left = take([8, 16][large]); left > 0; left--) text += String.fromCharCode(take(8));
    } else return null;
    if (place > data.length * 8) return null;
  }
  return text;
}
