"""What stream-stats writes is what share/stream-stats.schema.json says, and the manual names every member of it."""
import json
import os
import pathlib
import re
import subprocess
import sys

try:
    import jsonschema
except ImportError:
    print("skipped: there is no Python module jsonschema (package python3-jsonschema)")
    sys.exit(77)

TOP = pathlib.Path(__file__).resolve().parents[2]
BIN = pathlib.Path(os.environ.get("RUNNEL_BIN", TOP / "build" / "bin"))
DATA = pathlib.Path(os.environ.get("RUNNEL_DATA", TOP / "tests" / "data"))
SCHEMA = TOP / "share" / "stream-stats.schema.json"
MANUAL = TOP / "man" / "stream-stats.1"

MIXED = b"".join(
    json.dumps({"t": 1000 + n / 10 - n % 7, "host": f"h{n % 3}", "a": value, f"field{n % 40}": n}).encode() + b"\n"
    for n, value in enumerate([None, True, 1, 2.5, "x", "10.0.0.1", "2026-11-22", "", [], [1, "a", [2]], {"b": 1}, {}, 10**19, "y" * 400] * 50)
)
MAP = b"".join(json.dumps({"ids": {f"u{n * 3 + i}": i for i in range(3)}}).encode() + b"\n" for n in range(5000))
MANY = b"".join(b'{"n":%d,"s":"%d"}\n' % (n * n, n // 2) for n in range(5000))
SKEWED = b"".join(b'{"n":%d}\n' % (n if n % 2 else 7) for n in range(20_000))
HUGE = b"1e400\n-1e400\n1e308\n1e308\n0\n"

# A definition of the schema, arguments, and input. Some lines may have another definition: those are behind it.
RUNS = [
    (("profile",), (), b""),
    (("profile",), (), MIXED),
    (("profile",), ("-t", ".t"), MIXED),
    (("profile",), ("-t", ".t"), MIXED.splitlines(keepends=True)[0]),
    (("profile",), ("-t", ".t", "--every", "5s"), MIXED),
    (("profile",), ("-t", ".t", "--every", "5s", "--since-last", "--by", "host"), MIXED),
    (("profile",), ("--by", "host, even: (.t % 2)", "--limit-keys", "2"), MIXED),
    (("profile",), ("--max-fields", "3"), MIXED),
    (("profile",), ("--top", "0"), MIXED),
    (("profile",), ("--field", ".a"), MIXED),
    (("profile",), ("--of", "a, t"), MIXED + b"broken\n"),
    (("profile",), (), MAP),
    (("profile",), (), MANY),
    (("profile",), (), SKEWED),
    (("profile",), (), HUGE),
    (("profile",), (), b"1\n[2,[3]]\n\"x\"\nnull\n{}\n"),
    (("profile",), (str(DATA / "web" / "apache_access.ndjson"),), b""),
    (("stream_line", "field_line"), ("--json-lines",), MIXED),
    (("stream_line", "field_line"), ("--json-lines", "--by", "host", "--limit-keys", "1", "-t", ".t", "--every", "20s"), MIXED),
    (("stream_line", "field_line"), ("--json-lines", "--max-fields", "3"), MIXED),
    (("partial",), ("--partial",), MIXED),
    (("partial",), ("--partial", "--by", "host"), MIXED),
]

failures = []
seen = set()  # the paths in the schema of all members that were met


def expect(condition, what):
    if not condition:
        failures.append(what)


def closed(schema):
    """The schema with no members beside those that it names, so that none is written without being documented."""
    if isinstance(schema, list):
        return [closed(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    result = {key: closed(value) for key, value in schema.items()}
    free = "additionalProperties" in schema or "description" in schema and schema["description"].startswith("With --by:")
    if schema.get("type") in ("object", ["object", "null"]) and "properties" in schema and not free:
        result["unevaluatedProperties"] = False
    return result


def note_members(value, definition, definitions):
    """Which of the members that the definition names are there."""
    while "$ref" in definition:
        definition = definitions[definition["$ref"].split("/")[-1]]
    for base in definition.get("allOf", []):
        note_members(value, base, definitions)
    if isinstance(value, list):
        for one in value:
            note_members(one, definition.get("items", {}), definitions)
    if not isinstance(value, dict):
        return
    for name, below in value.items():
        if name in definition.get("properties", {}):
            seen.add((id(definition), name))
            note_members(below, definition["properties"][name], definitions)
        elif isinstance(definition.get("additionalProperties"), dict):
            note_members(below, definition["additionalProperties"], definitions)


def named_members(schema, place=()):
    """(where it is, id of what names it, name) of all members in the schema."""
    for name, below in schema.items() if isinstance(schema, dict) else ():
        if name == "properties":
            yield from (("/".join(place), id(schema), member) for member in below)
        if isinstance(below, dict):
            yield from named_members(below, (*place, name))


def main():
    text = SCHEMA.read_text()
    schema = json.loads(text)
    jsonschema.Draft202012Validator.check_schema(schema)
    definitions = schema["$defs"]
    strict = closed(schema)
    # A field stands among other members in a line of --json-lines: that line closes it.
    strict["$defs"]["field_line"]["allOf"] = [{k: v for k, v in strict["$defs"]["field"].items() if k != "unevaluatedProperties"}]
    validators = {
        name: jsonschema.Draft202012Validator({"$schema": schema["$schema"], "$ref": f"#/$defs/{name}", "$defs": strict["$defs"]})
        for name in ("profile", "stream_line", "field_line", "partial")
    }
    for names, arguments, content in RUNS:
        done = subprocess.run([BIN / "stream-stats", *arguments], input=content, capture_output=True, timeout=60)
        lines = done.stdout.splitlines()
        what = f"stream-stats {' '.join(arguments)} with {content[:40]}"
        expect(done.returncode in (0, 4) and lines, f"{what}: exit status {done.returncode}, {done.stderr[:500]}")
        for line in lines:
            record = json.loads(line)
            name = names[-1] if "field" in record else names[0]
            for error in validators[name].iter_errors(record):
                failures.append(f"{what}: {name}: {'/'.join(map(str, error.absolute_path))}: {error.message[:300]}")
            note_members(record, definitions[name], definitions)
            jsonschema.Draft202012Validator(schema).validate(record)
    manual = MANUAL.read_text().split(".Sh OUTPUT")[1].split(".Sh OPTIONS")[0]
    marked = [line.replace("\\(dq", " ") for line in manual.splitlines() if re.match(r"\.(It|Cm|Ql)\b", line)]
    words = {word for line in marked for word in re.findall(r"\w+", line)}
    for place, holder, name in named_members(schema):
        expect((holder, name) in seen, f"{SCHEMA.name}: no run has written {place}: {name}")
        expect(name in words or place.endswith("partial"), f"{MANUAL.name}: {name} ({place}) is not in OUTPUT")
    print("\n".join(failures[:30]) or f"{len(RUNS)} runs are as {SCHEMA.name} says")
    sys.exit(bool(failures))


if __name__ == "__main__":
    main()
