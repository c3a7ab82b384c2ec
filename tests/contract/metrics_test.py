"""--metrics: the figures of a run over HTTP and in a file, what is well and what is not, and a Prometheus that scrapes them."""
import json
import re
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request

from contract import (A_SECOND, SOON, DoesNotApply, Failed, expect, expect_equal, records, run, run_tests, started,
                      temporary_folder, wait_for_end, write_all)


def command(program, *options):
    """Something that takes all records of stdin."""
    return [program.path, *options] if program.passes is None else program.passing(*options)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def get(port, path, host="127.0.0.1"):
    """Status and body."""
    try:
        with urllib.request.urlopen(f"http://{host}:{port}{path}", timeout=SOON) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as answer:
        return answer.code, answer.read().decode()


def wait_until(port, name, value):
    """The metrics, once `name` has that value."""
    end = time.monotonic() + SOON
    text = ""
    while time.monotonic() < end:
        try:
            text = get(port, "/metrics")[1]
        except OSError:  # it does not listen yet
            pass
        if figures(text).get(name) == value:
            return text
        time.sleep(0.02)
    raise Failed(f"{name} did not become {value}:\n{text}")


def figures(text):
    """The values of the samples that have no labels but program and name."""
    found = re.findall(r'^(\w+)\{program="[^"]*"(?:,name="[^"]*")?\} (\S+)$', text, re.M)
    return {name: float(value) for name, value in found}


def check_with_promtool(text):
    if not shutil.which("promtool"):
        print("        promtool is not there: names and types are not checked", flush=True)
        return
    done = run(["promtool", "check", "metrics"], stdin=text.encode())
    expect_equal((done.returncode, done.stdout + done.stderr), (0, b""), "promtool check metrics")


def figures_are_served_while_the_run_waits(program):
    port = free_port()
    content = records(100)
    with started(command(program, "--metrics", str(port)), stdout=subprocess.DEVNULL) as process:
        write_all(process.stdin, content + b"{bad\n")
        text = wait_until(port, "runnel_bad_records_total", 1)
        found = figures(text)
        expect_equal(found["runnel_input_records_total"], 101, "records read")
        expect_equal(found["runnel_input_bytes_total"], len(content) + 5, "bytes read")
        expect(f'runnel_build_info{{program="{program.name}",version="' in text, f"which program it is:\n{text}")
        expect(abs(found["runnel_start_time_seconds"] - time.time()) < 60, "when the run began")
        latencies = re.search(r'^runnel_latency_seconds_count\{.*\} (\d+)$', text, re.M)
        expect(latencies is not None and int(latencies[1]) <= 101, f"latencies:\n{text}")
        wait_until(port, "runnel_queue_batches", 0)
        check_with_promtool(text)
        expect_equal(get(port, "/healthz"), (200, "ok\n"), "/healthz")
        expect_equal(get(port, "/other")[0], 404, "status of another path")
        write_all(process.stdin, records(1))
        wait_until(port, "runnel_input_records_total", 102)
        process.stdin.close()
        process.stdin = None
        expect_equal(wait_for_end(process, A_SECOND, "the end of input"), 4, "exit status")


def every_record_has_a_latency(program):
    port = free_port()
    with started(command(program, "--metrics", str(port)), stdout=subprocess.DEVNULL) as process:
        for count in (1, 2, 3):
            write_all(process.stdin, records(1))
            wait_until(port, "runnel_input_records_total", count)
        end = time.monotonic() + SOON
        while not re.search(r'^runnel_latency_seconds_bucket\{.*le="\+Inf"\} 3$', text := get(port, "/metrics")[1], re.M):
            expect(time.monotonic() < end, f"three records, and these latencies:\n{text}")
            time.sleep(0.02)
        mean = float(re.search(r"^runnel_latency_seconds_sum\{.*\} (\S+)$", text, re.M)[1]) / 3
        expect(0 < mean < A_SECOND, f"the mean latency is {mean} s")


def clients_do_not_hold_up_the_end(program):
    port = free_port()
    with started(command(program, "--metrics", f"127.0.0.1:{port}"), stdout=subprocess.DEVNULL) as process:
        write_all(process.stdin, records(1))
        wait_until(port, "runnel_input_records_total", 1)
        slow = [socket.create_connection(("127.0.0.1", port)) for _ in range(10)]
        for client in slow[:8]:
            client.sendall(b"GET /metr")
        process.terminate()
        process.stdin.close()
        process.stdin = None
        expect_equal(wait_for_end(process, A_SECOND, "SIGTERM with slow clients"), -15, "what ended it")
        for client in slow:
            client.close()


def an_address_in_use_is_an_error(program):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = run(command(program, "--metrics", str(port)), stdin=records(1))
        expect_equal(done.returncode, 3, "exit status")
        expect(f"127.0.0.1:{port}: Address already in use" in done.stderr.decode(), f"it said {done.stderr}")
        expect_equal(done.stdout, b"", "what was written")


def a_port_that_is_none_is_a_usage_error(program):
    done = run(command(program, "--metrics", "localhost:70000"), stdin=b"")
    expect_equal(done.returncode, 2, "exit status")
    expect("65535" in done.stderr.decode(), f"it said {done.stderr}")


def a_file_holds_the_figures_of_the_whole_run(program):
    with temporary_folder() as folder:
        file = folder / "orders.prom"
        done = run(command(program, "--metrics", str(file)), stdin=records(1000) + b"{bad\n")
        expect_equal(done.returncode, 4, "exit status")
        text = file.read_text()
        found = figures(text)
        expect_equal((found["runnel_input_records_total"], found["runnel_bad_records_total"]), (1001, 1), "records")
        expect_equal(found["runnel_output_bytes_total"], len(done.stdout), "bytes written")
        expect(f'runnel_build_info{{program="{program.name}",name="orders",' in text, f"which run it is:\n{text}")
        check_with_promtool(text)
        expect_equal([path.name for path in folder.iterdir()], ["orders.prom"], "files")
        nowhere = run(command(program, "--metrics", str(folder / "none" / "m.prom")), stdin=records(1))
        expect_equal(nowhere.returncode, 3, "exit status where no file can be made")


def figures_of_a_pass_are_exact(program):
    """What comes out is counted, also when many threads work."""
    if program.name != "stream-filter":
        raise DoesNotApply("it does not choose")
    with temporary_folder() as folder:
        file = folder / "m.prom"
        inputs = folder / "in.ndjson"
        inputs.write_bytes(records(200_000))
        done = run([program.path, ".n % 4 == 0", "--threads", "4", "--metrics", str(file), str(inputs)])
        found = figures(file.read_text())
        expect_equal(found["runnel_input_records_total"], 200_000, "records read")
        expect_equal(found["runnel_output_records_total"], 50_000, "records written")
        expect_equal(found["runnel_input_bytes_total"], inputs.stat().st_size, "bytes read")
        expect_equal(found["runnel_output_bytes_total"], len(done.stdout), "bytes written")


def late_records_and_the_watermark_are_told(program):
    if program.name != "stream-window":
        raise DoesNotApply("stream-window has windows that close")
    now = int(time.time())
    lines = [now, now + 1, now + 60, now - 600, now + 61]
    with temporary_folder() as folder:
        port = free_port()
        options = ["-t", ".t", "--watermark-delay", "5s", "--late", str(folder / "late"), "--metrics", str(port)]
        with started([program.path, *options, "10s", "count"], stdout=subprocess.DEVNULL) as process:
            for n, t in enumerate(lines, 1):
                write_all(process.stdin, b'{"t":%d}\n' % t)
                text = wait_until(port, "runnel_input_records_total", n)
            found = figures(text)
            expect_equal(found["runnel_late_records_total"], 1, "late records")
            expect_equal(found["runnel_watermark_timestamp_seconds"], now + 56, "the watermark")
            lag = found["runnel_watermark_lag_seconds"]
            expect(-57 <= lag <= -56 + SOON, f"the watermark is {lag} s behind the clock, which is at least {now}")
            expect(found["runnel_state_bytes"] > 0, "the bytes of an open window")


def checkpoints_are_told(program):
    with temporary_folder() as folder:
        inputs = folder / "in.ndjson"
        inputs.write_bytes(records(10))
        file = folder / "m.prom"
        options = ["--state", str(folder / "state"), "--metrics", str(file)]
        stdin = subprocess.DEVNULL
        line = [program.path, *options, str(inputs)] if program.passes is None else program.passing(*options, str(inputs))
        done = run(line, stdin=stdin)
        expect_equal((done.returncode, done.stderr), (0, b""), "the run with a state")
        found = figures(file.read_text())
        expect(found["runnel_checkpoints_total"] >= 1, f"checkpoints: {found}")
        expect_equal(found["runnel_checkpoint_failures_total"], 0, "failed checkpoints")
        expect_equal(found["runnel_last_checkpoint_bytes"], (folder / "state").stat().st_size, "size of the state")
        expect(abs(found["runnel_last_checkpoint_timestamp_seconds"] - time.time()) < 60, "time of the last checkpoint")


def a_prometheus_server_scrapes_it(program):
    if program.name != "stream-window":
        raise DoesNotApply("one program is enough: they share the server")
    if not shutil.which("prometheus"):
        raise DoesNotApply("there is no prometheus: apt-get install prometheus")
    port, own_port = free_port(), free_port()
    with temporary_folder() as folder:
        (folder / "prometheus.yml").write_text(
            "scrape_configs:\n  - job_name: runnel\n    scrape_interval: 200ms\n    scrape_timeout: 200ms\n"
            f"    static_configs: [{{targets: ['127.0.0.1:{port}']}}]\n")
        server = ["prometheus", "--config.file", str(folder / "prometheus.yml"), "--storage.tsdb.path", str(folder / "data"),
                  "--web.listen-address", f"127.0.0.1:{own_port}", "--log.level", "error"]
        with started(command(program, "--metrics", str(port)), stdout=subprocess.DEVNULL) as process:
            write_all(process.stdin, records(123))
            wait_until(port, "runnel_input_records_total", 123)
            with started(server, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL):
                wait_for_answer(own_port, 'runnel_input_records_total{job="runnel",program="stream-window"}', "123")
                wait_for_answer(own_port, 'up{job="runnel"}', "1")
                wait_for_answer(own_port, 'runnel_latency_seconds_bucket{le="+Inf"}', "123")


def wait_for_answer(port, query, value):
    """Until Prometheus knows it."""
    end = time.monotonic() + SOON
    path = "/api/v1/query?query=" + urllib.request.quote(query)
    found = None
    while time.monotonic() < end:
        try:
            found = [series["value"][1] for series in json.loads(get(port, path)[1])["data"]["result"]]
        except (OSError, ValueError, KeyError):  # it is not ready yet
            pass
        if found == [value]:
            return
        time.sleep(0.1)
    raise Failed(f"Prometheus says {found} to {query}, not {value}")


if __name__ == "__main__":
    run_tests(figures_are_served_while_the_run_waits, every_record_has_a_latency, clients_do_not_hold_up_the_end,
              an_address_in_use_is_an_error, a_port_that_is_none_is_a_usage_error,
              a_file_holds_the_figures_of_the_whole_run, figures_of_a_pass_are_exact,
              late_records_and_the_watermark_are_told, checkpoints_are_told, a_prometheus_server_scrapes_it)
