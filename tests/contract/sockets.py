"""What the tests of sockets share: where a program listens, what it takes of the machine, and other ends of a connection."""
import contextlib
import os
import pathlib
import re
import resource
import socket
import struct
import subprocess
import threading
import time
import urllib.request

from contract import *

HERE = "127.0.0.1"
NOWHERE = subprocess.DEVNULL
PAGE = os.sysconf("SC_PAGE_SIZE")
ESTABLISHED, LISTENING = "01", "0A"  # as /proc/net/tcp says it


def raise_descriptor_limit():
    """How many descriptors this process, and those that it starts, may have."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    return most


def free_port():
    with socket.socket() as probe:
        probe.bind((HERE, 0))
        return probe.getsockname()[1]


def wait_for(condition, what, seconds=SOON):
    """What the condition gives, once that is true."""
    end = time.monotonic() + seconds
    while not (found := condition()):
        expect(time.monotonic() < end, f"{what() if callable(what) else what}: it did not come to that in {seconds:.0f} s")
        time.sleep(0.005)
    return found


def stands_still(value, what, seconds=0.4):
    """Until the value has not changed for so long."""
    last, since, end = value(), time.monotonic(), time.monotonic() + SOON
    while time.monotonic() - since < seconds:
        if (now := value()) != last:
            last, since = now, time.monotonic()
        expect(time.monotonic() < end, f"{what}: it did not come to rest")
        time.sleep(0.02)
    return last


def descriptors(process):
    return len(os.listdir(f"/proc/{process.pid}/fd"))


def descriptors_at_rest(process):
    """Once it has opened what it needs."""
    return stands_still(lambda: descriptors(process), "the number of descriptors", 0.1)


def resident(process):
    """Bytes."""
    return int(pathlib.Path(f"/proc/{process.pid}/statm").read_text().split()[1]) * PAGE


def peak(process):
    """Of resident memory, in bytes."""
    lines = pathlib.Path(f"/proc/{process.pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM:"))


def mib(size):
    return f"{size / (1 << 20):.1f} MiB"


def sockets_of(process):
    """The inodes of its sockets."""
    found = set()
    for name in os.listdir(f"/proc/{process.pid}/fd"):
        with contextlib.suppress(OSError):
            target = os.readlink(f"/proc/{process.pid}/fd/{name}")
            if target.startswith("socket:["):
                found.add(target[len("socket:["):-1])
    return found


def tcp_table():
    """Fields of each TCP socket of this machine: see proc_pid_net(5)."""
    for name in ("tcp", "tcp6"):
        with contextlib.suppress(OSError):
            yield from (line.split() for line in pathlib.Path(f"/proc/net/{name}").read_text().splitlines()[1:])


def connections(process):
    """How many it has over TCP."""
    own = sockets_of(process)
    return sum(line[3] == ESTABLISHED and line[9] in own for line in tcp_table())


def wait_for_listener(process, where):
    """Until it listens at this port or path; which that is."""

    def look():
        expect(process.poll() is None, f"it ended with {process.returncode} and did not listen")
        if isinstance(where, int):
            own, text = sockets_of(process), f":{where:04X}"
            return any(line[1].endswith(text) and line[3] == LISTENING and line[9] in own for line in tcp_table())
        lines = pathlib.Path("/proc/net/unix").read_text().splitlines()
        return any(line.endswith(f" {where}") and line.split()[3] == "00010000" for line in lines)

    wait_for(look, f"a listener at {where}")
    return where


def connect(where, patience=SOON):
    """A socket that is connected to a port of this machine, or to a path."""
    is_path = not isinstance(where, int)
    peer = socket.socket(socket.AF_UNIX if is_path else socket.AF_INET)
    peer.settimeout(patience)
    try:
        peer.connect(str(where) if is_path else (HERE, where))
    except BaseException:
        peer.close()
        raise
    return peer


def reset(peer):
    """Closes a connection of TCP so that the other side is told that it broke."""
    peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    peer.close()


def make_certificates(folder):
    folder.mkdir(exist_ok=True)
    maker = TOP / "tests" / "tls" / "make-certificates"
    done = run(["sh", str(maker), str(folder)])
    expect_equal((done.returncode, done.stderr), (0, b""), "make-certificates")
    return folder


def receive_all(peer):
    """What comes until the end, or until the connection breaks."""
    pieces = []
    with contextlib.suppress(OSError):
        while piece := peer.recv(1 << 18):
            pieces.append(piece)
    return b"".join(pieces)


class Collector:
    """Reads a socket or a pipe to its end, in a thread."""

    def __init__(self, source):
        self.content = bytearray()
        self.has_ended = False
        self._source = source
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self):
        is_socket = isinstance(self._source, socket.socket)
        with contextlib.suppress(OSError, ValueError):
            while piece := self._source.recv(1 << 18) if is_socket else os.read(self._source.fileno(), 1 << 18):
                self.content += piece
        self.has_ended = True

    def wait_for_size(self, size, what):
        wait_for(lambda: len(self.content) >= size or self.has_ended, lambda: f"{what}: {len(self.content)} of {size} bytes")
        expect(len(self.content) >= size, f"{what}: the end came after {len(self.content)} of {size} bytes")

    def wait_for_lines(self, count, what):
        wait_for(lambda: self.lines() >= count, lambda: f"{what}: {self.lines()} of {count} lines")

    def lines(self):
        return self.content.count(b"\n")

    def all(self, what):
        self._thread.join(SOON)
        expect(self.has_ended, f"{what}: no end after {len(self.content)} bytes")
        return bytes(self.content)


class Feeder:
    """Writes to a pipe in a thread."""

    def __init__(self, pipe, content):
        self.written = 0
        self.has_ended = False
        self._thread = threading.Thread(target=self._run, args=(pipe, content), daemon=True)
        self._thread.start()

    def _run(self, pipe, content):
        view = memoryview(content)
        with contextlib.suppress(OSError, ValueError):
            while self.written < len(view):
                self.written += os.write(pipe.fileno(), view[self.written:self.written + (1 << 16)])
            pipe.close()
        self.has_ended = True


def terminate(process, what, within=A_SECOND + 2):
    """Asks a run to stop: what it has is worked off, and it ends by that signal."""
    process.terminate()
    expect_equal(wait_for_end(process, within, what), -15, f"{what}: what ended it")


def said_by(process):
    """What stands on stderr, of a process that has ended."""
    return read_all(process.stderr).decode(errors="replace")


def records_read(port):
    """By a program that serves --metrics there; None before it answers."""
    try:
        with urllib.request.urlopen(f"http://{HERE}:{port}/metrics", timeout=SOON) as answer:
            found = re.search(r"^runnel_input_records_total\{.*\} (\d+)$", answer.read().decode(), re.M)
    except OSError:
        return None
    return int(found[1]) if found else None
