"""How this folder's scripts build and measure."""
import concurrent.futures
import functools
import os
import pathlib
import re
import resource
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
TARGET = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", HERE / "target"))
RELEASE = TARGET / "release"
COUNT = RELEASE / "count"
SESSION = RELEASE / "session"
MEMORY = RELEASE / "memory"
MIRROR = RELEASE / "mirror"
CASES = "abcdefgh"
# glibc copies and clears with one instruction for each octet, or one for 32, by what it finds the processor to be.
VECTORS = "glibc.cpu.x86_rep_movsb_threshold=1000000000:glibc.cpu.x86_rep_stosb_threshold=1000000000"


def cargo(*arguments, **options):
    command, *rest = arguments
    return subprocess.run(
        ["cargo", command, "--locked", "--manifest-path", HERE / "Cargo.toml", *rest], check=True, **options
    )


def build():
    # One by one: together they would share features, and imap-codec would be another one.
    for package in ("imap-benches", "imap-benches-mirror", "imap-benches-session"):
        cargo("build", "--release", "--bins", "--package", package, "--target-dir", TARGET)


def output(*command):
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.exit(f"{' '.join(map(str, command))}\n{done.stderr}")
    return done.stdout


def valgrind(*command):
    command = ["valgrind", *map(str, command)]
    environment = {**os.environ, "GLIBC_TUNABLES": VECTORS}
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    if done.returncode != 0:
        sys.exit(f"{' '.join(command)}\n{done.stderr}")
    return done.stderr


@functools.cache
def workload(binary, *arguments):
    """What the binary tells of the workload: its octets, its messages."""
    return [int(number) for number in output(binary, *arguments, 0).split()]


@functools.cache
def nanoseconds(binary, *arguments):
    return int(output(binary, *arguments, "time").split()[-1])


def _instructions(*arguments):
    told = valgrind("--tool=callgrind", "--callgrind-out-file=/dev/null", *arguments)
    return int(re.search(r"Collected : (\d+)", told)[1])


@functools.cache
def _allocated(*arguments):
    told = valgrind("--tool=dhat", "--dhat-out-file=/dev/null", *arguments)
    total = re.search(r"Total:\s+([\d,]+) bytes in ([\d,]+) blocks", told)
    return [int(number.replace(",", "")) for number in total.groups()]


@functools.cache
def instructions(binary, who, case, what):
    """Of one repetition: the work of the process itself is in both runs."""
    first, last = (_instructions(binary, who, case, what, times) for times in (1, 2))
    return last - first


@functools.cache
def expunge():
    """Of one message of a mirror with a million."""
    first, last = (_instructions(MIRROR, times) for times in (1, 2))
    return (last - first) / workload(MIRROR)[0]


@functools.cache
def allocations(binary, who, case, what):
    """Octets and blocks of one repetition."""
    first, last = (_allocated(binary, who, case, what, times) for times in (1, 2))
    return last[0] - first[0], last[1] - first[1]


def cpu_seconds(*command, **options):
    """The processor time of a command and what it starts."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, **options)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def clean_build(program):
    """The processor time of a release build from nothing, everything downloaded before."""
    with tempfile.TemporaryDirectory() as target:
        manifest = HERE / "cost" / program / "Cargo.toml"
        return cpu_seconds(
            *("cargo", "build", "--locked", "--offline", "--quiet", "--profile", "plain"),
            *("--manifest-path", manifest, "--target-dir", target),
        )


def size(program, profile):
    """The octets of a program built with LTO and stripped."""
    name = f"imap-cost-{program}"
    cargo("build", "--quiet", "--profile", profile, "--package", name, "--target-dir", TARGET)
    return (TARGET / profile / name).stat().st_size


def in_parallel(work, over):
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        return list(pool.map(work, over))


def table(head, rows):
    """A table of Markdown."""
    widths = [max(len(row[i]) for row in [head, *rows]) for i in range(len(head))]
    lines = [head, ["-" * width for width in widths], *rows]
    return "\n".join(
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths)) + " |" for row in lines
    )
