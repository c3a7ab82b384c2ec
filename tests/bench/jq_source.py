"""Builds jq's command line in the version of the oracle's libjq, as its own releases are built: -O2, without assertions.

The source package of the PyPI wheel holds jq's sources. Distributions are often behind by years, and a peer that is
measured should be the one whose answers ours are compared with.
"""
import pathlib
import shutil
import subprocess
import tarfile
import tempfile

REQUIREMENTS = pathlib.Path(__file__).resolve().parents[1] / "oracle" / "requirements.txt"
CONFIGURE = ["./configure", "CFLAGS=-O2 -DNDEBUG", "--disable-maintainer-mode", "--disable-docs", "--disable-shared",
             "--with-oniguruma=builtin"]  # fmt: skip


def build_jq(python, target):
    """python: an interpreter with pip; target: the program to make. Raises CalledProcessError, OSError or StopIteration."""
    wanted = next(line for line in REQUIREMENTS.read_text().split() if line.startswith("jq=="))
    with tempfile.TemporaryDirectory(prefix="runnel-jq-") as name:
        work = pathlib.Path(name)
        run([python, "-m", "pip", "download", "--quiet", "--no-deps", "--no-binary", ":all:", "-d", work, wanted], work)
        unpack(next(work.glob("*.tar.gz")), work)
        unpack(next(work.glob("*/deps/jq-*.tar.gz")), work)
        source = next(path.parent for path in work.glob("jq-*/configure"))
        run(CONFIGURE, source)
        run(["make", "-j2"], source)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(source / "jq", target)


def unpack(archive, folder):
    with tarfile.open(archive) as members:
        members.extractall(folder)


def run(command, folder):
    """Quiet unless it fails."""
    done = subprocess.run([str(word) for word in command], cwd=folder, capture_output=True, text=True)
    if done.returncode != 0:
        print(done.stdout[-1000:] + done.stderr[-2000:])
        done.check_returncode()
