"""systemd's journal in its export format, read slowly: the whole source at once."""
import re

from format_lines import BAD
from jsontext import Members, Number

NAME = re.compile(rb"[A-Z_][A-Z0-9_]{0,63}")
LONGEST = 768 << 20


def value_of(data):
    try:
        return data.decode()
    except UnicodeDecodeError:
        return [Number(byte) for byte in data]


def with_length(content, at):
    """The value of the field whose name ends before `at`, and what stands behind it; None where it is none, or, at the end
    of the source, is cut off."""
    if at + 8 > len(content):
        return None, None
    length = int.from_bytes(content[at:at + 8], "little")
    end = at + 8 + length
    if length > LONGEST:
        return None, at
    if end > len(content) or (end < len(content) and content[end:end + 1] != b"\n"):
        return None, at if end < len(content) else None
    return content[at + 8:end], end + 1


def entry_of(fields):
    values = {}
    for name, value in fields:
        values.setdefault(name, []).append(value_of(value))
    return Members([(name.decode(), found if len(found) > 1 else found[0]) for name, found in values.items()])


def records(content):
    found, fields, is_bad, at = [], [], False, 0
    content = content.removeprefix(b"\xef\xbb\xbf")
    while at is not None and at < len(content):
        newline = content.find(b"\n", at)
        end = newline if newline >= 0 else len(content)
        line, behind = content[at:end], end + 1
        if line == b"":
            if fields or is_bad:
                found.append(BAD if is_bad else entry_of(fields))
            fields, is_bad, at = [], False, behind
            continue
        name, equals, value = line.partition(b"=")
        if not NAME.fullmatch(name):
            is_bad = True
        elif equals:
            fields.append((name, value))
        else:
            value, behind = with_length(content, behind)
            is_bad = is_bad or value is None
            fields.append((name, value))
        at = behind
    if fields or is_bad:
        found.append(BAD if is_bad else entry_of(fields))
    return found
