"""What every end-to-end test uses: programs, throw-away servers, requests, and the count of what passed.

Only the public doors are used: the programs' command lines, HTTP, and the files that a server publishes.
"""

import atexit
import json
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[2]
MUSTER = str(ROOT / ".build/release/muster")
MUSTER_VERIFY = str(ROOT / ".build/release/muster-verify")

passed = 0
failed = 0
skipped = 0
_started = []
_folders = []


def check(name, good, detail=""):
    """Counts and prints one check; answers whether it passed."""
    global passed, failed
    if good:
        passed += 1
        print(f"ok    {name}", flush=True)
    else:
        failed += 1
        print(f"FAIL  {name}" + (f": {detail}" if detail else ""), flush=True)
    return bool(good)


def skip(name, why):
    global skipped
    skipped += 1
    print(f"skip  {name}: {why}", flush=True)


def folder(name):
    """A folder that is removed when the tests end."""
    path = tempfile.mkdtemp(prefix=f"muster-{name}-", dir=os.environ.get("MUSTER_TEST_DIR"))
    _folders.append(path)
    return path


@atexit.register
def _clean():
    for process in _started:
        if process.poll() is None:
            process.kill()
            process.wait()
    if not os.environ.get("MUSTER_KEEP"):
        for path in _folders:
            shutil.rmtree(path, ignore_errors=True)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def environment():
    """The environment without what a developer may have set for a server of their own.

    Reading is not recorded unless a test says `--reading-record true`: it would put entries between those that are counted.
    """
    others = {name: value for name, value in os.environ.items() if not name.startswith("MUSTER_")}
    return {**others, "MUSTER_READING_RECORD": "false"}


def run(*arguments, program=MUSTER, input=None, timeout=120, cwd=None, env=None):
    """Runs a program to its end; answers status, standard output and standard error."""
    result = subprocess.run(
        [program, *map(str, arguments)], input=input, capture_output=True, text=True, timeout=timeout,
        cwd=cwd, env={**environment(), **(env or {})})
    return result.returncode, result.stdout, result.stderr


class Server:
    """A server of our own on a free port of this machine."""

    def __init__(self, data, *arguments, wait=True):
        self.data = data
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.output_path = os.path.join(data + ".output")
        self.output_file = open(self.output_path, "ab")
        self.process = subprocess.Popen(
            [MUSTER, "serve", "--data", data, "--listen", f"127.0.0.1:{self.port}", *arguments],
            stdout=self.output_file, stderr=subprocess.STDOUT, env=environment())
        _started.append(self.process)
        if wait:
            self.wait_ready()

    def wait_ready(self, seconds=60):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if self.process.poll() is not None:
                raise RuntimeError(f"the server ended with {self.process.returncode}: {self.output()[-2000:]}")
            try:
                if request("GET", self.url + "/readyz", timeout=2)[0] == 200:
                    return
            except OSError:
                pass
            time.sleep(0.03)
        raise RuntimeError(f"the server is not ready after {seconds} s: {self.output()[-2000:]}")

    def output(self):
        with open(self.output_path, encoding="utf-8", errors="replace") as file:
            return file.read()

    @property
    def token(self):
        with open(os.path.join(self.data, "bootstrap-token"), encoding="ascii") as file:
            return file.read().strip()

    @property
    def token_file(self):
        return os.path.join(self.data, "bootstrap-token")

    @property
    def log(self):
        return os.path.join(self.data, "logs", "main")

    def request(self, method, path, body=None, headers=None, timeout=30):
        headers = {"Authorization": "Bearer " + self.token, **(headers or {})}
        return request(method, self.url + path, body, headers, timeout)

    def json(self, method, path, body=None, headers=None):
        status, answer, _ = self.request(method, path, body, headers)
        return status, json.loads(answer or b"null")

    def last(self):
        """The index of the newest entry, for `wait=`: publishing tells how long the log is, a question would not."""
        status, log = self.json("POST", "/v1/logs/main/publish")
        assert status == 200, log
        return log["size"] - 1

    def muster(self, *arguments, input=None):
        """A command that talks to this server with its first token."""
        return run(*arguments, "--server", self.url, "--token-file", self.token_file, input=input)

    def terminate(self, seconds=30):
        """SIGTERM; answers the exit status."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        status = self.process.wait(timeout=seconds)
        self.output_file.close()
        return status

    def kill(self):
        self.process.kill()
        self.process.wait()
        self.output_file.close()


def request(method, url, body=None, headers=None, timeout=30):
    """One request; answers status, body and header fields, whatever the status."""
    headers = dict(headers or {})
    if isinstance(body, (dict, list)):
        body = json.dumps(body).encode()
        headers.setdefault("Content-Type", "application/json")
    message = urllib.request.Request(url, data=body, method=method, headers=headers)
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(message, timeout=timeout) as answer:
            return answer.status, answer.read(), dict(answer.headers)
    except urllib.error.HTTPError as error:
        return error.code, error.read(), dict(error.headers)


def event(number, **members):
    """A record as POST /v1/events takes it."""
    return {
        "id": f"e-{number}", "action": "user.update", "source": "tests",
        "subject": {"type": "user", "id": f"u-{number % 40}", "name": f"person{number % 40}"},
        "changes": [{"path": "title", "before": "Clerk", "after": f"Auditor {number}"}], **members}


def wait_published(server, size, seconds=20):
    """Waits until the public checkpoint covers `size` entries; answers its size."""
    end = time.monotonic() + seconds
    published = 0
    while time.monotonic() < end:
        status, body, _ = request("GET", server.url + "/logs/main/checkpoint")
        if status == 200:
            published = int(body.split(b"\n")[1])
            if published >= size:
                return published
        time.sleep(0.05)
    return published
