"""A listener with a thousand peers, a tenth of which break off, and with ten thousand that have nothing to say."""
import array
import base64
import collections
import fcntl
import json
import random
import re
import socket
import termios

from sockets import *

PEERS = 1000
BREAKING = 100  # of them
ABOUT = 100  # records of each
IDLE = 10_000
IDLE_COST = 64 << 20
BUSY_COST = 96 << 20  # of a thousand that all send at once


class Peer:
    """Sends its lines in pieces; one that breaks off ends in the middle of a line."""

    def __init__(self, number, chance):
        self.number = number
        count = chance.randint(ABOUT // 2, ABOUT * 3 // 2)
        self.records = [{"peer": number, "n": n, "v": chance.randint(-1000, 1000), "text": "aä\n" * chance.randint(0, 9)}
                        for n in range(count)]
        self.lines = [json.dumps(record, separators=(",", ":"), ensure_ascii=n % 2 == 0).encode() for n, record in enumerate(self.records)]
        self.half = b""
        content = b"".join(line + b"\n" for line in self.lines)
        if number < BREAKING:
            line = json.dumps({"peer": number, "n": count, "text": "never whole ä"}, ensure_ascii=False).encode()
            self.half = line[:chance.randint(1, len(line) - 1)]
        self.content = content + self.half
        self.sent = 0
        self.socket = None

    def send_piece(self, size):
        self.sent += self.socket.send(self.content[self.sent:self.sent + size])
        return self.sent < len(self.content)

    def leave(self):
        """By a reset, in the middle of a line, a half of those that break off; with their work done, by the end, the others."""
        if self.half and self.number % 2 == 0:
            wait_for(lambda: unsent(self.socket) == 0, "what a peer sent reaches the other side")
            reset(self.socket)
        else:
            self.socket.close()


def unsent(peer):
    count = array.array("i", [0])
    fcntl.ioctl(peer, termios.TIOCOUTQ, count)
    return count[0]


def send_all(peers, chance):
    """In an order that nobody could guess. A third of those that are good stays when it is done."""
    active = list(peers)
    while active:
        at = chance.randrange(len(active))
        peer = active[at]
        if peer.send_piece(chance.choice((1, 7, 60, 400, 3000))):
            continue
        active[at] = active[-1]
        active.pop()
        if peer.half or peer.number % 3 == 0:
            peer.leave()
        elif peer.number % 3 == 1:
            peer.socket.shutdown(socket.SHUT_WR)


def half_lines(file):
    for line in file.read_bytes().splitlines():
        letter = json.loads(line)
        yield letter["record"].encode() if "record" in letter else base64.b64decode(letter["record_base64"])


def expect_all_of_each(program, content, peers):
    """Each line of each, once, in the order in which that peer sent them."""
    found = collections.defaultdict(list)
    before, behind = program.frame
    for line in content.splitlines():
        line = line[len(before):len(line) - len(behind)]
        found[json.loads(line)["peer"]].append(line)
    for peer in peers:
        expect_equal(len(found[peer.number]), len(peer.lines), f"records of peer {peer.number}")
        expect(found[peer.number] == peer.lines, f"the records of peer {peer.number} are not in order, or not whole")
        total = sum(json.loads(line)["v"] for line in found[peer.number])
        expect_equal(total, sum(record["v"] for record in peer.records), f"the sum of peer {peer.number}")


def a_thousand_peers_and_one_that_never_reads(program):
    chance = random.Random(10)
    peers = [Peer(number, chance) for number in range(PEERS)]
    wanted = sum(len(peer.lines) for peer in peers)
    with temporary_folder() as folder, contextlib.ExitStack() as stack:
        port, out = free_port(), free_port()
        options = ["--to", f"tcp-listen://{HERE}:{out}", "--dead-letter", str(folder / "dead"), "--peer-timeout", "1s"]
        command = program.passing(*options, f"tcp-listen://{HERE}:{port}")
        process = stack.enter_context(started(command, stdin=NOWHERE, stdout=NOWHERE))
        wait_for_listener(process, port)
        wait_for_listener(process, out)
        open_before, memory_before = descriptors_at_rest(process), resident(process)
        reader = Collector(stack.enter_context(connect(out)))
        silent = stack.enter_context(socket.socket())
        silent.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        silent.connect((HERE, out))
        wait_for(lambda: descriptors(process) == open_before + 2, "both readers are there")
        begin = time.monotonic()
        for peer in peers:
            peer.socket = stack.enter_context(connect(port))
        send_all(peers, chance)
        reader.wait_for_lines(wanted, "records of all peers")
        took = time.monotonic() - begin
        most = peak(process)
        for peer in peers:
            peer.socket.close()
        wait_for(lambda: descriptors(process) == open_before + 1, lambda: f"{descriptors(process)} descriptors, before {open_before}")
        terminate(process, "SIGTERM")
        expect_all_of_each(program, reader.all("the reader"), peers)
        expect_equal(sorted(half_lines(folder / "dead")), sorted(peer.half for peer in peers if peer.half), "half lines")
        said = said_by(process)
        expect("was cut off, since it took nothing for 1s" in said, f"of the peer that never reads it said: {said[-500:]}")
        resets = sum(": Connection reset by peer" in line for line in said.splitlines())
        left_out = sum(int(count) for count in re.findall(r": (\d+) more messages about peers were left out", said))
        expect_equal((resets, resets + left_out), (10, BREAKING // 2), "how many connections broke, as was said")
        size = sum(len(peer.content) for peer in peers)
        print(f"        {PEERS} peers, {wanted} records, {mib(size)} in {took:.1f} s; {BREAKING} half lines were kept; memory at most "
              f"{mib(most)}, before {mib(memory_before)}", flush=True)
        if not program.is_sanitized():
            expect(most - memory_before < BUSY_COST, f"memory grew by {mib(most - memory_before)}")


def sums_of_a_thousand_peers(program):
    """The windows of stream-window, by peer: half lines are bad records, since nothing keeps them."""
    if program.name != "stream-window":
        raise DoesNotApply("stream-window adds up")
    chance = random.Random(11)
    peers = [Peer(number, chance) for number in range(PEERS)]
    aggregates = f"n: count, sum: sum(.v), last: max(.n), order: collect(.n; {ABOUT * 2})"
    with contextlib.ExitStack() as stack:
        port, metrics = free_port(), free_port()
        command = [program.path, "-t", "0", "--by", "peer: .peer", "--metrics", str(metrics), "all", aggregates]
        process = stack.enter_context(started([*command, f"tcp-listen://{HERE}:{port}"], stdin=NOWHERE))
        wait_for_listener(process, port)
        for peer in peers:
            peer.socket = stack.enter_context(connect(port))
        send_all(peers, chance)
        for peer in peers:
            peer.socket.close()
        output = Collector(process.stdout)
        wanted = sum(len(peer.lines) for peer in peers) + BREAKING
        wait_for(lambda: records_read(metrics) == wanted, lambda: f"{records_read(metrics)} of {wanted} records were read")
        terminate(process, "SIGTERM")
        found = {result["peer"]: result for result in map(json.loads, output.all("windows").splitlines())}
        for peer in peers:
            result = found.pop(peer.number)
            expect_equal((result["n"], result["sum"], result["last"], result["order"]),
                         (len(peer.lines), sum(each["v"] for each in peer.records), len(peer.lines) - 1, list(range(len(peer.lines)))),
                         f"what was added up of peer {peer.number}")
        expect_equal(found, {}, "other peers")
        said = said_by(process)
        expect(f"{BREAKING} " in said, f"of {BREAKING} half lines it said: {said[-500:]}")


def ten_thousand_idle_peers(program):
    if program.name != "stream-filter":
        raise DoesNotApply("one program is enough: they share what reads")
    count = min(IDLE, raise_descriptor_limit() - 200)
    if count < IDLE:
        print(f"        no more than {count} descriptors can be had: so many peers, not {IDLE}", flush=True)
    port = free_port()
    command = program.passing("--max-peers", str(IDLE), f"tcp-listen://{HERE}:{port}")
    with contextlib.ExitStack() as stack:
        process = stack.enter_context(started(command, stdin=NOWHERE))
        wait_for_listener(process, port)
        output = Collector(process.stdout)
        with connect(port) as first:
            first.sendall(records(1))
            output.wait_for_lines(1, "one record")
        wait_for(lambda: connections(process) == 0, "the first peer has left")
        open_before, before = descriptors_at_rest(process), resident(process)
        begin = time.monotonic()
        peers = [stack.enter_context(connect(port)) for _ in range(count)]
        wait_for(lambda: descriptors(process) == open_before + count, "all peers are there")
        silent = resident(process)
        came = time.monotonic()
        for peer in peers:
            peer.sendall(records(1))
        output.wait_for_lines(1 + count, "one record of each")
        spoken = resident(process)
        done = time.monotonic()
        print(f"        {count} idle peers: {mib(before)} before, {mib(silent)} with them ({came - begin:.1f} s), {mib(spoken)} when each has "
              f"sent a line ({done - came:.1f} s), {mib(peak(process))} at most", flush=True)
        expect_equal(output.content.count(b"\n"), 1 + count, "records")
        for peer in peers:
            peer.close()
        wait_for(lambda: descriptors(process) == open_before, lambda: f"{descriptors(process)} descriptors, before {open_before}")
        terminate(process, "SIGTERM")
        if not program.is_sanitized():
            expect(silent - before < IDLE_COST * count / IDLE, f"{count} idle peers cost {mib(silent - before)}")
            expect(spoken - before < IDLE_COST * count / IDLE, f"{count} peers that have sent a line cost {mib(spoken - before)}")


if __name__ == "__main__":
    raise_descriptor_limit()
    run_tests(a_thousand_peers_and_one_that_never_reads, sums_of_a_thousand_peers, ten_thousand_idle_peers)
