"""One case for stream-join: its inputs and options, as a command line and as the twin's query."""
from dataclasses import dataclass, replace

from join_query import Query, Side
from join_text import Text
from window_texts import duration, read_time
from window_times import SECOND

INFINITE = float("inf")
DELAY = 5 * SECOND  # the default


@dataclass(frozen=True)
class Reading:
    """How one side is read."""

    time: tuple | None = None  # text, record -> value
    unit: str = ""
    keys: tuple = ()  # (text of a member of the body, record -> value)
    delay: object = DELAY

    def side(self):
        read = lambda record: read_time(self.time[1](record), self.unit, None)
        return Side(self.time and read, [value for _, value in self.keys], self.delay)

    def body(self):
        return ", ".join(text for text, _ in self.keys)


@dataclass(frozen=True)
class Case:
    inputs: tuple  # of lists of lines
    kind: str  # within, first, asof, interleave, lookup
    left: Reading
    right: Reading
    text: Text
    text_options: tuple = ()
    type: str = "inner"
    low: object = -INFINITE  # of within and first
    high: object = INFINITE
    direction: str = "backward"  # of asof
    tolerance: object = None
    multi: bool = False
    watermarks: bool = False
    late: str = "report"
    emit_watermarks: int = 0
    dead_letters: bool = False
    blanks: bool = False  # whether records have some between their parts

    # --- the command line --------------------------------------------------------------------------------------------

    def options(self):
        """All but the inputs, and --late PATH and --dead-letter, whose files the runner names."""
        words = [*self.kind_options(), *self.pair("-t", "time", lambda side: side.time and side.time[0])]
        words += self.pair("--time-format", "time-format", lambda side: side.unit)
        words += self.pair("--watermark-delay", "watermark-delay", lambda side: side.delay != DELAY and length(side.delay))
        words += self.pair("--on", "on", Reading.body)
        if self.type != "inner":
            words += ["--type", self.type]
        if self.multi:
            words += ["--multi"]
        if self.watermarks:
            words += ["--watermarks"]
        if self.late == "drop":
            words += ["--late", "drop"]
        if self.emit_watermarks:
            words += [f"--emit-watermarks={duration(self.emit_watermarks)}"]
        return [*words, *self.text_options]

    def kind_options(self):
        if self.kind in ("within", "first"):
            bounds = length(self.high) if self.low == -self.high else f"{length(self.low)}..{length(self.high)}"
            return ["--within", bounds, *(["--first"] if self.kind == "first" else [])]
        if self.kind == "asof":
            direction = ["--direction", self.direction] if self.direction != "backward" else []
            return ["--asof", *direction, *([] if self.tolerance is None else ["--tolerance", length(self.tolerance)])]
        return ["--" + self.kind]

    def pair(self, both, one, value):
        """An option for both sides, or one for each."""
        left, right = value(self.left), value(self.right)
        if left == right or self.kind in ("interleave", "lookup") and one != "on":
            return [both, left] if left else []
        words = [[f"--{name}-{one}", text] for name, text in (("left", left), ("right", right)) if text]
        return [word for two in words for word in two]

    # --- the twin's query --------------------------------------------------------------------------------------------

    def query(self):
        kinds = {"within": "pairs", "first": "pick", "asof": "pick"}
        low, high = self.bounds()
        return Query(
            kind=kinds.get(self.kind, self.kind),
            text=self.text,
            sides=(self.left.side(), self.right.side()),
            type=self.type,
            low=low,
            high=high,
            watermarks=self.watermarks,
            read_watermark=lambda text: read_time(text, "", None),
            multi=self.multi,
        )

    def bounds(self):
        if self.kind != "asof":
            return self.low, self.high
        tolerance = INFINITE if self.tolerance is None else self.tolerance
        return (0 if self.direction == "forward" else -tolerance), (0 if self.direction == "backward" else tolerance)

    # --- the same case with one thing less ---------------------------------------------------------------------------

    def simpler(self):
        for name in ("watermarks", "late", "emit_watermarks", "dead_letters", "multi"):
            default = Case.__dataclass_fields__[name].default
            if getattr(self, name) != default:
                yield replace(self, **{name: default})
        if self.text.form != "left" and self.text_options:
            yield replace(self, text=Text(), text_options=())
        for name in ("left", "right"):
            side = getattr(self, name)
            if side.delay != DELAY:
                yield replace(self, **{name: replace(side, delay=DELAY)})
                yield replace(self, **{name: replace(side, delay=0)})
        for i in range(len(self.left.keys) if len(self.left.keys) > 1 else 0):
            less = lambda side: replace(side, keys=side.keys[:i] + side.keys[i + 1:])
            yield replace(self, left=less(self.left), right=less(self.right))


def length(time):
    return "inf" if time == INFINITE else duration(time)
