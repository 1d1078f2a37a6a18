// Prints tests/vectors/record-format-1.json: node make-vectors.mjs > ../vectors/record-format-1.json
// Everything is fixed, so that a second run prints the same bytes; a change in the output is a change of a format that people have stored.
import { createHash } from 'node:crypto';
import { canon, derive, edk, encode, fieldAad, localEdk, pairs, seal, utf8, write } from './record-format-1.mjs';

const hex = bytes => Buffer.from(bytes).toString('hex');
const run = (first, length) => hex(Array.from({ length }, (_, i) => first + i));
const drawn = (name, length) => createHash('sha512').update(name).digest('hex').slice(0, length * 2);
const toHex = text => Buffer.from(text, 'base64url').toString('hex');

const keks = { '0123456789abcdef': run(0xc0, 32), 'fedcba9876543210': run(0x40, 32) };
const [keyId, otherKeyId] = Object.keys(keks);

// --- Pairs
const trap = { '\u{1F511}': 'U+1F511', '\uE000': 'U+E000', '\uFF5E': 'U+FF5E', 'z': 'U+007A', '\u00E9': 'U+00E9', 'e\u0301': 'U+0065 U+0301' };
const pairsList = [
  { name: 'the known answer', keyName: 'pii', context: { tenant: 't1' }, identity: { id: '00112233-4455-6677-8899-aabbccddeeff' } },
  { name: 'nothing but the reserved pair', keyName: 'default', context: {}, identity: {} },
  { name: 'order of UTF-8 bytes, not of UTF-16 units or of a culture', keyName: 'pii', context: trap, identity: {} },
  { name: 'keys that begin others', keyName: 'pii', context: { 'a!': '1', a: '2', aa: '3', B: '4' }, identity: { number: '-9223372036854775808' } },
  { name: 'characters of two, three and four bytes', keyName: 'schlüssel', context: { mandant: 'Łódź' }, identity: { 名前: '山田太郎 🗝' } },
  { name: 'the reserved pair between the others', keyName: 'pii', context: { aaa: '1', zzz: '2' }, identity: { kms: '3' } },
  { name: '8,192 bytes of context', keyName: 'pii', context: { tenant: 't'.repeat(8192 - 40) }, identity: {} },     // 40 = the count, both keys, the lengths and the reserved value
  { name: '8,192 bytes together', keyName: 'pii', context: { tenant: 't1' }, identity: { id: 'i'.repeat(8192 - 42 - 6) } },
].map(one => ({ ...one, canonK: hex(canon(pairs(one).K)), canonR: hex(canon(pairs(one).R)), canonBoth: hex(pairs(one).forKeyring(1)) }));
const pairsRefused = [
  ['an empty context key', { '': 'v' }], ['an empty context value', { tenant: '' }],
  ['an empty identity key', {}, { '': 'v' }], ['an empty identity value', {}, { id: '' }],
  ['a context key of the Encryption SDK', { 'aws-crypto-public-key': 'v' }], ['an identity key of the Encryption SDK', {}, { 'aws-crypto-x': 'v' }],
  ['the reserved key', { 'kmsguard-use': 'record/1:pii' }], ['another reserved key', { 'kmsguard-': 'v' }], ['a reserved key as identity', {}, { 'kmsguard-branch': 'v' }],
  ['a reserved key in capitals', { 'KmsGuard-Use': 'v' }], ['a key of the Encryption SDK in capitals', { 'AWS-CRYPTO-x': 'v' }],
  ['one key in context and identity', { id: '1' }, { id: '1' }], ['context keys that differ only by case', { tenant: '1', Tenant: '2' }],
  ['a context and an identity key that differ only by case', { id: '1' }, { ID: '1' }],
  ['a lone high surrogate', { tenant: 'a\uFFFF' }, {}, 'd800'], ['a lone low surrogate in a key', { 'a\uFFFF': 'v' }, {}, 'dc00'], ['a lone surrogate in an identity', {}, { id: '\uFFFFa' }, 'dfff'],
  ['U+0000 in a key', { 'a\u0000': 'v' }], ['U+0000 in a value', { tenant: 'a\u0000' }], ['U+0000 in an identity', {}, { id: '\u0000' }],
  ['8,193 bytes together', { tenant: 't1' }, { id: 'i'.repeat(8193 - 42 - 6) }],
  ['a context of 8,193 bytes', { tenant: 'x'.repeat(8193 - 40) }], ['an identity of 8,193 bytes', {}, { id: 'x'.repeat(8193 - 8) }],
].map(([name, context, identity = {}, codeUnit]) => ({ name, keyName: 'pii', context, identity, codeUnit }));

// --- Records
const fieldsOf = (record, list) => list.map(([name, type, value, more = {}], i) => ({ name, type, value, iv: drawn(`${record} IV ${i}`, 12), ...more }));
const nullable = { authenticateNull: true };
const kms = n => [hex(utf8('aws-kms')), hex(utf8(`arn:aws:kms:eu-central-1:111122223333:key/00000000-0000-4000-8000-00000000000${n}`)), drawn(`KMS ${n}`, 64).repeat(3).slice(0, 368)];
function record({ name, fields, ...given }) {
  const full = { name, purpose: 'customer', keyName: 'pii', context: { tenant: 't1' }, identity: { id: '42' }, flags: 0, keyId, dataKey: drawn(`${name} data key`, 32),
    recordId: drawn(`${name} id`, 16), edkIv: drawn(`${name} EDK IV`, 12), before: [], after: [], ...given, fields };
  const written = write({ ...full, kek: keks[full.keyId] });
  const keys = derive(Buffer.from(full.dataKey, 'hex'), full.purpose, pairs(full).K, full.flags, Buffer.from(full.recordId, 'hex'));
  return { ...full, fields: fields.map((field, i) => ({ ...field, aad: hex(fieldAad(full.identity, field)), plaintext: hex(encode(field)), ciphertext: toHex(written.fields[i]) })),
    ...Object.fromEntries(Object.entries(keys).map(([key, bytes]) => [key, hex(bytes)])), header: toHex(written.header) };
}
const examples = [
  ['photo', 'bytes', '00ff10'], ['ssn', 'string', '123-45-6789'], ['active', 'bool', true], ['points', 'int', '-2'], ['visits', 'uint', '300'],
  ['balance', 'decimal', '-12.50'], ['token', 'guid', '00112233-4455-6677-8899-aabbccddeeff'], ['birth', 'date', '1984-02-29'], ['seen', 'instant', '2024-02-29T12:34:56.1234567+05:30'],
];
const edges = {
  bytes: ['', '00', 'deadbeef', '00'.repeat(300)],
  string: ['', ' ', '\u0000', 'Żółw 北京 🗝️', '\uFEFFbyte order mark', '\u00E9', 'e\u0301', 'x'.repeat(1000)],
  bool: [false, true],
  int: ['0', '1', '-1', '127', '-128', '32767', '-32768', '2147483647', '-2147483648', '9223372036854775807', '-9223372036854775808'],
  uint: ['0', '1', '255', '65535', '4294967295', '9223372036854775808', '18446744073709551615'],
  decimal: ['0', '-0', '0.0', '-0.0', '0.0000000000000000000000000000', '1', '1.0', '1.00', '-1.5', '0.0000000000000000000000000001', '79228162514264337593543950335',
    '-79228162514264337593543950335', '-7.9228162514264337593543950335', '4294967296', '18446744073709551616'],
  guid: ['00000000-0000-0000-0000-000000000000', 'ffffffff-ffff-ffff-ffff-ffffffffffff', '01020304-0506-0708-090a-0b0c0d0e0f10'],
  date: ['0001-01-01', '1582-10-15', '1970-01-01', '2000-02-29', '9999-12-31'],
  instant: ['0001-01-01T00:00:00.0000000+00:00', '0001-01-01T14:00:00.0000000+14:00', '0001-01-01T00:00:00.0000000-14:00', '1969-12-31T23:59:59.9999999+00:00', '2024-12-31T23:59:59.9999999-09:30',
    '9999-12-31T23:59:59.9999999+14:00', '9999-12-31T23:59:59.9999999+00:00', '9999-12-31T09:59:59.9999999-14:00'],
};
// Encodings that came later stand in records of their own, so that no line above them changes.
const laterExamples = [
  ['opens', 'time', '08:30:00.0000000'], ['lasted', 'duration', '-36000000001'], ['called', 'datetime', '2024-02-29T12:34:56.1234567Z'], ['weight', 'float', '7.2500000000000000e+1'], ['tags', 'json', '["a",{"b":null}]'],
];
const laterEdges = {
  time: ['00:00:00.0000000', '00:00:00.0000001', '23:59:59.9999999'],
  duration: ['0', '1', '-1', '9223372036854775807', '-9223372036854775808'],
  datetime: ['0001-01-01T00:00:00.0000000', '0001-01-01T00:00:00.0000000Z', '0001-01-01T00:00:00.0000000L', '1969-12-31T23:59:59.9999999', '2024-03-31T02:30:00.0000000L', '9999-12-31T23:59:59.9999999Z'],
  float: ['0.0000000000000000e+0', '-0.0000000000000000e+0', '1.0000000000000001e-1', '4.9406564584124654e-324', '1.7976931348623157e+308', '-1.7976931348623157e+308', 'Infinity', '-Infinity', 'NaN', '1.0000000149011612e-1'],
  json: ['{}', '""', '0', '[1,2,3]', '{"name":"Zo\\u00EB","parts":[]}'],
};
const known = record({ name: 'known answer', dataKey: run(0, 32), recordId: run(0xa0, 16), edkIv: run(0xe0, 12), identity: pairsList[0].identity,
  fields: examples.map(([name, type, value], i) => ({ name, type, value, iv: hex(Buffer.alloc(12, 0xb0 + i)) })) });
const plain = [['note', 'string', 'hello']];
const foreign = record({ name: 'foreign', fields: [] });
const foreignEdk = localEdk(keyId, Buffer.from(keks[keyId], 'hex'), Buffer.from(foreign.edkIv, 'hex'), Buffer.from(foreign.dataKey, 'hex'), canon(pairs(foreign).K)).map(hex);
const big = [1, 2, 3, 4, 5].map(n => [hex(utf8(`${n}`.padEnd(64, 'p'))), drawn(`big info ${n}`, 64).repeat(8), drawn(`big ciphertext ${n}`, 64).repeat(16)]);
const fill = bytes => [...big.slice(0, 4), ['70', '', ''], [big[4][0], big[4][1], big[4][2].slice(0, (bytes - 7169) * 2)]];   // 7,169 = the header with all but this last wrapped key
const records = [
  known,
  record({ name: 'identity sent to the keyring', flags: 1, fields: fieldsOf('flags', plain) }),
  record({ name: 'no context and no identity', context: {}, identity: {}, fields: fieldsOf('empty', plain) }),
  record({ name: 'keys in an order of their own', context: trap, identity: { 'b': '1', '\u{10000}': '2', '\uFFFD': '3' }, fields: fieldsOf('trap', plain) }),
  record({ name: 'names and values of many bytes', purpose: 'Kundë-顧客', keyName: 'schlüssel', context: { mandant: 'Łódź' }, identity: { 名前: '山田太郎 🗝' }, fields: fieldsOf('names', [['größe-🗝', 'string', 'Ünïcödé 漢字 🗝']]) }),
  record({ name: 'two encrypted data keys, the local one second', before: [kms(1)], fields: fieldsOf('two', plain) }),
  record({ name: 'eight encrypted data keys, the local one last', before: [1, 2, 3, 4, 5, 6, 7].map(kms), fields: fieldsOf('eight', plain) }),
  record({ name: 'an encrypted data key of another record first', before: [foreignEdk], fields: fieldsOf('masked', plain) }),
  record({ name: 'an encrypted data key of another record last', after: [foreignEdk], fields: fieldsOf('followed', plain) }),
  record({ name: 'another key encryption key', keyId: otherKeyId, fields: fieldsOf('other KEK', plain) }),
  record({ name: 'empty provider info and empty wrapped key of another provider', before: [[hex(utf8('kmsguard-branch')), '', '']], fields: fieldsOf('empty parts', plain) }),
  record({ name: 'largest parts, header of 8,192 bytes', before: fill(8192), fields: fieldsOf('largest', plain) }),
  record({ name: 'edges of every encoding', fields: fieldsOf('edges', Object.entries(edges).flatMap(([type, values]) => values.map((value, i) => [`${type}-${i}`, type, value]))) }),
  record({ name: 'authenticated null and value of every encoding', fields: fieldsOf('nulls', examples.flatMap(([name, type, value]) => [[`${name}-null`, type, null, nullable], [`${name}-value`, type, value, nullable]])
    .concat([['empty-text', 'string', '', nullable], ['empty-bytes', 'bytes', '', nullable]])) }),
  record({ name: 'padded fields', fields: fieldsOf('padded', [
    ...[0, 1, 14, 15, 16, 17, 63].map(length => [`text-${length}`, 'string', 'x'.repeat(length), { pad: 16 }]), ['looks padded', 'bytes', '800080', { pad: 16 }], ['zeros', 'bytes', '000000', { pad: 16 }],
    ['block of 2', 'string', 'abc', { pad: 2 }], ['block of 65,536', 'string', 'abc', { pad: 65536 }], ['number', 'int', '-2', { pad: 24 }],
    ['null', 'string', null, { ...nullable, pad: 32 }], ['no null', 'string', 'Łódź', { ...nullable, pad: 32 }], ['empty', 'string', '', { ...nullable, pad: 32 }]]) }),
  record({ name: 'encodings that came later', fields: fieldsOf('later', laterExamples) }),
  record({ name: 'edges of the encodings that came later', fields: fieldsOf('later edges', Object.entries(laterEdges).flatMap(([type, values]) => values.map((value, i) => [`${type}-${i}`, type, value]))) }),
  record({ name: 'authenticated null and value of the encodings that came later', fields: fieldsOf('later nulls', laterExamples.flatMap(([name, type, value]) => [[`${name}-null`, type, null, nullable], [`${name}-value`, type, value, nullable]])) }),
];

// --- What is to be refused: a good record with one thing changed
const bytesOf = text => Buffer.from(text, 'hex');
const splice = (text, at, remove, insert) => text.slice(0, at * 2) + insert + text.slice((at + remove) * 2);
const flip = (text, at, mask = 1) => splice(text, at, 1, hex([bytesOf(text)[at] ^ mask]));
const summary = ({ purpose, keyName, context, identity, header, fields }, change) => ({ purpose, keyName, context, identity, header,
  fields: fields.slice(0, 1).map(({ name, type, authenticateNull, pad, ciphertext }) => ({ name, type, authenticateNull, pad, ciphertext })), ...change });
const refused = [];
const refuse = (error, name, change = {}, base = known) => refused.push({ name, error, ...summary(base, change) });
const header = (error, name, change, base = known) => refuse(error, name, { header: change(base.header) }, base);
const field = (error, name, change, base = known) => refuse(error, name, { fields: [{ ...summary(base).fields[0], ...change(base.fields[0]) }] }, base);
const withEdks = (list, base = known) => base.header.slice(0, 102) + hex([list.length]) + list.map(parts => hex(edk(parts.map(bytesOf)))).join('');
const knownEdk = localEdk(keyId, bytesOf(keks[keyId]), bytesOf(known.edkIv), bytesOf(known.dataKey), canon(pairs(known).K)).map(hex);
const wrap = (dataKey, context = canon(pairs(known).K)) => localEdk(keyId, bytesOf(keks[keyId]), bytesOf(drawn(`wrap ${dataKey}`, 12)), bytesOf(dataKey), context).map(hex);

for (const length of [0, 1, 2, 3, 18, 19, 50, 51, 52, 53, 54, 67, 68, 69, 70, 105, 106, 107, 108, 155]) header('format', `header cut to ${length} bytes`, text => text.slice(0, length * 2));
header('format', 'a byte after the header', text => `${text}00`);
for (const format of ['00', '02', 'ff']) header('format', `format ${format}`, text => splice(text, 0, 1, format));
for (const suite of ['00', '02', 'ff']) header('format', `suite ${suite}`, text => splice(text, 1, 1, suite));
for (const flags of ['02', '03', '80', '81', 'fe', 'ff']) header('format', `flags ${flags}`, text => splice(text, 2, 1, flags));
header('authentication', 'flags bit 0 set afterwards', text => splice(text, 2, 1, '01'));
header('authentication', 'flags bit 0 cleared afterwards', text => splice(text, 2, 1, '00'), records[1]);
header('authentication', 'record id changed', text => flip(text, 3));
header('authentication', 'record id of another record', text => splice(text, 3, 16, foreign.recordId));
header('authentication', 'commitment changed, first bit', text => flip(text, 19, 0x80));
header('authentication', 'commitment changed, last bit', text => flip(text, 50));
header('authentication', 'record key in place of the commitment', text => splice(text, 19, 32, known.recordKey));
header('format', 'no encrypted data key', text => text.slice(0, 102) + '00');
header('format', 'no encrypted data key counted, one there', text => splice(text, 51, 1, '00'));
header('format', 'two counted, one there', text => splice(text, 51, 1, '02'));
header('format', 'one counted, two there', () => splice(withEdks([knownEdk, kms(1)]), 51, 1, '01'));
header('format', 'nine encrypted data keys', () => withEdks([knownEdk, ...[1, 2, 3, 4, 5, 6, 7, 8].map(kms)]));
header('format', '255 counted', text => splice(text, 51, 1, 'ff'));
header('format', 'two equal encrypted data keys', () => withEdks([knownEdk, knownEdk]));
header('format', 'two equal encrypted data keys, not side by side', () => withEdks([kms(1), knownEdk, kms(1)]));
header('format', 'empty provider id', () => withEdks([knownEdk, ['', '00', '00']]));
header('format', 'provider id that is not UTF-8', () => withEdks([knownEdk, ['ff', '', '']]));
header('format', 'provider id of 65 bytes', () => withEdks([knownEdk, ['70'.repeat(65), '', '']]));
header('format', 'provider info of 513 bytes', () => withEdks([knownEdk, ['70', '00'.repeat(513), '']]));
header('format', 'wrapped key of 1,025 bytes', () => withEdks([knownEdk, ['70', '', '00'.repeat(1025)]]));
header('format', 'header of 8,193 bytes', () => withEdks([...fill(8193), knownEdk]));
for (const [what, at] of [['provider id', 52], ['provider info', 68], ['wrapped key', 106]]) {
  for (const length of ['0000', 'ffff']) header('format', `length of the ${what} says ${length}`, text => splice(text, at, 2, length));
  header('format', `length of the ${what} says one more`, text => flip(text, at + 1));
}
header('key', 'another provider', text => flip(text, 67));
header('key', 'a provider id in capitals', text => splice(text, 54, 1, '4b'));
header('key', 'a key that the reader does not hold', text => flip(text, 85));
header('key', 'only encrypted data keys of other providers', () => withEdks([kms(1), kms(2)]));
header('authentication', 'the other key named', () => withEdks([[knownEdk[0], hex(utf8(otherKeyId)) + knownEdk[1].slice(32), knownEdk[2]]]));
header('authentication', 'EDK IV changed', text => flip(text, 94));
header('authentication', 'wrapped key changed', text => flip(text, 108));
header('authentication', 'tag of the wrapped key changed', text => flip(text, 155));
header('authentication', 'tag of the wrapped key cut', () => withEdks([[knownEdk[0], knownEdk[1], knownEdk[2].slice(0, -2)]]));
header('authentication', 'wrapped key empty', () => withEdks([[knownEdk[0], knownEdk[1], '']]));
header('authentication', 'only the encrypted data key of another record', () => withEdks([foreignEdk]));
header('authentication', 'header of another record', () => foreign.header);
for (const bytes of [16, 24, 31]) header('authentication', `a data key of ${bytes} bytes`, () => withEdks([wrap(known.dataKey.slice(0, bytes * 2))]));
header('authentication', 'a data key of 33 bytes that HMAC cannot tell from the 32', () => withEdks([wrap(`${known.dataKey}00`)]));
const zeroEnd = record({ name: 'zero end', dataKey: run(1, 31) + '00', fields: fieldsOf('zero end', plain) });
header('authentication', 'a data key of 31 bytes that HMAC cannot tell from the 32', () => withEdks([wrap(run(1, 31), canon(pairs(zeroEnd).K))], zeroEnd), zeroEnd);
refuse('authentication', 'another tenant', { context: { tenant: 't2' } });
refuse('authentication', 'another tenant, under whose context the data key was wrapped again', { context: { tenant: 't2' }, header: withEdks([wrap(known.dataKey, canon(pairs({ keyName: 'pii', context: { tenant: 't2' } }).K))]) });
refuse('authentication', 'another context key', { context: { Tenant: 't1' } });
refuse('authentication', 'a context pair too many', { context: { tenant: 't1', region: 'eu' } });
refuse('authentication', 'a context pair too few', { context: {} });
refuse('authentication', 'another key name', { keyName: 'card' });
refuse('authentication', 'another purpose', { purpose: 'supplier' });
refuse('authentication', 'context and identity swapped', { context: known.identity, identity: known.context });
refuse('authentication', 'the boundary of a context key and its value moved', { context: { tenantt: '1' } });
refuse('authentication', 'another identity', { identity: { id: '00112233-4455-6677-8899-aabbccddeefe' } });
refuse('authentication', 'another identity key', { identity: { ID: known.identity.id } });
refuse('authentication', 'no identity', { identity: {} });
refuse('authentication', 'another identity, sent to the keyring', { identity: { id: '43' } }, records[1]);
refuse('authentication', 'decomposed for composed', { context: { ...trap, 'é': 'U+00E8' } }, records[3]);
refuse('context', 'an empty context value on reading', { context: { tenant: '' } });
refuse('context', 'a reserved key on reading', { context: { 'kmsguard-x': '1' } });
for (const bytes of [0, 1, 11, 12, 27]) field('format', `field cut to ${bytes} bytes`, ({ ciphertext }) => ({ ciphertext: ciphertext.slice(0, bytes * 2) }));
const nulls = records.find(one => one.name.startsWith('authenticated null')), padded = records.find(one => one.name === 'padded fields');
field('format', 'no bytes where a presence byte is due', () => ({ ciphertext: '' }), nulls);
field('authentication', 'field cut to 28 bytes', ({ ciphertext }) => ({ ciphertext: ciphertext.slice(0, 56) }));
field('authentication', 'last byte of the field cut', ({ ciphertext }) => ({ ciphertext: ciphertext.slice(0, -2) }));
field('authentication', 'first byte of the field cut', ({ ciphertext }) => ({ ciphertext: ciphertext.slice(2) }));
field('authentication', 'a byte after the field', ({ ciphertext }) => ({ ciphertext: `${ciphertext}00` }));
for (const [what, at] of [['IV, first bit', 0], ['IV, last bit', 11], ['ciphertext', 13], ['tag, first bit', -16], ['tag, last bit', -1]])
  field('authentication', `field changed: ${what}`, ({ ciphertext }) => ({ ciphertext: flip(ciphertext, at < 0 ? ciphertext.length / 2 + at : at, at % 2 ? 1 : 0x80) }));
field('authentication', 'field of zeros', () => ({ ciphertext: '00'.repeat(31) }));
field('authentication', 'field of another record', () => ({ name: 'note', type: 'string', ciphertext: records[1].fields[0].ciphertext }));
field('authentication', 'another field name', () => ({ name: 'ssn', type: 'bytes' }));
field('authentication', 'a field name cut', () => ({ name: 'phot' }));
field('authentication', 'another type', () => ({ type: 'string' }));
field('authentication', 'signed read as unsigned', () => ({ name: 'points', type: 'uint', ciphertext: known.fields[3].ciphertext }));
field('authentication', 'a plain field read as one with a presence byte', () => ({ authenticateNull: true }));
field('authentication', 'a field with a presence byte read as plain', ({ ciphertext }) => ({ authenticateNull: undefined, ciphertext }), nulls);
field('authentication', 'a padded field read as one without padding', () => ({ pad: undefined }), padded);

// Sealed under the right key, and yet not what the format allows: what a faulty or malicious writer leaves.
const sealed = (given, key = known.recordKey, identity = known.identity) => hex(Buffer.concat([bytesOf(given.iv), seal(bytesOf(key), bytesOf(given.iv), fieldAad(identity, given), encode(given))]));
const badPlaintext = (name, type, plaintext, more = {}) => field('format', name, () => {
  const given = { name: 'crafted', type, plaintext, iv: drawn(`crafted ${name}`, 12), ...more };
  return { name: given.name, type, ...more, ciphertext: sealed(given) };
});
const badAad = (name, more) => field('authentication', name, () => {
  const given = { name: 'crafted', type: 'string', value: 'x', iv: drawn(`crafted ${name}`, 12), ...more };
  return { name: 'crafted', type: 'string', ciphertext: sealed(given) };
});
badAad('another encoding id', { encodingId: 0x01 });
badAad('the encoding id with bit 7', { encodingId: 0x82 });
badAad('another padding id', { paddingId: 0x01 });
field('authentication', 'the record key used with the AAD of no field', () => ({ name: 'crafted', type: 'string', ciphertext: hex(Buffer.concat([Buffer.alloc(12, 9), seal(bytesOf(known.recordKey), Buffer.alloc(12, 9), Buffer.alloc(0), utf8('x'))])) }));
field('authentication', 'a field under the data key itself', () => ({ name: 'crafted', type: 'string', ciphertext: sealed({ name: 'crafted', type: 'string', value: 'x', iv: drawn('data key', 12) }, known.dataKey) }));
field('authentication', 'a field under the commitment', () => ({ name: 'crafted', type: 'string', ciphertext: sealed({ name: 'crafted', type: 'string', value: 'x', iv: drawn('commitment', 12) }, known.commitment) }));
for (const [name, plaintext] of [['overlong NUL', 'c080'], ['an encoded surrogate', 'eda080'], ['a byte that is never UTF-8', 'ff'], ['a character cut short', 'e282'], ['over U+10FFFF', 'f4908080'], ['a lone continuation byte', '6180']])
  badPlaintext(`string: ${name}`, 'string', plaintext);
for (const plaintext of ['', '02', 'ff', '0000']) badPlaintext(`bool: '${plaintext}'`, 'bool', plaintext);
for (const type of ['int', 'uint']) for (const plaintext of ['', '01', '00000000000001', '000000000000000001']) badPlaintext(`${type}: ${plaintext.length / 2} bytes`, type, plaintext);
badPlaintext('int: 128 in 8 bits', 'int', '0000000000000080', { bits: 8 });
badPlaintext('int: -129 in 8 bits', 'int', 'ffffffffffffff7f', { bits: 8 });
badPlaintext('int: 32768 in 16 bits', 'int', '0000000000008000', { bits: 16 });
badPlaintext('int: 2147483648 in 32 bits', 'int', '0000000080000000', { bits: 32 });
badPlaintext('uint: 256 in 8 bits', 'uint', '0000000000000100', { bits: 8 });
badPlaintext('uint: 65536 in 16 bits', 'uint', '0000000000010000', { bits: 16 });
badPlaintext('uint: 4294967296 in 32 bits', 'uint', '0000000100000000', { bits: 32 });
for (const [name, plaintext] of [['sign 02', `0200${'00'.repeat(11)}01`], ['sign 80', `8000${'00'.repeat(11)}01`], ['scale 29', `001d${'00'.repeat(11)}01`], ['scale ff', `00ff${'00'.repeat(11)}01`], ['13 bytes', '00'.repeat(13)], ['15 bytes', '00'.repeat(15)], ['empty', '']])
  badPlaintext(`decimal: ${name}`, 'decimal', plaintext);
for (const bytes of [0, 15, 17]) badPlaintext(`guid: ${bytes} bytes`, 'guid', '01'.repeat(bytes));
for (const [name, plaintext] of [['the day after 9999-12-31', '0037b9db'], ['ffffffff', 'ffffffff'], ['3 bytes', '000000'], ['8 bytes', '0000000000000001']]) badPlaintext(`date: ${name}`, 'date', plaintext);
for (const [name, plaintext] of [['before year 1', 'ffffffffffffffff0000'], ['after year 9999', '2bca2875f43740000000'], ['offset of 14:01', '08dc38f0243fca070349'], ['offset of -14:01', '08dc38f0243fca07fcb7'],
  ['local time before year 1', '0000000000000000ffff'], ['local time after year 9999', '2bca2875f4373fff0001'], ['9 bytes', '00'.repeat(9)], ['11 bytes', '00'.repeat(11)]]) badPlaintext(`instant: ${name}`, 'instant', plaintext);
for (const [name, plaintext] of [['no presence byte', ''], ['presence 02', '0261'], ['presence ff', 'ff'], ['null with a value', '0061'], ['null with a null', '0000']]) badPlaintext(`presence: ${name}`, 'string', plaintext, nullable);
badPlaintext('presence: a bool without its byte', 'bool', '01', nullable);
badPlaintext('presence: a bool of 02', 'bool', '0102', nullable);
for (const [name, plaintext] of [['nothing at all', ''], ['only zeros', '0000'], ['no mark', '6162'], ['another mark', '61400000'], ['something after the mark', '618001']]) badPlaintext(`padding: ${name}`, 'string', plaintext, { pad: 16 });
badPlaintext('padding: a good one behind no presence byte', 'string', '8000', { ...nullable, pad: 16 });
badPlaintext('padding: a null with a value', 'string', '006180', { ...nullable, pad: 16 });
for (const [type, name, plaintext, more] of [
  ['time', 'midnight of the next day', '000000c92a69c000'], ['time', 'ffffffffffffffff', 'ff'.repeat(8)], ['time', '7 bytes', '00'.repeat(7)], ['duration', '9 bytes', '00'.repeat(9)],
  ['datetime', 'kind 03', '030000000000000000'], ['datetime', 'after year 9999', '012bca2875f4374000'], ['datetime', 'before year 1', '01ffffffffffffffff'], ['datetime', '8 bytes', '00'.repeat(8)],
  ['float', 'a NaN with a sign', 'fff8000000000000'], ['float', 'a signalling NaN', '7ff0000000000001'], ['float', '4 bytes', '3f800000'],
  ['float', '0.1 in 32 bits', '3fb999999999999a', { bits: 32 }], ['float', '1e300 in 32 bits', '7e37e43c8800759c', { bits: 32 }],
  ['json', 'empty', ''], ['json', 'cut short', '7b2261223a'], ['json', 'two values', '3131206e756c6c'], ['json', 'not UTF-8', '22ff22'],
]) badPlaintext(`${type}: ${name}`, type, plaintext, more);

const text = {
  accepted: ['', '00', '0000', '000000', 'fbff', 'fbefbe', '14fb9c03d97e'].map(bytes => ({ bytes, text: bytesOf(bytes).toString('base64url') })),
  refused: ['AA==', 'AB', 'A', '+/8', '-_9', '-_8=', 'FPucA9l+', 'FPuc A9l-', 'QQ==', 'QQ=', 'Q', 'QQQQQ', 'QR', 'QQF', 'Q Q', ' QQ', 'QQ ', 'QQ\n', 'QUJD\r\n', '+/+/', '-_+_', 'QQ.', 'QQ\u0000', 'ＱＱ', '='],
};
const lines = list => `[\n${list.map(one => `    ${JSON.stringify(one)}`).join(',\n')}\n  ]`;
process.stdout.write(`{
  "format": "KmsGuard record format 1",
  "keks": ${JSON.stringify(keks)},
  "pairs": ${lines(pairsList)},
  "pairsRefused": ${lines(pairsRefused)},
  "text": ${JSON.stringify(text)},
  "records": ${lines(records)},
  "refused": ${lines(refused)}
}
`);
