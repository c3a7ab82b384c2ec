"""scripts/check-layers finds what it is there to find: each line of a made-up tree breaks one rule, or none."""
import pathlib
import subprocess
import sys
import tempfile

SCRIPT = pathlib.Path(__file__).resolve().parents[2] / "scripts" / "check-layers"

# file, include line, whether it is a breach
LINES = [
    ("libcore/base/a.h", '#include "base/b.h"', False),
    ("libcore/json/a.h", '#include "base/b.h"', False),
    ("libcore/base/b.cpp", '#include "json/value.h"', True),
    ("libcore/io/a.h", '#  include "cli/flag.h"', True),
    ("libcore/op/a.cpp", '#include "expr/program.h"', False),
    ("libcore/op/b.cpp", "#include <simdjson.h>", True),
    ("libcore/json/b.cpp", "#include <simdjson.h>", False),
    ("libcore/expr/a.cpp", "#include <re2/re2.h>", True),
    ("libcore/base/regex.cpp", "#include <re2/re2.h>", False),
    ("libcore/op/c.cpp", "#include <CLI/CLI.hpp>", True),
    ("libcore/io/b.cpp", "#include <iostream>", True),
    ("libcore/cli/a.cpp", "#include <iostream>", False),
    ("libcore/json/c.cpp", '#include "../base/b.h"', True),
    ("libcore/novel/a.h", "#pragma once", True),
    ("tools/stream-x/main.cpp", '#include "json/value.h"', True),
    ("tools/stream-x/run.cpp", '#include "cli/flag.h"', False),
    ("libcore/base/c.cpp", '// #include "json/value.h"', False),
]


def main():
    with tempfile.TemporaryDirectory() as top:
        for name, line, _ in LINES:
            path = pathlib.Path(top, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(f"// a comment\n{line}\n")
        done = subprocess.run([SCRIPT, top], capture_output=True, text=True)
    wrong = [name for name, _, bad in LINES if any(out.startswith(name + ":") for out in done.stdout.splitlines()) != bad]
    for name in wrong:
        print(f"judged wrongly: {name}")
    return 1 if wrong or done.returncode != 1 else 0


sys.exit(main())
