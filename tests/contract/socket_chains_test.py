"""Programs that are chained by sockets: the same bytes as through pipes, what a loss costs, who is waited for, and the end."""
import json
import re
import socket

from sockets import *

FILTER, JOIN, WINDOW, STATS = (program for name in ("filter", "join", "window", "stats")
                               for program in PROGRAMS if program.name == f"stream-{name}")


def of_filter(test):
    def each(program):
        if program is not FILTER:
            raise DoesNotApply("stream-filter stands for all: they share what reads and writes")
        test(program)

    each.__name__ = test.__name__
    return each


def numbered(count, begin=0, text="x" * 60):
    return b"".join(b'{"n":%d,"text":"%s"}\n' % (n, text.encode()) for n in range(begin, begin + count))


def numbers(content):
    return [json.loads(line)["n"] for line in content.splitlines()]


def chain(folder, last):
    """Commands that follow one another; `{input}` is where each but the first reads."""
    table = folder / "table"
    agents = sorted({json.loads(line)["method"] for line in WEB_LOG.read_bytes().splitlines()})
    table.write_text("".join(json.dumps({"method": method, "kind": n}) + "\n" for n, method in enumerate(agents)))
    time_of = ["-t", ".time_local", "--time-format", "%d/%b/%Y:%H:%M:%S %z"]
    first = [FILTER.path, ".status < 400", "{input}"]
    return [first, [JOIN.path, "--lookup", "--on", "method", "--type", "left", "{input}", str(table)],
            [WINDOW.path, *time_of, "--watermark-delay", "inf", "--by", "path, kind: .right.kind", "1h", "n: count, bytes: sum(.bytes)", "{input}"],
            last]


LAST = [[STATS.path, "-t", ".window_end", "{input}"], [FILTER.path, ".n > 0", "{input}"]]


def command_of(words, source, *options):
    return [words[0], *options, *(source if word == "{input}" else word for word in words[1:])]


def through_pipes(commands):
    content = WEB_LOG.read_bytes()
    for words in commands:
        done = run(command_of(words, "-"), stdin=content)
        expect_equal((done.returncode, done.stderr), (0, b""), f"{words[0]} in a pipe")
        content = done.stdout
    return content


def media(folder):
    """Of each medium the URIs of a place: of the side that listens and of the one that connects, options, and where it is."""
    keys = make_certificates(folder / "keys")
    tls = ["--tls-cert", f"{keys}/server.pem", "--tls-key", f"{keys}/server.key", "--tls-ca", f"{keys}/ca.pem"]

    def tcp(_):
        port = free_port()
        return f"tcp-listen://{HERE}:{port}", f"tcp://{HERE}:{port}", [], port

    def unix(number):
        path = folder / f"socket{number}"
        return f"unix-listen:{path}", f"unix:{path}", [], path

    def over_tls(_):
        port = free_port()
        return f"tls-listen://{HERE}:{port}", f"tls://localhost:{port}", tls, port

    return {"tcp": tcp, "unix": unix, "tls": over_tls}


@of_filter
def sockets_give_what_pipes_give(_):
    """Each program waits for the next one to connect, and ends by itself."""
    with temporary_folder() as folder:
        for last in LAST:
            commands = chain(folder, last)
            wanted = through_pipes(commands)
            expect(len(wanted) > 1000, f"the chain gives only {wanted}")
            for name, place in media(folder).items():
                with contextlib.ExitStack() as stack:
                    source, processes, given = str(WEB_LOG), [], []
                    for number, words in enumerate(commands):
                        listening, connecting, options, where = place(number)
                        to = ["--to", listening] if number + 1 < len(commands) else []
                        process = stack.enter_context(started(command_of(words, source, *(given or options if to else given), *to), stdin=NOWHERE))
                        if to:
                            wait_for_listener(process, where)
                        processes.append(process)
                        source, given = connecting, options
                    expect_equal(Collector(processes[-1].stdout).all(name), wanted, f"what came through {name}")
                    for process in processes:
                        expect_equal((wait_for_end(process, SOON, "its end"), said_by(process)), (0, ""), f"exit status over {name}")


@contextlib.contextmanager
def listening_chain(folder, commands, place):
    """The last one is started first; the first reads stdin."""
    with contextlib.ExitStack() as stack:
        processes, to, given = [], [], []
        for number, words in reversed(list(enumerate(commands))):
            listening, connecting, options, where = place(number)
            source = listening if number else "-"
            process = stack.enter_context(started(command_of(words, source, *(options or given), *to)))
            if number:
                wait_for_listener(process, where)
            processes.insert(0, process)
            to, given = ["--to", connecting], options
        yield processes


@of_filter
def one_after_the_other_ends_by_sigterm(_):
    """What listens does not end by itself; what it has got is worked off when it is told to end."""
    with temporary_folder() as folder:
        commands = chain(folder, LAST[0])
        wanted = through_pipes(commands)
        for name, place in media(folder).items():
            with listening_chain(folder, commands, place) as processes:
                output = Collector(processes[-1].stdout)
                Feeder(processes[0].stdin, WEB_LOG.read_bytes())
                processes[0].stdin = None
                expect_equal(wait_for_end(processes[0], SOON, "the first"), 0, "exit status of the first")
                for process in processes[1:]:
                    terminate(process, f"one of a chain over {name}")
                expect_equal(output.all(name), wanted, f"what came through {name}")
                expect_equal([said_by(process) for process in processes], [""] * 4, "what they said")


@of_filter
def what_was_sent_before_sigterm_is_read(program):
    """Also what a peer has sent that has left already, and of which nothing was read so far."""
    content = numbered(100)
    for turn in range(10):
        port = free_port()
        with started(program.passing(f"tcp-listen://{HERE}:{port}"), stdin=NOWHERE) as process:
            wait_for_listener(process, port)
            with connect(port) as peer:
                peer.sendall(content)
            terminate(process, "SIGTERM")
            expect_equal(read_all(process.stdout), content, f"what came out, turn {turn}")


@of_filter
def all_at_once_end_by_sigterm(program):
    """As the shell and systemd do: what the first has read comes out of the last."""
    with temporary_folder() as folder:
        commands = [[program.path, "true", "{input}"]] * 4
        for name, place in media(folder).items():
            with listening_chain(folder, commands, place) as processes:
                output = Collector(processes[-1].stdout)
                content = numbered(200_000)
                feeder = Feeder(processes[0].stdin, content)
                output.wait_for_lines(20_000, f"records over {name}")
                for process in processes:
                    process.terminate()
                statuses = [wait_for_end(process, A_SECOND + 2, f"over {name}") for process in processes]
                expect_equal(statuses, [-15] * 4, "what ended them")
                wait_for(lambda: feeder.has_ended, "the writer has ended")
                processes[0].stdin = None
                expect_equal(output.all(name), content, f"what came out over {name}")
                expect_equal([said_by(process) for process in processes], [""] * 4, "what they said")


@of_filter
def a_source_that_is_killed_comes_again(program):
    """With -F the other side may be away; half a line is a bad record, and what follows it begins anew."""
    port = free_port()
    with temporary_folder() as folder, contextlib.ExitStack() as stack:
        command = program.passing("-F", "--dead-letter", str(folder / "dead"), f"tcp://{HERE}:{port}")
        reader = stack.enter_context(started(command, stdin=NOWHERE))
        output = Collector(reader.stdout)
        begins = []
        for turn in range(3):
            begin = turn * 1_000_000
            with started(program.passing("--to", f"tcp-listen://{HERE}:{port}"), stdout=NOWHERE) as other:
                wait_for_listener(other, port)
                if turn < 2:
                    feeder = Feeder(other.stdin, numbered(300_000, begin))
                    wait_for(lambda: output.content.count(b'{"n":%d,' % begin) and output.content.endswith(b"\n"), "the first record")
                    other.kill()
                    other.wait()
                    wait_for(lambda: feeder.has_ended, "the writer has ended")
                else:
                    Feeder(other.stdin, numbered(1000, begin))
                    wait_for(lambda: output.content.count(b'{"n":%d,' % (begin + 999)), "the last record")
                    expect_equal(wait_for_end(other, SOON, "the other side"), 0, "exit status of the other side")
                other.stdin = None
            begins.append(begin)
        terminate(reader, "SIGTERM")
        found = numbers(output.all("output"))
        for begin in begins:
            of_one = [n for n in found if begin <= n < begin + 1_000_000]
            expect(of_one == list(range(begin, begin + len(of_one))), f"records from {begin} on are not in order, or some are missing")
        expect_equal(len([n for n in found if n >= begins[-1]]), 1000, "records of the last connection")
        said = said_by(reader)
        expect("trying again" in said and "connected" in said, f"it said {said}")
        counts = [sum(begin <= n < begin + 1_000_000 for n in found) for begin in begins]
        print(f"        of 300000 records, {counts[:2]} came before the other side was killed", flush=True)


def in_flight(port):
    """Bytes that were sent to this port and not acknowledged, and that have come there and were not read."""
    text = f":{port:04X}"
    unsent = unread = 0
    for line in tcp_table():
        sending, receiving = (int(part, 16) for part in line[4].split(":"))
        if line[2].endswith(text):
            unsent += sending
        elif line[1].endswith(text) and line[3] != LISTENING:
            unread += receiving
    return unsent + unread


def read_lines_from(listener, until):
    """What the first peer sends, until so many bytes have come. The connection is then broken with what is unread."""
    peer, _ = listener.accept()
    peer.settimeout(SOON)
    content = b""
    while len(content) < until:
        content += peer.recv(1 << 16)
    return peer, content


@of_filter
def a_sink_whose_reader_is_killed_goes_on(program):
    """Lost is at most what had been sent and not read; the next connection begins at the beginning of a line."""
    content = numbered(200_000)
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((HERE, 0))
        listener.listen()
        port = listener.getsockname()[1]
        with started(program.passing("--to", f"tcp://{HERE}:{port}"), stdout=NOWHERE) as process:
            feeder = Feeder(process.stdin, content)
            process.stdin = None
            got, most = [], []
            for until in (1 << 20, 1 << 19):
                peer, first = read_lines_from(listener, until)
                expect(first.startswith(b'{"n":'), f"a connection begins with {first[:40]}")
                stands_still(lambda: feeder.written, "the writer of the pipe")
                most.append(in_flight(port))
                reset(peer)
                got.append(first)
            peer, rest = read_lines_from(listener, 1)
            rest += receive_all(peer)
            peer.close()
            got.append(rest)
            expect_equal(wait_for_end(process, SOON, "the end"), 0, "exit status")
            said = said_by(process)
    places = [content.index(piece[:piece.index(b"\n") + 1]) for piece in got]  # where each connection begins
    for place, piece in zip(places, got):
        expect(place == 0 or content[place - 1:place] == b"\n", f"a connection begins with {piece[:40]}")
        expect(content[place:place + len(piece)] == piece, "something is missing within a connection")
    lost = [after - before - len(piece) for before, after, piece in zip(places, places[1:], got)]
    for each, unread in zip(lost, most):
        expect(each <= unread, f"{each} bytes were lost, and {unread} had been sent and not read")
    expect_equal(places[-1] + len(got[-1]), len(content), "where the last connection ends")
    expect(said.count("trying again") == 2 and said.count(": connected") == 2, f"it said {said}")
    print(f"        when the reader was killed {lost} bytes were lost, and at most {most} had been sent and not read", flush=True)


@of_filter
def a_spool_that_is_full_is_backpressure(program):
    """The writer in front stands still, memory as well; nothing is lost once the peer comes."""
    spool, content = 1 << 20, numbered(400_000)
    with temporary_folder() as folder:
        path = folder / "socket"
        with started(program.passing("--spool", "1M", "--to", f"unix:{path}"), stdout=NOWHERE) as process:
            feeder = Feeder(process.stdin, content)
            process.stdin = None
            held = stands_still(lambda: feeder.written, "the writer")
            expect(spool // 2 <= held < len(content) // 2, f"{held} bytes were taken of {len(content)}")
            print(f"        of {mib(len(content))}, {mib(held)} were taken with a spool of {mib(spool)}; memory {mib(resident(process))}", flush=True)
            expect(process.poll() is None, "it has ended")
            with socket.socket(socket.AF_UNIX) as listener:
                listener.bind(str(path))
                listener.listen()
                listener.settimeout(SOON)
                peer, _ = listener.accept()
                with peer:
                    peer.settimeout(SOON)
                    expect_equal(receive_all(peer), content, "what came")
            expect_equal(wait_for_end(process, SOON, "the end"), 0, "exit status")


@of_filter
def shared_records_go_to_one_each(program):
    content = numbered(200_000)
    port = free_port()
    with contextlib.ExitStack() as stack:
        process = stack.enter_context(started(program.passing("--share", "--to", f"tcp-listen://{HERE}:{port}"), stdout=NOWHERE))
        wait_for_listener(process, port)
        peers = [stack.enter_context(connect(port)) for _ in range(3)]
        outputs = [Collector(peer) for peer in peers]
        wait_for(lambda: connections(process) == 3, "three peers are there")
        Feeder(process.stdin, content)
        process.stdin = None
        expect_equal((wait_for_end(process, SOON, "the end"), said_by(process)), (0, ""), "exit status and what it said")
        found = [numbers(output.all("a peer")) for output in outputs]
        for each in found:
            expect(each == sorted(each), "a peer has got records out of order")
            expect(len(each) > 1000, f"a peer has got only {len(each)}: {list(map(len, found))}")
        expect(sorted(sum(found, [])) == list(range(200_000)), "not each record has gone to one peer")


@of_filter
def one_that_does_not_read_is_cut_off(program):
    content = numbered(200_000)
    port = free_port()
    with contextlib.ExitStack() as stack:
        command = program.passing("--peer-timeout", "500ms", "--to", f"tcp-listen://{HERE}:{port}")
        process = stack.enter_context(started(command, stdout=NOWHERE))
        wait_for_listener(process, port)
        outputs = [Collector(stack.enter_context(connect(port))) for _ in range(2)]
        silent = stack.enter_context(connect(port))
        wait_for(lambda: connections(process) == 3, "three peers are there")
        Feeder(process.stdin, content)
        process.stdin = None
        expect_equal(wait_for_end(process, SOON, "the end"), 0, "exit status")
        for output in outputs:
            expect_equal(output.all("a reader"), content, "what a reader got")
        said = said_by(process)
        name = "%s:%d" % silent.getsockname()
        found = re.search(rf"{re.escape(name)} was cut off, since it took nothing for 500ms: (\d+) bytes were not taken", said)
        expect(found and 0 < int(found[1]) < len(content), f"it said {said}")
        got = receive_all(silent)
        expect(content.startswith(got), "the one that was cut off has got something else")


@of_filter
def a_peer_that_comes_late_gets_what_follows(program):
    port = free_port()
    with started(program.passing("--to", f"tcp-listen://{HERE}:{port}"), stdout=NOWHERE) as process:
        write_all(process.stdin, numbered(10))
        with connect_soon(process, port) as first:
            expect_equal(read_exactly(first, len(numbered(10)), "what waited"), numbered(10), "what came to the first")
            with connect(port) as second:
                wait_for(lambda: connections(process) == 2, "the second is there")
                write_all(process.stdin, numbered(10, 10))
                for peer in (first, second):
                    expect_equal(read_exactly(peer, len(numbered(10, 10)), "what follows"), numbered(10, 10), "what came")
                process.stdin.close()
                process.stdin = None
                for peer in (first, second):
                    expect_equal(receive_all(peer), b"", "the end")
            expect_equal(wait_for_end(process, A_SECOND, "the end"), 0, "exit status")


def connect_soon(process, port):
    wait_for_listener(process, port)
    return connect(port)


@of_filter
def more_peers_than_are_allowed_wait(program):
    port = free_port()
    with contextlib.ExitStack() as stack:
        process = stack.enter_context(started(program.passing("--max-peers", "2", f"tcp-listen://{HERE}:{port}"), stdin=NOWHERE))
        wait_for_listener(process, port)
        output = Collector(process.stdout)
        first, second, third = (stack.enter_context(connect(port)) for _ in range(3))
        for peer in (first, second, third):
            peer.sendall(numbered(1))
        output.wait_for_lines(2, "two peers")
        said = Collector(process.stderr)
        message = b"2 peers are connected (--max-peers): further ones wait\n"
        wait_for(lambda: message in said.content, lambda: f"a word about it, it said {bytes(said.content)}")
        time.sleep(0.1)
        expect_equal(output.lines(), 2, "records while the third one waits")
        first.close()
        output.wait_for_lines(3, "the third")
        second.close()
        third.close()
        terminate(process, "SIGTERM")


if __name__ == "__main__":
    run_tests(sockets_give_what_pipes_give, one_after_the_other_ends_by_sigterm,
              what_was_sent_before_sigterm_is_read, all_at_once_end_by_sigterm,
              a_source_that_is_killed_comes_again, a_sink_whose_reader_is_killed_goes_on, a_spool_that_is_full_is_backpressure,
              shared_records_go_to_one_each, one_that_does_not_read_is_cut_off, a_peer_that_comes_late_gets_what_follows,
              more_peers_than_are_allowed_wait)
