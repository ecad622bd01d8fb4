"""Asking a running server: the query language, counts, tails that are resumed, exports and
reports that are checked, clients that go."""

import base64
import csv
import hashlib
import http.client
import io
import json
import os
import socket
import subprocess
import threading
import time

from harness import MUSTER, Server, check, environment, event, folder, run, wait_published


def test():
    place = folder("ask")
    server = Server(os.path.join(place, "data"))
    records = [event(n, transaction=f"tx-{n // 10}", outcome="refused" if n % 7 == 0 else "success") for n in range(300)]
    status, answer = server.json("POST", "/v1/events", records)
    check("300 records are taken", status in (200, 201), str(answer)[:300])
    last = server.last()
    language(server, last)
    cursors(server)
    tails(server)
    exports(server, place)
    reports(server, place)
    gone(server)
    stopping(server)


def language(server, last):
    status, output, error = server.muster("query", "tx:tx-3 outcome:refused", "--wait", last, "--json")
    events = json.loads(output or "{}").get("events", [])
    check("muster query takes the language", status == 0 and [e["id"] for e in events] == ["e-35"], output[:300] + error)
    status, output, error = server.muster("query", "path:title", "--subject", "person3", "--count")
    check("options are joined to the query, --count counts", status == 0 and output.strip() == "8", output + error)
    status, output, error = run(
        "query", "--count", "--server", server.url, "--token-file", server.token_file, "--", "-outcome:refused source:tests")
    check("a query that begins with a minus", status == 0 and output.strip() == "257", output + error)
    status, output, error = server.muster("query", "source:tests since:-1h", "--histogram", "--zone", "Europe/Berlin")
    counts = sum(int(line.split()[3]) for line in output.splitlines()[:-1])
    check("--histogram has every event in a bar", status == 0 and counts == 300 and "Europe/Berlin" in output, output + error)
    bad = "source:tests actoin:role.*"
    status, output, error = server.muster("query", bad)
    lines = error.splitlines()
    check("a wrong query: status 2, the nearest name", status == 2 and "did you mean action?" in error, error)
    check("the caret is under the place", len(lines) == 3 and lines[2].index("^") == lines[1].index("actoin"), error)
    status, output, error = server.muster("query", "source:tests is:self")
    check("a wrong value: its field, its place, the nearest value", status == 2 and "there is no such value of is" in error
          and "did you mean self-granted?" in error and error.splitlines()[2].index("^") == 2 + len("source:tests is:"), error)
    status, output, error = server.muster("query", "nonsense:a")
    check("a field like no other: where all of them stand", status == 2 and "docs/query-language.md" in error, error)
    status, answer = server.json("GET", "/v1/events?q=a%20kind%3Arecrd")
    check("over HTTP the place is a number, too", status == 400 and answer["offset"] == 7
          and answer["detail"].endswith("there is no such value of kind; did you mean record?"), str(answer))
    status, output, error = server.muster("query", "a", "--zone", "Berlin")
    check("a wrong zone: status 2", status == 2 and "zone" in error, error)
    for path in ("/v1/events", "/v1/events/count", "/v1/events/histogram", "/v1/events/tail", "/v1/export"):
        status, answer = server.json("GET", path + "?q=a%20OR")
        check(f"{path}: a query that ends too early", status == 400 and answer["offset"] == 4, str(answer))


def cursors(server):
    """Pages while a writer goes on: every event once."""
    stop = threading.Event()

    def write():
        number = 1000
        while not stop.is_set():
            server.json("POST", "/v1/events", [event(n, source="writer") for n in range(number, number + 20)])
            number += 20

    writer = threading.Thread(target=write)
    writer.start()
    try:
        time.sleep(0.3)
        found, cursor, pages = [], "", 0
        while pages < 300:
            status, page = server.json("GET", f"/v1/events?q=source%3Awriter&order=oldest&limit=7{cursor}")
            found += [e["index"] for e in page["events"]]
            pages += 1
            if page["next"] is None:
                break
            cursor = f"&cursor={page['next']}"
    finally:
        stop.set()
        writer.join()
    check("pages while records arrive: in order, none twice", found == sorted(set(found)) and len(found) > 100, str(found)[:200])
    check("and none left out", found == list(range(found[0], found[0] + len(found))), str(found)[:200])


class Tail:
    """A tail that is read message by message."""

    def __init__(self, server, query, headers=None):
        self.connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
        self.connection.request(
            "GET", "/v1/events/tail?" + query, headers={"Authorization": "Bearer " + server.token, **(headers or {})})
        self.response = self.connection.getresponse()

    def messages(self, count):
        found, number = [], None
        while len(found) < count:
            line = self.response.readline().decode().rstrip("\n")
            if line.startswith("id: "):
                number = int(line[4:])
            elif line.startswith("data: "):
                found.append((number, json.loads(line[6:])))
        return found

    def close(self):
        # The response holds the socket open too.
        self.response.close()
        self.connection.close()


def revoked(server):
    """A tail ends with its token."""
    _, made = server.json("POST", "/v1/tokens", {"name": "follower", "scopes": ["read"]})
    tail = Tail(server, "q=source%3Atests", {"Authorization": "Bearer " + made["token"]})
    server.json("POST", "/v1/events", event(420))
    check("a tail of another token shows what comes", tail.messages(1)[0][1]["id"] == "e-420")
    status, _ = server.json("DELETE", "/v1/tokens/follower")
    check("the token is revoked", status in (200, 204), str(status))
    rest = tail.response.read().decode()
    check("then its tail says that it ends", "event: end" in rest, rest)
    tail.close()


def tails(server):
    tail = Tail(server, "q=source%3Atests&from=0")
    check("a tail is a stream of events", tail.response.getheader("Content-Type") == "text/event-stream")
    first = tail.messages(300)
    check("it begins with the index asked for", [e["id"] for _, e in first] == [f"e-{n}" for n in range(300)])
    check("ids are indices", all(number == e["index"] for number, e in first))
    status, answer = server.json("POST", "/v1/events", [event(n) for n in range(400, 410)])
    more = tail.messages(10)
    check("what comes is shown", [e["id"] for _, e in more] == [f"e-{n}" for n in range(400, 410)])
    tail.close()
    again = Tail(server, "q=source%3Atests", {"Last-Event-ID": str(first[289][0])})
    found = again.messages(20)
    check("a tail is resumed behind the last id", found == first[290:] + more)
    again.close()
    revoked(server)
    broken_off(server)
    following(server)


def broken_off(server):
    """A client that is cut off again and again, while a writer goes on, sees every event once."""
    stop = threading.Event()

    def write():
        number = 5000
        while not stop.is_set():
            server.json("POST", "/v1/events", [event(n, source="chain") for n in range(number, number + 5)])
            number += 5
            time.sleep(0.01)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        found, headers = [], {}
        for round in range(20):
            tail = Tail(server, "q=source%3Achain&from=0", headers)
            found += tail.messages(1 + round % 9)
            tail.close()
            headers = {"Last-Event-ID": str(found[-1][0])}
    finally:
        stop.set()
        writer.join()
    ids = [int(e["id"][2:]) for _, e in found]
    check("cut off 20 times, every event once", ids == list(range(5000, 5000 + len(ids))), str(ids)[:300])


def following(server):
    arguments = ["query", "source:followed", "--follow", "--json", "--server", server.url, "--token-file", server.token_file]
    process = subprocess.Popen([MUSTER, *arguments], stdout=subprocess.PIPE, text=True, env=environment())
    try:
        time.sleep(1)
        server.json("POST", "/v1/events", [event(n, source="followed") for n in range(600, 603)])
        lines = [json.loads(process.stdout.readline())["id"] for _ in range(3)]
        check("muster query --follow shows what comes", lines == ["e-600", "e-601", "e-602"], str(lines))
    finally:
        process.terminate()
        process.wait()


def exports(server, place):
    vkey = json.loads(run("log", "show", "main", "--data", server.data, "--json")[1])["vkey"]
    for form in ("ndjson", "csv"):
        path = os.path.join(place, "export." + form)
        status, output, error = server.muster("query", "source:tests outcome:refused", "--export", path, "--format", form)
        check(f"{form}: an export is written", status == 0 and os.path.exists(path), output + error)
        whole = open(path, "rb").read()
        status, output, error = server.muster("query", "source:tests", "--export", path, "--format", form)
        check(f"{form}: a file that is there is left alone",
              status == 2 and "exists already" in error and open(path, "rb").read() == whole, output + error)
        check(f"{form}: for its owner alone", os.stat(path).st_mode & 0o777 == 0o600)
        rows = read(path, form)
        check(f"{form}: it has the rows", [row["id"] for row in rows] == [f"e-{n}" for n in range(0, 300, 7)], str(rows)[:300])
        verify(server, path, form, vkey)
        damage(server, path, form)
    status, body, headers = server.request("GET", "/v1/export?q=source%3Atests&format=ndjson")
    note = base64.b64decode({name.lower(): value for name, value in headers.items()}["muster-checkpoint"])
    check("the checkpoint is in a header", note.decode() == json.loads(body.split(b"\n")[0])["export"]["checkpoint"])
    lines = body.split(b"\n")
    end = json.loads(lines[-2])["end"]
    digest = hashlib.sha256(b"\n".join(lines[:-2]) + b"\n").digest()
    check("the digest is of all before the last line", base64.b64decode(end["sha256"]) == digest)


def read(path, form):
    with open(path, newline="", encoding="utf-8") as file:
        if form == "csv":
            return [row for row in csv.DictReader(file) if row["index"]]
        return [json.loads(line) for line in file.read().splitlines()[1:-1]]


def verify(server, path, form, vkey):
    status, output, error = run("verify", server.log, "--export", path, "--vkey", vkey)
    check(f"{form}: verify passes, and compares with the records", status == 0 and "43 compared" in output, output + error)
    status, output, error = run("verify", server.log, "--export", path, "--without-keys", "--json")
    report = json.loads(output or "{}")
    check(f"{form}: without keys too", status == 0 and report["rows"] == 43 and report["compared"] is None, output + error)
    status, output, error = run(
        "verify", server.url + "/logs/main", "--export", path, "--token-file", server.token_file)
    check(f"{form}: against the server", status == 0, output + error)
    status, output, error = run("verify", "http://127.0.0.1:9/logs/main", "--export", path)
    check(f"{form}: no log to be reached: status 3", status == 3, output + error)
    status, output, error = run("verify", server.log, "--export", path + ".none")
    check(f"{form}: no such file: status 1", status == 1, output + error)


def remade(path, form, change):
    """The export with something changed, and count and digest made anew, as somebody would who wants to deceive."""
    with open(path, "rb") as file:
        data = file.read()
    newline = b"\r\n" if form == "csv" else b"\n"
    lines = data.split(newline)[:-1]
    lines[:-1] = change(lines[:-1])
    body = newline.join(lines[:-1]) + newline
    fresh = {"rows": len(lines) - 2, "sha256": base64.b64encode(hashlib.sha256(body).digest()).decode()}
    if form == "csv":
        row = next(csv.reader(io.StringIO(lines[-1].decode())))
        row[-1] = json.dumps({**json.loads(row[-1]), **fresh})
        text = io.StringIO()
        csv.writer(text).writerow(row)
        last = text.getvalue().encode()
    else:
        last = json.dumps({"end": fresh}).encode() + b"\n"
    other = path + ".changed"
    with open(other, "wb") as file:
        file.write(body + last)
    return other


def damage(server, path, form):
    def cell(lines):
        lines[3] = lines[3].replace(b"person", b"parson", 1)
        return lines

    def swapped(lines):
        one, two = (json.loads(lines[n])["leafHash"] if form == "ndjson" else lines[n].decode().split(",")[1] for n in (2, 3))
        lines[2] = lines[2].replace(one.encode(), two.encode())
        return lines

    changed = remade(path, form, cell)
    status, output, error = run("verify", server.log, "--export", changed)
    check(f"{form}: a changed cell is named", status == 1 and "is not what the record says" in output and "subject" in output, output)
    status, output, error = run("verify", server.log, "--export", changed, "--without-keys")
    check(f"{form}: which takes the keys", status == 0 and "not compared" in output, output)
    status, output, error = run("verify", server.log, "--export", remade(path, form, swapped))
    check(f"{form}: a swapped leaf hash is found", status == 1 and "leaf hash is not that of entry" in output, output)
    with open(path, "rb") as file:
        data = file.read()
    lines = data.split(b"\n")
    with open(path + ".dropped", "wb") as file:
        file.write(b"\n".join(lines[:2] + lines[3:]))
    status, output, error = run("verify", server.log, "--export", path + ".dropped")
    check(f"{form}: a dropped row shows in the count", status == 1 and "42 rows, and says that it had 43" in output, output)
    status, output, error = run("verify", server.log, "--export", remade(path, form, lambda lines: lines[:2] + lines[3:]))
    check(f"{form}: made anew it does not, and verify says so", status == 0 and "cannot be seen" in output, output)
    with open(path + ".cut", "wb") as file:
        file.write(data[: len(data) // 2])
    status, output, error = run("verify", server.log, "--export", path + ".cut")
    check(f"{form}: half an export is none", status == 1, output)


def reports(server, place):
    """Reports as files, held against the log: what can be checked of them, and what verify says that it does not check."""
    grants = [event(30000 + n, action="role.assign", source="hr", resource={"type": "role", "id": "r-1", "name": "Payroll"})
              for n in range(3)]
    status, answer = server.json("POST", "/v1/events", grants)
    check("three grants are taken", status in (200, 201), str(answer)[:300])
    wait_published(server, server.last() + 1)
    run("log", "create", "second", "--origin", "audit.test/second", "--data", server.data)
    vkey, other = (json.loads(run("log", "show", name, "--data", server.data, "--json")[1])["vkey"]
                   for name in ("main", "second"))
    status, output, error = server.muster("report", "access-review", "resource=role:Payroll", "zone=Europe/Berlin")
    check("a report as text says what it is of, and when it was made", status == 0 and "resource=Payroll" in output
          and "resourceId=r-1" in output and "zone=Europe/Berlin" in output and "\nat=" in output and "Made at " in output,
          output + error)
    for form in ("json", "csv"):
        path = os.path.join(place, "review." + form)
        more = ["--json"] if form == "json" else ["--format", "csv"]
        status, output, error = server.muster("report", "access-review", "resource=role:Payroll", "--out", path, *more)
        check(f"{form}: a report is written", status == 0 and os.path.exists(path), output + error)
        status, output, error = run("verify", server.log, "--report", path, "--vkey", vkey)
        check(f"{form}: verify passes, and says what it does not check", status == 0 and "3 records are named" in output
              and "what the rows say is not checked" in output and "access-review, 3 rows" in output, output + error)
        status, output, error = run(
            "verify", server.url + "/logs/main", "--report", path, "--token-file", server.token_file, "--json")
        said = json.loads(output or "{}")
        check(f"{form}: against the server, for programs", status == 0 and said["ok"] and said["rows"] == 3
              and said["rows_checked"] is False and said["key_source"] == "log", output + error)
        status, output, error = run("verify", server.log, "--report", path, "--vkey", other)
        check(f"{form}: another log's key: status 1", status == 1 and "its checkpoint" in output, output + error)
        status, output, error = run("verify", os.path.join(server.data, "logs/second"), "--report", path, "--vkey", vkey)
        check(f"{form}: another log: status 1", status == 1, output + error)
        status, output, error = run("verify", "http://127.0.0.1:9/logs/main", "--report", path, "--vkey", vkey)
        check(f"{form}: no log to be reached: status 3", status == 3 and "COULD NOT TELL" in output, output + error)
        spoilt = respelled(path, form)
        for name, change, told in (
            ("a flipped byte of the checkpoint", flipped, "its checkpoint"),
            ("an index beyond the log", lambda rows, statement: rows[1].update(record=999999), "lies beyond the"),
            ("an index beyond what it rests on", lambda rows, statement: rows[0].update(record=statement["position"]),
             "entry %d: row 1, record" % position(path, form)),
            ("more entries than its checkpoint has", lambda rows, statement: statement.update(position=10 ** 9), "not the 1000000000"),
        ):
            status, output, error = run("verify", server.log, "--report", spoilt(change), "--vkey", vkey)
            check(f"{form}: {name}: status 1", status == 1 and told in output.splitlines()[-1], output + error)
        with open(path, "rb") as file:
            data = file.read()
        with open(path + ".cut", "wb") as file:
            file.write(data[:-len(data) // 3])
        status, output, error = run("verify", server.log, "--report", path + ".cut")
        check(f"{form}: half a report is none: status 1", status == 1 and "FAILED" in output, output + error)
    with open(path, "rb") as file:
        data = file.read()
    with open(path + ".changed", "wb") as file:
        file.write(data.replace(b"direct", b"derict", 1))
    status, output, error = run("verify", server.log, "--report", path + ".changed")
    check("csv: a changed cell shows in the digest", status == 1 and "digest" in output, output + error)
    page = os.path.join(place, "review.html")
    server.muster("report", "access-review", "resource=role:Payroll", "--out", page, "--format", "html")
    for name, file in (("a page", page), ("a file that is no report", server.log + "/checkpoint"),
                       ("an export", os.path.join(place, "export.csv")), ("no file", page + ".none")):
        status, output, error = run("verify", server.log, "--report", file)
        check(f"{name} is no report: status 1", status == 1, output + error)
    status, output, error = run("verify", server.log, "--report", path, "--export", path)
    check("a report and an export at once: status 2", status == 2, output + error)


def flipped(rows, statement):
    note = statement["basis"]["checkpoint"]
    place = note.rindex(" ") + 20
    statement["basis"]["checkpoint"] = note[:place] + ("A" if note[place] != "A" else "B") + note[place + 1:]


def position(path, form):
    with open(path, newline="", encoding="utf-8") as file:
        return (json.load(file) if form == "json" else json.loads(list(csv.reader(file))[-1][-1]))["position"]


def respelled(path, form):
    """A function that writes the report with something changed, and count and digest made anew; it answers the file's path."""
    def write(change):
        other = path + ".changed"
        with open(path, newline="", encoding="utf-8") as file:
            if form == "json":
                statement = json.load(file)
                change(statement["rows"], statement)
                text = json.dumps(statement)
            else:
                table = list(csv.reader(file))
                rows, statement = [dict(zip(table[0], line)) for line in table[1:-1]], json.loads(table[-1][-1])
                change(rows, statement)
                lines = io.StringIO()
                writer = csv.writer(lines, lineterminator="\r\n")
                writer.writerows([table[0]] + [list(row.values()) for row in rows])
                digest = hashlib.sha256(lines.getvalue().encode()).digest()
                statement["sha256"] = base64.b64encode(digest).decode()
                writer.writerow([""] * (len(table[0]) - 1) + [json.dumps(statement)])
                text = lines.getvalue()
        with open(other, "w", newline="", encoding="utf-8") as file:
            file.write(text)
        return other
    return write


def gone(server):
    """Clients that go, or read nothing, take nothing with them."""
    batch = [event(n, source="bulk", reason="x" * 2000) for n in range(20000, 20500)]
    for part in range(8):
        status, answer = server.json("POST", "/v1/events", [{**e, "id": f"{e['id']}-{part}"} for e in batch])
    server.last()
    held = []
    for number in range(40):
        connection = socket.create_connection(("127.0.0.1", server.port))
        connection.sendall(
            f"GET /v1/export?q=source%3Abulk HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {server.token}\r\n\r\n".encode())
        connection.recv(200)
        connection.close()
    status = 503
    for _ in range(100):
        status, body, _ = server.request("GET", "/v1/export?q=source%3Atests")
        if status == 200:
            break
        time.sleep(0.1)
    check("exports whose clients went have ended", status == 200, str(status))
    for number in range(2):
        connection = socket.create_connection(("127.0.0.1", server.port))
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.sendall(
            f"GET /v1/export?q=source%3Abulk HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {server.token}\r\n\r\n".encode())
        connection.recv(20)
        held.append(connection)
    status, body, headers = server.request("GET", "/v1/export?q=source%3Atests")
    check("a third export of one token at once is refused", status == 429 and "Retry-After" in headers, f"{status} {body[:200]}")
    for connection in held:
        connection.close()
    for _ in range(100):
        status, body, _ = server.request("GET", "/v1/export?q=source%3Abulk")
        if status == 200:
            break
        time.sleep(0.1)
    check("and served when the others have gone", status == 200 and body.count(b"\n") == 4002, status)


def stopping(server):
    tail = Tail(server, "from=0&q=source%3Atests")
    tail.messages(5)
    started = time.monotonic()
    status = server.terminate()
    rest = tail.response.read()
    check("a server that stops ends its tails", status == 0 and time.monotonic() - started < 20, f"status {status}")
    check("with the end of the answer", rest.endswith(b"\n\n") or rest == b"", rest[-100:].decode(errors="replace"))
