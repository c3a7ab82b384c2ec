"""What the programs are run with while they are killed and hindered."""
import dataclasses
import re

from streams import Array, Lines, Pairs, Table


@dataclasses.dataclass(frozen=True)
class Scenario:
    name: str
    command: tuple  # the program and its arguments before the inputs
    form: object = Lines()
    outputs: tuple = ("--to", "--dead-letter")
    sides: int = 1
    table: bool = False  # a plain file is the right side
    follows: bool = True  # byte for byte also with -F: two inputs that are followed are read as their lines come
    totals: bool = False  # each run ends with what there is so far: the last line counts
    delay: tuple = ("-t", ".ts", "--watermark-delay", "3s", "--idle-timeout", "1h")

    def arguments(self, bin_folder, folder):
        """But for the inputs. Outputs are in the folder."""
        program, *rest = self.command
        arguments = [str(bin_folder / program), *self.form.flags, *self.delay]
        for flag in self.outputs:
            arguments += [flag, str(folder / flag.strip("-"))]
        return arguments + rest


SCENARIOS = (
    Scenario("plain", ("stream-filter", ".status >= 300 or .ms > 20"), delay=()),
    Scenario("else", ("stream-filter", ".status < 400"), outputs=("--to", "--else", "--dead-letter"), delay=()),
    Scenario("dedupe", ("stream-filter", "--dedupe", ".id", "--within", "10s", ".status < 500"), delay=("-t", ".ts")),
    Scenario("rate", ("stream-filter", "--rate", "3/1s", "--by", "host", "true"), delay=("-t", ".ts")),
    Scenario("context", ("stream-filter", "-A", "2", "-B", "3", ".status == 500 and .ms > 60"), delay=()),
    Scenario("sample", ("stream-filter", "--sample", "0.3", "true"), delay=()),
    Scenario("count", ("stream-filter", "--count", ".status == 500"), totals=True, delay=()),
    Scenario("csv-out", ("stream-filter", "-o", "csv", ".status >= 300"), delay=()),
    Scenario("csv", ("stream-filter", ".ms > 20"), form=Table(), delay=()),
    Scenario("csv-context", ("stream-filter", "-B", "1", "-o", "csv", ".status == 500"), form=Table(), delay=()),
    Scenario("logfmt", ("stream-filter", ".status >= 300"), form=Pairs(), delay=()),
    Scenario("array", ("stream-filter", ".status >= 300"), form=Array(), delay=()),
    Scenario(
        "tumbling",
        ("stream-window", "--by", "host", "10s", "count, sum(.ms), p99(.ms), last: last(.id)"),
        outputs=("--to", "--late", "--dead-letter"),
    ),
    Scenario(
        "sliding",
        ("stream-window", "--emit-watermarks=1s", "--allowed-lateness", "5s", "20s/5s", "count, avg(.ms), max(.id)"),
        outputs=("--to", "--late", "--dead-letter"),
    ),
    Scenario(
        "session",
        ("stream-window", "--by", "id", "session:2s", "count, first: first(.ms)"),
        outputs=("--to", "--late", "--dead-letter"),
    ),
    Scenario("every-100", ("stream-window", "--by", "host", "count:100", "count, sum(.ms), distinct(.id)")),
    Scenario(
        "csv-window", ("stream-window", "-o", "csv", "--by", "host", "10s", "count"),
        form=Table(), outputs=("--to", "--late", "--dead-letter"),
    ),
    Scenario(
        "inner", ("stream-join", "--within", "1s", "--on", "id"),
        sides=2, follows=False, outputs=("--to", "--late", "--dead-letter"),
    ),
    Scenario(
        "full",
        ("stream-join", "--within", "-2s..1s", "--on", "id, host", "--type", "full"),
        sides=2, follows=False,
        outputs=("--to", "--late", "--dead-letter"),
    ),
    Scenario(
        "asof", ("stream-join", "--asof", "--on", "host", "--type", "left"),
        sides=2, follows=False, outputs=("--to", "--late", "--dead-letter"),
    ),
    Scenario(
        "interleave", ("stream-join", "--interleave"),
        sides=2, follows=False, outputs=("--to", "--late", "--dead-letter"),
    ),
    Scenario("lookup", ("stream-join", "--lookup", "--on", "host", "--type", "left"), table=True, delay=()),
    Scenario("every", ("stream-stats", "--every", "30s", "--by", "host"), totals=True, delay=("-t", ".ts")),
    Scenario(
        "since-last", ("stream-stats", "--every", "20s", "--since-last", "--of", "ms, host"),
        totals=True, delay=("-t", ".ts"),
    ),
    Scenario("profile", ("stream-stats",), totals=True, delay=("-t", ".ts")),
)


def comparable(scenario, flag, content):
    """What must be equal of an output, whatever its inputs were called."""
    if flag == "--dead-letter":
        places = rb'"(source|line|offset)":("[^"]*"|\d+),?' if scenario.sides > 1 or scenario.table else rb'"source":"[^"]*",?'
        return re.sub(places, b"", content)
    if flag == "--to" and scenario.totals:
        lines = content.splitlines(keepends=True)
        return b"".join([line for line in lines[:-1] if b'"final":false' in line] + lines[-1:])
    return content
