"""What the verifiers say of a log that was tampered with, of older checkpoints, of URLs, and of receipts."""

import functools
import http.server
import json
import os
import re
import shutil
import threading

from harness import MUSTER_VERIFY, Server, check, event, folder, request, run, wait_published


def test():
    place = folder("verify")
    server = Server(os.path.join(place, "data"))
    append(server, 0, 300)
    old = save(server, "main", os.path.join(place, "old.checkpoint"))
    append(server, 300, 700)
    run("log", "create", "other", "--origin", "audit.test/other", "--data", server.data)
    receipts(server, place)
    other = save(server, "other", os.path.join(place, "other.checkpoint"))
    vkey = json.loads(run("log", "show", "main", "--data", server.data, "--json")[1])["vkey"]
    server.terminate()
    log = Log(server.log, os.path.join(place, "copy"), vkey)
    intact(log, server)
    older_checkpoints(log, old, other, place)
    tampering(log)
    present_files(log)
    over_http(log)


def append(server, first, end):
    lines = "".join(json.dumps(event(number)) + "\n" for number in range(first, end))
    status, output, error = server.muster("append", "--ack", "published", input=lines)
    check(f"records {first} to {end} are appended", status == 0, output[-300:] + error)
    wait_published(server, end + 1)


def save(server, log, path):
    status, body, _ = request("GET", f"{server.url}/logs/{log}/checkpoint")
    check(f"the checkpoint of {log} is there", status == 200, str(status))
    with open(path, "wb") as file:
        file.write(body)
    return path


class Log:
    """A copy of a log's public files that can be spoilt and made anew."""

    def __init__(self, original, copy, vkey):
        self.original, self.copy, self.vkey = original, copy, vkey
        self.restore()

    def restore(self):
        shutil.rmtree(self.copy, ignore_errors=True)
        shutil.copytree(self.original, self.copy)

    def path(self, name):
        return os.path.join(self.copy, name)

    def verify(self, *arguments, log=None):
        """Runs both programs; answers status and report, which must be the same."""
        arguments = [log or self.copy, "--json", *arguments]
        first = run("verify", "--without-keys", *arguments)
        second = run(*arguments, program=MUSTER_VERIFY)
        # How long a connection took to fail is no part of what is said.
        said = [re.sub(r"after \d+ ms", "after … ms", text) for _, text, _ in (first, second)]
        if (first[0], json_of(said[0])) != (second[0], json_of(said[1])):
            check("both programs say the same", False, f"{first} {second}")
        return second[0], json_of(second[1]) or {}


def json_of(text):
    try:
        return json.loads(text)
    except ValueError:
        return None


def places(report):
    return [(fault["file"], fault["index"]) for fault in report.get("faults", [])]


def intact(log, server):
    status, report = log.verify()
    check("without --vkey the key comes from the log", status == 0 and report["key_source"] == "log", str(report))
    status, report = log.verify("--vkey", log.vkey)
    check("with --vkey it is the argument's", status == 0 and report["key_source"] == "argument", str(report))
    check("and nothing is unusual", not report["warnings"] and report["records_opened"] is None, str(report))
    status, output, error = run("verify", server.log, "--json")
    report = json_of(output) or {}
    check(
        "with the keys beside the log every record is opened",
        status == 0 and report["records_opened"] >= 700, output + error)


def older_checkpoints(log, old, other, place):
    status, report = log.verify("--checkpoint", old)
    check("an older checkpoint is found consistent", status == 0 and report["consistent_with"] >= 300, str(report))
    status, report = log.verify("--checkpoint", other)
    obstacle = report.get("obstacle", "")
    check(
        "the checkpoint of another log: could not tell, and both are named",
        status == 3 and "audit.test/other" in obstacle and report["origin"] in obstacle, str(report))
    with open(old, "rb") as file:
        text = file.read()
    lines = text.split(b"\n")
    for name, content in {
        "another size": text.replace(lines[1], lines[1] + b"0", 1),
        "another root": text.replace(lines[2], lines[2][::-1], 1),
        "no checkpoint": b"hello\n",
        "nothing": b"",
    }.items():
        path = os.path.join(place, "changed.checkpoint")
        with open(path, "wb") as file:
            file.write(content)
        status, report = log.verify("--checkpoint", path)
        check(f"an older checkpoint with {name}: failed", status == 1 and places(report)[0][0] == path, str(report))
    status, output, error = run("verify", log.copy, "--checkpoint", os.path.join(place, "missing"))
    check("an older checkpoint that is missing: failed", status == 1 and "missing" in error, output + error)
    status, output, error = run(log.copy, "--checkpoint", os.path.join(place, "missing"), program=MUSTER_VERIFY)
    check("for muster-verify too", status == 1 and "missing" in error, output + error)


def tampering(log):
    for name, missing in {"sealed/001": 256, "tile/entries/001": 256, "tile/0/001": None}.items():
        os.remove(log.path(name))
        status, report = log.verify()
        check(
            f"{name} missing is one fault, and named", status == 1 and places(report) == [(name, missing)], str(report))
        log.restore()
    for name in ["checkpoint", "tile/1/000.p/2", "tile/0/000", "tile/entries/000", "sealed/000"]:
        with open(log.path(name), "r+b") as file:
            file.seek(-30, os.SEEK_END)
            byte = file.read(1)[0]
            file.seek(-30, os.SEEK_END)
            file.write(bytes([byte ^ 1]))
        status, report = log.verify("--vkey", log.vkey)
        check(f"a flipped bit in {name} is one fault", status == 1 and len(places(report)) == 1
              and places(report)[0][0] == name, str(report.get("faults")))
        log.restore()
    with open(newest(log, "tile/entries"), "ab") as file:
        file.write(b"x")
    status, report = log.verify()
    check("a byte behind the newest bundle is named", status == 1 and places(report)[0][0].startswith("tile/entries/"),
          str(report))
    log.restore()


def newest(log, folder):
    base = log.path(folder)
    partial = sorted(name for name in os.listdir(base) if name.endswith(".p"))[-1]
    return os.path.join(base, partial, os.listdir(os.path.join(base, partial))[0])


def present_files(log):
    with open(log.path("tile/entries/notes\x1b[31m.txt"), "w", encoding="utf-8") as file:
        file.write("x")
    status, report = log.verify()
    check(
        "an unexpected file is reported, and takes nothing from the answer",
        status == 0 and [one["file"] for one in report["warnings"]] == ["tile/entries/notes\x1b[31m.txt"], str(report))
    status, output, error = run(log.copy, program=MUSTER_VERIFY)
    check("a terminal is not told what to do by its name", status == 0 and "\x1b" not in output, output + error)
    log.restore()
    os.makedirs(log.path("tile/entries/000.p"))
    shutil.copy(log.path("tile/entries/000"), log.path("tile/entries/000.p/7"))
    status, report = log.verify()
    check("a left-over partial file is checked", status == 1 and places(report)[0][0] == "tile/entries/000.p/7",
          str(report))
    log.restore()


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


def over_http(log):
    web = http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0), functools.partial(Quiet, directory=os.path.dirname(log.copy)))
    threading.Thread(target=web.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{web.server_port}/copy"
    status, report = log.verify("--vkey", log.vkey, log=url)
    check("a log is verified over HTTP", status == 0 and report["size"] > 700, str(report))
    os.remove(log.path("sealed/000"))
    status, report = log.verify("--vkey", log.vkey, log=url)
    check("a file that the server lacks is one fault", status == 1 and places(report) == [("sealed/000", 1)], str(report))
    web.shutdown()
    web.server_close()
    status, report = log.verify("--vkey", log.vkey, log=url)
    check("no server: could not tell", status == 3 and not report["faults"], str(report))
    log.restore()


def receipts(server, place):
    path = os.path.join(place, "entry.receipt")
    status, output, error = server.muster("receipt", "17", "--out", path)
    check("a receipt is fetched", status == 0, output + error)
    vkey = json.loads(run("log", "show", "main", "--data", server.data, "--json")[1])["vkey"]
    for name, arguments, options in [
        ("muster", ["receipt", "check", path, "--vkey", vkey], {}),
        ("muster-verify", ["receipt", path, "--vkey", vkey], {"program": MUSTER_VERIFY}),
    ]:
        status, output, error = run(*arguments, **options)
        words = [line.split()[0] for line in output.splitlines()[1:]]
        check(f"{name} shows what the entry says", status == 0 and set(words) >= {
            "kind", "time", "action", "outcome", "subject", "actor", "sealed"}, output + error)
        status, output, error = run(*arguments, "--json", **options)
        entry = (json_of(output) or {}).get("entry") or {}
        check(
            f"{name} gives it as JSON",
            status == 0 and entry.get("kind") == "record" and entry.get("action") == "user.update"
            and entry.get("outcome") == "success" and [one["role"] for one in entry["labels"]] == ["subject", "actor"],
            output + error)
