"""stream-window, slowly and plainly: what its output must be, record by record in order of arrival.

Every record is kept in a list of its window, and each result is worked out anew from that list. Nothing is shared with
the program, neither code nor ideas: no panes are merged, nothing is sketched, nothing is summed up before it is asked for.

The rules:
- F, the frontier, is the largest event time so far less the watermark delay. A record is tested and assigned under the F
  before it; then it is folded; then F moves; then windows close, in order of their ends.
- A window on a grid is [start, end). It closes when F >= end and is forgotten when F >= end + allowed lateness. A session
  is [first, last + gap), takes in what is exactly one gap away, and so closes when F > end.
- A record is late if every window that it belongs to is forgotten. One whose window is closed and not forgotten corrects it.
- A bad record does nothing: it is not folded and does not move F, nor can it be late.
- At the end of input F is beyond everything.
"""
import math
from dataclasses import dataclass
from fractions import Fraction

from window_aggregates import WrongType
from window_query import All, Answer, Count, Session
from window_times import SECOND, Grid, time_text
from window_values import order, parsed

OTHER = "$other"
FIRST = -math.inf  # the frontier before the first record


class Bad(Exception):
    """A record that cannot be processed."""


@dataclass
class Record:
    arrival: int
    time: int
    key: tuple  # equal for equal keys
    key_values: list  # as they were written
    folded: list  # for each aggregate, for each of its calls: the values to fold


def answer(query, lines):
    """`lines`: texts without newlines."""
    kinds = {Grid: GridTwin, Session: SessionTwin, Count: CountTwin, All: CountTwin}
    twin = kinds[type(query.window)](query)
    for number, line in enumerate(lines, 1):
        twin.line(number, line)
    twin.end()
    return twin.answer


class Twin:
    """What is the same for all kinds of windows."""

    def __init__(self, query):
        self.query, self.answer = query, Answer()
        self.frontier = self.largest = FIRST
        self.as_written = {}  # of the keys that are held: how each was written when it was first seen

    # --- reading ---------------------------------------------------------------------------------------------------

    def line(self, number, line):
        if not line.strip():
            return
        try:
            value = parsed(line)
            if self.query.watermarks and isinstance(value, dict) and list(value) == ["$watermark"]:
                return self.move_frontier(self.query.read_watermark(value["$watermark"]))
            record = self.record_of(number, value)
        except (ValueError, WrongType, Bad):
            self.answer.bad.append(number)
            return
        self.answer.records += 1
        self.take(record)
        largest_before, self.largest = self.largest, max(self.largest, record.time)
        self.move_frontier(FIRST if self.query.watermarks else self.largest - self.query.delay)
        self.emit_every(largest_before)

    def record_of(self, number, value):
        """All arguments are evaluated before anything is folded: a record counts wholly or not at all."""
        query, time = self.query, number
        if query.time is not None:
            time = query.time(value)
            if time is None:
                raise Bad("no time")
        key_values = [key(value) for _, key in query.keys]
        folded = [[call.folded_of(value) for call in aggregate.calls] for aggregate in query.aggregates]
        return Record(number, time, order(key_values), key_values, folded)

    def is_late(self, record):
        self.answer.late.append(record.arrival)
        self.answer.largest_lateness = max(self.answer.largest_lateness, self.largest - record.time)

    # --- time ------------------------------------------------------------------------------------------------------

    def move_frontier(self, time):
        self.frontier = max(self.frontier, time)
        self.close_windows()
        self.forget_keys()

    def end(self):
        self.at_end = True
        self.move_frontier(math.inf)

    at_end = False

    def emit_every(self, largest_before):
        """Early results, when the largest event time has come to or gone past a multiple. The first record passes none."""
        period = self.query.emit
        if isinstance(period, int) and largest_before != FIRST and largest_before // period < self.largest // period:
            self.write_open_windows()

    # --- keys ------------------------------------------------------------------------------------------------------

    def admit(self, record):
        """Keys are held as long as one of their records is, or a result that may be corrected, or --fill remembers them. One
        more than the limit goes under $other, which is not counted."""
        other_values = [OTHER] * len(self.query.keys)
        other, limit = order(other_values), self.query.limit_keys
        if limit is not None and record.key not in self.as_written and len(self.as_written.keys() - {other}) >= limit:
            self.answer.under_other += record.key != other
            record.key, record.key_values = other, other_values
        self.as_written.setdefault(record.key, record.key_values)

    def forget_keys(self):
        held = self.held_keys()
        self.as_written = {key: written for key, written in self.as_written.items() if key in held}

    # --- results ---------------------------------------------------------------------------------------------------

    def write(self, *parts):
        self.answer.lines.append([pair for part in parts for pair in part])

    def key_fields(self, key):
        return [(name, value) for (name, _), value in zip(self.query.keys, self.as_written[key])]

    def aggregate_fields(self, records, seconds):
        """`records` in the order in which they are folded."""
        fields = []
        for i, aggregate in enumerate(self.query.aggregates):
            pairs = [[(r.time, value) for r in records for value in r.folded[i][j]] for j in range(len(aggregate.calls))]
            try:
                value = aggregate.result(pairs, seconds)
            except (WrongType, ZeroDivisionError):
                value = None
                self.answer.not_computed += bool(records)  # an empty record of --fill is expected to have nothing
            fields.append((aggregate.name, value))
        return fields

    def best(self, results):
        """The results of one window, all of them or with --top the best."""
        if self.query.top is None:
            return results
        rank = self.query.rank or (lambda fields: fields[self.query.aggregates[0].name])
        value = lambda parts: order(rank(dict(pair for part in parts for pair in part)))
        return sorted(results, key=value, reverse=True)[: self.query.top]  # keeps the order of equals


def by_key(records):
    """{key: its records}, keys in order of first appearance."""
    found = {}
    for record in records:
        found.setdefault(record.key, []).append(record)
    return found


def marks(early, revision):
    return [("final", False)] * early + [("revision", revision)] * (revision > 0)


class GridTwin(Twin):
    """Tumbling, sliding and cumulative windows."""

    def __init__(self, query):
        super().__init__(query)
        self.grid = query.window
        self.records = {}  # {window: [Record]}, of windows that are open or may be corrected
        self.revisions = {}  # {(window, key): n}, of results that were written; 0 is the first one
        self.closed_until = FIRST  # windows that end later have not been written yet
        self.last_closed = None  # the window that was written last
        self.silent = {}  # {key: for how many windows}, in the order in which they were remembered

    def closed(self, window):
        return self.frontier >= window.end

    def forgotten(self, window):
        return self.frontier >= window.end + self.query.lateness

    def take(self, record):
        windows = self.grid.windows_of(record.time)
        kept = [window for window in windows if not self.forgotten(window)]
        if not windows:
            self.answer.in_gaps += 1
        elif not kept:
            self.is_late(record)
        else:
            self.admit(record)
            for window in kept:
                self.records.setdefault(window, []).append(record)
                if self.closed(window):
                    self.correct(window, record.key)
                elif self.query.emit == "change":
                    self.write(*self.result(window, record.key), marks(early=True, revision=0))

    # --- results ---------------------------------------------------------------------------------------------------

    def folding_order(self, window):
        """Pane by pane, the oldest first; within a pane by arrival."""
        return sorted(self.records.get(window, []), key=lambda r: (self.grid.pane_of(r.time), r.arrival))

    def result(self, window, key):
        records = [record for record in self.folding_order(window) if record.key == key]
        seconds = Fraction(window.end - window.start, SECOND)
        bounds = [("window_start", time_text(window.start)), ("window_end", time_text(window.end))]
        return bounds, self.key_fields(key), self.aggregate_fields(records, seconds)

    def correct(self, window, key):
        revision = self.revisions.get((window, key), -1) + 1
        self.revisions[window, key] = revision
        self.write(*self.result(window, key), marks(early=False, revision=revision))

    def write_open_windows(self):
        for window in sorted(self.records):
            if not self.closed(window):
                for parts in self.best([self.result(window, key) for key in by_key(self.folding_order(window))]):
                    self.write(*parts, marks(early=True, revision=0))

    # --- closing ---------------------------------------------------------------------------------------------------

    def close_windows(self):
        while True:
            waiting = [w for w in self.records if w.end > self.closed_until and (self.last_closed is None or w > self.last_closed)]
            # Beyond the last window with records there is no end of input to fill.
            filled = [self.grid.next_window(self.last_closed)] if self.silent and (waiting or not self.at_end) else []
            window = min(waiting + filled, default=None)
            if window is None or not self.closed(window):
                break
            self.close(window)
        self.closed_until = self.frontier
        self.records = {w: records for w, records in self.records.items() if not self.forgotten(w)}
        self.revisions = {(w, key): n for (w, key), n in self.revisions.items() if not self.forgotten(w)}

    def close(self, window):
        self.last_closed = window
        present = list(by_key(self.folding_order(window)))
        silent = [key for key in self.silent if key not in present]
        for parts in self.best([self.result(window, key) for key in present + silent]):
            self.write(*parts)
        self.revisions.update(((window, key), 0) for key in present + silent)
        if self.query.fill:
            self.remember(present, silent)

    def remember(self, present, silent):
        for key in present:
            self.silent[key] = 0
        for key in silent:
            self.silent[key] += 1
            if self.silent[key] == self.query.fill:
                del self.silent[key]

    def held_keys(self):
        of_records = {record.key for records in self.records.values() for record in records}
        return of_records | {key for _, key in self.revisions} | set(self.silent)


@dataclass
class OpenSession:
    first: int
    last: int
    records: list  # those of the sessions that it was made of, in order of their first time, then the record that joined them
    written: bool = False
    next_revision: int = 0

    @property
    def key(self):
        return self.records[0].key

    @property
    def arrival(self):
        return min(record.arrival for record in self.records)


class SessionTwin(Twin):
    def __init__(self, query):
        super().__init__(query)
        self.gap, self.longest = query.window.gap, query.window.longest
        self.sessions = []  # that are open or may be corrected

    def closed(self, session):
        return self.frontier > session.last + self.gap

    def forgotten(self, session):
        return self.frontier > session.last + self.gap + self.query.lateness

    def take(self, record):
        # Whether a record is late depends on the sessions of the key under which it goes; a late one is not held.
        before = dict(self.as_written), self.answer.under_other
        self.admit(record)
        merged = OpenSession(record.time, record.time, [])
        joined = []
        for session in sorted(self.sessions, key=lambda s: (s.first, s.arrival)):
            if session.key == record.key and self.join(merged, session):
                merged.first, merged.last = min(merged.first, session.first), max(merged.last, session.last)
                merged.records += session.records
                merged.next_revision = max(merged.next_revision, session.next_revision)
                joined.append(session)
        if self.forgotten(merged):
            self.as_written, self.answer.under_other = before
            return self.is_late(record)
        self.answer.rescued += self.forgotten(OpenSession(record.time, record.time, []))
        merged.records.append(record)
        self.sessions = [session for session in self.sessions if session not in joined] + [merged]
        for session in joined:
            if session.written and (session.first, session.last) != (merged.first, merged.last):
                self.retract(session)
        if self.closed(merged):
            self.write_final(merged)
        elif self.query.emit == "change":
            self.write(*self.result(merged), marks(early=True, revision=merged.next_revision))

    def join(self, a, b):
        """Whether they touch, and what comes of them is not too long."""
        apart = max(a.first, b.first) - min(a.last, b.last)
        return apart <= self.gap and max(a.last, b.last) - min(a.first, b.first) <= self.longest

    # --- results ---------------------------------------------------------------------------------------------------

    def bounds(self, session):
        times = [session.first, session.last + self.gap, session.first, session.last]
        return list(zip(["window_start", "window_end", "first_ts", "last_ts"], map(time_text, times)))

    def result(self, session):
        seconds = Fraction(session.last + self.gap - session.first, SECOND)
        return self.bounds(session), self.key_fields(session.key), self.aggregate_fields(session.records, seconds)

    def retract(self, session):
        self.write(self.bounds(session), self.key_fields(session.key), marks(False, session.next_revision), [("retracted", True)])

    def write_final(self, session):
        self.write(*self.result(session), marks(early=False, revision=session.next_revision))
        session.written = True
        session.next_revision += 1

    def write_open_windows(self):
        for session in self.in_order_of_end(lambda s: not self.closed(s)):
            self.write(*self.result(session), marks(early=True, revision=session.next_revision))

    def in_order_of_end(self, wanted):
        return sorted(filter(wanted, self.sessions), key=lambda s: (s.last, s.arrival))

    def close_windows(self):
        for session in self.in_order_of_end(lambda s: self.closed(s) and not s.written):
            self.write_final(session)
        self.sessions = [session for session in self.sessions if not self.forgotten(session)]

    def held_keys(self):
        return {session.key for session in self.sessions}


class CountTwin(Twin):
    """count:N and all. No record is late, and the frontier closes nothing but the last windows, at the end of input."""

    def __init__(self, query):
        super().__init__(query)
        self.size = query.window.records if isinstance(query.window, Count) else math.inf
        self.records = {}  # {key: those of its window}, in order of the arrival of the first

    def take(self, record):
        self.admit(record)
        records = self.records.setdefault(record.key, [])
        records.append(record)
        if len(records) == self.size:
            self.write(*self.result(record.key))
            del self.records[record.key]
        elif self.query.emit == "change":
            self.write(*self.result(record.key), marks(early=True, revision=0))

    def result(self, key):
        records = self.records[key]
        # `all` is one window: its bounds are the same for all keys.
        times = [r.time for r in (records if self.size < math.inf else sum(self.records.values(), []))]
        start, end = min(times), max(times)
        texts = [time_text(start), time_text(end)] if self.query.time is not None else [None, None]
        bounds = list(zip(["window_start", "window_end"], texts))
        return bounds, self.key_fields(key), self.aggregate_fields(records, Fraction(end - start, SECOND))

    def results(self):
        return [self.result(key) for key in self.records]

    def write_open_windows(self):
        for parts in self.best(self.results()):
            self.write(*parts, marks(early=True, revision=0))

    def close_windows(self):
        if self.at_end:
            for parts in self.best(self.results()):
                self.write(*parts)
            self.records = {}

    def held_keys(self):
        return set(self.records)
