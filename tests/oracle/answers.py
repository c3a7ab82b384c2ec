"""What both sides answer for programs over records, in one form, and how two answers are compared.

An answer for one program and one record is JSON text: ["v"] for no output, ["v",[VALUE,FALSE]] for one, with whether
it counts as false (not-a-number is written as null, but is true), ["e",ERROR] for an error. A program that is refused
has a Refused in place of its answers. Where all outputs count, it is an array of such, see wrapped_streams.
"""
import json

from jsontext import parsed, same_value


NO_OUTPUT = '["v"]'


MANY = 25  # programs that are run as one, by both sides: $__loc__ says in which line of it a program stands

MOST_OUTPUTS = 200


class Refused(str):
    """The message of a program that did not compile."""


def wrapped(programs):
    """One program that gives the answers of all the others, as an array of texts."""
    parts = [f'((try ["v",(({program}\n)|[.,not])] catch ["e",.])|tojson)' for program in programs]
    return "[" + ",\n".join(parts) + "]|tojson"


def wrapped_streams(programs):
    """The same with all outputs: ["v",VALUE] each, as far as the first MOST_OUTPUTS, then ["e",ERROR] if that is how it ends."""
    parts = [f'([limit({MOST_OUTPUTS}; try (({program}\n)|["v",.]) catch ["e",.])]|tojson)' for program in programs]
    return "[" + ",\n".join(parts) + "]|tojson"


def same(ours, theirs):
    if isinstance(ours, Refused) or isinstance(theirs, Refused):
        return isinstance(ours, Refused) and isinstance(theirs, Refused)
    return ours == theirs or same_value(parsed(ours), parsed(theirs))


def holds(answer):
    """Whether the record passes a filter of this program: True, False, or None for an error."""
    kind, *outputs = json.loads(answer)
    if kind == "e":
        return None
    return bool(outputs) and not outputs[0][1]
