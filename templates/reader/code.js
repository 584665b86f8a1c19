"use strict";
// The text of a code becomes what it says and whether it is genuine, with the keys of this page and
// no connection. RFC 9285 (base45), RFC 8949 (CBOR), RFC 9052 (COSE_Sign1), RFC 8392 (dates).

const PREFIX = "ORR1:";
const OURS = -65537;
const KNOWN = { 1: "string", 2: "number", 3: "string", 4: "string", 5: "string", 6: "number",
  7: "string", 8: "object", 9: "string", 10: "string" };

class Unreadable extends Error {}

function fromBase45(text) {
  const digits = Array.from(text, (sign) => ALPHANUMERIC.indexOf(sign));
  if (digits.includes(-1) || digits.length % 3 === 1) throw new Unreadable("base45");
  const bytes = [];
  for (let i = 0; i < digits.length; i += 3) {
    const pair = i + 2 < digits.length;
    const value = digits[i] + 45 * digits[i + 1] + (pair ? 2025 * digits[i + 2] : 0);
    if (value > (pair ? 65535 : 255)) throw new Unreadable("base45");
    if (pair) bytes.push(value >> 8);
    bytes.push(value & 255);
  }
  return Uint8Array.from(bytes);
}

// One value, in its one deterministic form, and nothing after it.
function fromCbor(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let place = 0;
  const value = read(0);
  if (place !== bytes.length) throw new Unreadable("something follows");
  return value;

  function count(short) {
    if (short < 24) return short;
    const width = { 24: 1, 25: 2, 26: 4 }[short];
    if (!width || place + width > bytes.length) throw new Unreadable("length");
    const long = width === 1 ? view.getUint8(place) : width === 2 ? view.getUint16(place) : view.getUint32(place);
    place += width;
    if (long < { 1: 24, 2: 256, 4: 65536 }[width]) throw new Unreadable("not the shortest form");
    return long;
  }

  function part(length) {
    if (place + length > bytes.length) throw new Unreadable("cut off");
    place += length;
    return bytes.slice(place - length, place);
  }

  function read(depth) {
    if (depth > 8 || place >= bytes.length) throw new Unreadable("depth or end");
    const head = bytes[place++];
    const kind = head >> 5, size = count(head & 31);
    if (kind === 0) return size;
    if (kind === 1) return -1 - size;
    if (kind === 2) return part(size);
    if (kind === 3) return new TextDecoder("utf-8", { fatal: true }).decode(part(size));
    if (kind === 4) return Array.from({ length: size }, () => read(depth + 1));
    if (kind === 6) return { tag: size, value: read(depth + 1) };
    if (kind !== 5) throw new Unreadable("kind");
    const map = new Map();
    for (let i = 0; i < size; i++) {
      const key = read(depth + 1);
      if (typeof key !== "number" || map.has(key)) throw new Unreadable("key");
      map.set(key, read(depth + 1));
    }
    return map;
  }
}

function byteString(bytes) {
  const length = bytes.length;
  const head = length < 24 ? [0x40 | length] : length < 256 ? [0x58, length] : [0x59, length >> 8, length & 255];
  return [...head, ...bytes];
}

// RFC 9052, 4.4: ["Signature1", protected, external, payload].
function toBeSigned(protectedHeader, payload) {
  const name = new TextEncoder().encode("Signature1");
  return Uint8Array.from([0x84, 0x60 | name.length, ...name, ...byteString(protectedHeader), 0x40,
    ...byteString(payload)]);
}

const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

function messageOf(text) {
  if (!text.startsWith(PREFIX)) throw new Unreadable("prefix");
  const { tag, value } = fromCbor(fromBase45(text.slice(PREFIX.length)));
  if (tag !== 18 || !Array.isArray(value) || value.length !== 4) throw new Unreadable("not COSE");
  const [protectedHeader, open, payload, signature] = value;
  if (![protectedHeader, payload, signature].every((each) => each instanceof Uint8Array)
    || !(open instanceof Map) || open.size || signature.length !== 64) throw new Unreadable("not COSE");
  const header = fromCbor(protectedHeader);
  if (!(header instanceof Map) || header.size !== 2 || header.get(1) !== -7
    || !(header.get(4) instanceof Uint8Array)) throw new Unreadable("header");
  return { protectedHeader, payload, signature, kid: hex(header.get(4)) };
}

function claimsOf(payload) {
  const claims = fromCbor(payload);
  const ours = claims instanceof Map && claims.get(OURS);
  const identifier = claims instanceof Map && claims.get(7);
  if (!(ours instanceof Map) || !(identifier instanceof Uint8Array) || identifier.length !== 16
    || typeof claims.get(5) !== "number") throw new Unreadable("claims");
  for (const key of claims.keys()) if (![4, 5, 7, OURS].includes(key)) throw new Unreadable("claims");
  if (claims.has(4) && typeof claims.get(4) !== "number") throw new Unreadable("claims");
  for (const [key, value] of ours) if (typeof value !== KNOWN[key]) throw new Unreadable("claims");
  for (const key of [1, 2, 3, 8]) if (!ours.has(key)) throw new Unreadable("claims");
  const number = hex(identifier).replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
  return {
    number,
    validFrom: claims.get(5),
    validUntil: claims.has(4) ? claims.get(4) : null,
    name: ours.get(1), birthYear: ours.get(2), achievement: ours.get(3), origin: ours.get(4) || "",
    recognised: ours.get(5) || "", outcome: ours.has(6) ? ours.get(6) : null,
    authority: ours.get(7) || "", destination: ours.get(9) || "", equivalent: ours.get(10) || "",
  };
}

// text, keys of this page, seconds since 1970 -> { state, issuer, claims }.
// state: genuine, expired, early, stranger, forged, withdrawn (its key) or unreadable.
async function judge(text, keys, now) {
  let message;
  try {
    message = messageOf(text.trim());
  } catch (fault) {
    return { state: "unreadable" };
  }
  const known = keys.find(({ kid }) => kid === message.kid);
  if (!known) return { state: "stranger" };
  const scheme = { name: "ECDSA", namedCurve: "P-256" };
  const key = await crypto.subtle.importKey("jwk", known.jwk, scheme, false, ["verify"]);
  const holds = await crypto.subtle.verify({ name: "ECDSA", hash: "SHA-256" }, key, message.signature,
    toBeSigned(message.protectedHeader, message.payload));
  if (!holds) return { state: "forged" };
  let claims;
  try {
    claims = claimsOf(message.payload);
  } catch (fault) {
    return { state: "unreadable" };
  }
  // As the trust list says: for what, since when, and until when.
  const kind = claims.outcome === null ? "record" : "decision";
  if (!known.believedFor.includes(kind) || (known.believedFrom ?? now) > now
    || (known.believedUntil ?? Infinity) <= now) return { state: "stranger" };
  const retired = known.retiredAt !== null && claims.validFrom >= known.retiredAt;
  if (known.compromised || retired) return { state: "withdrawn", issuer: known.name };
  const state = now < claims.validFrom ? "early"
    : claims.validUntil !== null && now >= claims.validUntil ? "expired" : "genuine";
  return { state, issuer: known.name, claims };
}
