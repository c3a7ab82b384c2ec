"""Records that are lines, read slowly: what all formats share, and those that say little more: text, regex, JSON in text.

A twin takes the bytes of a source and gives its records in their order, each as jsontext has values, or BAD where it is no
record of the format.
"""
import json
import re

from jsontext import Members, Number, parsed

BLANKS = b" \t\r"
BAD = object()


def physical_lines(content):
    """Without newlines, and without a '\\r' before them; blank ones too."""
    content = content.removeprefix(b"\xef\xbb\xbf")
    pieces = content.split(b"\n")
    if pieces[-1] == b"":
        pieces.pop()
    return [piece.removesuffix(b"\r") for piece in pieces]


def joined_lines(content, start):
    """As --multiline does it: a record begins at each line in which `start` is found."""
    content = content.removeprefix(b"\xef\xbb\xbf")
    records = []
    for line in content.splitlines(keepends=True) if b"\r" not in content else re.findall(rb"[^\n]*\n|[^\n]+", content):
        whole = line.removesuffix(b"\n").removesuffix(b"\r")
        begins = re.search(start, whole.decode(errors="surrogateescape")) is not None
        if begins or not records:
            if begins or whole.strip(BLANKS) != b"":
                records.append(line)
        else:
            records[-1] += line
    return [record.removesuffix(b"\n").removesuffix(b"\r") for record in records]


class NotOne(Exception):
    """A record that is not in its format."""


def read_records(lines, read):
    """`read` takes the text of one line, and gives a value or raises NotOne."""
    records = []
    for line in lines:
        if line.strip(BLANKS) == b"":
            continue
        try:
            records.append(read(line.decode()))
        except (UnicodeDecodeError, NotOne):
            records.append(BAD)
    return records


NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?")


def scalar(text, infer=True):
    if infer and NUMBER.fullmatch(text):
        return Number(text)
    if infer and text in ("true", "false"):
        return text == "true"
    return text


def text_record(line):
    return Members([("line", line)])


def regex_reader(pattern, infer=True):
    expression = re.compile(pattern)

    def read(line):
        found = expression.search(line)
        if found is None:
            raise NotOne
        groups = sorted(expression.groupindex.items(), key=lambda group: group[1])
        return Members([(name, None if found[at] is None else scalar(found[at], infer)) for name, at in groups])

    return read


def extract_reader(name=None):
    """Tries every '{'. `name`: of the member for the text around the object."""
    decoder = json.JSONDecoder(parse_int=Number, parse_float=Number, object_pairs_hook=Members, parse_constant=refused)

    def read(line):
        for at, character in enumerate(line):
            if character != "{":
                continue
            try:
                value, end = decoder.raw_decode(line, at)
            except (ValueError, NotOne):
                continue
            around = [piece for piece in (line[:at].strip(" \t\r"), line[end:].strip(" \t\r")) if piece]
            return value if name is None else Members([(name, " ".join(around)), *value])
        raise NotOne

    return read


def refused(_constant):
    raise NotOne  # NaN and Infinity, which Python takes for JSON


def ndjson_records(content):
    return [parsed(line.decode()) for line in physical_lines(content) if line.strip(BLANKS)]
