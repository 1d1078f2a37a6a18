// Every vector of tests/vectors/record-format-1.json, and the first record's header cut at each byte and with each bit flipped.
import { readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { attempt, canon, fromText, pairs, read, write } from './record-format-1.mjs';

const vectors = JSON.parse(readFileSync(new URL('../vectors/record-format-1.json', import.meta.url), 'utf8'));
const text = hex => Buffer.from(hex, 'hex').toString('base64url');
const counts = {};
function check(what, name, actual, expected) {
  if (!isDeepStrictEqual(actual, expected)) throw new Error(`${what} '${name}': expected ${JSON.stringify(expected)}, got ${JSON.stringify(actual)}`);
  counts[what] = (counts[what] ?? 0) + 1;
}
const request = one => ({ ...one, keks: vectors.keks, header: text(one.header), fields: one.fields.map(field => ({ ...field, ciphertext: text(field.ciphertext) })) });

for (const one of vectors.pairs)
  check('pairs', one.name, [canon(pairs(one).K), canon(pairs(one).R), pairs(one).forKeyring(1)].map(bytes => bytes.toString('hex')), [one.canonK, one.canonR, one.canonBoth]);
for (const one of vectors.pairsRefused) {
  const refused = one.codeUnit ? JSON.parse(JSON.stringify(one).replaceAll('\uFFFF', `\\u${one.codeUnit}`)) : one;
  check('pairs refused', one.name, attempt(() => pairs(refused)).error, 'context');
}
for (const one of vectors.text.accepted) check('text', one.text, [text(one.bytes), fromText(one.text).toString('hex')], [one.text, one.bytes]);
for (const one of vectors.text.refused) check('text refused', one, attempt(() => fromText(one)).error, 'format');
for (const one of vectors.records) {
  const { header, fields } = request(one);
  check('records written', one.name, write({ ...one, kek: vectors.keks[one.keyId] }), { header, fields: fields.map(field => field.ciphertext) });
  check('records read', one.name, read(request(one)).values, one.fields.map(field => field.value));
}
for (const one of vectors.refused) check('refused', one.name, attempt(() => read(request(one))).error, one.error);

const [first] = vectors.records, header = Buffer.from(first.header, 'hex');
const flipped = (hex, bit) => {
  const bytes = Buffer.from(hex, 'hex');
  bytes[bit >> 3] ^= 1 << (bit & 7);
  return bytes.toString('hex');
};
const kindOf = change => attempt(() => read(request({ ...first, ...change }))).error;
for (let length = 0; length < header.length; length++) check('header cuts', length, kindOf({ header: header.toString('hex', 0, length) }), 'format');
for (let bit = 0; bit < header.length * 8; bit++) check('header bit flips', bit, kindOf({ header: flipped(first.header, bit) }) !== undefined, true);
for (const field of first.fields) {
  for (let bit = 0; bit < field.ciphertext.length * 4; bit++)
    check('field bit flips', `${field.name} ${bit}`, kindOf({ fields: [{ ...field, ciphertext: flipped(field.ciphertext, bit) }] }), 'authentication');
}
console.log(JSON.stringify(counts));
