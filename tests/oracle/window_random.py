"""Random cases for stream-window."""
import datetime
from dataclasses import replace
from zoneinfo import ZoneInfo

from window_aggregates import Call
from window_case import Case, Field
from window_query import Aggregate, All, Count, Session
from window_texts import MS, decimal_text, duration, rfc3339
from window_times import HOUR, SECOND, Grid, clock, instant
from window_words import CONDITIONS, KEYS, NUMBERS, TIMES, VALUES, path


class Generator:
    """One case from one random number generator."""

    def __init__(self, rng):
        self.rng = rng
        self.pick = rng.choice

    def chance(self, probability):
        return self.rng.random() < probability

    def case(self):
        rng = self.rng
        self.zone = self.pick(["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata"]) if self.chance(0.1) else None
        zoned, plain = [HOUR, HOUR, HOUR // 2, HOUR // 2, SECOND, 100 * MS], [SECOND, SECOND, SECOND, 500 * MS, 60 * SECOND, MS, 1]
        self.tick = self.pick(zoned if self.zone else plain)
        window, kind, offset = self.window()
        on_grid, closed_by_time = isinstance(kind, Grid), not isinstance(kind, (Count, All))
        timed = self.timed = closed_by_time or self.chance(0.6)
        lateness = self.pick([0, 0, self.ticks(1, 4), self.ticks(5, 40)]) if closed_by_time else 0
        keys = (KEYS[0],) if lateness and self.chance(0.5) else self.keys()
        emit = self.pick(["close", "close", "close", "change", self.ticks(1, 8)])
        if not timed and emit != "change":
            emit = "close"
        top = rank = None
        fields = self.fields()
        if (on_grid or isinstance(kind, All)) and keys and not lateness and emit != "change" and self.chance(0.25):
            top = rng.randint(1, 3)
            fields = (*fields, *self.ranked(fields))
            rank = self.pick([(".n", lambda result: result["n"]), (".hi", lambda result: result["hi"]),
                              ("[.n, .hi]", lambda result: [result["n"], result["hi"]]), ("-.n", lambda result: -result["n"])])
        watermarks = timed and self.chance(0.07)
        case = Case(
            lines=[],
            window=window,
            kind=kind,
            fields=fields,
            time=self.pick(TIMES) if timed else None,
            zone=self.zone,
            offset=offset,
            keys=keys,
            delay=self.delay(lateness) if timed else 5 * SECOND,
            watermarks=watermarks,
            lateness=lateness,
            late=self.pick(["report", "report", "drop", "path"]) if timed else "report",
            emit=emit,
            emit_watermarks=self.ticks(1, 5) if closed_by_time and self.chance(0.15) else 0,
            fill=rng.randint(1, 3) if on_grid and not self.zone and self.chance(0.25) else 0,
            top=top,
            rank=rank,
            limit_keys=rng.randint(1, 3) if keys and self.chance(0.2) else None,
            variables=(("q", "0.25"),),
            dead_letters=self.chance(0.5),
        )
        unit, write = self.time_style() if timed else ("", lambda time: "0")
        return replace(case, unit=unit, lines=self.stream(case, write))

    def delay(self, lateness):
        if lateness and self.chance(0.8):
            return self.pick([0, 0, self.ticks(1, 3)])
        return self.pick([0, 0, 0, 0, self.ticks(1, 3), self.ticks(1, 3), self.ticks(1, 12), 5 * SECOND, 5 * SECOND, float("inf")])

    def ticks(self, least, most):
        return self.rng.randint(least, most) * self.tick

    # --- the window --------------------------------------------------------------------------------------------------

    def window(self):
        shape = self.pick(["tumbling", "tumbling", "sliding", "sliding", "session", "session", "session", "cumulate", "count", "all"])
        if shape == "count":
            n = self.rng.randint(1, 6)
            return f"count:{n}", Count(n), 0
        if shape == "all":
            return "all", All(), 0
        if shape == "session":
            gap = self.ticks(1, 5)
            longest = self.pick([float("inf"), float("inf"), self.ticks(0, 12)])
            return f"session:{duration(gap)}", Session(gap, longest), 0
        offset = self.pick([0, 0, 0, self.ticks(1, 30), -self.ticks(1, 30)])
        if shape == "tumbling":
            size = step = self.size()
            text = duration(size)
        elif shape == "sliding":
            size, step = self.size(), self.size()
            text = f"{duration(size)}/{duration(step)}"
        else:
            step = self.ticks(1, 5)
            size = step * self.rng.randint(1, 6)
            text = f"cumulate:{duration(size)}/{duration(step)}"
        return text, Grid(size, step, offset, self.zone, shape == "cumulate"), offset

    def size(self):
        return self.pick([12, 24, 24, 48]) * HOUR if self.zone and self.tick > SECOND and self.chance(0.5) else self.ticks(1, 12)

    # --- keys and aggregates ------------------------------------------------------------------------------------------

    def keys(self):
        if self.chance(0.2):
            return ()
        chosen = self.rng.sample(KEYS, self.pick([1, 1, 1, 2]))
        return tuple(chosen) if len({name for _, name, _ in chosen}) == len(chosen) else tuple(chosen[:1])

    def fields(self):
        found = {}
        for _ in range(self.pick([1, 2, 3, 4])):
            made = self.field(f"f{len(found)}")
            found.setdefault(made.aggregate.name, made)
        return tuple(found.values())

    def ranked(self, fields):
        names = {f.aggregate.name for f in fields}
        extra = [Field("n: count", Aggregate("n", [Call("count")])),
                 Field("hi: max(.w)", Aggregate("hi", [Call("max", path(".w").outputs)]))]
        return [one for one in extra if one.aggregate.name not in names]

    def field(self, name):
        if self.chance(0.12):
            return self.combined(name)
        text, call, bare_name = self.call()
        if bare_name and self.chance(0.6):
            return Field(text, Aggregate(bare_name, [call]))
        return Field(f"{name}: {text}", Aggregate(name, [call]))

    def call(self):
        """The text of a call, the Call, and what it is named by itself (None where it needs a name)."""
        function = self.pick(["count", "count", "rate" if self.timed else "count", "sum", "sum", "avg", "var", "stddev", "min", "max", "first", "last", "any",
                              "every", "median", "p90", "p99", "p999", "quantile", "quantile", "distinct", "count_distinct", "top",
                              "collect", "collect", "histogram"])  # fmt: skip
        if function in ("count", "rate"):
            if self.chance(0.5):
                return function, Call(function), function
            pieces = CONDITIONS
        elif function in ("any", "every"):
            pieces = CONDITIONS
        elif function in ("min", "max", "first", "last", "distinct", "count_distinct", "top", "collect"):
            pieces = VALUES
        else:
            pieces = NUMBERS
        piece = self.pick(pieces)
        constants = []
        if function == "quantile":
            constants = [self.pick(["0", "1", "0.5", "0.25", "0.07", "0.55", "0.1", "0.333", "$q"])]
        elif function in ("top", "collect"):
            constants = [str(self.rng.randint(1, 4))]
        text = f"{function}({'; '.join([piece.text, *constants])})"
        meant = ["0.25" if constant == "$q" else constant for constant in constants]
        return text, Call(function, piece.outputs, *meant), piece.name and f"{function}_{piece.name}"

    def combined(self, name):
        """Plain jq over results of aggregates."""
        count, sum_w, any_b = Call("count"), Call("sum", path(".w").outputs), Call("any", path(".b").outputs)
        form = self.rng.randrange(5)
        if form == 0:
            return Field(f"{name}: (count(.b) / count)", Aggregate(name, [Call("count", path(".b").outputs), count], lambda a, b: a / b))
        if form == 1:
            return Field(f"{name}: (sum(.w) // 0)", Aggregate(name, [sum_w], lambda w: w or (0 if w is None else w)))
        if form == 2:
            return Field(f"{name}: [count, max(.w)]", Aggregate(name, [count, Call("max", path(".w").outputs)], lambda a, b: [a, b]))
        if form == 3:
            return Field(f'{name}: (if any(.b) then "yes" else count end)', Aggregate(name, [any_b, count], lambda b, n: "yes" if b else n))
        return Field(f'{name}: "constant"', Aggregate(name, [], lambda: "constant"))

    # --- the stream ---------------------------------------------------------------------------------------------------

    def time_style(self):
        """--time-format, and how to write a time as JSON text."""
        quoted = lambda text: f'"{text}"'
        rfc = lambda time: quoted(rfc3339(time, self.rng))
        if self.zone:
            return "", lambda time: quoted(self.local_text(time))
        styles = [("", rfc), ("", rfc), ("ns", lambda time: decimal_text(time, "ns")), ("us", lambda time: decimal_text(time, "us"))]
        if self.tick >= MS:
            seconds = lambda time: decimal_text(time, "s")
            styles += [("s", seconds), ("", seconds), ("", lambda time: quoted(seconds(time))), ("ms", lambda time: decimal_text(time, "ms")),
                       ("", lambda time: self.pick([rfc, seconds])(time))]  # fmt: skip
        if self.tick >= SECOND:
            styles.append(("%Y-%m-%d %H:%M:%S", lambda time: quoted(rfc3339(time // SECOND * SECOND, Plain(), "UTC").replace("T", " "))))
        return self.pick(styles)

    def local_text(self, time):
        """Without a zone where the clock shows the time once, else in UTC."""
        once = all(clock(instant(clock(time, self.zone) // SECOND * SECOND, self.zone) + shift, self.zone) != clock(time, self.zone)
                   for shift in (HOUR, HOUR // 2))  # fmt: skip
        if once and instant(clock(time, self.zone) // SECOND * SECOND, self.zone) + time % SECOND == time and self.chance(0.7):
            return rfc3339(time, self.rng, self.zone)
        return rfc3339(time, self.rng)

    def start(self):
        if self.zone:  # near a change of the clock
            changes = ["2024-03-30", "2024-10-26", "2024-03-09", "2024-11-02", "2024-04-06", "2024-10-05", "1969-04-26"]
            day = self.pick([*changes, "2024-07-01"]) if self.tick > SECOND else self.pick(["2024-07-01", "1969-07-01"])
            moment = datetime.datetime.fromisoformat(day).replace(tzinfo=ZoneInfo(self.zone))
            return int(moment.timestamp()) * SECOND
        start = self.pick([0, 0, -100 * SECOND, -40_000_000 * SECOND, 1_700_000_000 * SECOND, 1_713_571_200 * SECOND])
        return start // self.tick * self.tick

    def times(self, case, count):
        """A walk with ties, pauses and chains of exactly one gap; then some fall behind."""
        gap = case.kind.gap if isinstance(case.kind, Session) else self.pick([1, 2]) * self.tick
        steps = [0, 0, self.tick, self.tick, 2 * self.tick, gap, gap, gap + self.tick] + [self.ticks(3, 20)] * self.pick([0, 1, 2])
        disorder, share = self.pick([0, 1, 4, 15, 40]), self.pick([0.1, 0.3, 0.6])
        if case.lateness:  # many records correct a closed window, and join sessions that were written
            disorder, share = case.lateness // self.tick + self.pick([1, 4, 10]), self.pick([0.3, 0.6])
        now = self.start()
        for _ in range(count):
            now += self.pick(steps)
            behind = self.ticks(0, disorder) if disorder and self.chance(share) else 0
            yield now - behind

    def stream(self, case, write):
        rng = self.rng
        count = self.pick([8, 20, 30, 45, 70] if case.lateness else [0, 1, 2, 3, 5, 8, 12, 20, 30, 45])
        self.wrong = self.pick([0, 0, 0, 0.03, 0.15])
        self.many_keys = self.pick([1, 2] if case.lateness else [2, 3, 6])
        self.edge_values = self.chance(0.15)
        lines = []
        for time in self.times(case, count):
            if self.wrong and self.chance(self.wrong):
                lines.append(self.pick(["", "{", "null", "7", "[1]", '{"a":1}', '{"t":null}', "nul", '{"t":true}', "\"text\"", "   "]))
            elif case.watermarks and self.chance(0.2):
                lines.append('{"$watermark":"%s"}' % rfc3339(time - self.ticks(0, 3), rng))
            else:
                lines.append(self.record(write(time)))
        return lines

    def record(self, time):
        rng, members = self.rng, []
        if not self.chance(self.wrong / 2):
            members.append(("t", time if not self.chance(self.wrong / 2) else self.pick(
                ["null", '"yesterday"', "true", "[]", "{}", '"2024-02-30T00:00:00Z"', '""', "1e30", '"2024-01-01T24:00:00Z"'])))  # fmt: skip
        members.append(("g", self.pick(['"a"', '"b"', '"c"', '"d"', '"e"', '"f"'][: self.many_keys])))
        if self.chance(0.8):
            members.append(("k", self.pick(KEY_VALUES if self.edge_values else KEY_VALUES[:8])))
        for name, values, missing in (("v", V_VALUES, 0.15), ("w", W_VALUES, 0.2), ("s", S_VALUES, 0.1), ("l", L_VALUES, 0.2),
                                      ("o", O_VALUES, 0.2), ("b", ["true", "false", "null"], 0.2)):  # fmt: skip
            if not self.chance(missing):
                members.append((name, self.pick(values) if not self.chance(self.wrong / 4) else self.pick(WRONG_VALUES)))
        if rng.random() < 0.2:
            rng.shuffle(members)
        return "{" + ",".join(f'"{name}":{value}' for name, value in members) + "}"


class Plain:
    """Makes rfc3339() write the plainest form."""

    def choice(self, options):
        return options[0]

    def random(self):
        return 1.0


KEY_VALUES = ["1", "1.0", '"1"', "null", "true", "[1]", '{"a":1}', '"x"', "[1.0]", "[]", "{}", "false", '""', '{"a":1,"b":2}', '{"b":2,"a":1}',
              "0", "1e0", "10e-1", "-1", "0.1", '"null"', "[[1]]", "9007199254740993", "9007199254740992", "18446744073709551615", '"é"',
              '"$other"', "[null]", '{"a":1.0}']  # fmt: skip
V_VALUES = ["1", "2", "3", "4", "5", "2.5", "0", "-1", "-2.5", "null", "100", "1.0"]
W_VALUES = ["1", "2", "3", "10", "0.1", "0.2", "0.25", "-7", "1000000", "9007199254740993", "null", "4611686018427387904", "18446744073709551615"]
S_VALUES = ['"a"', '"b"', '"c"', '"a"', '"é😀"', '""', "null"]
L_VALUES = ["[]", "[1]", "[1,2,3]", "[null,2]", "[3,3]", "[0.5,-0.5]"]
O_VALUES = ["{}", '{"x":1,"y":"u"}', '{"x":2.5,"y":"v"}', '{"x":null}', '{"y":"u"}', "null"]
WRONG_VALUES = ['"text"', "true", "[1]", "{}", '"12"', "7", '["a"]', "[true]"]
