// A second implementation of "Record format 1", written from docs/formats.md and not from the .NET code.
//   node record-format-1.mjs read|write  < requests.json     a JSON array of requests in, a JSON array of results out
//   node record-format-1.mjs selftest                        every vector of tests/vectors/record-format-1.json
// Keys, ids and IVs are hex; headers and fields are the format's text form (unpadded base64url); values are text as in tests/vectors/README.md.
import { createCipheriv, createDecipheriv, createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { readFileSync } from 'node:fs';

const fail = (kind, message) => { throw Object.assign(new Error(message), { kind }); };
const format = (ok, message) => ok || fail('format', message);
const integer = (value, bytes) => Buffer.from(BigInt.asUintN(bytes * 8, BigInt(value)).toString(16).padStart(bytes * 2, '0'), 'hex');
const unsigned = bytes => BigInt(`0x${bytes.toString('hex')}`);
const signed = bytes => BigInt.asIntN(bytes.length * 8, unsigned(bytes));
const sha256 = bytes => createHash('sha256').update(bytes).digest();

// --- Text, pairs and keys
export function utf8(text) {
  return /\p{Surrogate}/u.test(text) ? fail('context', 'a lone surrogate has no UTF-8') : Buffer.from(text, 'utf8');
}
function fromUtf8(bytes) {
  try { return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes); } catch { return fail('format', 'not UTF-8'); }
}
export function fromText(text) {
  const bytes = Buffer.from(text, 'base64url');   // Node's decoder is lax; the only text of these bytes is the one it writes itself
  return bytes.toString('base64url') === text ? bytes : fail('format', 'not strict unpadded base64url');
}
export function str(text) {
  const bytes = utf8(text);
  return bytes.length > 65535 ? fail('context', 'longer than 65,535 bytes') : Buffer.concat([integer(bytes.length, 2), bytes]);
}
export function canon(pairs) {
  const sorted = Object.entries(pairs).map(([key, value]) => [utf8(key), str(key), str(value)]).sort((a, b) => Buffer.compare(a[0], b[0]));
  const bytes = Buffer.concat([integer(sorted.length, 2), ...sorted.flatMap(([, key, value]) => [key, value])]);
  return bytes.length > 8192 ? fail('context', 'the pairs take more than 8,192 bytes') : bytes;
}
export function pairs({ keyName, context = {}, identity = {} }) {
  const seen = new Set();
  for (const [key, value] of [...Object.entries(context), ...Object.entries(identity)]) {
    const folded = key.replace(/[A-Z]/g, letter => letter.toLowerCase());
    if (!key || !value || /\0/.test(key + value) || seen.has(folded) || /^(aws-crypto-|kmsguard-)/.test(folded)) fail('context', `the pair '${key}' is empty, reserved, given twice or holds U+0000`);
    seen.add(folded);
  }
  const K = { ...context, 'kmsguard-use': `record/1:${keyName}` };
  canon({ ...K, ...identity });   // refuses what is too long together or has no UTF-8, before any key is touched
  return { K, R: identity, forKeyring: flags => canon(flags & 1 ? { ...K, ...identity } : K) };
}
export function derive(dataKey, purpose, K, flags, recordId) {
  const keyHash = sha256(Buffer.concat([str(purpose), canon(K)]));
  const input = Buffer.concat([integer(1, 4), utf8('KmsGuard record'), Buffer.from([0, 1, 1, flags]), recordId, keyHash, integer(0x200, 4)]);
  const output = createHmac('sha512', dataKey).update(input).digest();
  return { keyHash, input, recordKey: output.subarray(0, 32), commitment: output.subarray(32) };
}
export function seal(key, iv, aad, plaintext) {
  const cipher = createCipheriv('aes-256-gcm', key, iv, { authTagLength: 16 }).setAAD(aad);
  return Buffer.concat([cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
}
function open(key, iv, aad, sealed) {
  const decipher = createDecipheriv('aes-256-gcm', key, iv, { authTagLength: 16 }).setAAD(aad).setAuthTag(sealed.subarray(-16));
  try { return Buffer.concat([decipher.update(sealed.subarray(0, -16)), decipher.final()]); } catch { return null; }
}

// --- Header and EDKs
export const edk = ([provider, info, ciphertext]) => Buffer.concat([provider, info, ciphertext].flatMap(part => [integer(part.length, 2), part]));
export const localEdk = (keyId, kek, iv, dataKey, aad) => [utf8('kmsguard-local'),
  Buffer.concat([utf8(keyId), integer(128, 4), integer(12, 4), iv]), seal(kek, iv, aad, dataKey)];
export function parseHeader(header) {
  format(header.length >= 52 && header.length <= 8192, 'header length');
  format(header[0] === 1 && header[1] === 1 && (header[2] & 0xFE) === 0, 'unknown format, suite or flag');
  format(header[51] >= 1 && header[51] <= 8, 'EDK count');
  let at = 52;
  const take = (least, most) => {
    format(at + 2 <= header.length, 'header cut short');
    const length = header.readUInt16BE(at);
    format(length >= least && length <= most && at + 2 + length <= header.length, 'EDK length');
    return header.subarray(at + 2, at += 2 + length);
  };
  const edks = Array.from({ length: header[51] }, () => [take(1, 64), take(0, 512), take(0, 1024)]);
  edks.forEach(([provider]) => fromUtf8(provider));
  format(at === header.length, 'bytes after the end');
  format(new Set(edks.map(one => edk(one).toString('hex'))).size === edks.length, 'duplicate EDK');
  return { flags: header[2], recordId: header.subarray(3, 19), commitment: header.subarray(19, 51), edks };
}
function unlock(header, { keks, purpose, ...request }) {
  const { flags, recordId, commitment, edks } = parseHeader(header), { K, R, forKeyring } = pairs(request);
  const mine = edks.filter(([provider, info]) => provider.equals(utf8('kmsguard-local')) && info.length === 36
    && keks[info.toString('latin1', 0, 16)] && info.subarray(16, 24).equals(Buffer.from('000000800000000c', 'hex')));
  if (mine.length === 0) fail('key', 'no EDK is of a key that this reader holds');
  for (const [, info, ciphertext] of mine.filter(one => one[2].length === 48)) {
    const dataKey = open(Buffer.from(keks[info.toString('latin1', 0, 16)], 'hex'), info.subarray(24), forKeyring(flags), ciphertext);
    const keys = dataKey && derive(dataKey, purpose, K, flags, recordId);
    if (keys && timingSafeEqual(keys.commitment, commitment)) return { key: keys.recordKey, R };
  }
  return fail('authentication', 'no EDK gives a data key that matches the commitment');
}

// --- Values
const maxTicks = 3155378975999999999n, ticksTo1970 = 621355968000000000n, daysTo1970 = 719162;
const fixed = (length, decode) => (bytes, bits) => { format(bytes.length === length, 'value length'); return decode(bytes, bits); };
const inRange = (value, wrapped) => { format(value === wrapped, 'value outside the range of its type'); return `${value}`; };
export const encodings = {
  bytes: { id: 1, encode: hex => Buffer.from(hex, 'hex'), decode: bytes => bytes.toString('hex') },
  string: { id: 2, encode: utf8, decode: fromUtf8 },
  bool: { id: 3, encode: value => Buffer.from([+value]), decode: fixed(1, ([byte]) => { format(byte <= 1, 'bool'); return byte === 1; }) },
  int: { id: 4, encode: text => integer(text, 8), decode: fixed(8, (bytes, bits = 64) => inRange(signed(bytes), BigInt.asIntN(bits, signed(bytes)))) },
  uint: { id: 5, encode: text => integer(text, 8), decode: fixed(8, (bytes, bits = 64) => inRange(unsigned(bytes), BigInt.asUintN(bits, unsigned(bytes)))) },
  decimal: { id: 6, encode(text) {
    const [, sign, whole, fraction = ''] = /^(-?)(\d+)\.?(\d+)?$/.exec(text);
    return Buffer.concat([Buffer.from([sign ? 1 : 0, fraction.length]), integer(whole + fraction, 12)]);
  }, decode: fixed(14, bytes => {
    format(bytes[0] <= 1 && bytes[1] <= 28, 'decimal');
    const digits = `${unsigned(bytes.subarray(2))}`.padStart(bytes[1] + 1, '0'), point = digits.length - bytes[1];
    return (bytes[0] ? '-' : '') + digits.slice(0, point) + (bytes[1] ? `.${digits.slice(point)}` : '');
  }) },
  guid: { id: 7, encode: text => Buffer.from(text.replaceAll('-', ''), 'hex'),
    decode: fixed(16, bytes => bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')) },
  date: { id: 8, encode: text => integer(Date.parse(`${text}T00:00:00Z`) / 864e5 + daysTo1970, 4), decode: fixed(4, bytes => {
    format(bytes.readUInt32BE() <= 3652058, 'date');
    return new Date((bytes.readUInt32BE() - daysTo1970) * 864e5).toISOString().slice(0, 10);
  }) },
  instant: { id: 9, encode(text) {
    const [, seconds, ticks, sign, hours, minutes] = /^(.{19})\.(\d{7})([+-])(\d\d):(\d\d)$/.exec(text);
    const offset = (sign === '-' ? -1 : 1) * (hours * 60 + +minutes);
    const local = BigInt(Date.parse(`${seconds}Z`)) * 10000n + BigInt(ticks) + ticksTo1970;
    return Buffer.concat([integer(local - BigInt(offset) * 600000000n, 8), integer(offset, 2)]);
  }, decode: fixed(10, bytes => {
    const utc = signed(bytes.subarray(0, 8)), offset = bytes.readInt16BE(8), local = utc + BigInt(offset) * 600000000n;
    format([utc, local].every(ticks => ticks >= 0n && ticks <= maxTicks) && Math.abs(offset) <= 840, 'date and time');
    const seconds = new Date(Number((local / 10000000n) * 1000n - ticksTo1970 / 10000n)).toISOString().slice(0, 19), two = n => `${n}`.padStart(2, '0');
    const zone = (offset < 0 ? '-' : '+') + two(Math.trunc(Math.abs(offset) / 60)) + ':' + two(Math.abs(offset) % 60);
    return `${seconds}.${`${local % 10000000n}`.padStart(7, '0')}${zone}`;
  }) },
  time: { id: 10, encode: text => integer(ticksOfDay(text), 8), decode: fixed(8, bytes => {
    format(unsigned(bytes) < 864000000000n, 'time of day');
    return timeOfDay(unsigned(bytes));
  }) },
  duration: { id: 11, encode: text => integer(text, 8), decode: fixed(8, bytes => `${signed(bytes)}`) },
  datetime: { id: 12, encode(text) {
    const [, date, time, kind] = /^(.{10})T(.{16})([ZL]?)$/.exec(text);
    return Buffer.concat([Buffer.from([['', 'Z', 'L'].indexOf(kind)]), integer(BigInt(Date.parse(`${date}T00:00:00Z`)) * 10000n + ticksTo1970 + ticksOfDay(time), 8)]);
  }, decode: fixed(9, bytes => {
    const ticks = unsigned(bytes.subarray(1));
    format(bytes[0] <= 2 && ticks <= maxTicks, 'date and time');
    const midnight = ticks - ticks % 864000000000n;
    return `${new Date(Number((midnight - ticksTo1970) / 10000n)).toISOString().slice(0, 10)}T${timeOfDay(ticks - midnight)}${['', 'Z', 'L'][bytes[0]]}`;
  }) },
  float: { id: 13, encode(text) {
    const bytes = Buffer.alloc(8);
    bytes.writeDoubleBE(Number(text));
    return text === 'NaN' ? Buffer.from('7ff8000000000000', 'hex') : bytes;
  }, decode: fixed(8, (bytes, bits = 64) => {
    const value = bytes.readDoubleBE();
    format(!Number.isNaN(value) || bytes.toString('hex') === '7ff8000000000000', 'another NaN');
    format(bits === 64 || Object.is(Math.fround(value), value), 'value outside the range of its type');
    return Number.isFinite(value) ? (Object.is(value, -0) ? '-' : '') + value.toExponential(16) : `${value}`;
  }) },
  json: { id: 14, encode: utf8, decode(bytes) {
    const text = fromUtf8(bytes);
    try { JSON.parse(text); } catch { fail('format', 'not JSON'); }
    return text;
  } },
};
function ticksOfDay(text) {
  const [, hours, minutes, seconds, ticks] = /^(\d\d):(\d\d):(\d\d)\.(\d{7})$/.exec(text);
  return BigInt((+hours * 60 + +minutes) * 60 + +seconds) * 10000000n + BigInt(ticks);
}
function timeOfDay(ticks) {
  const seconds = Number(ticks / 10000000n), two = n => `${n}`.padStart(2, '0');
  return `${two(Math.trunc(seconds / 3600))}:${two(Math.trunc(seconds / 60) % 60)}:${two(seconds % 60)}.${`${ticks % 10000000n}`.padStart(7, '0')}`;
}
export function encode({ type, authenticateNull, value, plaintext, pad = 0 }) {
  if (plaintext !== undefined) return Buffer.from(plaintext, 'hex');
  const encoded = value === null ? Buffer.alloc(0) : encodings[type].encode(value);
  const bytes = authenticateNull ? Buffer.concat([Buffer.from([value === null ? 0 : 1]), encoded]) : encoded;
  return pad ? Buffer.concat([bytes, Buffer.from([0x80]), Buffer.alloc(pad - 1 - bytes.length % pad)]) : bytes;
}
function unpad(bytes) {
  const mark = bytes.findLastIndex(byte => byte !== 0);
  format(mark >= 0 && bytes[mark] === 0x80, 'padding');
  return bytes.subarray(0, mark);
}
export function decode({ type, authenticateNull, bits }, bytes) {
  if (!authenticateNull) return encodings[type].decode(bytes, bits);
  format(bytes.length > 0 && bytes[0] <= 1 && (bytes[0] === 1 || bytes.length === 1), 'presence byte');
  return bytes[0] === 0 ? null : encodings[type].decode(bytes.subarray(1), bits);
}

// --- Records
export const fieldAad = (R, { name, type, authenticateNull, encodingId, pad = 0, paddingId = pad ? 1 : 0 }) => Buffer.concat([Buffer.from([1]), sha256(canon(R)),
  Buffer.from([encodingId ?? encodings[type].id | (authenticateNull ? 0x80 : 0), paddingId]), utf8(name)]);
export function read({ header, fields = [], ...request }) {
  const { key, R } = unlock(fromText(header), request);
  return { values: fields.map(field => {
    const bytes = fromText(field.ciphertext);
    format(bytes.length >= 28, 'a field has at least 28 bytes');
    const under = paddingId => open(key, bytes.subarray(0, 12), fieldAad(R, { ...field, paddingId }), bytes.subarray(12));
    const padded = field.pad ? under(1) : null;   // a padded field reads what was stored before it was
    return decode(field, padded ? unpad(padded) : under(0) ?? fail('authentication', 'the field does not authenticate'));
  }) };
}
export function write({ keyId, kek, purpose, flags = 0, dataKey, recordId, edkIv, before = [], after = [], fields = [], ...request }) {
  const given = (hex, bytes) => hex === undefined ? randomBytes(bytes) : Buffer.from(hex, 'hex');
  const { K, R, forKeyring } = pairs(request), id = given(recordId, 16), key = given(dataKey, 32);
  const { recordKey, commitment } = derive(key, purpose, K, flags, id);
  const others = list => list.map(parts => parts.map(hex => Buffer.from(hex, 'hex')));
  const edks = [...others(before), localEdk(keyId, Buffer.from(kek, 'hex'), given(edkIv, 12), key, forKeyring(flags)), ...others(after)];
  const header = Buffer.concat([Buffer.from([1, 1, flags]), id, commitment, Buffer.from([edks.length]), ...edks.map(edk)]);
  parseHeader(header);
  return { header: header.toString('base64url'), fields: fields.map(field => {
    const iv = given(field.iv, 12);
    return Buffer.concat([iv, seal(recordKey, iv, fieldAad(R, field), encode(field))]).toString('base64url');
  }) };
}
export function attempt(operation) {
  try { return operation(); } catch (error) { if (!error.kind) throw error; return { error: error.kind, message: error.message }; }
}

// --- Commands
if (process.argv[1]?.endsWith('record-format-1.mjs')) {
  const command = process.argv[2], operation = { read, write }[command];
  if (operation) console.log(JSON.stringify(JSON.parse(readFileSync(0, 'utf8')).map(request => attempt(() => operation(request)))));
  else if (command === 'selftest') import('./selftest.mjs');
  else { console.error('usage: record-format-1.mjs read|write|selftest'); process.exitCode = 2; }
}
