"""logfmt, read slowly: one character after another."""
import re

from format_lines import NotOne, scalar
from jsontext import Members

BLANKS = " \t\r\n"
ESCAPE = re.compile(r'\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|x([0-7][0-9a-fA-F])|(["\\/abfnrtv]))', re.DOTALL)
LETTERS = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}


def meant(escape):
    unit, code, byte, letter = escape.groups()
    if letter is not None:
        return LETTERS.get(letter, letter)
    if code is not None:
        number = int(code, 16)
        return chr(number) if number < 0x110000 and not 0xD800 <= number < 0xE000 else escape[0]
    return chr(int(unit or byte, 16))


def unescaped(text):
    # Pairs of surrogates become one character, and each that is alone U+FFFD.
    return ESCAPE.sub(meant, text).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def reader(infer=True):
    def read(line):
        fields, at, has_pair = [], 0, False
        while True:
            while at < len(line) and line[at] in BLANKS:
                at += 1
            if at == len(line):
                break
            begin = at
            while at < len(line) and line[at] not in BLANKS + '="':
                at += 1
            key = line[begin:at]
            if at == len(line) or line[at] in BLANKS:
                fields.append((key, True))
                continue
            if line[at] == '"' or key == "":
                raise NotOne
            has_pair = True
            at, value = taken_value(line, at + 1, infer)
            fields.append((key, value))
        if not has_pair:
            raise NotOne
        return Members(fields)

    return read


def taken_value(line, at, infer):
    if line[at:at + 1] != '"':
        end = at
        while end < len(line) and line[end] not in BLANKS:
            end += 1
        return end, scalar(line[at:end], infer) if end > at else None
    end = at + 1
    while end < len(line) and line[end] != '"':
        end += 2 if line[end] == "\\" else 1
    if end >= len(line) or (end + 1 < len(line) and line[end + 1] not in BLANKS):
        raise NotOne
    return end + 1, unescaped(line[at + 1:end])
