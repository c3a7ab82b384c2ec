"""What stream-join writes for a pair, put together from texts: what is not touched keeps its bytes.

The blanks inside of an object are not kept here: a line that has some is to be compared as a value (join_run.py).
"""
import json
from dataclasses import dataclass
from json.decoder import scanstring
from typing import Callable

from window_values import parsed, text_of

BLANKS = " \t\r\n"
DECODER = json.JSONDecoder()


class NoText(Exception):
    """-s has an error for this pair."""


def members(text):
    """[(name, the name as it is written, the value as it is written)] of an object."""
    at = text.index("{") + 1
    found = []
    while True:
        at = skipped(text, at, BLANKS + ",")
        if text[at] == "}":
            return found
        name, end = scanstring(text, at + 1)
        name_text = text[at:end]
        at = skipped(text, end, BLANKS + ":")
        _, end = DECODER.raw_decode(text, at)
        found.append((name, name_text, text[at:end]))
        at = end


def skipped(text, at, characters):
    while text[at] in characters:
        at += 1
    return at


def object_text(found):
    return "{" + ",".join(f"{name}:{value}" for _, name, value in found) + "}"


def with_member(text, name, value):
    """With this as the last member, in place of all others of the name."""
    kept = [member for member in members(text) if member[0] != name] if text is not None else []
    return object_text([*kept, (name, text_of(name), value)])


def merged(text, other, prefix):
    """Members of the other replace those of the same name, and follow them otherwise."""
    found = members(text) if text is not None else []
    for name, name_text, value in members(other):
        if prefix:
            name = prefix + name
            name_text = text_of(prefix)[:-1] + name_text[1:]
        equal = [i for i, member in enumerate(found) if member[0] == name]
        if equal:
            found[equal[0]] = (name, found[equal[0]][1], value)
        else:
            found.append((name, name_text, value))
    return object_text(found)


@dataclass
class Text:
    """How the record that is written is made of two: "nested", "flat", "left" (as it came) or "select"."""

    form: str = "nested"
    name: str = "right"
    prefix: str = ""
    select: Callable | None = None  # (left value, right value) -> outputs; WrongType where jq has an error
    raw: bool = False

    def lines(self, left, right):
        """For a pair of lines, of which one may be None."""
        if self.form == "left":
            return [left]
        if self.form == "select":
            value = lambda line: None if line is None else parsed(line)
            outputs = self.select(value(left), value(right))
            return [output if self.raw and isinstance(output, str) else text_of(output) for output in outputs]
        if self.form == "nested":
            return [with_member(left, self.name, "null" if right is None else right.strip(BLANKS))]
        if right is None:
            return [left]
        if left is None and not self.prefix:
            return [right]
        return [merged(left, right, self.prefix)]

    def must_be_object(self, side):
        return self.form == "flat" or (self.form == "nested" and side == 0)
