"""Whether two programs gave the same records: a count and a sum of hashes, so that the order does not matter.

Records are compared as values. Peers rewrite them on the way through, so three differences of form are put aside: an
absent member, null and [] are the same, so are 1 and 1.0, and so are 2026-11-01T00:00:00.5Z and 2026-11-01 00:00:00.500+00.
"""
import hashlib
import json
import re

TIME = re.compile(r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:\.(\d+?)0*)?(?:Z|\+00)?")


def normal(value):
    if isinstance(value, dict):
        return {k: normal(v) for k, v in value.items() if v is not None and v != []}
    if isinstance(value, list):
        return [normal(v) for v in value]
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, str) and value[:2] in ("19", "20"):
        found = TIME.fullmatch(value)
        return f"{found[1]}T{found[2]}.{(found[3] or '').rstrip('0')}" if found else value
    return value


def fingerprint(path):
    """(records, hash) of the NDJSON file."""
    count, total = 0, 0
    with open(path, "rb") as lines:
        for line in lines:
            if line.strip():
                text = json.dumps(normal(json.loads(line)), sort_keys=True, ensure_ascii=False)
                total += int.from_bytes(hashlib.blake2b(text.encode(), digest_size=16).digest(), "big")
                count += 1
    return count, total % 2**128


def sequence(path, raw=False, sort_keys=False):
    """(lines, hash) of what a program wrote: values in their order, keys in theirs, numbers by value; of raw texts the bytes."""
    count, digest = 0, hashlib.blake2b(digest_size=16)
    with open(path, "rb") as lines:
        for line in lines:
            text = line if raw else json.dumps(by_value(json.loads(line)), sort_keys=sort_keys, ensure_ascii=False).encode()
            digest.update(text + b"\n")
            count += 1
    return count, digest.hexdigest()


def by_value(value):
    if isinstance(value, dict):
        return {key: by_value(member) for key, member in value.items()}
    if isinstance(value, list):
        return [by_value(item) for item in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value
