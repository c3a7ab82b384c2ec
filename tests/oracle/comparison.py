"""Runs programs on both sides and finds the records on which they differ, for which there is no explanation."""
import re
from collections import Counter

from answers import NO_OUTPUT, Refused, holds, same
from differences import KNOWN, REWRITINGS
from syntax import shrunk, shrunk_record


class Difference:
    def __init__(self, expr, line, ours, theirs):
        self.expr, self.line, self.ours, self.theirs = expr, line, ours, theirs

    def __str__(self):
        return f"  program: {self.expr}\n  record:  {self.line}\n  ours:    {self.ours}\n  libjq:   {self.theirs}"


class Comparison:
    def __init__(self, ours, libjq):
        self.ours = ours    # a StreamFilter
        self.libjq = libjq  # a Libjq
        self.counts = Counter()
        self.explained = Counter()
        self.found = []     # [Difference]

    def compare(self, exprs, records):
        """Compares all values, errors and predicates of the programs over a record set."""
        programs = [str(expr) for expr in exprs]
        path = self.ours.file_of(records.lines, "records.ndjson")
        ours = self.ours.answers(programs, path, len(records.lines))
        theirs = self.libjq.answers(programs, records.lines)
        for expr, mine, jqs in zip(exprs, ours, theirs):
            self.counts["programs"] += 1
            if isinstance(mine, Refused) or isinstance(jqs, Refused):
                if same(mine, jqs):
                    self.counts["programs that both refuse"] += 1
                else:
                    self.refusal(expr, records.lines[0], mine if isinstance(mine, Refused) else mine[0],
                                 jqs if isinstance(jqs, Refused) else jqs[0])
                continue
            self.values(expr, records.lines, mine, jqs)
            self.predicate(expr, path, records.lines, mine)

    def values(self, expr, lines, ours, theirs):
        self.counts["answers"] += len(lines)
        self.counts["errors"] += sum(jqs.startswith('["e"') for jqs in theirs)
        self.counts["no output"] += theirs.count(NO_OUTPUT)
        differing = [i for i in range(len(lines)) if not same(ours[i], theirs[i])]
        names = self.explanations(expr, [lines[i] for i in differing])
        for i, name in zip(differing, names):
            if name is None:
                self.found.append(Difference(expr, lines[i], ours[i], theirs[i]))
            else:
                self.explained[name] += 1

    def predicate(self, expr, path, lines, ours):
        """A filter passes what has a true value, byte for byte, and fails with the messages of the errors."""
        run = self.ours.passes(str(expr), path, "--threads", "1")
        if isinstance(run, Refused):
            self.found.append(Difference(expr, "", run, "accepted as part of an array"))
            return
        expected = b"".join(line.encode() + b"\n" for line, answer in zip(lines, ours) if holds(answer))
        if run.output != expected:
            passed = set(run.output.decode().split("\n"))
            line = next((line for line, answer in zip(lines, ours) if bool(holds(answer)) != (line in passed)), lines[0])
            self.found.append(Difference(expr, line, f"passes: {line in passed}", "its value: " + self.ours.answer(str(expr), line)))
        failed = [i for i, answer in enumerate(ours) if holds(answer) is None]
        if failed != sorted(run.failed):
            i = (set(failed) ^ set(run.failed)).pop()
            self.found.append(Difference(expr, lines[i], f"fails: {run.failed.get(i)}", "its value: " + ours[i]))
        self.counts["predicates"] += 1
        self.counts["records passed"] += run.output.count(b"\n")

    # --- explanations --------------------------------------------------------------------------------------------------

    def explanations(self, expr, lines):
        """For each line on which the sides differ, the name of what explains it, or None."""
        names = [None] * len(lines)
        together, everywhere = str(expr), list(lines)
        for rewriting in REWRITINGS:
            rewritten = [rewriting.record(line) for line in lines]
            self.explain(names, rewriting.name, rewriting.program(expr, str(expr)), rewritten)
            together, everywhere = rewriting.program(expr, together), [rewriting.record(line) for line in everywhere]
        self.explain(names, "several of these together", together, everywhere)
        known = next((one.name for one in KNOWN if re.search(one.pattern, str(expr))), None)
        return [name or known for name in names]

    def explain(self, names, name, program, lines):
        """Sets the name where there is none yet and both sides agree."""
        open_ones = [i for i, known in enumerate(names) if known is None]
        if not open_ones:
            return
        asked = [lines[i] for i in open_ones]
        mine = self.ours.answers([program], self.ours.file_of(asked), len(asked))[0]
        jqs = self.libjq.answers([program], asked)[0]
        for k, i in enumerate(open_ones):
            refused = isinstance(mine, Refused) or isinstance(jqs, Refused)
            if same(mine, jqs) if refused else same(mine[k], jqs[k]):
                names[i] = name

    def refusal(self, expr, line, mine, jqs):
        if not isinstance(self.explanations(expr, [line])[0], str):
            self.found.append(Difference(expr, line, mine, jqs))

    def unexplained(self, expr, line):
        mine, jqs = self.ours.answer(str(expr), line), self.libjq.answer(str(expr), line)
        return not same(mine, jqs) and self.explanations(expr, [line])[0] is None

    def smallest(self, difference):
        """The difference with as small a program and record as can be found."""
        expr, line = difference.expr, difference.line
        if not self.unexplained(expr, line):
            return difference
        expr = shrunk(expr, lambda less: self.unexplained(less, line))
        line = shrunk_record(line, lambda less: self.unexplained(expr, less))
        expr = shrunk(expr, lambda less: self.unexplained(less, line))
        return Difference(expr, line, self.ours.answer(str(expr), line), self.libjq.answer(str(expr), line))
