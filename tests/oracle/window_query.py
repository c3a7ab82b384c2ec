"""What stream-window is asked, and what it is to say: the two ends of its twin (window_twin.py)."""
import dataclasses
import math
from dataclasses import dataclass
from typing import Callable

from window_times import SECOND


@dataclass
class Aggregate:
    """A field of the result: what `combine` makes of the results of the calls."""

    name: str
    calls: list  # [window_aggregates.Call]
    combine: Callable = lambda result: result

    def result(self, folded, seconds):
        """Raises WrongType or ZeroDivisionError where jq has an error."""
        return self.combine(*(call.result(pairs, seconds) for call, pairs in zip(self.calls, folded)))


@dataclass
class Query:
    """What is asked for. Functions of a record raise WrongType where jq has an error; times are nanoseconds."""

    window: object  # a Grid, Session(...), Count(...) or All()
    aggregates: list  # [Aggregate]
    time: Callable | None = None  # record -> event time, None where it has none
    keys: list = dataclasses.field(default_factory=list)  # [(name, record -> value)]
    delay: float = 5 * SECOND
    watermarks: bool = False  # only {"$watermark": ...} lines move F
    read_watermark: Callable | None = None  # text -> time
    lateness: int = 0
    emit: object = "close"  # or "change", or an int: every so many nanoseconds
    fill: int = 0
    top: int | None = None
    rank: Callable | None = None  # result as a dictionary -> value; default: the first aggregate
    limit_keys: int | None = None


@dataclass
class Session:
    gap: int
    longest: float = math.inf


@dataclass
class Count:
    records: int


class All:
    pass


@dataclass
class Answer:
    """What the program is to say."""

    lines: list = dataclasses.field(default_factory=list)  # [[(name, value)]]
    bad: list = dataclasses.field(default_factory=list)  # numbers of lines, from 1
    late: list = dataclasses.field(default_factory=list)
    records: int = 0  # good ones, late ones too
    in_gaps: int = 0
    under_other: int = 0
    rescued: int = 0  # records that are not late only because they join a session
    not_computed: int = 0  # fields that are null because jq has an error in what stands around the aggregates
    largest_lateness: int = 0  # how far a late record was behind the largest event time before it: a delay that keeps it
