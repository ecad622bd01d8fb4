"""The two servers that the fault tests run, and what each must keep: how to start it, write to it, and check its log."""

import json
import os
import re
import time

import c2sp
from harness import MUSTER, MUSTER_VERIFY, request, run

ORIGIN = "log.example.com/faults"
PATIENCE = 1.5


class Answer:
    """What an entry was answered; no status when the connection broke."""

    def __init__(self, number, sent, status, text, index):
        self.number, self.sent, self.status, self.text, self.index = number, sent, status, text, index

    @property
    def good(self):
        return self.index is not None

    def __str__(self):
        return f"entry {self.number}: {self.status} {self.text[:200]}"


class Running:
    """Requests to a server whose process and output are given, as long as it lives."""

    def __init__(self, kind, data, process, output):
        self.kind, self.data, self.process, self.output = kind, data, process, output
        self.url = None

    def listens(self, seconds=30):
        """Waits until the server says where it listens; false when it ended instead."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            found = self.kind.listening.search(self.output())
            if found:
                self.url = found[1]
                return True
            if self.process.poll() is not None:
                return False
            time.sleep(0.004)
        return False

    def ask(self, method, path, body=None, headers=None, timeout=10):
        try:
            return request(method, self.url + path, body, headers, timeout)[:2]
        except (OSError, ValueError):
            return None, b""

    def add(self, number):
        sent = time.time()
        return Answer(number, sent, *self.kind.add(self, number))

    def shown(self):
        """The checkpoint that is shown; nil when there is none, or nobody to ask."""
        status, body = self.ask("GET", self.kind.checkpoint)
        return body if status == 200 else None

    def wait_shown(self, size, seconds=PATIENCE):
        end = time.monotonic() + seconds
        while True:
            note = self.shown()
            if note and note_size(note) >= size or self.process.poll() is not None or time.monotonic() > end:
                return note
            time.sleep(0.01)


def note_size(note):
    return int(note.split(b"\n")[1])


class Plain:
    """`muster tlog serve`: entries are bytes, which say their own number."""

    name, log, key = "tlog", "logs/log", "keys/log/signing.key"
    checkpoint, first_index = "/checkpoint", 0
    listening = re.compile(r" on (http://127\.0\.0\.1:\d+) ")

    def command(self, data):
        return [
            MUSTER, "tlog", "serve", "--dir", data, "--origin", ORIGIN, "--listen", "127.0.0.1:0", "--interval", "10"]

    def add(self, running, number):
        status, body = running.ask("POST", "/add", b"entry %d" % number)
        return status, body.decode(errors="replace"), int(body) if status == 200 else None

    def fill(self, running, size):
        for number in range(size):
            assert self.add(running, number)[2] == number
        assert note_size(running.wait_shown(size, 10)) == size
        return size

    def ready(self, running):
        return []

    def verify(self, running, older):
        key = re.search(r"^verifier key: (\S+)$", running.output(), re.M)[1]
        return run(running.data, "--plain", "--vkey", key, *older, program=MUSTER_VERIFY)

    def numbers(self, running, data):
        """The number that each entry says, by index, from the public files."""
        def fetch(path):
            with open(os.path.join(data, self.log, path), "rb") as file:
                return file.read()

        size = note_size(fetch("checkpoint"))
        return {index: int(text.split()[1]) for index, text in enumerate(c2sp.read_entries(fetch, size))}


class Muster:
    """`muster serve`: entries are records, whose ids say their number."""

    name, log, key = "serve", "logs/main", "keys/main/signing.key"
    checkpoint = "/logs/main/checkpoint"
    listening = re.compile(r"^Muster is listening on (http://127\.0\.0\.1:\d+) ", re.M)

    def command(self, data):
        return [
            MUSTER, "serve", "--data", data, "--origin", ORIGIN, "--listen", "127.0.0.1:0",
            "--publication-interval", "10ms"]

    def token(self, running):
        try:
            with open(os.path.join(running.data, "bootstrap-token"), encoding="ascii") as file:
                return {"Authorization": "Bearer " + file.read().strip()}
        except OSError:
            return {}

    def record(self, number):
        return {
            "id": f"f-{number}", "action": "user.update", "source": "faults",
            "subject": {"type": "user", "id": f"u-{number}"}, "changes": [{"path": "title", "after": f"T {number}"}]}

    def post(self, running, records):
        status, body = running.ask(
            "POST", "/v1/events", json.dumps(records).encode(),
            {"Content-Type": "application/json", **self.token(running)})
        return status, body.decode(errors="replace")

    def add(self, running, number):
        status, text = self.post(running, self.record(number))
        return status, text, json.loads(text)["index"] if status in (200, 201) else None

    def fill(self, running, size):
        """Records up to `size` entries in all; answers the number of the next record."""
        before = note_size(running.wait_shown(1, 10))
        status, text = self.post(running, [self.record(number) for number in range(size - before)])
        assert status in (200, 201), text
        assert note_size(running.wait_shown(size, 10)) == size
        return size - before

    def ready(self, running):
        """Why the server says that it is not ready."""
        status, body = running.ask("GET", "/readyz")
        return json.loads(body)["reasons"] if status == 503 else []

    def verify(self, running, older):
        return run(os.path.join(running.data, self.log), *older, program=MUSTER_VERIFY)

    def numbers(self, running, data):
        """The number that each record says, by index, from the API of a server that runs."""
        found, cursor = {}, ""
        while True:
            status, body = running.ask(
                "GET", "/v1/events?source=faults&order=oldest&limit=500" + cursor, headers=self.token(running))
            assert status == 200, f"the query answered {status}: {body[:200]}"
            page = json.loads(body)
            for item in page["events"]:
                found[item["index"]] = int(item["id"].split("-")[1])
            if page["next"] is None:
                return found
            cursor = f"&cursor={page['next']}"
