"""Times and windows on a grid, slowly. Times are integers: nanoseconds since 1970-01-01T00:00:00Z."""
import datetime
import functools
import math
from typing import NamedTuple
from zoneinfo import ZoneInfo

SECOND = 10**9
HOUR = 3600 * SECOND
DAY = 24 * HOUR


def time_text(time):
    """RFC 3339 in UTC, with no, three, six or nine digits of fraction."""
    seconds, fraction = divmod(time, SECOND)
    moment = datetime.datetime(1970, 1, 1) + datetime.timedelta(seconds=seconds)
    digits = f"{fraction:09}"
    while digits.endswith("000"):
        digits = digits[:-3]
    return moment.strftime("%Y-%m-%dT%H:%M:%S").rjust(19, "0") + (f".{digits}" if digits else "") + "Z"


def clock(time, zone):
    """What the wall clock of the zone shows, counted as if it were UTC."""
    if zone is None:
        return time
    moment = datetime.datetime.fromtimestamp(time // SECOND, ZoneInfo(zone))
    return time + int(moment.utcoffset().total_seconds()) * SECOND


@functools.lru_cache(maxsize=100_000)
def instant(wall, zone):
    """The first moment at which the zone's clock shows this time, or has skipped it. `wall` is in whole seconds."""
    if zone is None:
        return wall
    shown = datetime.datetime(1970, 1, 1, tzinfo=ZoneInfo(zone)) + datetime.timedelta(seconds=wall // SECOND)
    offsets = {int(shown.replace(fold=fold).utcoffset().total_seconds()) * SECOND for fold in (0, 1)}
    matching = [wall - offset for offset in offsets if clock(wall - offset, zone) == wall]
    if matching:
        return min(matching)
    before, behind = wall - max(offsets), wall - min(offsets)  # the clock skips it between these two
    while behind - before > SECOND:
        middle = (before + behind) // (2 * SECOND) * SECOND
        if clock(middle, zone) < wall:
            before = middle
        else:
            behind = middle
    return behind


class Window(NamedTuple):
    """[start, end). Windows are in order of their ends."""

    end: int
    start: int
    wall_end: int  # the same in the time of the zone's clock, in which the grid is regular
    wall_start: int


class Grid:
    """Tumbling windows (step = size), sliding ones (step = slide), cumulative ones. With a zone its boundaries are round
    times of that zone's clock, so that a day has 23 or 25 hours where the clock is changed; but a grid with fractions of
    seconds is always that of UTC."""

    def __init__(self, size, step, offset=0, zone=None, cumulate=False):
        self.size, self.step, self.offset, self.cumulate = size, step, offset, cumulate
        self.zone = zone if all(length % SECOND == 0 for length in (size, step, offset)) else None

    def window(self, wall_start, wall_end):
        return Window(instant(wall_end, self.zone), instant(wall_start, self.zone), wall_end, wall_start)

    def windows_of(self, time):
        """All windows that hold the time, in order of their ends; none in a gap between windows (slide larger than size)."""
        found = []
        distance = self.size if self.cumulate else self.step  # between the starts of windows
        for start in self._multiples_near(time, distance):
            ends = range(start + self.step, start + self.size + 1, self.step) if self.cumulate else [start + self.size]
            found += [self.window(start, end) for end in ends]
        return sorted(window for window in found if window.start <= time < window.end)

    def next_window(self, window):
        """The window whose end comes next."""
        if self.cumulate and window.wall_end - window.wall_start < self.size:
            return self.window(window.wall_start, window.wall_end + self.step)
        if self.cumulate:
            return self.window(window.wall_end, window.wall_end + self.step)
        return self.window(window.wall_start + self.step, window.wall_end + self.step)

    def pane_of(self, time):
        """Where the pane that holds the time begins. Panes are the pieces that windows consist of."""
        length = math.gcd(self.size, self.step)
        starts = [instant(wall, self.zone) for wall in self._multiples_near(time, length)]
        return max(start for start in starts if start <= time)

    def _moved_near(self, time):
        """By how much the clock is moved at most, where it is; no clock is ever moved by more than a day."""
        around = [near + hours * HOUR for near in (time - self.size, time) for hours in (-26, -13, 0, 13, 26)]
        return 26 * HOUR if len({clock(moment, self.zone) - moment for moment in around}) > 1 else 0

    def _multiples_near(self, time, distance):
        wall, slack = clock(time, self.zone), self._moved_near(time)
        first = (wall - slack - self.size - self.offset) // distance
        last = (wall + slack - self.offset) // distance
        return [self.offset + n * distance for n in range(first, last + 1)]
