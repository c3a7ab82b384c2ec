"""The programs measured beside ours: how each is called for a task, whether it is here, how it is installed."""
import dataclasses
import pathlib
import shlex
import shutil
import subprocess

from jq_source import build_jq

TOP = pathlib.Path(__file__).resolve().parents[2]
SQL_PEER = pathlib.Path(__file__).with_name("sql_peer.py")


@dataclasses.dataclass(frozen=True)
class Task:
    """One filter in the languages of all."""

    title: str
    jq: str
    sql: str
    miller: str
    angle_grinder: str
    ripgrep: str  # a text pattern that every match holds, and few other records


@dataclasses.dataclass(frozen=True)
class Peer:
    name: str
    command: list  # argv; words are filled in from {file}, {jq}, {sql}, ...
    version: list
    slow: bool = False  # measured on an eighth of the file

    def argv(self, task, file):
        return [fill(word, task, file) for word in self.command]


def fill(word, task, file):
    values = {"file": str(file), "file_quoted": shlex.quote(str(file)), **dataclasses.asdict(task)}
    values |= {"jq_quoted": shlex.quote(f"select({task.jq})"), "ripgrep_quoted": shlex.quote(task.ripgrep)}
    return word.format(**values)


class Peers:
    """Those that this machine has; peers_dir holds what --install-peers put there."""

    def __init__(self, peers_dir):
        self.dir = peers_dir
        self.python = peers_dir / "venv" / "bin" / "python"

    def all(self):
        def sql(name, slow=False):
            if not self.python.exists() or not has_module(self.python, name):
                return None
            python = str(self.python)
            return Peer(name, [python, str(SQL_PEER), name, "{file}", "{sql}"], [python, str(SQL_PEER), "version", "-", name], slow)

        def program(name, binary, command, slow=False, version="--version"):
            path = self.find(binary)
            return path and Peer(name, [path, *command], [path, version], slow)

        prefilter = self.find("rg") and self.find("jq") and Peer(
            "ripgrep | jq",
            ["sh", "-c", "rg -N {ripgrep_quoted} {file_quoted} | jq -c {jq_quoted}"],
            ["sh", "-c", "rg --version | head -n 1"],
        )  # fmt: skip
        found = [
            sql("duckdb"),
            sql("chdb"),
            sql("polars"),
            prefilter,
            program("jq", "jq", ["-c", "select({jq})", "{file}"], slow=True),
            program("jaq", "jaq", ["-c", "select({jq})", "{file}"], slow=True),
            program("gojq", "gojq", ["-c", "select({jq})", "{file}"], slow=True),
            program("Miller", "mlr", ["--jsonl", "filter", "{miller}", "{file}"], slow=True),
            program("angle-grinder", "agrind", ["-o", "json", "-f", "{file}", "* | json | where {angle_grinder}"], slow=True),
        ]
        return [peer for peer in found if peer]

    def find(self, binary):
        own = self.dir / "bin" / binary
        return str(own) if own.exists() else shutil.which(binary)

    def install(self):
        """Debian's packages, PyPI's into a virtual environment, crates where cargo is; each may fail without the others."""
        attempt(["bash", "-c", f". {TOP}/scripts/lib.sh; install_packages bench"])
        if not self.python.exists():
            attempt([shutil.which("python3", path="/usr/bin") or "python3", "-m", "venv", str(self.dir / "venv")])
        attempt([str(self.python), "-m", "pip", "install", "--quiet", "duckdb", "polars", "chdb"])
        for crate, binary in (("jaq", "jaq"), ("ag", "agrind"), ("xsv", "xsv")):
            if shutil.which("cargo") and not self.find(binary):
                attempt(["cargo", "install", "--quiet", "--locked", "--root", str(self.dir), crate])
        self.install_jq()

    def install_jq(self):
        """jq in the version whose answers ours are compared with, as bin/jq18."""
        if not self.find("jq18"):
            print("$ building jq from the source package of its Python binding", flush=True)
            try:
                build_jq(self.python, self.dir / "bin" / "jq18")
            except (OSError, StopIteration, subprocess.CalledProcessError) as error:
                print(f"  failed ({error}); this peer is left out")


def attempt(command):
    print("$", shlex.join(command), flush=True)
    if subprocess.run(command).returncode != 0:
        print("  failed; this peer is left out")


def has_module(python, name):
    return subprocess.run([python, "-c", f"import {name}"], capture_output=True).returncode == 0


def version(peer):
    return first_line(peer.version)


def first_line(command):
    done = subprocess.run(command, capture_output=True, text=True)
    return (done.stdout or done.stderr).strip().split("\n")[0]
