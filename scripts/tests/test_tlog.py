"""`muster tlog serve`: a plain C2SP log, as other people's clients see it."""

import http.client
import os
import random
import re
import signal
import stat
import subprocess
import threading
import time

import c2sp
from harness import MUSTER, MUSTER_VERIFY, _started, check, environment, folder, free_port, request, run, skip

ORIGIN = "log.example.com/plain"


class Plain:
    """A plain log's server of our own."""

    def __init__(self, directory, *arguments):
        self.directory = directory
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.output_path = directory + ".output"
        self.output_file = open(self.output_path, "wb")
        self.process = subprocess.Popen(
            [MUSTER, "tlog", "serve", "--dir", directory, "--listen", f"127.0.0.1:{self.port}", *arguments],
            stdout=self.output_file, stderr=subprocess.STDOUT, env=environment())
        _started.append(self.process)
        end = time.monotonic() + 30
        while "verifier key: " not in self.output():
            if self.process.poll() is not None or time.monotonic() > end:
                raise RuntimeError(f"no server: {self.output()}")
            time.sleep(0.02)

    def output(self):
        with open(self.output_path, encoding="utf-8", errors="replace") as file:
            return file.read()

    @property
    def vkey(self):
        return re.search(r"^verifier key: (\S+)$", self.output(), re.M)[1]

    def add(self, entry):
        return request("POST", self.url + "/add", entry, {"Content-Type": "application/octet-stream"})

    def fetch(self, path):
        status, body, _ = request("GET", f"{self.url}/{path}")
        assert status == 200, f"{path}: status {status}"
        return body

    def checkpoint(self):
        return c2sp.Checkpoint(self.fetch("checkpoint"), c2sp.VerifierKey(self.vkey), has_cryptography())

    def wait(self, size, seconds=20):
        end = time.monotonic() + seconds
        while (checkpoint := self.checkpoint()).size < size and time.monotonic() < end:
            time.sleep(0.02)
        return checkpoint

    def terminate(self):
        self.process.send_signal(signal.SIGTERM)
        status = self.process.wait(timeout=30)
        self.output_file.close()
        return status


def has_cryptography():
    try:
        import cryptography  # noqa: F401

        return True
    except ImportError:
        return False


def test():
    if not has_cryptography():
        skip("signatures of checkpoints", "python3 has no module cryptography; all else is checked")
    place = folder("tlog")
    directory = os.path.join(place, "plain")
    server = Plain(directory, "--origin", ORIGIN, "--interval", "20")
    start(server, directory)
    entries = adding(server)
    entries = widths(server, entries)
    headers(server)
    missing(server)
    vkey = server.vkey
    check("SIGTERM ends it with status 0", server.terminate() == 0)
    verify(directory, vkey, entries)
    server = Plain(directory, "--interval", "20")
    check("a second start has the same key", server.vkey == vkey)
    check("and the same entries", c2sp.read_entries(server.fetch, len(entries)) == entries)
    entries = load(server, entries)
    kill(server, directory, vkey, entries)
    refusals(directory, place)
    pressure(place)


def start(server, directory):
    checkpoint = server.checkpoint()
    check("the empty log has a checkpoint, signed", checkpoint.size == 0 and checkpoint.root == c2sp.root([]))
    key = os.path.join(directory, "keys", "log", "signing.key")
    check("the key has mode 0600", stat.S_IMODE(os.stat(key).st_mode) == 0o600)
    with open(key, encoding="ascii") as file:
        check("its secret is not shown", file.read().strip() not in server.output())
    status, _, error = run("tlog", "serve", "--dir", directory, "--listen", f"127.0.0.1:{free_port()}", timeout=30)
    check("a second process is refused", status == 1, f"status {status}")
    check("and told the holder's process id", str(server.process.pid) in error, error)


def adding(server):
    entries = [b"first", b"", b"\0", bytes(range(256)), b"\xff" * 65535, b"muster-entry@v1 record\ntime 1\n", b"first"]
    for number, entry in enumerate(entries):
        status, body, fields = server.add(entry)
        good = (status, body) == (200, b"%d" % number) and fields["Content-Type"].startswith("text/plain")
        check(f"entry {number} of {len(entry)} bytes is answered with its index", good, f"{status} {body[:80]}")
    status, body, _ = server.add(b"x" * 65536)
    check("an entry of 65,536 bytes is 413", status == 413, f"{status} {body[:80]}")
    status, body, _ = chunked(server, [b"x" * 40000, b"x" * 30000])
    check("and one that does not say its length beforehand too", status == 413, f"{status} {body[:80]}")
    status, body, _ = chunked(server, [b"ab", b"c"])
    check("a body in pieces is one entry", (status, body) == (200, b"%d" % len(entries)), f"{status} {body[:80]}")
    status, _, fields = request("GET", server.url + "/add")
    check("GET /add is no file", status == 404)
    status, _, fields = request("PUT", server.url + "/add", b"x")
    check("PUT is 405 and says what is allowed", status == 405 and fields["Allow"] == "POST", f"{status} {fields}")
    return entries + [b"abc"]


def chunked(server, parts):
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
    try:
        connection.request("POST", "/add", iter(parts), encode_chunked=True, headers={"Transfer-Encoding": "chunked"})
    except (BrokenPipeError, ConnectionResetError):
        pass  # refused before all was sent: the answer is there
    answer = connection.getresponse()
    result = answer.status, answer.read(), dict(answer.headers)
    connection.close()
    return result


def widths(server, entries):
    """Grows the log over the edge of a tile; at each size, what an independent client computes is what is served."""
    faults = []
    sizes = [*range(len(entries), 12), 64, 255, 256, 257, 300]
    old = []
    for size in sizes:
        while len(entries) < size:
            entries.append(b"entry %d" % len(entries))
            status, body, _ = server.add(entries[-1])
            if (status, body) != (200, b"%d" % (len(entries) - 1)):
                faults.append(f"add answered {status} {body[:80]}")
        checkpoint = server.wait(size)
        old.append(checkpoint)
        faults += examine(server, checkpoint, entries)
    check(f"at {len(sizes)} sizes the tiles, bundles and root are those of the entries", not faults, "; ".join(faults[:5]))
    faults = []
    for checkpoint in old:  # what was published is still there, at every width, while there is no full tile
        faults += examine(server, checkpoint, entries[:checkpoint.size])
    for width in range(1, 300 - 256 + 1):
        served = server.fetch(c2sp.tile_path("entries", 1, width))
        if c2sp.split_bundle(served, width) != entries[256:256 + width]:
            faults.append(f"bundle of width {width}")
        leaves = b"".join(c2sp.leaf_hash(entry) for entry in entries[256:256 + width])
        if server.fetch(c2sp.tile_path(0, 1, width)) != leaves:
            faults.append(f"tile of width {width}")
    check("every width that was published is served still", not faults, "; ".join(faults[:5]))
    kept = sorted(
        os.path.join(parent, name) for parent, _, names in os.walk(os.path.join(server.directory, "logs", "log"))
        for name in names if ".p" in parent)
    check("from one file each on the disk", len(kept) == 3, str(kept))
    return entries


def examine(server, checkpoint, entries):
    try:
        read = c2sp.read_entries(server.fetch, checkpoint.size)
        if read != entries:
            return [f"other entries at size {checkpoint.size}"]
        if c2sp.check_tiles(server.fetch, checkpoint.size, read) != checkpoint.root:
            return [f"another root at size {checkpoint.size}"]
    except AssertionError as error:
        return [f"size {checkpoint.size}: {error}"]
    return []


def headers(server):
    for path, kind, cache in [
        ("checkpoint", "text/plain; charset=utf-8", "no-cache"),
        ("tile/0/000", "application/octet-stream", "public, max-age=31536000, immutable"),
        ("tile/0/001.p/44", "application/octet-stream", "public, max-age=31536000, immutable"),
        ("tile/entries/000", "application/octet-stream", "public, max-age=31536000, immutable"),
    ]:
        status, body, fields = request("GET", f"{server.url}/{path}")
        good = status == 200 and fields["Content-Type"] == kind and fields["Cache-Control"] == cache
        check(f"{path} has its type and cache rules", good, f"{status} {fields}")
        tag = fields["ETag"]
        status, nothing, fields = request("GET", f"{server.url}/{path}", headers={"If-None-Match": tag})
        check("  304 for who has it", status == 304 and not nothing and fields["ETag"] == tag, f"{status} {fields}")
        listed = f'"other", W/{tag}'
        check("  and in a list", request("GET", f"{server.url}/{path}", headers={"If-None-Match": listed})[0] == 304)
        status, again, _ = request("GET", f"{server.url}/{path}", headers={"If-None-Match": '"other"'})
        check("  the bytes for who has another", status == 200 and again == body)
        status, nothing, fields = request("HEAD", f"{server.url}/{path}")
        good = status == 200 and not nothing and fields["Content-Length"] == str(len(body)) and fields["ETag"] == tag
        check("  HEAD says the same without them", good, f"{status} {fields}")
    request("GET", server.url + "/checkpoint")
    time.sleep(1.2)
    fields = request("GET", server.url + "/checkpoint")[2]
    since = fields.get("Last-Modified", "")
    status = request("GET", server.url + "/checkpoint", headers={"If-Modified-Since": since})[0]
    check("a checkpoint that stands has a date, which answers 304", status == 304, f"{status} {fields}")
    old = "Thu, 01 Jan 1970 00:00:00 GMT"
    status = request("GET", server.url + "/checkpoint", headers={"If-Modified-Since": old})[0]
    check("not for an older date", status == 200)
    both = {"If-Modified-Since": since, "If-None-Match": '"other"'}
    check("a tag goes before a date", request("GET", server.url + "/checkpoint", headers=both)[0] == 200)


def missing(server):
    faults = []
    for path in [
        "tile/0/001", "tile/0/001.p/45", "tile/0/000.p/0", "tile/0/001.p/0", "tile/0/000.p/256", "tile/1/000",
        "tile/1/000.p/2", "tile/2/000", "tile/2/000.p/1", "tile/entries/001", "tile/entries/001.p/45",
        "tile/entries/002", "tile/0/0", "tile/00/000", "tile/64/000", "tile/0/x000/000", "tile/0/000/", "tile//0/000",
        "sealed/000", "keys/log/signing.key", "../keys/log/signing.key", "checkpoint/", "", "tile/0/1000",
        "tile/0/x999/x999/x999/x999/x999/x999/999",
    ]:
        status, body, _ = request("GET", f"{server.url}/{path}")
        if status != 404:
            faults.append(f"{path}: {status} with {len(body)} bytes")
    check("what does not exist is 404", not faults, "; ".join(faults))


def verify(directory, vkey, entries):
    for log in (directory, os.path.join(directory, "logs", "log")):
        status, output, error = run(log, "--plain", "--vkey", vkey, program=MUSTER_VERIFY)
        check("muster-verify --plain passes", status == 0 and f"{len(entries)} entries" in output, output + error)
    status, output, _ = run(directory, "--plain", program=MUSTER_VERIFY)
    check("without the key it says that a plain log names none", status == 1 and "--vkey" in output, output)
    bundle = os.path.join(directory, "logs", "log", "tile", "entries", "000")
    with open(bundle, "r+b") as file:
        file.seek(4)
        byte = file.read(1)
        file.seek(4)
        file.write(bytes([byte[0] ^ 1]))
    status, output, _ = run(directory, "--plain", "--vkey", vkey, program=MUSTER_VERIFY)
    check("a flipped bit is found, with its place", status == 1 and "tile/entries/000 entry 0" in output, output)
    with open(bundle, "r+b") as file:
        file.seek(4)
        file.write(byte)


def load(server, entries):
    """Many connections at once: every index is answered once, and holds what was sent."""
    answered = {}
    faults = []
    lock = threading.Lock()

    def writer(number):
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
        for turn in range(50):
            entry = b"writer %d turn %d" % (number, turn)
            connection.request("POST", "/add", entry)
            answer = connection.getresponse()
            body = answer.read()
            with lock:
                if answer.status != 200 or int(body) in answered:
                    faults.append(f"{answer.status} {body[:80]}")
                else:
                    answered[int(body)] = entry
        connection.close()

    threads = [threading.Thread(target=writer, args=(number,)) for number in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    size = len(entries) + 16 * 50
    checkpoint = server.wait(size)
    entries = entries + [answered.get(index, b"?") for index in range(len(entries), size)]
    faults += examine(server, checkpoint, entries)
    check("800 entries over 16 connections stand where they were said to", not faults, "; ".join(faults[:5]))
    return entries


def kill(server, directory, vkey, entries):
    """SIGKILL right after an answer: the answered entry is there at the next start."""
    chance = random.Random(7)
    faults = []
    for _ in range(5):
        for _ in range(chance.randrange(1, 40)):
            status, body, _ = server.add(b"before a kill")
            if (status, body) != (200, b"%d" % len(entries)):
                faults.append(f"{status} {body[:80]}")
            entries.append(b"before a kill")
        server.process.kill()
        server.process.wait()
        server = Plain(directory, "--interval", "20")
        faults += examine(server, server.wait(len(entries)), entries)
    check("what was answered survives five kills", not faults, "; ".join(faults[:3]))
    check("the key too", server.vkey == vkey)
    check("it ends with status 0", server.terminate() == 0)


def refusals(directory, place):
    def refused(name, wanted, word, *arguments):
        status, _, error = run("tlog", "serve", *arguments, "--listen", "127.0.0.1:0", timeout=30)
        check(name, status == wanted and word in error, f"status {status}: {error}")

    refused("another origin is refused", 2, ORIGIN, "--dir", directory, "--origin", "log.example.com/other")
    refused("a first start without an origin is refused", 2, "--origin", "--dir", os.path.join(place, "new"))
    refused(
        "an origin that cannot sign is refused", 2, "--origin", "--dir", os.path.join(place, "new2"), "--origin", "a b")
    status, _, error = run("tlog", "serve", "--dir", os.path.join(place, "n3"), "--listen", "0.0.0.0:0", "--origin", "x")
    check("an address for everybody is refused unless meant", status == 2 and "--insecure-listen" in error, error)
    status, _, error = run("serve", "--data", directory, "--listen", "127.0.0.1:0", timeout=30)
    check("muster serve does not take it for its own", status == 1 and "muster tlog serve" in error, error)
    key = os.path.join(directory, "keys", "log", "signing.key")
    os.chmod(key, 0o644)
    refused("a key that others can read is refused", 1, "chmod 600", "--dir", directory)
    os.chmod(key, 0o600)
    os.rename(key, key + ".away")
    refused("a log without its key is refused, not begun anew", 1, "signing.key", "--dir", directory)
    os.rename(key + ".away", key)


def pressure(place):
    """A queue of one KiB: what does not fit is told to come back, and nothing of it is in the log."""
    server = Plain(os.path.join(place, "small"), "--origin", "log.example.com/small", "--queue", "1")
    counts = {200: 0, 503: 0}
    faults = []
    lock = threading.Lock()

    def writer():
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
        for _ in range(40):
            connection.request("POST", "/add", b"x" * 900)
            answer = connection.getresponse()
            answer.read()
            with lock:
                counts[answer.status] = counts.get(answer.status, 0) + 1
                if answer.status == 503 and not answer.headers.get("Retry-After", "").isdigit():
                    faults.append("503 without Retry-After")
        connection.close()

    threads = [threading.Thread(target=writer) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    good = set(counts) == {200, 503} and counts[503] > 0 and counts[200] > 0 and not faults
    check("under pressure some are told to come back", good, f"{counts} {faults[:2]}")
    check("what was not taken is not there", server.wait(counts[200]).size == counts[200], str(counts))
    check("it ends with status 0 all the same", server.terminate() == 0)
