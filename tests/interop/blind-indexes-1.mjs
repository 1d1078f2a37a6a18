// A second implementation of blind indexes, written from docs/formats.md and not from the .NET code. Prints the golden vectors:
//   node blind-indexes-1.mjs > ../vectors/blind-indexes-1.json
// Everything is fixed, so that a second run prints the same bytes; a change in the output is a change of a format that people have stored.
import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { encodings, str, utf8 } from './record-format-1.mjs';

const hex = bytes => Buffer.from(bytes).toString('hex');
const u32 = value => { const bytes = Buffer.alloc(4); bytes.writeUInt32BE(value); return bytes; };
const branch = JSON.parse(readFileSync(new URL('../vectors/branch-keys-1.json', import.meta.url), 'utf8')).branches.find(one => one.name === 'the same for indexes');

// --- Normalization: one by one, in this order. Lower case is that of each character alone; U+0130 has none of one character.
const space = '[\\t-\\r\\u0085\\u00a0\\p{Zs}\\p{Zl}\\p{Zp}]';
const digit = character => { let zero = character.codePointAt(0); while (/\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero--; return (character.codePointAt(0) - zero) % 10; };
const normalizations = {
  nfkc: text => text.normalize('NFKC'),
  trim: text => text.replace(new RegExp(`^${space}+|${space}+$`, 'gu'), ''),
  lower: text => [...text].map(one => one === '\u0130' ? one : one.toLowerCase()).join(''),
  digits: text => [...text].filter(one => /\p{Nd}/u.test(one)).map(digit).join(''),
};
// --- The one form of values that are equal and encoded in several ways.
const canonical = {
  decimal: text => { const shortest = text.includes('.') ? text.replace(/\.?0+$/, '') : text; return /^-?0$/.test(shortest) ? '0' : shortest; },
  instant(text) {
    const [, seconds, ticks, sign, hours, minutes] = /^(.{19})\.(\d{7})([+-])(\d\d):(\d\d)$/.exec(text);
    const utc = new Date(Date.parse(`${seconds}Z`) - (sign === '-' ? -1 : 1) * (hours * 60 + +minutes) * 60000).toISOString().slice(0, 19);
    return `${utc}.${ticks}+00:00`;
  },
};

function index({ purpose = 'customer', field = 'email', version = 1, bits = 12, type = 'string', normalize = [], authenticateNull = false, value, ...rest }) {
  const input = Buffer.concat([u32(1), utf8('KmsGuard index'), Buffer.from([0]), str(purpose), str(field), u32(version), u32(0x200)]);
  const key = createHmac('sha512', Buffer.from(branch.root, 'hex')).update(input).digest().subarray(0, 32);
  const normalized = value === null ? null : (canonical[type] ?? (same => same))(Object.keys(normalizations).filter(one => normalize.includes(one)).reduce((text, one) => normalizations[one](text), value));
  const presence = authenticateNull ? Buffer.from([value === null ? 0 : 1]) : Buffer.alloc(0);
  const hashed = Buffer.concat([Buffer.from([encodings[type].id | (authenticateNull ? 0x80 : 0)]), presence, normalized === null ? Buffer.alloc(0) : encodings[type].encode(normalized)]);
  const tag = createHmac('sha256', key).update(hashed).digest();
  return { ...rest, purpose, field, version, bits, type, normalize, authenticateNull, value, input: hex(input), key: hex(key), normalized, hashed: hex(hashed), index: tag.readUInt32BE() >>> (32 - bits) };
}

const email = ['nfkc', 'trim', 'lower'];
const indexes = [
  index({ name: 'known answer', normalize: email, value: ' Ada.Lovelace@Example.com' }),
  index({ name: 'the same value, written otherwise', normalize: email, value: '\uFF21da.lovelace@EXAMPLE.com\u00a0' }),
  index({ name: 'another version', version: 2, bits: 32, value: 'ada.lovelace@example.com' }),
  index({ name: 'another field', field: 'alias', bits: 32, value: 'ada.lovelace@example.com' }),
  index({ name: 'another purpose', purpose: 'supplier', bits: 32, value: 'ada.lovelace@example.com' }),
  index({ name: 'boundary of purpose and field', purpose: 'custome', field: 'remail', bits: 32, value: 'ada.lovelace@example.com' }),
  index({ name: 'one bit, the last version', version: 2147483647, bits: 1, value: 'x' }),
  index({ name: 'names of many bytes', purpose: 'Kundë-顧客', field: 'größe-🗝', bits: 32, value: 'Żółw 北京 🗝️' }),
  index({ name: 'an empty text', bits: 32, value: '' }),
  index({ name: 'digits', field: 'phone', bits: 32, normalize: ['digits'], value: '+44 (20) 7946-0123' }),
  index({ name: 'digits of other scripts', field: 'phone', bits: 32, normalize: ['digits'], value: '\u0664\u0664 \uFF12\uFF10 \u{1D7D5}\u{1D7F5}4\u096C-0123' }),
  index({ name: 'lower case without a culture', bits: 32, normalize: ['lower'], value: 'IİıΑΣ ẞ Ǆ \u{10400}' }),
  index({ name: 'white space of every kind', bits: 32, normalize: ['trim'], value: '\t\u0085\u2003\u3000\u2028x y\u00a0\r\n\uFEFF' }),
  index({ name: 'compatibility forms', bits: 32, normalize: ['nfkc'], value: 'e\u0301 \uFB01 ２ Å \u1E9B\u0323' }),
  index({ name: 'an authenticated null', bits: 32, authenticateNull: true, value: null }),
  index({ name: 'an authenticated value', bits: 32, authenticateNull: true, value: 'x' }),
  index({ name: 'bytes', type: 'bytes', bits: 32, value: '00ff10' }),
  index({ name: 'an integer', type: 'int', bits: 32, value: '-2' }),
  index({ name: 'a GUID', type: 'guid', bits: 32, value: '00112233-4455-6677-8899-aabbccddeeff' }),
  index({ name: 'a date', type: 'date', bits: 32, value: '1984-02-29' }),
  ...['12.5', '12.50', '100', '100.00', '0', '-0.00', '0.0000000000000000000000000001', '-79228162514264337593543950335'].map(value => index({ name: `decimal ${value}`, type: 'decimal', bits: 32, value })),
  ...['2024-02-29T12:34:56.1234567+05:30', '2024-02-29T07:04:56.1234567+00:00', '2024-01-01T00:00:00.0000000-09:30'].map(value => index({ name: `instant ${value}`, type: 'instant', bits: 32, value })),
];
console.log(JSON.stringify({ format: 'KmsGuard blind indexes 1', branch: branch.name, indexes }, null, 1));
