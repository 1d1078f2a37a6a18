// A second implementation of branch keys, written from docs/formats.md and not from the .NET code. Prints the golden vectors:
//   node branch-keys-1.mjs > ../vectors/branch-keys-1.json
// Everything is fixed, so that a second run prints the same bytes; a change in the output is a change of a format that people have stored.
import { createHash, createHmac } from 'node:crypto';
import { canon, derive, edk, encode, fieldAad, localEdk, seal, utf8 } from './record-format-1.mjs';

const hex = bytes => Buffer.from(bytes).toString('hex'), unhex = text => Buffer.from(text.replaceAll('-', ''), 'hex');
const run = (first, length) => hex(Array.from({ length }, (_, i) => first + i));
const u32 = value => { const bytes = Buffer.alloc(4); bytes.writeUInt32BE(value); return bytes; };
const keks = { '0123456789abcdef': run(0xc0, 32) };
const uses = { record: 1, index: 2 };

function branch({ keyName, context, use, branchId, version, created, branchKey, edkIv, keyId = '0123456789abcdef', ...rest }) {
  const K = { ...context, 'kmsguard-use': `${use}/1:${keyName}` };
  const wrapping = canon({ ...context, 'kmsguard-use': `branch/1:${keyName}`, 'kmsguard-branch': branchId, 'kmsguard-branch-use': `${use}/1`,
    'kmsguard-version': `${version}`, 'kmsguard-created': created });
  const wrapped = edk(localEdk(keyId, unhex(keks[keyId]), unhex(edkIv), unhex(branchKey), wrapping));
  const info = Buffer.concat([unhex(branchId), u32(version)]);
  const input = Buffer.concat([u32(1), utf8('KmsGuard branch'), Buffer.from([0, uses[use]]), info, u32(0x200)]);
  const root = createHmac('sha512', unhex(branchKey)).update(input).digest().subarray(0, 32);
  return { ...rest, keyName, context, use, branchId, version, created, keyId, branchKey, edkIv, partition: hex(createHash('sha256').update(canon(K)).digest()),
    wrapping: hex(wrapping), wrappedKey: hex(Buffer.concat([Buffer.from([1]), wrapped])), info: hex(info), input: hex(input), root: hex(root),
    ...(rest.record && { record: record({ keyName, context, K, root, info, ...rest.record }) }) };
}
function record({ keyName, context, K, root, info, identity, recordId, iv, value }) {
  const { recordKey, commitment } = derive(root, 'customer', K, 0, unhex(recordId));
  const field = { name: 'ssn', type: 'string', value, iv };
  const header = Buffer.concat([Buffer.from([1, 1, 0]), unhex(recordId), commitment, Buffer.from([1]), edk([utf8('kmsguard-branch'), info, Buffer.alloc(0)])]);
  const ciphertext = Buffer.concat([unhex(iv), seal(recordKey, unhex(iv), fieldAad(identity, field), encode(field))]);
  return { name: 'record of the branch', purpose: 'customer', keyName, context, identity, recordId, header: hex(header), fields: [{ ...field, ciphertext: hex(ciphertext) }] };
}

const id = '40414243-4445-4647-4849-4a4b4c4d4e4f', trap = { '\u{1F511}': 'U+1F511', '\uE000': 'U+E000', 'kms': 'k', 'z': 'U+007A', 'e\u0301': 'U+0065 U+0301' };
console.log(JSON.stringify({ format: 'KmsGuard branch keys 1', keks, branches: [
  branch({ name: 'known answer', keyName: 'pii', context: { tenant: 't1' }, use: 'record', branchId: id, version: 1, created: '2026-11-24T12:00:00Z', branchKey: run(0x60, 32), edkIv: run(0xe0, 12),
    record: { identity: { id: '42' }, recordId: run(0xa0, 16), iv: run(0xb0, 12), value: '123-45-6789' } }),
  branch({ name: 'the same for indexes', keyName: 'pii', context: { tenant: 't1' }, use: 'index', branchId: id, version: 1, created: '2026-11-24T12:00:00Z', branchKey: run(0x60, 32), edkIv: run(0xe0, 12) }),
  branch({ name: 'the last version, and pairs around the reserved ones', keyName: 'schlüssel', context: trap, use: 'record', branchId: 'fedcba98-7654-3210-0123-456789abcdef', version: 2147483647,
    created: '9999-12-31T23:59:59Z', branchKey: run(0x20, 32), edkIv: run(0x10, 12), record: { identity: {}, recordId: run(0x30, 16), iv: run(0x50, 12), value: 'Łódź' } }),
] }, null, 1));
