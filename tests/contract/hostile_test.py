"""Whoever comes to a listener and means harm, or knows no better: the program lives, and a good peer beside is served in full."""
import random
import socket
import ssl
import struct

from sockets import *

GROWTH = 64 << 20  # of memory, at most
PATIENCE = "500ms"  # --peer-timeout
MAX_LINE = 1 << 20
ENDLESS = 24 << 20
VISITS = 1000
STAYING = 50
HELLO = bytes.fromhex("160301007a010000760303") + bytes(range(32)) + b"\0\0\x04\x13\x01\xc0\x2f\x01\0"  # the first half of one


class Siege:
    """The attacks, on a listener at a port or path; peers that stay are closed at the end."""

    def __init__(self, where, keys, is_tls, reads):
        self.where, self.keys, self.is_tls, self.reads = where, keys, is_tls, reads
        self.chance = random.Random(7)
        self.staying = []
        self.visits_left = VISITS
        self.is_inside = not is_tls  # peers go through the handshake before they begin

    def begin(self):
        return good_connection(self.where, self.keys, self.is_tls and self.is_inside)

    def send(self, *pieces):
        """To a peer that comes for that alone; the other side may have had enough before that is over."""
        with self.begin() as peer, contextlib.suppress(OSError):
            for piece in pieces:
                peer.sendall(piece)

    def random_bytes(self):
        for size in (1, 5, 100, 10_000, 1 << 20):
            self.send(self.chance.randbytes(size))

    def endless_line(self):
        piece = b'{"n":"' + b"x" * ((1 << 16) - 6)
        peers = [self.begin() for _ in range(4)]
        for _ in range(ENDLESS // len(piece) // len(peers)):
            for peer in peers:
                with contextlib.suppress(OSError):
                    peer.sendall(piece)
        for peer in peers:
            peer.close()

    def floods(self):
        """Whole records, as fast as they are taken, from several at once."""
        lines = b'{"good":false,"text":"%s"}\n' % (b"x" * 200) * 20_000
        threads = [threading.Thread(target=self.send, args=(lines, lines), daemon=True) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(SOON)
            expect(not thread.is_alive(), "a flood was not taken")

    def garbage_like_tls(self):
        """Records of TLS: of all types, of a length that is none, a greeting whose lengths do not fit, and one twice."""
        for kind in range(18, 26):
            for length in (0, 1, 16_384, 65_535):
                self.send(struct.pack(">BHH", kind, 0x0303, length) + self.chance.randbytes(min(length, 4000)))
        for _ in range(50):
            hello = bytearray(HELLO + bytes(80))
            for _ in range(4):
                hello[self.chance.randrange(len(hello))] = self.chance.randrange(256)
            self.send(bytes(hello))
        self.send(HELLO, HELLO)

    def plain_text(self):
        self.send(records(1000))
        self.send(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")

    def visits(self):
        for turn in range(self.visits_left):
            peer = self.begin()
            if turn % 2 and peer.family == socket.AF_INET:
                reset(peer)
            else:
                peer.close()

    def those_that_stay(self):
        """In the middle of a handshake, where there is one, else silent, or without reading."""
        for _ in range(STAYING):
            peer = self.begin()
            if self.is_tls:
                peer.sendall(HELLO)
            self.staying.append(peer)

    def slow_drip(self):
        """A byte now and then, of a line or a handshake: cut off when its time is over, where it holds something up."""
        peer = self.begin()
        content = b'{"n":"' + b"x" * 10_000 if self.is_inside else HELLO + bytes(80)
        end = time.monotonic() + SOON
        for byte in content if self.reads or not self.is_inside else content[:10]:
            try:
                peer.send(bytes([byte]))
            except OSError:
                break
            expect(time.monotonic() < end, "a slow drip was not cut off")
            time.sleep(0.02)
        else:
            expect(self.is_inside and not self.reads, "a slow drip was not cut off")
        peer.close()

    def broken_records(self):
        """Garbage behind a handshake that was none."""
        for size in (1, 5, 6, 1000, 100_000):
            with self.begin() as peer, contextlib.suppress(OSError), socket.socket(fileno=os.dup(peer.fileno())) as plain:
                peer.sendall(b'{"n":')
                plain.sendall(self.chance.randbytes(size))

    def enter(self):
        """From now on in TLS; those that stayed in the middle of a handshake have been cut off."""
        for peer in self.staying:
            with contextlib.suppress(ConnectionResetError):
                expect_equal(receive_all(peer), b"", "what came in the middle of a handshake")
        self.visits_left = VISITS // 10
        self.is_inside = True

    def all(self):
        attacks = [self.those_that_stay, self.random_bytes, self.endless_line, self.floods, self.garbage_like_tls,
                   self.plain_text, self.visits, self.slow_drip]
        if self.is_tls:
            attacks += [self.enter, self.random_bytes, self.endless_line, self.floods, self.visits, self.slow_drip, self.broken_records]
        return attacks

    def leave(self):
        for peer in self.staying:
            peer.close()


class GoodPeer:
    """Sends records, a few at a time, and waits until they have come out, in a thread: `send` takes bytes, `output` is a Collector."""

    AT_ONCE = 20

    def __init__(self, send, output):
        self.count, self.longest, self.failure = 0, 0.0, None
        self.sent = bytearray()
        self._send, self._output, self._stop = send, output, False
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self):
        try:
            while not self._stop:
                begin = time.monotonic()
                lines = b"".join(b'{"good":true,"n":%d}\n' % n for n in range(self.count, self.count + self.AT_ONCE))
                self.sent += lines
                self._send(lines)
                self._output.wait_for_size(len(self.sent), f"record {self.count} of the good peer and those behind it")
                self.count += self.AT_ONCE
                self.longest = max(self.longest, time.monotonic() - begin)
        except (Failed, OSError) as failure:
            self.failure = failure

    def finish(self):
        self._stop = True
        self._thread.join(SOON)
        if self.failure:
            raise Failed(f"the good peer: {self.failure}")


def good_connection(where, keys, is_tls):
    peer = connect(where)
    if not is_tls:
        return peer
    context = ssl.create_default_context(cafile=str(keys / "ca.pem"))
    return context.wrap_socket(peer, server_hostname="localhost")


def listener_of(kind, folder):
    if kind == "unix":
        return f"unix-listen:{folder}/socket", str(folder / "socket")
    port = free_port()
    return f"{kind}-listen://{HERE}:{port}", port


def command(program, keys, is_tls):
    tls = ["--tls-cert", str(keys / "server.pem"), "--tls-key", str(keys / "server.key")] if is_tls else []
    return [program.path, ".good", *tls, "--peer-timeout", PATIENCE, "--max-line", str(MAX_LINE), "--on-error", "skip"]


def besiege(process, siege, good, base):
    """All attacks, one after another; what the process takes meanwhile."""
    expect(process.poll() is None, f"it has ended with {process.returncode} before anybody was hostile")
    before, most = resident(process), 0
    for attack in siege.all():
        served = good.count
        attack()
        wait_for(lambda: good.count > served + good.AT_ONCE or good.failure, f"{attack.__name__}: the good peer is served")
        expect(process.poll() is None, f"{attack.__name__}: it has ended with {process.returncode}")
        if good.failure:
            raise Failed(f"{attack.__name__}: the good peer: {good.failure}")
        most = max(most, resident(process))
    siege.leave()
    wait_for(lambda: descriptors(process) <= base, lambda: f"{descriptors(process)} descriptors when all have left, before {base}")
    return before, max(most, peak(process))


def tell(kind, side, good, memory, messages, program):
    before, most = memory
    print(f"        {kind}, {side}: {good.count} records of the good peer, out after {good.longest * 1000:.0f} ms at most; memory "
          f"{mib(before)} before, {mib(most)} at most; {messages.count(chr(10))} messages", flush=True)
    expect("anitizer" not in messages and "runtime error" not in messages, f"it said {messages[:3000]}")
    if not program.is_sanitized():
        expect(most - before < GROWTH, f"memory grew from {mib(before)} to {mib(most)}")


def attack_input(program, kind, folder, keys):
    uri, where = listener_of(kind, folder)
    with contextlib.ExitStack() as stack:
        process = stack.enter_context(started([*command(program, keys, kind == "tls"), uri], stdin=NOWHERE))
        wait_for_listener(process, where)
        output, messages = Collector(process.stdout), Collector(process.stderr)
        peer = stack.enter_context(good_connection(where, keys, kind == "tls"))
        good = GoodPeer(peer.sendall, output)
        wait_for(lambda: good.count > 1 or process.poll() is not None, "the good peer is there")
        memory = besiege(process, Siege(where, keys, kind == "tls", reads=True), good, descriptors_at_rest(process))
        good.finish()
        peer.close()
        terminate(process, f"{kind}, input")
        expect_equal(output.all("output"), bytes(good.sent), f"{kind}: what came of the good peer")
        tell(kind, "input", good, memory, messages.all("messages").decode(errors="replace"), program)


def attack_output(program, kind, folder, keys):
    uri, where = listener_of(kind, folder)
    with contextlib.ExitStack() as stack:
        process = stack.enter_context(started([*command(program, keys, kind == "tls"), "--to", uri], stdout=NOWHERE))
        wait_for_listener(process, where)
        messages = Collector(process.stderr)
        output = Collector(stack.enter_context(good_connection(where, keys, kind == "tls")))
        good = GoodPeer(lambda line: write_all(process.stdin, line), output)
        wait_for(lambda: good.count > 1 or process.poll() is not None, "the good peer is there")
        siege = Siege(where, keys, kind == "tls", reads=False)
        memory = besiege(process, siege, good, descriptors_at_rest(process))
        good.finish()
        content = bytes(good.sent)
        never_reads = stack.enter_context(good_connection(where, keys, kind == "tls"))
        flood = b'{"good":true,"text":"%s"}\n' % (b"x" * 1000) * 8000
        Feeder(process.stdin, flood)
        process.stdin = None
        expect_equal(wait_for_end(process, SOON, f"{kind}, output"), 0, "exit status")
        expect(len(receive_all(never_reads)) < len(flood), f"{kind}: one that did not read was not cut off")
        expect_equal(output.all("output"), content + flood, f"{kind}: what the good peer got")
        said = messages.all("messages").decode(errors="replace")
        tell(kind, "output", good, memory, said, program)


def on_every_kind(attack):
    def test(program):
        if program.name != "stream-filter":
            raise DoesNotApply("one program is enough: they share what listens")
        for kind in ("tcp", "unix", "tls"):
            with temporary_folder() as folder:
                attack(program, kind, folder, make_certificates(folder / "keys"))

    return test


def hostile_peers_of_an_input(program):
    on_every_kind(attack_input)(program)


def hostile_peers_of_an_output(program):
    on_every_kind(attack_output)(program)


if __name__ == "__main__":
    raise_descriptor_limit()
    run_tests(hostile_peers_of_an_input, hostile_peers_of_an_output)
