"""Where the oracle tests find the programs under test, the data and the oracles. A test that cannot run exits with 77."""
import importlib.util
import os
import shutil
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
DATA = Path(os.environ.get("RUNNEL_DATA") or HERE.parent / "data")
SHARED_DATA = Path(os.environ.get("RUNNEL_SHARED_DATA") or HERE.parents[2] / "shared" / "data")

# What $ENV holds on both sides: programs look at these names.
ENVIRONMENT = {"RUNNEL_WORD": "word", "RUNNEL_NUMBER": "12", "RUNNEL_EMPTY": "", "RUNNEL_TEXT": "é \"quoted\" \\ 😀"}


def skip(reason):
    print(f"skipped: {reason}")
    sys.exit(77)


def need_libjq():
    """Goes on in the interpreter that has the oracles, if this one has not."""
    os.environ.update(ENVIRONMENT)
    need("jq", "libjq")


def need_duckdb():
    need("duckdb", "DuckDB")


def need(module, name):
    if importlib.util.find_spec(module) is not None:
        return
    python = os.environ.get("RUNNEL_ORACLE_PYTHON", "")
    if os.environ.get("RUNNEL_ORACLE_STARTED") or not os.access(python, os.X_OK):
        skip(f"there is no {name} here (scripts/test installs tests/oracle/requirements.txt)")
    os.environ["RUNNEL_ORACLE_STARTED"] = "yes"
    os.execv(python, [python, *sys.argv])


def stream_filter():
    return built("stream-filter")


def stream_window():
    return built("stream-window")


def stream_join():
    return built("stream-join")


def stream_stats():
    return built("stream-stats")


def built(name):
    path = shutil.which(name, path=os.environ.get("RUNNEL_BIN")) or shutil.which(name)
    if path is None:
        print(f"{name} is not built: set RUNNEL_BIN", file=sys.stderr)
        sys.exit(2)
    return path


def data_file(name):
    """A file of the shared data, or of the repository's own; None where there is neither."""
    for folder in (DATA, SHARED_DATA):
        if (folder / name).is_file():
            return folder / name
    return None
