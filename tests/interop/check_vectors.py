"""A third look at tests/vectors/record-format-1.json, branch-keys-1.json and blind-indexes-1.json with Python's standard library alone: all but AES-GCM, which it does not have.

Recomputes pairs, key hashes, derivations, AADs, value encodings, header layout and text forms from the page docs/formats.md.
    python3 check_vectors.py
"""
import base64
import datetime
import decimal
import hashlib
import hmac
import json
import pathlib
import struct
import sys
import unicodedata
import uuid

CHECKED = {}


def same(what, name, actual, expected):
    if actual != expected:
        sys.exit(f"{what} '{name}': expected {expected}, got {actual}")
    CHECKED[what] = CHECKED.get(what, 0) + 1


def text(value):
    encoded = value.encode("utf-8")
    return struct.pack(">H", len(encoded)) + encoded


def canon(pairs):
    ordered = sorted(pairs.items(), key=lambda pair: pair[0].encode("utf-8"))
    return struct.pack(">H", len(ordered)) + b"".join(text(key) + text(value) for key, value in ordered)


def with_use(one):
    return {**one["context"], "kmsguard-use": "record/1:" + one["keyName"]}


def encode_decimal(value):
    sign, digits, exponent = decimal.Decimal(value).as_tuple()
    magnitude = int("".join(map(str, digits)))
    return bytes([sign, -exponent]) + magnitude.to_bytes(12, "big")


def encode_instant(value):
    # datetime stops at microseconds: the hundreds of nanoseconds go around it.
    seconds, rest = value.split(".")
    sign = -1 if rest[7] == "-" else 1
    offset = sign * (int(rest[8:10]) * 60 + int(rest[11:13]))
    local = datetime.datetime.fromisoformat(seconds) - datetime.datetime(1, 1, 1)
    ticks = (local.days * 86400 + local.seconds) * 10_000_000 + int(rest[:7])
    return struct.pack(">qh", ticks - offset * 600_000_000, offset)


def ticks_of_day(value):
    hours, minutes, seconds = value.split(":")
    return (int(hours) * 60 + int(minutes)) * 600_000_000 + int(seconds.replace(".", ""))


def encode_datetime(value):
    kind = {"Z": 1, "L": 2}.get(value[-1], 0)
    days = datetime.date.fromisoformat(value[:10]).toordinal() - 1
    return struct.pack(">Bq", kind, days * 864_000_000_000 + ticks_of_day(value[11:27]))


ENCODINGS = {
    "bytes": (1, bytes.fromhex),
    "string": (2, lambda value: value.encode("utf-8")),
    "bool": (3, lambda value: bytes([int(value)])),
    "int": (4, lambda value: struct.pack(">q", int(value))),
    "uint": (5, lambda value: struct.pack(">Q", int(value))),
    "decimal": (6, encode_decimal),
    "guid": (7, lambda value: uuid.UUID(value).bytes),
    "date": (8, lambda value: struct.pack(">I", datetime.date.fromisoformat(value).toordinal() - 1)),
    "instant": (9, encode_instant),
    "time": (10, lambda value: struct.pack(">q", ticks_of_day(value))),
    "duration": (11, lambda value: struct.pack(">q", int(value))),
    "datetime": (12, encode_datetime),
    "float": (13, lambda value: bytes.fromhex("7ff8000000000000") if value == "NaN" else struct.pack(">d", float(value))),
    "json": (14, lambda value: value.encode("utf-8")),
}


def parse_header(header):
    """The EDKs of a header, or None where the page says that it is refused."""
    if not 52 <= len(header) <= 8192 or header[0] != 1 or header[1] != 1 or header[2] > 1 or not 1 <= header[51] <= 8:
        return None
    position, edks = 52, []
    for _ in range(header[51]):
        parts = []
        for least, most in ((1, 64), (0, 512), (0, 1024)):
            if position + 2 > len(header):
                return None
            (length,) = struct.unpack_from(">H", header, position)
            position += 2 + length
            if not least <= length <= most or position > len(header):
                return None
            parts.append(header[position - length:position])
        try:
            parts[0].decode("utf-8")
        except UnicodeDecodeError:
            return None
        edks.append(tuple(parts))
    return edks if position == len(header) and len(set(edks)) == len(edks) else None


def main():
    path = pathlib.Path(__file__).parent.parent / "vectors" / "record-format-1.json"
    vectors = json.loads(path.read_text(encoding="utf-8"))

    for one in vectors["pairs"]:
        for member, pairs in (("canonK", with_use(one)), ("canonR", one["identity"]), ("canonBoth", {**with_use(one), **one["identity"]})):
            same("pairs", one["name"], canon(pairs).hex(), one[member])

    for one in vectors["records"]:
        key_hash = hashlib.sha256(text(one["purpose"]) + canon(with_use(one))).digest()
        same("key hashes", one["name"], key_hash.hex(), one["keyHash"])
        label, record_id = b"KmsGuard record", bytes.fromhex(one["recordId"])
        message = struct.pack(">I", 1) + label + b"\0" + bytes([1, 1, one["flags"]]) + record_id + key_hash + struct.pack(">I", 512)
        same("derivation inputs", one["name"], (len(message), message.hex()), (75, one["input"]))
        derived = hmac.new(bytes.fromhex(one["dataKey"]), message, hashlib.sha512).hexdigest()
        same("record keys and commitments", one["name"], derived, one["recordKey"] + one["commitment"])

        header = bytes.fromhex(one["header"])
        same("header starts", one["name"], header[:51].hex(), "0101%02x" % one["flags"] + one["recordId"] + one["commitment"])
        edks = parse_header(header)
        local = edks[len(one["before"])]
        same("local EDKs", one["name"], (local[0], local[1].hex(), len(local[2])),
             (b"kmsguard-local", one["keyId"].encode().hex() + "00000080" + "0000000c" + one["edkIv"], 48))
        same("other EDKs", one["name"], [[part.hex() for part in edk] for edk in edks if edk is not local], one["before"] + one["after"])

        same("IVs all different", one["name"], len({field["iv"] for field in one["fields"]}), len(one["fields"]))
        for field in one["fields"]:
            name = f"{one['name']}: {field['name']}"
            encoding_id, encode = ENCODINGS[field["type"]]
            presence = b""
            if field.get("authenticateNull"):
                encoding_id |= 0x80
                presence = b"\0" if field["value"] is None else b"\1"
            plaintext = presence + (b"" if field["value"] is None else encode(field["value"]))
            pad = field.get("pad", 0)
            if pad:
                plaintext += b"\x80"
                plaintext += bytes(-len(plaintext) % pad)
            same("plaintexts", name, plaintext.hex(), field["plaintext"])
            aad = b"\1" + hashlib.sha256(canon(one["identity"])).digest() + bytes([encoding_id, 1 if pad else 0]) + field["name"].encode("utf-8")
            same("AADs", name, aad.hex(), field["aad"])
            same("field layouts", name, (field["ciphertext"][:24], len(field["ciphertext"]) // 2), (field["iv"], 28 + len(plaintext)))

    for one in vectors["refused"]:
        refused = parse_header(bytes.fromhex(one["header"])) is None
        short = any(len(field["ciphertext"]) < 56 for field in one["fields"])
        if refused or short:
            same("malformed headers and fields", one["name"], one["error"], "format")
        elif one["error"] == "format":
            same("format errors behind the encryption", one["name"], one["fields"][0]["name"], "crafted")

    for one in vectors["text"]["accepted"]:
        same("texts", one["text"], base64.urlsafe_b64encode(bytes.fromhex(one["bytes"])).rstrip(b"=").decode(), one["text"])
    check_branches(json.loads((pathlib.Path(__file__).parent.parent / "vectors" / "branch-keys-1.json").read_text("utf-8")))
    check_indexes(json.loads((pathlib.Path(__file__).parent.parent / "vectors" / "blind-indexes-1.json").read_text("utf-8")))
    print(json.dumps(CHECKED))


def check_branches(vectors):
    for one in vectors["branches"]:
        name = one["name"]
        K = {**one["context"], "kmsguard-use": f"{one['use']}/1:{one['keyName']}"}
        same("branch partitions", name, hashlib.sha256(canon(K)).hexdigest(), one["partition"])
        wrapping = {**one["context"], "kmsguard-use": "branch/1:" + one["keyName"], "kmsguard-branch": one["branchId"], "kmsguard-branch-use": one["use"] + "/1",
                    "kmsguard-version": str(one["version"]), "kmsguard-created": one["created"]}
        same("branch wrappings", name, canon(wrapping).hex(), one["wrapping"])
        info = uuid.UUID(one["branchId"]).bytes + struct.pack(">I", one["version"])
        message = b"\0\0\0\1KmsGuard branch\0" + bytes([{"record": 1, "index": 2}[one["use"]]]) + info + struct.pack(">I", 512)
        same("branch inputs", name, (info.hex(), message.hex()), (one["info"], one["input"]))
        same("branch roots", name, hmac.new(bytes.fromhex(one["branchKey"]), message, hashlib.sha512).hexdigest()[:64], one["root"])
        record = one.get("record")
        if record:
            key_hash = hashlib.sha256(text(record["purpose"]) + canon(K)).digest()
            message = b"\0\0\0\1KmsGuard record\0\1\1\0" + bytes.fromhex(record["recordId"]) + key_hash + struct.pack(">I", 512)
            commitment = hmac.new(bytes.fromhex(one["root"]), message, hashlib.sha512).digest()[32:]
            header = bytes.fromhex("010100" + record["recordId"]) + commitment + b"\1" + text("kmsguard-branch") + b"\0\x14" + info + b"\0\0"
            same("headers under branch keys", name, header.hex(), record["header"])


NORMALIZATIONS = {
    "nfkc": lambda value: unicodedata.normalize("NFKC", value),
    "trim": lambda value: value.strip("\t\n\v\f\r\x85" + "".join(map(chr, filter(lambda code: unicodedata.category(chr(code)) in ("Zs", "Zl", "Zp"), range(0x10000))))),
    "lower": lambda value: "".join(one if one == "\u0130" else one.lower() for one in value),
    "digits": lambda value: "".join(str(unicodedata.decimal(one)) for one in value if unicodedata.category(one) == "Nd"),
}


def one_form(kind, value):
    """Of values that are equal and encoded in several ways."""
    if kind == "decimal":
        value = value.rstrip("0").rstrip(".") if "." in value else value
        return "0" if value in ("-0", "") else value
    if kind == "instant":
        sign = -1 if value[27] == "-" else 1
        utc = datetime.datetime.fromisoformat(value[:19]) - sign * datetime.timedelta(hours=int(value[28:30]), minutes=int(value[31:33]))
        return utc.isoformat(timespec="seconds") + value[19:27] + "+00:00"
    return value


def check_indexes(vectors):
    branches = json.loads((pathlib.Path(__file__).parent.parent / "vectors" / "branch-keys-1.json").read_text("utf-8"))["branches"]
    root = next(bytes.fromhex(one["root"]) for one in branches if one["name"] == vectors["branch"])
    for one in vectors["indexes"]:
        name = one["name"]
        message = b"\0\0\0\1KmsGuard index\0" + text(one["purpose"]) + text(one["field"]) + struct.pack(">II", one["version"], 512)
        key = hmac.new(root, message, hashlib.sha512).digest()[:32]
        same("index keys", name, (message.hex(), key.hex()), (one["input"], one["key"]))
        encoding_id, encode = ENCODINGS[one["type"]]
        hashed = bytes([encoding_id | (0x80 if one["authenticateNull"] else 0)])
        if one["authenticateNull"]:
            hashed += b"\0" if one["value"] is None else b"\1"
        if one["value"] is not None:
            value = one["value"]
            for step, normalize in NORMALIZATIONS.items():
                value = normalize(value) if step in one["normalize"] else value
            value = one_form(one["type"], value)
            same("normalized values", name, value, one["normalized"])
            hashed += encode(value)
        same("hashed values", name, hashed.hex(), one["hashed"])
        tag = int.from_bytes(hmac.new(key, hashed, hashlib.sha256).digest(), "big")
        same("indexes", name, tag >> (256 - one["bits"]), one["index"])


if __name__ == "__main__":
    main()
