"""The common and the combined log format, read slowly: one regular expression for the whole line."""
import re

from format_lines import NotOne
from jsontext import Members, Number

QUOTED = r'"((?:[^"\\]|\\.)*)"'
COMMON = re.compile(r"([^ ]+) ([^ ]*) (?>(.*?) \[)([^]]*)\] " + QUOTED + r" ([0-9]+|-) ([0-9]+|-)", re.DOTALL)
REFERER = re.compile(" " + QUOTED + " ", re.DOTALL)
USER_AGENT = re.compile(r'"(?:((?:[^"\\]|\\.)*)"|((?:[^"\\]|\\.)*\\?))', re.DOTALL)
REQUEST = re.compile(r"([A-Za-z_-]+) (.+) ([A-Z]+/[0-9.]+)", re.DOTALL)
ESCAPE = re.compile(rb'\\(?:x([0-9a-fA-F]{2})|(["\\bnrtv]))')
LETTERS = {b"b": b"\b", b"n": b"\n", b"r": b"\r", b"t": b"\t", b"v": b"\v"}


def unescaped(text):
    """What the escapes stand for, if that is UTF-8; else the text as it is."""
    def meant(escape):
        return bytes([int(escape[1], 16)]) if escape[1] else LETTERS.get(escape[2], escape[2])

    try:
        return ESCAPE.sub(meant, text.encode()).decode()
    except UnicodeDecodeError:
        return text


def or_null(text):
    return None if text == "-" else text


def number(text):
    return None if text == "-" else Number(text.lstrip("0") or "0")


def request_fields(text):
    parts = REQUEST.fullmatch(text)
    if parts:
        return [("method", parts[1]), ("path", unescaped(parts[2])), ("protocol", parts[3])]
    return [("method", None), ("path", None), ("protocol", None), ("request", unescaped(text))]


def common_fields(line):
    """And where they end."""
    found = COMMON.match(line)
    if found is None:
        raise NotOne
    address, ident, user, time, request, status, size = found.groups()
    fields = [("remote_addr", address)]
    if ident != "-":
        fields.append(("ident", ident))
    fields += [("remote_user", or_null(user)), ("time_local", time), *request_fields(request)]
    return [*fields, ("status", number(status)), ("bytes", number(size))], found.end()


def common(line):
    fields, end = common_fields(line)
    if end != len(line):
        raise NotOne
    return Members(fields)


def combined(line):
    fields, end = common_fields(line)
    referer = REFERER.match(line, end)
    agent = USER_AGENT.fullmatch(line, referer.end()) if referer else None
    if agent is None:
        raise NotOne
    text = agent[1] if agent[1] is not None else agent[2]
    return Members([*fields, ("referer", or_null(unescaped(referer[1]))), ("user_agent", unescaped(text))])
