"""Runs a program under strace: which calls it makes on the files of a folder, and one of them going wrong.

`-D` leaves the program our own child; `-P` limits both what is seen and what is injected to one path. strace counts
occurrences by thread, so a call is named by the call, the path and its number within a thread.
"""

import collections
import os
import re
import shutil
import subprocess
import time

from harness import _started, environment

STRACE = shutil.which("strace")

# What changes files, and what a decision rests on. `?` lets an architecture lack a call.
CHANGING = [
    "openat", "?mkdir", "mkdirat", "pwrite64", "fallocate", "ftruncate", "fdatasync", "fsync", "?sync_file_range",
    "mmap", "?rename", "renameat", "renameat2", "?unlink", "unlinkat", "?rmdir", "flock"]
READING = ["pread64", "?stat", "newfstatat", "?fstat", "getdents64"]

_HERE = r"(?:AT_FDCWD(?:<[^>]*>)?, )?"
_BY_PATH = re.compile(rf'^(\d+)\s+(\w+)\({_HERE}"([^"]*)"(?:, {_HERE}"([^"]*)")?')
_BY_DESCRIPTOR = re.compile(r"^(\d+)\s+(\w+)\((?:NULL, \d+, [A-Z_|]+, [A-Z_|]+, )?\d+<([^>]*)>")


class Call(collections.namedtuple("Call", "name path number")):
    """The `number`th call `name` of a thread on `path`, a path below the folder; empty for the folder itself."""

    __slots__ = ()

    def __str__(self):
        return f"{self.name} {self.path or '.'} #{self.number}"


def unusable():
    """Why nothing can be traced here; nil when it can."""
    if not STRACE:
        return "there is no strace (Debian package strace)"
    try:
        result = subprocess.run(
            [STRACE, "-f", "--seccomp-bpf", "-e", "trace=openat", "-e", "inject=openat:error=EIO:when=9999", "-o",
             "/dev/null", "true"], capture_output=True, text=True, timeout=20)
    except (OSError, subprocess.TimeoutExpired) as error:
        return f"strace does not run: {error}"
    if result.returncode:
        return f"strace may not trace here: {result.stderr.strip()[-200:]}"
    return None


class Plainly:
    """A program that runs, with its output in a file."""

    def __init__(self, arguments, output):
        self.output_path = output
        with open(output, "wb") as file:
            self.process = subprocess.Popen(arguments, stdout=file, stderr=subprocess.STDOUT, env=environment())
        _started.append(self.process)

    def output(self):
        with open(self.output_path, encoding="utf-8", errors="replace") as file:
            return file.read()


class Traced(Plainly):
    """A program that runs under strace; `process` is the program itself."""

    def __init__(self, arguments, log, output, options):
        self.log = log
        if os.path.exists(log):
            os.remove(log)
        super().__init__(
            [STRACE, "-D", "-f", "-y", "-ttt", "-s", "0", "-o", log, *options, *arguments], output)

    def wait(self, seconds=60):
        """Waits for the program and for what strace says of it; answers its exit status."""
        status = self.process.wait(timeout=seconds)
        end = time.monotonic() + 10
        mark = re.compile(rf"^{self.process.pid} +[\d.]+ \+\+\+ ", re.M)
        while not mark.search(self.lines()) and time.monotonic() < end:
            time.sleep(0.002)
        return status

    def lines(self):
        try:
            with open(self.log, encoding="utf-8", errors="replace") as file:
                return file.read()
        except FileNotFoundError:
            return ""


def tracing(names):
    return ["--seccomp-bpf", "-e", "trace=" + ",".join(names)]


def injecting(call, folder, effect):
    """Options that let one call go wrong; `effect` is an error's name, a name and `+` for from then on, or `kill`."""
    if effect == "kill":
        what = f"signal=KILL:when={call.number}"  # which seccomp's stops would not deliver
    else:
        what = f"error={effect.rstrip('+')}:when={call.number}" + ("+" if effect.endswith("+") else "")
    path = os.path.join(folder, call.path) if call.path else folder
    quick = [] if effect == "kill" else ["--seccomp-bpf"]
    return [*quick, "-P", path, "-e", f"trace={call.name}", "-e", f"inject={call.name}:{what}"]


def calls(lines, folder):
    """The calls on what is in `folder`, each once, in the order in which they were made first."""
    counts = collections.Counter()
    found = {}
    creating = set()
    for line in lines.splitlines():
        line = re.sub(r"^(\d+) +[\d.]+ ", r"\1 ", line)
        match = _BY_DESCRIPTOR.match(line) or _BY_PATH.match(line)
        if not match:
            continue
        thread, name, path = match[1], match[2], match[3]
        if match.re is _BY_PATH and match[4]:
            path = match[4]  # a rename is about what it replaces
        if path != folder and not path.startswith(folder + "/") or name == "mmap" and "MAP_SHARED" not in line:
            continue
        path = path.removesuffix("(deleted)")[len(folder) + 1:]
        counts[thread, name, path] += 1
        call = Call(name, path, counts[thread, name, path])
        found.setdefault(call)
        if "O_CREAT" in line:
            creating.add(call)
    return list(found), creating


def moment(lines):
    """When the first injected error was given, in seconds since 1970; nil when none was."""
    match = re.search(r"^\d+ +([\d.]+) .*\(INJECTED\)", lines, re.M)
    return float(match[1]) if match else None
