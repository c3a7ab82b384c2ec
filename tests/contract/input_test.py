"""Reading: stdin that is closed, a folder or non-blocking, more files than descriptors, any environment."""
import fcntl
import gzip
import os
import resource
import subprocess
import time

from contract import *


def closed_stdin_is_said(program):
    done = run(program.passing(), None, preexec_fn=lambda: os.close(0))
    wanted = (3, b"", f"{program.name}: stdin: Bad file descriptor\n".encode())
    expect_equal((done.returncode, done.stdout, done.stderr), wanted, "status, stdout, stderr")


def closed_stdin_does_not_matter_if_it_is_not_read(program):
    done = run(program.passing(str(WEB_LOG)), None, preexec_fn=lambda: os.close(0))
    expect_equal((done.returncode, done.stderr), (0, b""), "exit status and stderr")
    expect_equal(done.stdout, program.written(WEB_LOG.read_bytes()), "stdout")


def a_folder_as_stdin_is_said(program):
    folder = os.open("/", os.O_RDONLY)
    done = run(program.passing(), folder)
    os.close(folder)
    expect_equal((done.returncode, done.stdout), (3, b""), "exit status and stdout")
    expect(b"stdin: is a directory" in done.stderr, f"stderr: {done.stderr}")


def stdin_that_was_opened_for_writing_is_said(program):
    with temporary_folder() as folder, open(folder / "file", "wb") as file:
        done = run(program.passing(), file)
        expect_equal((done.returncode, done.stdout), (3, b""), "exit status and stdout")


def stdin_is_read_from_where_it_stands(program):
    """As in (read -r header; stream-filter ...) < file."""
    with temporary_folder() as folder:
        (folder / "file").write_bytes(b"header\n" + records(3))
        with open(folder / "file", "rb", buffering=0) as file:
            file.seek(len(b"header\n"))
            done = run(program.passing(), file)
        expect_equal((done.returncode, done.stdout), (0, program.written(records(3))), "exit status and stdout")


def non_blocking_is_left_as_it_was(program):
    """A descriptor is shared with whoever else has it: a shell, the next program of a script."""
    for blocking in (True, False):
        read_end, write_end = os.pipe()
        os.set_blocking(read_end, blocking)
        with started(program.passing(), stdin=read_end) as process, open(write_end, "wb", buffering=0) as writer:
            flags = fcntl.fcntl(read_end, fcntl.F_GETFL)
            time.sleep(0.05)  # there is nothing to read yet
            write_all(writer, records(2))
            wanted = program.written(records(2))
            expect_equal(read_exactly(process.stdout, len(wanted), "records"), wanted, "records")
            expect_equal(fcntl.fcntl(read_end, fcntl.F_GETFL), flags, "flags of stdin during the run")
            write_all(writer, b'{"last":1}')
            writer.close()
            expect_equal(read_all(process.stdout), program.written(b'{"last":1}\n'), "the last record")
            expect_equal(wait_for_end(process, SOON, "end of input"), 0, "exit status")
            expect_equal(fcntl.fcntl(read_end, fcntl.F_GETFL), flags, "flags of stdin after the run")
        os.close(read_end)


def outputs_are_left_as_they_were(program):
    for blocking in (True, False):
        pipes = [os.pipe(), os.pipe()]
        for _, write_end in pipes:
            os.set_blocking(write_end, blocking)
        before = [fcntl.fcntl(write_end, fcntl.F_GETFL) for _, write_end in pipes]
        done = run(program.passing(), b"1\nbroken\n", stdout=pipes[0][1], stderr=pipes[1][1])
        expect_equal(done.returncode, 4, "exit status")
        expect_equal([fcntl.fcntl(write_end, fcntl.F_GETFL) for _, write_end in pipes], before, "flags")
        for pipe in pipes:
            os.close(pipe[0])
            os.close(pipe[1])


def more_files_than_descriptors(program):
    """Files are opened when their turn comes."""
    needs_many_inputs(program)
    with temporary_folder() as folder:
        names, wanted = [], b""
        for n in range(2000):
            line = b'{"n":%d}\n' % n
            name = folder / f"{n}.ndjson"
            name.write_bytes(gzip.compress(line, 1) if n % 100 == 0 else line)
            names.append(name.name)
            wanted += line
        limit = lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (32, 32))
        done = run(program.passing(*names), cwd=folder, preexec_fn=limit)
        expect_equal((done.returncode, done.stderr), (0, b""), "exit status and stderr")
        expect_equal(done.stdout, program.written(wanted), "stdout")


def any_environment(program):
    content = '{"a":"Zürich","b":"日本"}\nbroken ü\n'.encode()
    wanted = run(program.passing(), content)
    expect_equal(wanted.returncode, 4, "exit status")
    for environment in ({}, {"LC_ALL": "C"}, {"LC_ALL": "tr_TR.UTF-8"}, {"LANG": "no such"}, {"TZ": "no/such", "HOME": ""}):
        done = run(program.passing(), content, env=environment)
        same = (done.returncode, done.stdout, done.stderr) == (wanted.returncode, wanted.stdout, wanted.stderr)
        expect(same, f"with {environment}: {done}")


def a_working_folder_that_is_gone(program):
    with temporary_folder() as folder:
        command = 'mkdir gone && cd gone && rmdir ../gone && exec "$@"'
        done = run(["sh", "-c", command, "-", *program.passing("-")], records(2), cwd=folder)
        expect_equal((done.returncode, done.stdout, done.stderr), (0, program.written(records(2)), b""), "status, stdout, stderr")


def exit_status_is_the_first_that_applies(program):
    """2 before 3 before 4 before 0. 1 belongs to flags of single programs."""
    missing, bad, good = "/no/such/file", b"broken\n" + records(1), records(1)
    and_missing = [missing] if program.one_input else ["-", missing]
    for wanted, arguments, content in (
        (2, ["--no-such-flag", *and_missing], bad),
        (2, ["--on-error", "nothing", *and_missing], bad),
        (3, and_missing, bad),
        (3, ["--to", "/no/such/folder/out", "-"], bad),
        (3, ["--dead-letter", "/no/such/folder/out", "-"], bad),
        (3, and_missing, good),
        (4, ["-"], bad),
        (4, ["--on-error", "fail", "-"], bad),
        (0, ["--on-error", "skip", "-"], bad),
        (0, ["--dead-letter", "/dev/null", "-"], bad),
        (0, ["-"], good),
    ):
        done = run(program.passing(*arguments), content)
        expect_equal(done.returncode, wanted, f"exit status with {arguments} and {content}")
        expect(wanted in (0,) or done.stderr.startswith(f"{program.name}: ".encode()), f"stderr: {done.stderr}")
        if wanted == 2:
            expect_equal(done.stdout, b"", "stdout")


run_tests(
    closed_stdin_is_said,
    closed_stdin_does_not_matter_if_it_is_not_read,
    a_folder_as_stdin_is_said,
    stdin_that_was_opened_for_writing_is_said,
    stdin_is_read_from_where_it_stands,
    non_blocking_is_left_as_it_was,
    outputs_are_left_as_they_were,
    more_files_than_descriptors,
    any_environment,
    a_working_folder_that_is_gone,
    exit_status_is_the_first_that_applies,
)
