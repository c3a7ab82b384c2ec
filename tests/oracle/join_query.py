"""What stream-join is asked, and what it is to say: the two ends of its twin (join_twin.py)."""
import dataclasses
import math
from dataclasses import dataclass
from typing import Callable

from window_times import SECOND

LEFT, RIGHT = 0, 1


@dataclass
class Side:
    """What is read of a record. Functions of a record raise WrongType where jq has an error; times are nanoseconds."""

    time: Callable | None = None  # record -> event time, None where it has none
    key: list = dataclasses.field(default_factory=list)  # [record -> value]; none: all have one key
    delay: float = 5 * SECOND


@dataclass
class Query:
    kind: str  # "pairs", "pick", "interleave" or "lookup"
    text: object  # join_text.Text: what is written
    sides: tuple  # (Side, Side); of interleave the left one is that of all inputs
    type: str = "inner"
    low: float = -math.inf
    high: float = math.inf
    watermarks: bool = False  # only {"$watermark": ...} lines move an input's F
    read_watermark: Callable | None = None  # text -> time
    multi: bool = False  # of a lookup: every row of the key

    def side_of(self, number):
        """Of the input of this number."""
        return LEFT if self.kind == "interleave" else number


@dataclass
class Record:
    side: int
    arrival: int  # over all inputs
    time: int
    key: tuple | None  # equal for equal keys; None: matches nothing
    line: str
    value: object
    partners: int = 0  # pairs that it was part of, or left records that picked it


@dataclass
class Answer:
    """What the program is to say. What is counted for both sides is [left, right]."""

    lines: list = dataclasses.field(default_factory=list)
    late: list = dataclasses.field(default_factory=list)  # lines, as they came
    bad: list = dataclasses.field(default_factory=list)  # (number of the input, of the line from 1)
    # For each of `lines`, the event times of what it is made of; the frontier when it was written.
    times: list = dataclasses.field(default_factory=list)
    frontiers: list = dataclasses.field(default_factory=list)
    records: list = dataclasses.field(default_factory=lambda: [0, 0])
    null_keys: list = dataclasses.field(default_factory=lambda: [0, 0])
    late_counts: list = dataclasses.field(default_factory=lambda: [0, 0])
    matched: list = dataclasses.field(default_factory=lambda: [0, 0])
    unmatched: list = dataclasses.field(default_factory=lambda: [0, 0])
    pairs: int = 0
    failed: int = 0  # pairs of which -s made nothing, because jq has an error
    repeated_keys: int = 0  # of a table
    largest_lateness: int = 0  # how far a late record was behind the newest of its own input: a delay that keeps it
    # Records that are held: the most there were after a step, and in the middle of one.
    held_after: int = 0
    held_within: int = 0


def writes_unmatched(join_type, side):
    return join_type == "full" or join_type in (("left", "anti") if side == LEFT else ("right",))


def writes_pairs(join_type):
    return join_type not in ("semi", "anti")
