"""Random cases for stream-join."""
from join_case import INFINITE, Case, Reading
from join_text import Text
from join_words import AS_NAMES, KEY_PAIRS, KEY_VALUES, RIGHT_TIMES, SELECTS
from window_random import L_VALUES, O_VALUES, S_VALUES, V_VALUES, WRONG_VALUES
from window_texts import MS, decimal_text, rfc3339
from window_times import SECOND
from window_words import TIMES

NO_RECORDS = ["", "{", "null", "7", "[1]", '{"a":1}', '{"t":null}', "nul", '{"t":true}', '"text"', "   "]
NO_TIMES = ["null", '"yesterday"', "true", "[]", "{}", '"2024-02-30T00:00:00Z"', '""']
SIZES = [0, 1, 2, 3, 5, 8, 8, 12, 12, 20, 20, 30]


class Generator:
    """One case from one random number generator."""

    def __init__(self, rng):
        self.rng = rng
        self.pick = rng.choice

    def chance(self, probability):
        return self.rng.random() < probability

    def ticks(self, least, most):
        return self.rng.randint(least, most) * self.tick

    def case(self, kind=None):
        """Of any kind, or of this one."""
        self.tick = self.pick([SECOND, SECOND, SECOND, 500 * MS, 60 * SECOND, MS, 1])
        self.kind = kind = kind or self.pick(["within"] * 4 + ["asof", "asof", "asof", "first", "first", "interleave", "lookup", "lookup"])
        timed, paired = kind != "lookup", kind != "interleave"
        join_type = self.pick(["inner", "inner", "left", "left", "right", "full", "full", "semi", "anti"]) if paired else "inner"
        text, text_options = self.text(join_type) if paired else (Text("left"), ())
        low, high = self.bounds()
        left, right = self.readings(timed, paired)
        self.blank = self.chance(0.08)
        return Case(
            inputs=self.inputs(left, right),
            kind=kind,
            left=left,
            right=right,
            text=text,
            text_options=text_options,
            type=join_type,
            low=low,
            high=high,
            direction=self.pick(["backward", "forward", "nearest"]),
            tolerance=self.pick([None, 0, self.ticks(1, 3), self.ticks(1, 12)]),
            multi=kind == "lookup" and self.chance(0.4),
            watermarks=self.watermarks,
            late=self.pick(["report", "report", "drop", "path", "path"]) if timed else "report",
            emit_watermarks=self.ticks(1, 5) if timed and self.chance(0.15) else 0,
            dead_letters=self.chance(0.5),
            blanks=self.blank,
        )

    def bounds(self):
        """Both ends anywhere about zero, often with nothing between them."""
        if self.chance(0.3):
            width = self.pick([0, self.ticks(1, 2), self.ticks(1, 8)])
            return -width, width
        if self.chance(0.4):
            return -self.ticks(1, 8), self.ticks(1, 8)
        low = self.pick([-1, 1]) * self.ticks(0, 6)
        return low, low + self.pick([0, 0, self.ticks(1, 2), self.ticks(1, 10)])

    # --- what is read ------------------------------------------------------------------------------------------------

    def readings(self, timed, paired):
        self.watermarks = timed and self.chance(0.07)
        left_keys, right_keys = self.keys() if paired and (self.kind != "asof" or self.chance(0.7)) else ((), ())
        if not timed:
            return Reading(keys=left_keys), Reading(keys=right_keys)
        self.writers = [self.time_style(), self.time_style()]
        left = Reading(self.pick(TIMES), self.writers[0][0], left_keys, self.delay())
        if self.kind == "interleave" or self.chance(0.5):
            self.writers[1] = self.writers[0]
            return left, Reading(left.time, left.unit, right_keys, left.delay if self.chance(0.6) or self.kind == "interleave" else self.delay())
        return left, Reading(self.pick(RIGHT_TIMES), self.writers[1][0], right_keys, self.delay())

    def keys(self):
        chosen = self.rng.sample(KEY_PAIRS, self.pick([1, 1, 1, 2]))
        return tuple(left for left, _ in chosen), tuple(right for _, right in chosen)

    def delay(self):
        return self.pick([0, 0, 0, self.ticks(1, 3), self.ticks(1, 3), self.ticks(1, 12), 5 * SECOND, 5 * SECOND, INFINITE])

    def time_style(self):
        """--time-format, and how to write a time as JSON text."""
        rfc = lambda time: f'"{rfc3339(time, self.rng)}"'
        number = lambda unit: (unit, lambda time: decimal_text(time, unit))
        styles = [("", rfc), ("", rfc), number("ns"), number("us")]
        if self.tick >= MS:
            styles += [number("s"), number("ms"), ("", lambda time: decimal_text(time, "s"))]
        return self.pick(styles)

    # --- what is written ---------------------------------------------------------------------------------------------

    def text(self, join_type):
        if self.chance(0.2):
            select, raw = self.pick(SELECTS), self.chance(0.3)
            return Text("select", select=select[1], raw=raw), ("-s", select[0], *(["-r"] if raw else []))
        if join_type in ("semi", "anti"):
            return Text("left"), ()
        if self.chance(0.3):
            prefix = self.pick(["", "", "r_", "t", 'a"b.'])
            return Text("flat", prefix=prefix), ("--flat", *(["--prefix", prefix] if prefix else []))
        if self.chance(0.3):
            name = self.pick(AS_NAMES)
            return Text(name=name), ("--as", name)
        return Text(), ()

    # --- the inputs --------------------------------------------------------------------------------------------------

    def inputs(self, left, right):
        self.wrong = self.pick([0, 0, 0, 0.03, 0.15])
        self.many_keys = self.pick([1, 1, 2, 3])
        self.edge_values = self.chance(0.15)
        self.record_number = 0
        start = self.pick([0, 0, -100 * SECOND, -40_000_000 * SECOND, 1_700_000_000 * SECOND]) // self.tick * self.tick
        if self.kind == "lookup":
            return tuple([self.line("t", None) for _ in range(self.pick(SIZES))] for _ in range(2))
        count = self.pick([2, 2, 3, 4]) if self.kind == "interleave" else 2
        names = ["t", "u" if right.time[0].find(".u") >= 0 else "t", "t", "t"]
        span = self.pick([4, 10, 30])
        return tuple(self.stream(names[i], self.writers[min(i, 1)][1], start, span) for i in range(count))

    def stream(self, name, write, start, span):
        """In order of time over the span, with many ties, but for some records that fall behind and a pause here and there."""
        count = self.pick(SIZES)
        disorder, share, pauses = self.pick([0, 0, 1, 4, 15]), self.pick([0.1, 0.3, 0.6]), self.pick([0, 0, 0, 0.05])
        now, lines = start + self.pick([0, 0, 0, self.ticks(-5, 5)]), []
        for moment in sorted(self.ticks(0, span) for _ in range(count)):
            if self.chance(pauses):
                now += self.ticks(3, 20)
            time = now + moment - (self.ticks(0, disorder) if disorder and self.chance(share) else 0)
            if self.watermarks and self.chance(0.2):
                lines.append('{"$watermark":"%s"}' % rfc3339(time - self.ticks(0, 3), self.rng))
            else:
                lines.append(self.line(name, write(time)))
        return lines

    def line(self, time_name, time):
        if self.wrong and self.chance(self.wrong):
            return self.pick(NO_RECORDS)
        self.record_number += 1
        members = [("n", str(self.record_number))]
        if time is not None and not self.chance(self.wrong / 2):
            members.append((time_name, time if not self.chance(self.wrong / 2) else self.pick(NO_TIMES)))
        for name in "gh":
            members.append((name, self.pick(['"a"', '"b"', '"c"'][: self.many_keys])))
        if self.chance(0.9):
            members.append(("k", self.pick(KEY_VALUES if self.edge_values else KEY_VALUES[:5])))
        for name, values, missing in (("v", V_VALUES, 0.6), ("s", S_VALUES, 0.7), ("l", L_VALUES, 0.8), ("o", O_VALUES, 0.6),
                                      ("b", ["true", "false", "null"], 0.5), ("right", ["1", '"x"', "null", '{"a":1}'], 0.9)):  # fmt: skip
            if not self.chance(missing):
                members.append((name, self.pick(values) if not self.chance(self.wrong / 4) else self.pick(WRONG_VALUES)))
        if self.chance(0.2):
            self.rng.shuffle(members)
        return self.record(members)

    def record(self, members):
        gap = lambda: self.pick(["", "", " ", "  ", "\t"]) if self.blank else ""
        written = lambda name: '"r\\u0069ght"' if name == "right" and self.chance(0.2) else f'"{name}"'
        inside = ",".join(f"{gap()}{written(name)}{gap()}:{gap()}{value}{gap()}" for name, value in members)
        return f"{gap()}{{{inside}}}{gap()}"
