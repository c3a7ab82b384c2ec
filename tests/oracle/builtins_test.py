"""Every builtin beside libjq, by the hand-written cases of builtin_cases.txt; and none is forgotten.

  builtins_test.py [--section WORD] [--shown N]
"""
import argparse
import json
import sys

from environment import HERE, need_libjq, stream_filter

# What no section is about, and why.
LEFT_OUT = {
    "get_jq_origin/0": "about modules",
    "get_prog_origin/0": "about modules",
    "get_search_list/0": "about modules",
    "modulemeta/0": "about modules",
    "input/0": "a program sees one record",
    "inputs/0": "a program sees one record",
    "halt/0": "ends the process: tests/cases",
    "halt_error/1": "ends the process: tests/cases",
    "now/0": "differs from one moment to the next",
    "localtime/0": "depends on the time zone of the machine",
    "strflocaltime/1": "depends on the time zone of the machine",
}
BATTERY = ['null', 'true', 'false', '0', '1', '-1', '0.5', '""', '"a"', '"abc"', '[]', '[1]', '[1,2,3]', '["a",null]', '[[1],{}]',
           '{}', '{"a":1}', '{"a":{"b":[1,null]},"c":"x"}']


class Section:
    def __init__(self, names):
        self.names = names
        self.inputs, self.programs = [], []

    def expanded(self):
        """(programs, inputs)"""
        words = list(dict.fromkeys(name.split("/")[0] for name in self.names))
        programs = [line.replace("NAME", word) for line in self.programs for word in (words if "NAME" in line else words[:1])]
        return list(dict.fromkeys(programs)), self.inputs or BATTERY


def values_in(text):
    """The JSON texts in a line, as they are written."""
    decoder, found, at = json.JSONDecoder(), [], 0
    while at < len(text):
        if text[at] == " ":
            at += 1
            continue
        _, end = decoder.raw_decode(text, at)
        found.append(text[at:end])
        at = end
    return found


def sections():
    found = []
    for line in (HERE / "builtin_cases.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("[") and line.endswith("]") and all("/" in w or w.startswith("@") for w in line[1:-1].split()):
            found.append(Section(line[1:-1].split()))
        elif line.startswith("< "):
            found[-1].inputs += values_in(line[2:])
        elif line and not line.startswith("#"):
            found[-1].programs.append(line)
    return found


def forgotten():
    import jq
    named = {name for section in sections() for name in section.names} | set(LEFT_OUT)
    return sorted(name for name in jq.compile("builtins[]").input_text("null").all() if name not in named)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--section", default="", help="only sections whose names hold this")
    parser.add_argument("--shown", type=int, default=30)
    chosen = parser.parse_args()
    from language_test import language_comparison
    from syntax import Expr
    comparison = language_comparison()
    for section in sections():
        if chosen.section in " ".join(section.names):
            programs, inputs = section.expanded()
            comparison.compare([Expr(program) for program in programs], RecordLines(inputs))
    for name, count in sorted([*comparison.counts.items(), *comparison.explained.items()]):
        print(f"{count:9} {name}")
    for difference in comparison.found[:chosen.shown]:
        print(f"\nDIFFERENCE\n{difference}")
    for name in forgotten():
        print(f"{name} is not in builtin_cases.txt")
    print(f"{len(comparison.found)} unexplained differences")
    return 1 if comparison.found or forgotten() else 0


class RecordLines:
    def __init__(self, lines):
        self.lines = lines


if __name__ == "__main__":
    need_libjq()
    sys.exit(main())
