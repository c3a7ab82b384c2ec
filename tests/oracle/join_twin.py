"""stream-join, slowly and plainly: what its output must be, record by record in the order in which they are taken.

Every record that may still find a partner is kept in a list, and each list is searched from its beginning to its end.

The rules:
- Each input has a frontier of its own, the largest event time of it less its watermark delay. F is the least of those of
  the inputs that have not ended; it never goes back, and at the end of all it is beyond everything.
- Of files, the next record is always taken from the input whose own frontier is least, the first of them on ties.
- A record is tested under the F before it: it is late if its time is less. Then it is kept and matched, then F moves,
  then what F proves is done.
- A bad record does nothing, and neither does a late one.
"""
import math

from join_query import LEFT, RIGHT, Answer, Record, writes_pairs, writes_unmatched
from window_aggregates import WrongType
from window_values import order, parsed

BEGINNING = -math.inf  # the frontier before the first record


class Bad(Exception):
    """A record that cannot be processed."""


def answer(query, inputs):
    """Of files. `inputs`: for each a list of lines without newlines."""
    if query.kind == "lookup":
        return LookupTwin(query).answer_to(*inputs)
    twin = TWINS[query.kind](query, len(inputs))
    waiting = [list(reversed(lines)) for lines in inputs]
    while twin.open:
        number = min(twin.open, key=lambda i: (twin.frontiers[i], i))
        if waiting[number]:
            twin.take_line(number, waiting[number].pop())
        else:
            twin.end_of(number)
    return twin.answer


def answer_to_events(query, count, events):
    """Of live inputs, whose lines come in this order: [(number of the input, line, or None for its end)]."""
    twin = TWINS[query.kind](query, count)
    for number, line in events:
        twin.end_of(number) if line is None else twin.take_line(number, line)
    return twin.answer


class Reader:
    """What is the same for all kinds: reading a record, counting, writing."""

    def __init__(self, query, count):
        self.query, self.answer = query, Answer()
        self.lines_read = [0] * count
        self.arrivals = 0
        self.frontier = BEGINNING

    def read(self, number, line):
        """A Record; None where the line is none, or bad, or says how far time has come (then `watermark` is set)."""
        self.lines_read[number] += 1
        self.watermark = None
        if not line.strip():
            return None
        side = self.query.side_of(number)
        try:
            value = parsed(line)
            if self.query.watermarks and isinstance(value, dict) and list(value) == ["$watermark"]:
                self.watermark = self.query.read_watermark(value["$watermark"])
                if self.watermark is not None:
                    return None
            self.answer.records[side] += 1
            return self.record_of(side, line, value)
        except (WrongType, Bad):
            pass
        except ValueError:
            self.answer.records[side] += 1
        self.answer.bad.append((number, self.lines_read[number]))
        return None

    def record_of(self, side, line, value):
        what = self.query.sides[side]
        time = 0
        if what.time is not None:
            time = what.time(value)
            if time is None:
                raise Bad("no time")
        parts = [part(value) for part in what.key]
        if self.query.text.must_be_object(side) and not isinstance(value, dict):
            raise Bad("not an object")
        self.arrivals += 1
        no_key = any(part is None or part != part for part in parts)
        return Record(side, self.arrivals, time, None if no_key else order(parts), line, value)

    def write(self, left, right):
        """For a pair of Records, of which one may be None. False where -s fails."""
        try:
            lines = self.query.text.lines(left and left.line, right and right.line)
        except WrongType:
            return False
        self.answer.lines += lines
        times = tuple(record.time for record in (left, right) if record)
        self.answer.times += [times] * len(lines)
        self.answer.frontiers += [self.frontier] * len(lines)
        return True

    def count_pair(self, left, right):
        self.answer.pairs += 1
        for record in (left, right):
            self.answer.matched[record.side] += record.partners == 0
            record.partners += 1

    def write_pair(self, left, right):
        if not self.write(left, right):
            self.answer.failed += 1

    def unmatched(self, record):
        self.answer.unmatched[record.side] += 1
        if writes_unmatched(self.query.type, record.side):
            self.write_pair(*((record, None) if record.side == LEFT else (None, record)))


class Twin(Reader):
    """What is the same for all streams: time."""

    def __init__(self, query, count):
        super().__init__(query, count)
        self.frontiers = [BEGINNING] * count
        self.newest = [BEGINNING] * count
        self.open = list(range(count))
        self.held = []

    def take_line(self, number, line):
        record = self.read(number, line)
        if record is None:
            if self.watermark is not None:
                self.move(number, self.watermark)
            return
        if record.time < self.frontier:
            self.answer.late.append(line)
            self.answer.late_counts[record.side] += 1
            self.answer.largest_lateness = max(self.answer.largest_lateness, self.newest[number] - record.time)
        elif self.query.kind != "interleave" and record.key is None:
            self.answer.null_keys[record.side] += 1
            self.unmatched(record)
        else:
            self.take(record)
        self.newest[number] = max(self.newest[number], record.time)
        self.move(number, BEGINNING if self.query.watermarks else record.time - self.query.sides[record.side].delay)

    def end_of(self, number):
        self.open.remove(number)
        self.move(number, BEGINNING)

    def move(self, number, time):
        self.frontiers[number] = max(self.frontiers[number], time)
        self.frontier = max(self.frontier, min((self.frontiers[i] for i in self.open), default=math.inf))
        self.answer.held_within = max(self.answer.held_within, len(self.held))
        self.settle()
        self.answer.held_after = max(self.answer.held_after, len(self.held))


def by_time(record):
    return record.time, record.side, record.arrival


class PairsTwin(Twin):
    """--within: every two of one key whose times fit."""

    def is_pair(self, left, right):
        return left.key == right.key and left.time + self.query.low <= right.time <= left.time + self.query.high

    def can_go(self, record):
        last_partner = record.time + self.query.high if record.side == LEFT else record.time - self.query.low
        return self.frontier > last_partner

    def take(self, record):
        for other in sorted((other for other in self.held if other.side != record.side), key=by_time):
            left, right = (record, other) if record.side == LEFT else (other, record)
            if self.is_pair(left, right):
                first = left.partners == 0
                self.count_pair(left, right)
                if writes_pairs(self.query.type):
                    self.write_pair(left, right)
                elif self.query.type == "semi" and first:
                    self.write_pair(left, None)
        self.held.append(record)
        if self.can_go(record):
            self.free(record)

    def free(self, record):
        self.held.remove(record)
        if record.partners == 0:
            self.unmatched(record)

    def settle(self):
        for record in sorted(filter(self.can_go, self.held), key=by_time):
            self.free(record)


class PickTwin(Twin):
    """--asof, --within --first: each left record picks the nearest right one, or none."""

    def take(self, record):
        self.held.append(record)

    def of(self, side):
        return [record for record in self.held if record.side == side]

    def in_reach(self, left, right):
        return left.key == right.key and left.time + self.query.low <= right.time <= left.time + self.query.high

    def best(self, left):
        """The nearest; of two as near, the earlier; of several at that time, the one that came last."""
        found = [right for right in self.of(RIGHT) if self.in_reach(left, right)]
        return min(found, key=lambda right: (abs(right.time - left.time), right.time, -right.arrival), default=None)

    def is_decided(self, left):
        first_look = left.time + min(self.query.high, 0)
        best = self.best(left)
        if best is None:
            last = left.time + self.query.high
        elif best.time <= left.time:
            last = min(left.time + self.query.high, left.time + (left.time - best.time))
        else:
            last = best.time
        return self.frontier > max(first_look, last) or self.frontier == math.inf

    def is_of_no_use(self, right):
        """Whether no left record can pick it any more: neither one that is undecided nor one that is still to come."""
        low, high = self.query.low, self.query.high
        last_wish = 0 if low >= 0 else -low if high <= 0 else min(high - low, -2 * low)
        replaced = any((other.time, other.arrival) > (right.time, right.arrival) and other.key == right.key
                       and other.time < self.frontier + min(high, 0) for other in self.of(RIGHT))  # fmt: skip
        return replaced or self.frontier > right.time + last_wish or self.frontier == math.inf

    def settle(self):
        for left in sorted(filter(self.is_decided, self.of(LEFT)), key=by_time):
            self.decide(left)
            self.held.remove(left)
        for right in sorted(filter(self.is_of_no_use, self.of(RIGHT)), key=by_time):
            assert not any(self.best(left) is right for left in self.of(LEFT))
            self.held.remove(right)
            if right.partners == 0:
                self.unmatched(right)

    def decide(self, left):
        right = self.best(left)
        if right is None:
            return self.unmatched(left)
        self.count_pair(left, right)
        if writes_pairs(self.query.type):
            self.write_pair(left, right)
        elif self.query.type == "semi":
            self.write_pair(left, None)


class InterleaveTwin(Twin):
    """Several inputs become one, in order of event time."""

    def take(self, record):
        self.held.append(record)

    def settle(self):
        for record in sorted((record for record in self.held if record.time <= self.frontier), key=lambda r: (r.time, r.arrival)):
            self.held.remove(record)
            self.write(record, None)


class LookupTwin(Reader):
    """--lookup: the right input is a table, which is read first. But for --multi a row replaces those of its key before it."""

    def __init__(self, query):
        super().__init__(query, 2)

    def answer_to(self, left_lines, right_lines):
        rows = [row for row in (self.read(RIGHT, line) for line in right_lines) if row]
        with_key = [row for row in rows if row.key is not None]
        self.answer.null_keys[RIGHT] = len(rows) - len(with_key)
        keys = [row.key for row in with_key]
        if not self.query.multi:
            self.answer.repeated_keys = sum(keys.count(key) > 1 for key in set(keys))
            with_key = [row for i, row in enumerate(with_key) if row.key not in keys[i + 1:]]
            rows = [row for row in rows if row.key is None or row in with_key]
        for line in left_lines:
            if record := self.read(LEFT, line):
                self.look_up(record, [row for row in with_key if row.key == record.key])
        for row in rows:
            if row.partners == 0:
                self.unmatched(row)
        return self.answer

    def look_up(self, record, partners):
        """A record counts wholly or not at all."""
        before = len(self.answer.lines)
        if not partners:
            written = not writes_unmatched(self.query.type, LEFT) or self.write(record, None)
        elif writes_pairs(self.query.type):
            written = all(self.write(record, row) for row in partners)
        else:
            written = self.query.type != "semi" or self.write(record, None)
        if not written:
            del self.answer.lines[before:]
            self.answer.bad.append((LEFT, self.lines_read[LEFT]))
            return
        self.answer.null_keys[LEFT] += record.key is None
        if not partners:
            self.answer.unmatched[LEFT] += 1
        for row in partners:
            self.count_pair(record, row)


TWINS = {"pairs": PairsTwin, "pick": PickTwin, "interleave": InterleaveTwin}
