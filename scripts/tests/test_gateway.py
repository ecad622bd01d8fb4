"""The auditing gateway before real services: a conformance suite through it, and a service that fails in every way while
Muster is killed at every step."""

import collections
import glob
import gzip
import http.client
import json
import os
import re
import select
import socket
import sqlite3
import struct
import subprocess
import threading
import time
import urllib.parse

from harness import ROOT, Server, check, environment, folder, free_port, request, run, skip
from upstream import CORE, Upstream

TOOLS = ROOT / ".build/tools/bin"
CHECKS = 135
PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp"


def test():
    conformance()
    commands()
    warnings()
    configured()
    verdicts()
    memory()
    faults()
    kills()
    kills_around_appends()
    open_attempts()
    left()
    transparency()
    edges()
    broken()
    circles()


def configuration(file_path, upstream, **more):
    """A configuration file with one gateway named app."""
    lines = ["publication-interval: 50ms", "gateways:", "  - name: app", f"    upstream: {upstream}"]
    credentials = more.pop("credentials", True)
    if credentials == "env":
        os.environ["GATEWAY_TEST_SECRET"] = "upstream-secret-4711"
        lines += ["    credentials:", "      bearer:", "        env: GATEWAY_TEST_SECRET"]
    elif credentials:
        secret = file_path + ".secret"
        with open(secret, "w", encoding="ascii") as file:
            file.write("upstream-secret-4711\n")
        lines += ["    credentials:", "      bearer:", f"        file: {secret}"]
    for name, value in more.items():
        lines.append(f"    {name}: {json.dumps(value)}")
    with open(file_path, "w", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")
    return file_path


def records(server, after=0):
    """All records of the gateway from an index on, oldest first."""
    last, cursor, found = server.last(), "", []
    while True:
        status, page = server.json("GET", f"/v1/events?source=gateway:app&order=oldest&limit=500&wait={last}{cursor}")
        assert status == 200, page
        found += [event for event in page["events"] if event["index"] >= after]
        if page["next"] is None:
            return found
        cursor = f"&cursor={page['next']}"


def mark(event):
    return (event.get("extra") or {}).get("gateway", {})


def outcomes(events):
    """For each attempt the number of records that close it."""
    found = {event["index"]: 0 for event in events if event["outcome"] == "attempted"}
    for event in events:
        if mark(event).get("closes"):
            found[mark(event)["attempt"]] = found.get(mark(event)["attempt"], 0) + 1
    return found


def send(server, method, path, body=None, identifier=None, timeout=30, headers=None):
    fields = {"Content-Type": "application/scim+json", **(headers or {})}
    if identifier:
        fields["X-Request-Id"] = identifier
    data = json.dumps(body).encode() if body is not None else None
    try:
        status, answer, fields = server.request(method, "/gateway/app" + path, data, fields, timeout)
        return status, json.loads(answer) if answer.strip().startswith(b"{") else answer, fields
    except OSError:
        return 0, None, {}


def replace(path, value):
    return {"schemas": [PATCH], "Operations": [{"op": "replace", "path": path, "value": value}]}


# The conformance suite through the gateway.


def conformance():
    status, _, error = run(program=str(ROOT / "scripts/python-tools"), timeout=600)
    if status != 0:
        skip("scim2-tester through the gateway", (error.strip().splitlines() or ["the tools are missing"])[-1])
        return
    place, port = folder("gateway-conformance"), free_port()
    service = subprocess.Popen(
        [str(TOOLS / "scim2-server"), "--hostname", "127.0.0.1", "--port", str(port), "--bearer-token",
         "upstream-secret-4711"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment())
    try:
        upstream = Counting(port)
        server = Server(
            os.path.join(place, "data"), "--config", configuration(os.path.join(place, "c.yaml"), upstream.url))
        wait_for(f"http://127.0.0.1:{port}/v2/ServiceProviderConfig")
        result = subprocess.run(
            [str(TOOLS / "scim"), "-u", server.url + "/gateway/app", "test"], capture_output=True, text=True, timeout=300,
            env={**environment(), "SCIM_CLI_HEADERS": "Authorization: Bearer " + server.token, "NO_COLOR": "1"})
        counts = collections.Counter(re.findall(r"^([A-Z]{5,})\b", result.stdout, re.MULTILINE))
        for line in result.stdout.splitlines():
            if re.match(r"^[A-Z]{5,}\b", line) and not line.startswith("SUCCESS"):
                print("      " + line[:200], flush=True)
        told = ", ".join(f"{number} {name}" for name, number in counts.most_common())
        check(f"scim2-tester through the gateway: {CHECKS} checks, every one a success",
              counts == {"SUCCESS": CHECKS} and result.returncode == 0, told or result.stderr[-500:])
        compare(server, upstream)
        check("the server ends with status 0", server.terminate() == 0)
        status, output, error = run("verify", server.log)
        check("verify passes on the log that this left", status == 0, output + error)
        with open(server.output_path, encoding="utf-8") as file:
            check("no credential stands in the server's log", "upstream-secret" not in file.read())
        upstream.close()
    finally:
        service.terminate()
        service.wait()


class Counting(Upstream):
    """Stands between the gateway and scim2-server and keeps account of the writes."""

    def __init__(self, port):
        super().__init__()
        self.behind = f"http://127.0.0.1:{port}/v2"
        self.url = f"http://127.0.0.1:{self.port}/scim/v2"
        self.script = self.forward

    def forward(self, inner):
        query = urllib.parse.urlencode(inner.query)
        fields = {name: value for name, value in inner.headers.items()
                  if name.lower() in ("authorization", "content-type", "accept", "if-match")}
        status, body, headers = request(
            inner.method, self.behind + inner.path + ("?" + query if query else ""), inner.body or None, fields)
        body = body.replace(self.behind.encode(), self.url.encode())
        value = json.loads(body) if body.strip() else None
        kept = {name: field.replace(self.behind, self.url) for name, field in headers.items()
                if name.lower() in ("location", "etag")}
        return ("answer", status, value, kept)


def wait_for(url, seconds=20):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            request("GET", url, timeout=2)
            return
        except OSError:
            time.sleep(0.1)


def compare(server, upstream):
    """The log against the traffic: every write has its attempt and its outcome, and there are no others."""
    events = records(server)
    writes = [one for one in upstream.arrived if not one.path.endswith("/.search")]
    attempts = [event for event in events if event["outcome"] == "attempted"]
    check(f"{len(writes)} writes came to the service, and as many attempts are on record",
          len(writes) == len(attempts) and len(writes) > 100, f"{len(writes)} {len(attempts)}")
    closed = outcomes(events)
    check("every attempt has one outcome", set(closed.values()) == {1}, collections.Counter(closed.values()))
    known = collections.Counter(event["transaction"] for event in attempts)
    seen = collections.Counter(one.id for one in writes)
    check("each under the id of its request", all(known[name] == number for name, number in seen.items() if name), "")
    searched(server, events)
    check("nothing drifted", not any(mark(event).get("drift") for event in events),
          [event for event in events if mark(event).get("drift")][:2])


def searched(server, events):
    """Each mark finds the records that have it, and each attempt what came of it."""
    def found(query):
        status, answer = server.json("GET", "/v1/events?limit=500&order=oldest&q=" + urllib.parse.quote(query))
        return [event["index"] for event in answer["events"]] if status == 200 else answer

    marks = {}
    for event in events:
        for name, value in mark(event).items():
            if name == "observed" or value is True or isinstance(value, list) and name in ("differing", "kept"):
                marks.setdefault(value if name == "observed" else name, []).append(event["index"])
    check("there are marks of several kinds", {"closes", "changed", "unknown", "differing"} <= set(marks), str(set(marks)))
    for name, indices in marks.items():
        check(f"mark:{name} finds {len(indices)} records", found(f"mark:{name} source:gateway:app") == indices[:500], indices[:9])
    attempts = {}
    for event in events:
        if "attempt" in mark(event):
            attempts.setdefault(mark(event)["attempt"], []).append(event["index"])
    some = list(attempts.items())[:20]
    check("attempt: finds what came of it", len(some) == 20 and all(found(f"attempt:{index} source:gateway:app") == what for index, what in some), str(some))


# The commands.


def commands():
    place, upstream = folder("gateway-commands"), Upstream()
    server = Server(os.path.join(place, "data"))
    try:
        at = ("--data", server.data)
        secret = os.path.join(place, "secret")
        with open(secret, "w", encoding="ascii") as file:
            file.write("upstream-secret-4711\n")
        status, output, error = run("gateway", "add", "app", upstream.url, "--bearer-file", secret, *at)
        check("gateway add", status == 0 and "/gateway/app" in output, output + error)
        status, output, error = run("gateway", "add", "app", upstream.url, *at)
        check("a name twice is refused", status == 1 and "already" in error, output + error)
        status, output, error = run("gateway", "add", "other", "app.example.com", *at)
        check("an address that is none is refused, with an example", status == 2 and "https://" in error, output + error)
        status, output, error = run("gateway", "add", "none", upstream.url, "--bearer-file", "/nowhere/secret", *at)
        check("a credential that is not there is refused", status != 0 and "/nowhere/secret" in error, output + error)
        status, output, error = run("gateway", "add", "host", upstream.url, "--host", "127.0.0.1", *at)
        check("the server's own host is refused", status != 0 and "host" in error, output + error)
        status, output, error = run("gateway", "add", "both", upstream.url, "--header", "X-Key", *at)
        check("a header without a value is refused", status == 2 and "--header-value-file" in error, output + error)
        more = ["--host", "key.example.test", "--timeout", "7", "--connect-timeout", "2", "--body-limit", "4096"]
        for name, options, shown in [
                ("basic", ["--basic-user", "ann", "--basic-password-file", secret], "Basic YW5uOnVwc3RyZWFtLXNlY3JldC00NzEx"),
                ("key", ["--header", "X-Api-Key", "--header-value-file", secret, *more], "upstream-secret-4711")]:
            status, output, error = run("gateway", "add", name, upstream.url, *options, *at)
            check(f"gateway add with a credential of the kind {name}", status == 0, output + error)
            request("GET", f"{server.url}/gateway/{name}/Users", None, {"Authorization": "Bearer " + server.token})
            sent = upstream.all[-1].headers
            check("it is shown to the service", sent["Authorization" if name == "basic" else "X-Api-Key"] == shown, dict(sent))
        status, output, error = run("gateway", "list", *at)
        check("gateway list shows kind, host and timeouts", all(
            word in output for word in ("header", "basic", "key.example.test", "2 s, 7 s", "forward")), output + error)
        status, body, _ = request("GET", server.url + "/healthz", None, {"Host": "key.example.test"})
        check("the host of a gateway leaves Muster its own paths", status == 200 and b"Resources" not in body, (status, body))
        for name in ("basic", "key"):
            run("gateway", "remove", name, *at)
        upstream.all.clear()
        status, output, error = run("gateway", "list", *at)
        check("gateway list shows it, and no secret", status == 0 and upstream.url in output and "4711" not in output,
              output + error)
        status, output, error = run("gateway", "test", "app", *at)
        check("gateway test of an empty service", status == 0 and "filter by userName" in output, output + error)
        status, output, error = run("token", "create", "--name", "okta", "--scope", "gateway", *at)
        token = output.strip()
        check("a token for it", status == 0 and token.startswith("muster_"), error)
        made = request("POST", server.url + "/gateway/app/Users", {"schemas": [CORE + "User"], "userName": "ann"},
                       {"Authorization": "Bearer " + token, "Content-Type": "application/scim+json"})
        check("a client with it makes somebody", made[0] == 201, made)
        status, output, error = run("gateway", "test", "app", *at)
        check("gateway test now writes what is there", status == 0 and "answered 200" in output, output + error)
        events = records(server)
        check("the actor is the token", events[0]["actor"]["id"] == "okta" and events[0]["outcome"] == "attempted", events[:1])
        check("what upstream got is the gateway's own credential",
              all(one.headers["Authorization"] == "Bearer upstream-secret-4711" for one in upstream.all), "")
        status, output, error = run("gateway", "pending", "app", *at)
        check("nothing is pending", status == 0 and "PATCH" not in output, output + error)
        status, output, error = server.muster("query", "--source", "gateway:app", "--outcome", "success")
        check("muster query finds what passed", status == 0 and "user.create" in output, output + error)
        server.terminate()
        server = Server(server.data)
        status, output, error = run("gateway", "list", *at)
        check("it is there after a restart", "app" in output, output + error)
        mode = os.stat(os.path.join(server.data, "gateways.json")).st_mode & 0o777
        check("its file is for the owner alone", mode == 0o600, oct(mode))
        status, output, error = run("gateway", "remove", "app", *at)
        check("gateway remove", status == 0, output + error)
        status, output, error = run("gateway", "test", "app", *at)
        check("then it is unknown", status == 1 and "no gateway" in error, output + error)
        last = server.last()
        _, page = server.json("GET", f"/v1/events?action=gateway.*&order=oldest&wait={last}")
        found = [event["action"] for event in page["events"] if event["subject"]["id"] == "app"]
        check("both are on record", found == ["gateway.create", "gateway.delete"], page)
        status, output, error = run("gateway", "list", "--data", os.path.join(place, "nowhere"))
        check("without a data directory it says so", status == 3 and "no Muster data directory" in error, error)
    finally:
        server.terminate()
        upstream.close()


def warnings():
    """Settings that name what is not there: said when a gateway is added, and in the list as long as it is so."""
    place, upstream = folder("gateway-warnings"), Upstream()
    server = Server(os.path.join(place, "data"))
    try:
        at, secret = ("--data", server.data), os.path.join(place, "secret")
        with open(secret, "w", encoding="ascii") as file:
            file.write("upstream-secret-4711\n")
        run("token", "create", "--name", "reader", "--scope", "read", *at)
        run("token", "create", "--name", "okta", "--scope", "gateway", *at)
        allowed = ["--allow", "okta", "--allow", "reader", "--allow", "nobody"]
        status, output, error = run("gateway", "add", "app", upstream.url, "--bearer-file", secret, *allowed, *at)
        check("gateway add with tokens that are none: added, with a warning on standard error",
              status == 0 and "nobody" in error and "reader has not the scope" in error and "okta" not in error
              and "nobody" not in output, output + error)
        status, output, error = run("gateway", "list", *at)
        check("gateway list says so, and nothing of credentials that can be read",
              status == 0 and "app: no token of the log main has the name nobody" in output and "cannot be read" not in output,
              output + error)
        _, page = server.json("GET", f"/v1/events?action=gateway.create&wait={server.last()}")
        told = json.dumps(page["events"][0]["changes"])
        check("who is allowed and where the credential stands are on record, and no secret",
              '"allowed": ["okta", "reader", "nobody"]' in told and f"of the file {secret}, as bearer" in told
              and "4711" not in told and "withheld" not in told, told)
        status, output, error = run("gateway", "add", "quiet", upstream.url, "--bearer-file", secret, "--ignore", "lastSeen", *at)
        check("gateway add with an attribute to ignore", status == 0, output + error)
        _, listed = server.json("GET", "/v1/gateways")
        check("and it is kept", [one.get("ignore") for one in listed["gateways"]] == [None, ["lastSeen"]], listed)
        run("token", "create", "--name", "nobody", "--scope", "gateway", *at)
        run("token", "revoke", "okta", *at)
        os.remove(secret)
        status, output, error = run("gateway", "list", *at)
        check("later it says what is so then: the token is there, another is revoked, the credentials are gone",
              status == 0 and "nobody" not in output and "okta is revoked" in output
              and f"credentials cannot be read: the file {secret}" in output, output + error)
        with open(secret, "w", encoding="ascii") as file:
            file.write("one\ntwo\n")
        status, output, error = run("gateway", "list", *at)
        check("a file of two lines cannot be shown either", "cannot be read" in output and "two" not in output, output + error)
    finally:
        server.terminate()
        upstream.close()


def configured():
    """What changed of a gateway in the configuration is on record, item by item, and no other gateway's."""
    place, upstream = folder("gateway-configured"), Upstream()
    file_path, data = os.path.join(place, "c.yaml"), os.path.join(place, "data")
    other = f"  - {{name: other, upstream: \"{upstream.url}\", credentials: {{bearer: {{file: {file_path}.secret}}}}}}\n"
    server = None
    try:
        for tokens in (["okta"], ["okta", "eve"]):
            configuration(file_path, upstream.url, tokens=tokens)
            with open(file_path, "a", encoding="utf-8") as file:
                file.write(other)
            if server:
                server.terminate()
            server = Server(data, "--config", file_path)
        _, page = server.json("GET", f"/v1/events?action=configuration.change&wait={server.last()}")
        changes = [one for one in page["events"][0]["changes"] if one["path"].startswith("gateways")]
        check("a token that may use a gateway from now on is on record",
              [one["path"] for one in changes] == ['gateways[name eq "app"]']
              and [changes[0][side]["allowed"] for side in ("before", "after")] == [["okta"], ["okta", "eve"]], changes)
        check("with the place of its credential, and not the credential",
              file_path + ".secret" in changes[0]["after"]["credentials"] and "4711" not in json.dumps(page), changes)
    finally:
        if server:
            server.terminate()
        upstream.close()


def verdicts():
    """`muster gateway test` before services that lack something: what fails, what is a note, and the status."""
    place, upstream = folder("gateway-verdicts"), Upstream()
    server = Server(os.path.join(place, "data"), "--config", configuration(os.path.join(place, "c.yaml"), upstream.url))
    upstream.resources["Users"]["u1"] = {"id": "u1", "userName": "ann", "active": True}
    upstream.resources["Groups"]["g0"] = {"id": "g0", "displayName": "empty"}
    upstream.resources["Groups"]["g1"] = {"id": "g1", "displayName": "crew", "members": [{"value": "u1"}]}

    def ticks(one):
        upstream.resources["Users"]["u1"]["lastSeen"] = len(upstream.all)

    def tagged(one):
        if one.path == "/ServiceProviderConfig":
            return ("answer", 200, {"patch": {"supported": True}, "etag": {"supported": True}})
        if one.path == "/Users/u1":
            return ("answer", 200, upstream.resources["Users"]["u1"], {"ETag": 'W/"v1"'})
        return None

    def unasked(one):
        return ("answer", 200, {"totalResults": 0, "Resources": []}) if "members" in one.query.get("filter", "") else None

    def hides(one):
        if one.path.startswith("/Groups"):
            names = [name for name in upstream.resources["Groups"] if one.path.endswith(name)] or ["g0", "g1"]
            shown = [{"id": name, "displayName": name} for name in names]
            return ("answer", 200, shown[0] if one.path != "/Groups" else {"totalResults": 2, "Resources": shown})
        return None

    page = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 13\r\n\r\n<html></html>"
    ends = {"Location": "https://elsewhere.example/"}
    table = [
        ("that does all of it", lambda one: None, 0,
         ["ok     filter by userName", "ok     read after read", "ok     write that changes nothing", "ok     group members",
          "ok     filter by members.value", "note   meta.version or ETag"], ["FAILS"]),
        ("with tags", tagged, 0, ["ok     meta.version or ETag: there (weak)"], ["FAILS"]),
        ("that finds no members", unasked, 0, ["note   filter by members.value: does not find"], ["FAILS"]),
        ("that shows no members", hides, 0, ["note   group members: none of 2"], ["FAILS", "filter by members"]),
        ("without groups", lambda one: ("answer", 404) if one.path.startswith("/Groups") else None, 0,
         ["note   group members: the service has no groups"], ["FAILS"]),
        ("that changes by itself", ticks, 1, ["FAILS  read after read: lastSeen"], []),
        ("that answers 401", lambda one: ("answer", 401), 1, ["FAILS  ServiceProviderConfig: answered 401", "FAILS  filter"], []),
        ("that answers 503", lambda one: ("answer", 503), 1, ["FAILS  ServiceProviderConfig: answered 503"], []),
        ("that forbids filters", lambda one: ("answer", 403) if "filter" in one.query else None, 1,
         ["FAILS  filter by userName: answered 403", "ok     ServiceProviderConfig"], []),
        ("that ignores filters", lambda one: one.query.pop("filter", None) and None, 1,
         ["FAILS  filter by userName: a name that nobody has finds 1"], []),
        ("that redirects", lambda one: ("answer", 302, None, ends), 1, ["FAILS  ServiceProviderConfig: answered 302"],
         ["elsewhere"]),
        ("that is a web page", lambda one: ("raw", page), 1, ["FAILS  ServiceProviderConfig", "no SCIM service"], []),
        ("that refuses the write", lambda one: ("answer", 400, {"status": "400"}) if one.is_write else None, 1,
         ["FAILS  write that changes nothing: PATCH of active answered 400"], []),
        ("that hangs up", lambda one: "refuse", 1, ["FAILS  reach the service"], ["filter"]),
    ]
    try:
        at = ("--data", server.data)
        for name, script, expected, has, lacks in table:
            upstream.script = script
            before = len(upstream.arrived)
            status, output, error = run("gateway", "test", "app", *at)
            check(f"gateway test of a service {name}: status {expected}, and why",
                  status == expected and all(word in output for word in has) and not any(word in output for word in lacks),
                  f"{status}\n{output}{error}")
            if name == "with tags":
                sent = [one.headers.get("If-Match") for one in upstream.arrived[before:]]
                check("writes carry If-Match then", sent == ['W/"v1"'], sent)
        upstream.script = lambda one: None
        upstream.resources["Users"]["u1"].pop("lastSeen")
        os.remove(os.path.join(place, "c.yaml.secret"))
        time.sleep(5.2)
        status, output, error = run("gateway", "test", "app", *at)
        check("gateway test without its credential says which", status == 1 and "c.yaml.secret" in output, output + error)
        with open(os.path.join(place, "c.yaml.secret"), "w", encoding="ascii") as file:
            file.write("upstream-secret-4711")
        upstream.close()
        status, output, error = run("gateway", "test", "app", *at)
        check("gateway test of nobody: status 1, and said", status == 1 and "FAILS  reach the service: nobody listens" in output,
              output + error)
        check("nothing stays open", set(outcomes(records(server)).values()) == {1})
    finally:
        server.terminate()


# Memory.

SLOW, LARGE = 16, 8 << 20
READS, UPLOADS = 48, 440  # MiB that the server may grow by


def memory():
    """Many large bodies at a time, with clients and a service that are slow: bounded, and all arrive."""
    place, upstream = folder("gateway-memory"), Upstream()
    server = Server(os.path.join(place, "data"), "--config", configuration(os.path.join(place, "c.yaml"), upstream.url))
    try:
        slow_reads(server, upstream)
        slow_uploads(server, upstream)
    finally:
        server.terminate()
        upstream.close()


def at_once(work):
    found, threads = [None] * SLOW, []

    def one(number):
        try:
            found[number] = work(number)
        except (OSError, http.client.HTTPException) as error:
            found[number] = error

    for number in range(SLOW):
        threads.append(threading.Thread(target=one, args=(number,)))
        threads[-1].start()
    for thread in threads:
        thread.join()
    return found


def slow_reads(server, upstream):
    body = json.dumps({"id": "u", "userName": "u", "x": "y" * LARGE}).encode()
    head = b"HTTP/1.1 200 OK\r\nContent-Type: application/scim+json\r\nContent-Length: %d\r\n\r\n" % len(body)
    upstream.script = lambda one: ("raw", head + body)
    before = peak(server)

    def read(number):
        with socket.socket() as client:
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 16)
            client.settimeout(60)
            client.connect(("127.0.0.1", server.port))
            client.sendall(f"GET /gateway/app/Users/u HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {server.token}\r\n"
                           "Connection: close\r\n\r\n".encode())
            time.sleep(2)
            total, tail = 0, b""
            while part := client.recv(1 << 17):
                total, tail = total + len(part), (tail + part)[-64:]
                time.sleep(0.01)
            return total >= len(body) and b'yyy"}' in tail

    found = at_once(read)
    grown = peak(server) - before
    upstream.script = lambda one: None
    check(f"{SLOW} slow clients read {LARGE >> 20} MiB each, whole, in {grown} MiB more memory (at most {READS})",
          all(one is True for one in found) and grown <= READS, (grown, found))


def slow_uploads(server, upstream):
    for number in range(SLOW):
        upstream.resources["Users"][f"u{number}"] = {"id": f"u{number}", "userName": f"u{number}"}
    upstream.script = lambda one: "slow" if one.is_write else None
    before, crowded, first = peak(server), [], server.last() + 1

    def upload(number):
        body = json.dumps({"schemas": [CORE + "User"], "userName": f"u{number}", "x": "y" * LARGE}).encode()
        head = (f"PUT /gateway/app/Users/u{number} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {server.token}\r\n"
                f"Content-Type: application/scim+json\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n").encode()
        end = time.monotonic() + 120
        while time.monotonic() < end:
            answer = slow_upload(server, head, body)
            if answer == 200:
                return answer
            crowded.append(answer)
            time.sleep(1)
        return answer

    found = at_once(upload)
    grown = peak(server) - before
    upstream.script = lambda one: None
    check(f"{SLOW} slow uploads of {LARGE >> 20} MiB before a slow service, {len(crowded)} times told to come again, all done "
          f"in {grown} MiB more memory (at most {UPLOADS})",
          found == [200] * SLOW and set(crowded) <= {503, 0} and grown <= UPLOADS, (grown, found, collections.Counter(crowded)))
    check("and each arrived once, with one outcome", len(upstream.arrived) == SLOW
          and list(outcomes(records(server, first)).values()) == [1] * SLOW, len(upstream.arrived))


def slow_upload(server, head, body):
    """Sends in small pieces until there is an answer (RFC 9112 section 9.5); answers the status, or 0 when the other side
    hung up on a body that it has no room for."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=60) as client:
        try:
            client.sendall(head)
            for start in range(0, len(body), 1 << 17):
                client.sendall(body[start:start + (1 << 17)])
                if select.select([client], [], [], 0.02)[0]:
                    break
        except OSError:
            pass
        try:
            return int((client.recv(1 << 16).split() or [b"0", b"0"])[1])
        except OSError:
            return 0


# Faults of the service.


def faults():
    place, upstream = folder("gateway-faults"), Upstream()
    server = Server(
        os.path.join(place, "data"), "--config",
        configuration(
            os.path.join(place, "c.yaml"), upstream.url, credentials="env", timeouts={"answer": 2, "connect": 2}))
    try:
        _, made, _ = send(server, "POST", "/Users", {"schemas": [CORE + "User"], "userName": "ann"})
        ann = made["id"]
        check("a credential from a variable is shown to the service",
              upstream.arrived[-1].headers["Authorization"] == "Bearer upstream-secret-4711")
        table = [
            ("resets before an answer", "refuse", 502, "failed"), ("resets after it was done", "lose", 502, "success"),
            ("half a body", "half", 502, "success"), ("garbage", "garbage", 502, "failed"),
            ("silence", "silent", 504, "failed"), ("a slow answer", "slow", 200, "success"),
            ("429", ("answer", 429, {"detail": "later"}, {"Retry-After": "7"}), 429, "refused"),
            ("a redirect elsewhere", ("answer", 307, None, {"Location": "https://elsewhere.example/Users"}), 502, "refused"),
            ("500", ("answer", 500, {"detail": "broken"}), 500, "failed"),
        ]
        for number, (name, word, status, outcome) in enumerate(table):
            upstream.script = lambda one, word=word: word if one.is_write else None
            size = server.last() + 1
            found, _, fields = send(server, "PATCH", "/Users/" + ann, replace("title", f"T{number}"), f"fault-{number}")
            upstream.script = lambda one: None
            events = records(server, size)
            closed = outcomes(events)
            check(f"{name}: {status}, one attempt, one outcome, {outcome}",
                  found == status and list(closed.values()) == [1]
                  and [event["outcome"] for event in events if mark(event).get("closes")] == [outcome],
                  (found, [(event["action"], event["outcome"], event.get("reason")) for event in events]))
            if word[1] == 429:
                check("429 keeps its Retry-After", fields.get("Retry-After") == "7", fields)
        upstream.close()
        found, _, fields = send(server, "PATCH", "/Users/" + ann, replace("title", "x"), "down")
        check("a service that is down: 503, to be tried again", found == 503 and "Retry-After" in fields, (found, fields))
        closed = outcomes(records(server))
        check("every attempt has one outcome", set(closed.values()) == {1}, closed)
    finally:
        server.terminate()


# Muster killed at every step.


def kills():
    place, upstream = folder("gateway-kills"), Upstream()
    file = configuration(os.path.join(place, "c.yaml"), upstream.url, timeouts={"answer": 2, "connect": 2})
    data = os.path.join(place, "data")
    server = Server(data, "--config", file)
    people = []
    for number in range(4):
        _, made, _ = send(server, "POST", "/Users", {"schemas": [CORE + "User"], "userName": f"p{number}", "title": "Clerk"})
        people.append(made["id"])
    steps = ["before the state is read", "when the write comes", "when it is done", "when the state is read again"]
    methods = ["PATCH", "PUT", "DELETE", "POST"]
    number = 0
    for method in methods:
        for step, name in enumerate(steps):
            number += 1
            server = killed(server, upstream, data, file, method, step, people[methods.index(method)], f"kill-{number}")
            if method == "DELETE" and people[2] not in upstream.resources["Users"]:
                with upstream.lock:
                    upstream.resources["Users"][people[2]] = {"id": people[2], "userName": "p2", "title": "Back"}
    wait_closed(server)
    events = records(server)
    closed = outcomes(events)
    check(f"{number} kills, one at each step of each kind of write: every attempt has exactly one outcome",
          set(closed.values()) == {1}, {index: count for index, count in closed.items() if count != 1})
    known = {event["transaction"] for event in events if event["outcome"] == "attempted"}
    came = {one.id for one in upstream.arrived if one.id.startswith("kill-")}
    check("nothing came to the service without an attempt on record", came <= known, came - known)
    consistent(server, upstream, events)
    check("nothing is pending", "kill" not in json.dumps(server.json("GET", "/v1/gateways/app/pending")[1]))
    metrics = request("GET", server.url + "/metrics")[1].decode()
    check("the metrics say so", 'muster_gateway_open_attempts{gateway="app"} 0' in metrics,
          [line for line in metrics.splitlines() if "gateway_open" in line])
    server.terminate()
    upstream.close()
    status, output, error = run("verify", server.log)
    check("verify passes", status == 0, output + error)


def killer(server):
    """What kills the server, once however often it is called."""
    gone = threading.Event()

    def kill():
        if not gone.is_set():
            gone.set()
            server.process.kill()
            server.process.wait()

    return kill


def killed(server, upstream, data, file, method, step, person, identifier):
    """Sends a write, kills the server at a step of it, and starts it again."""
    written, kill = threading.Event(), killer(server)

    def script(one):
        if one.is_write:
            if step == 1:
                kill()
            written.set()
        elif step == 0 and not written.is_set() or step == 3 and written.is_set():
            kill()
        return None

    def done(one):
        if one.is_write and step == 2:
            kill()

    upstream.script, upstream.done = script, done
    bodies = {"PATCH": replace("title", identifier), "DELETE": None,
              "PUT": {"schemas": [CORE + "User"], "userName": "p1", "title": identifier},
              "POST": {"schemas": [CORE + "User"], "userName": identifier, "title": "New"}}
    path = "/Users" if method == "POST" else "/Users/" + person
    send(server, method, path, bodies[method], identifier, timeout=10)
    kill()
    upstream.script, upstream.done = (lambda one: None), (lambda one: None)
    server.output_file.close()
    return Server(data, "--config", file)


def wait_closed(server, seconds=30):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if not server.json("GET", "/v1/gateways/app/pending")[1]["pending"]:
            return
        time.sleep(0.3)


def consistent(server, upstream, events):
    """What the records come to is what the service shows, once somebody has looked."""
    for person in list(upstream.resources["Users"]):
        send(server, "PATCH", "/Users/" + person, replace("nickName", "seen"))
    titles = {}
    for event in records(server):
        if event["outcome"] not in ("success", "observed") or event["subject"]["type"] != "user":
            continue
        if event["action"] == "user.delete":
            titles.pop(event["subject"]["id"], None)
            continue
        if event["action"] == "user.create" or event["action"] == "user.update" and mark(event).get("first"):
            titles[event["subject"]["id"]] = None
        for change in event.get("changes", []):
            if change["path"] == "title":
                titles[event["subject"]["id"]] = change.get("after")
    shown = {name: one.get("title") for name, one in upstream.resources["Users"].items()}
    check("what the records come to is what the service shows", titles == shown, (titles, shown))


def kills_around_appends():
    """Killed a little before, in and after the two appends; then others change the resource, and the client tries again at
    once."""
    place, upstream = folder("gateway-appends"), Upstream()
    file = configuration(os.path.join(place, "c.yaml"), upstream.url, timeouts={"answer": 2, "connect": 2})
    data = os.path.join(place, "data")
    server = Server(data, "--config", file)
    person = send(server, "POST", "/Users", {"schemas": [CORE + "User"], "userName": "ann"}, "first")[1]["id"]
    number, statuses = 0, collections.Counter()
    for moment in ("attempt", "outcome"):
        for delay in (0, 0.5, 1, 2, 4, 8):
            number += 1
            method = ("PATCH", "POST")[number % 2]
            name = f"append-{number}"
            body = (replace("title", name) if method == "PATCH"
                    else {"schemas": [CORE + "User"], "userName": name, "title": "New"})
            path = "/Users/" + person if method == "PATCH" else "/Users"
            killed_around(server, upstream, moment, delay / 1_000, method, path, body, name)
            with upstream.lock:
                upstream.resources["Users"][person]["nickName"] = f"outside-{number}"
            server = Server(data, "--config", file)
            statuses[retried(server, method, path, body, f"retry-{number}")] += 1
    wait_closed(server)
    events = records(server)
    closed = outcomes(events)
    check(f"{number} kills around the appends, each with a retry: every attempt has exactly one outcome",
          set(closed.values()) == {1}, {index: count for index, count in closed.items() if count != 1})
    check("retries are answered by the service", set(statuses) <= {200, 201, 409}, statuses)
    came = {one.id for one in upstream.arrived}  # before `consistent` writes
    began = {event["index"]: event["transaction"] for event in events if event["outcome"] == "attempted"}
    check("nothing came to the service without an attempt on record", came <= set(began.values()), came)
    credited = [event for event in events if event["outcome"] == "success" and began[mark(event)["attempt"]] not in came]
    check("no write that did not come to the service is told as a success", not credited, credited[:2])
    made = collections.Counter(
        event["subject"]["id"] for event in events
        if event["action"] == "user.create" and event["outcome"] == "success" and event.get("changes"))
    check("nobody is made twice on record", not made or max(made.values()) == 1, made)
    consistent(server, upstream, events)
    server.terminate()
    upstream.close()
    status, output, error = run("verify", server.log)
    check("verify passes", status == 0, output + error)


def killed_around(server, upstream, moment, delay, method, path, body, identifier):
    """Sends a write, and kills the server so many seconds after it was sent, or after the state after it was read."""
    written, kill = threading.Event(), killer(server)

    def done(one):
        if one.is_write:
            written.set()
        elif written.is_set() and moment == "outcome":
            threading.Timer(delay, kill).start()

    upstream.done = done
    if moment == "attempt":
        threading.Timer(delay, kill).start()
    send(server, method, path, body, identifier, timeout=10)
    time.sleep(delay)
    kill()
    upstream.done = lambda one: None
    server.output_file.close()


def retried(server, method, path, body, identifier):
    """The status of a write that is sent until it is not told to come again."""
    for _ in range(100):
        status = send(server, method, path, body, identifier)[0]
        if status != 503:
            return status
        time.sleep(0.1)
    return 503


def unseen():
    """A script of a service that loses its answer to a write, and shows no state from then on."""
    written = threading.Event()

    def script(one):
        if one.is_write:
            written.set()
            return "lose"
        return ("answer", 403, {"detail": "no"}) if written.is_set() else None

    return script


def open_attempts():
    """What is open on a resource keeps others from it; and a state that cannot be written leads to no second outcome."""
    place, upstream = folder("gateway-open"), Upstream()
    server = Server(os.path.join(place, "data"), "--config", configuration(
        os.path.join(place, "c.yaml"), upstream.url, timeouts={"answer": 1, "connect": 1}))
    try:
        person = send(server, "POST", "/Users", {"schemas": [CORE + "User"], "userName": "ann"})[1]["id"]
        upstream.script = unseen()
        status = send(server, "PATCH", "/Users/" + person, replace("title", "first"), "open-1")[0]
        check("neither answer nor state: 504, and the attempt is open", status == 504, status)
        came = len(upstream.arrived)
        status, _, fields = send(server, "PATCH", "/Users/" + person, replace("nickName", "second"), "open-2")
        check("a second write to the resource does not pass beside it", status == 503 and "Retry-After" in fields
              and len(upstream.arrived) == came, (status, fields))
        time.sleep(1.2)
        status, output, error = run("gateway", "pending", "app", "--close", "--data", server.data)
        check("it cannot be closed", status == 0 and "closed 0, open 1" in output, output + error)
        upstream.script = lambda one: None
        status = send(server, "PATCH", "/Users/" + person, replace("nickName", "third"), "open-3")[0]
        told = [(event["outcome"], [change["path"] for change in event.get("changes", [])]) for event in records(server)
                if event.get("transaction") in ("open-1", "open-3")]
        check("as soon as the state can be seen each is told its own change", status == 200 and told == [
            ("attempted", ["title"]), ("success", ["title"]), ("attempted", ["nickName"]), ("success", ["nickName"])], told)
        upstream.script = unseen()
        send(server, "PATCH", "/Users/" + person, replace("title", "fourth"), "open-4")
        time.sleep(1.2)
        status, output, error = run("gateway", "pending", "app", "--close", "--give-up", "--data", server.data)
        check("given up, it is closed as unknown", status == 0 and "closed 1, open 0" in output, output + error)
        upstream.script = lambda one: None
        blocked(server, upstream, person)
        closed = outcomes(records(server))
        check("every attempt has one outcome", set(closed.values()) == {1}, closed)
    finally:
        server.terminate()
        upstream.close()


def left():
    """What a removed gateway left open can be closed as unknown, and the alarm with it; an id that is a secret is none."""
    place, upstream = folder("gateway-left"), Upstream()
    server = Server(os.path.join(place, "data"))
    at = ("--data", server.data)
    try:
        secret = os.path.join(place, "secret")
        with open(secret, "w", encoding="ascii") as file:
            file.write("upstream-secret-4711\n")
        run("gateway", "add", "app", upstream.url, "--bearer-file", secret, "--timeout", "1", *at)
        for _ in range(100):  # a gateway that was just added reads the log first
            status, made, _ = send(server, "POST", "/Users", {"schemas": [CORE + "User"], "userName": "ann"}, server.token)
            if status != 503:
                break
            time.sleep(0.1)
        check("a request under an id that is a token passes, and has another id on record",
              status == 201 and records(server)[0]["transaction"] != server.token, status)
        status, _, _ = send(server, "PATCH", "/Users/" + made["id"], replace("title", "x"), None, 30,
                            {"X-Rewrite-URL": "/scim/v2/Users/r9"})
        check("a field that tells another target goes no further",
              status == 200 and "X-Rewrite-URL" not in upstream.arrived[-1].headers, status)
        upstream.script = unseen()
        send(server, "PATCH", "/Users/" + made["id"], replace("title", "open"))
        run("gateway", "remove", "app", "--force", *at)
        status, output, error = run("gateway", "pending", "app", "--close", *at)
        check("what a removed gateway left is not closed unasked", status == 0 and "closed 0, open 1" in output, output + error)
        status, output, error = run("gateway", "pending", "app", "--close", "--give-up", *at)
        check("given up, it is closed as unknown", status == 0 and "closed 1, open 0" in output, output + error)
        closed = outcomes(records(server))
        check("every attempt has one outcome", set(closed.values()) == {1}, closed)
        metrics = request("GET", server.url + "/metrics")[1].decode()
        check("and the alarm ends", 'muster_gateway_open_attempts{gateway="app"} 1' not in metrics,
              [line for line in metrics.splitlines() if "gateway_open" in line])
    finally:
        server.terminate()
        upstream.close()


def blocked(server, upstream, person):
    """The state cannot be written from the moment that the write was carried out."""
    database = sqlite3.connect(glob.glob(server.data + "/catalog/*/gateway.sqlite")[0], timeout=10, isolation_level=None,
                               check_same_thread=False)
    once = threading.Event()

    def done(one):
        if one.is_write and not once.is_set():
            once.set()
            database.execute(
                "CREATE TRIGGER block BEFORE UPDATE ON projection BEGIN SELECT RAISE(ABORT, 'blocked by a test'); END")

    upstream.done = done
    status = send(server, "PATCH", "/Users/" + person, replace("title", "blocked"), "blocked-1")[0]
    check("an outcome that is durable is answered as such, though the state cannot be written", status == 200, status)
    came = len(upstream.arrived)
    status = send(server, "PATCH", "/Users/" + person, replace("title", "never"), "blocked-2")[0]
    check("what comes next does not pass", status == 503 and len(upstream.arrived) == came, status)
    time.sleep(7)
    run("gateway", "pending", "app", "--close", "--data", server.data)
    database.execute("DROP TRIGGER block")
    database.close()
    upstream.done = lambda one: None
    status = send(server, "PATCH", "/Users/" + person, replace("title", "again"), "blocked-3")[0]
    check("then writes pass again", status == 200, status)
    closed = [event for event in records(server) if event.get("transaction") == "blocked-1" and mark(event).get("closes")]
    check("one outcome is on record of it", len(closed) == 1, closed)


# What passes, and how.


def transparency():
    place, upstream = folder("gateway-pass"), Upstream()
    server = Server(
        os.path.join(place, "data"), "--config",
        configuration(os.path.join(place, "c.yaml"), upstream.url, credentials=False, host="scim.example.test",
                      path="/apps/crm"))
    try:
        mine = {"Authorization": "Bearer theirs", "Content-Type": "application/scim+json"}
        status, body, fields = request("POST", server.url + "/gateway/app/Users", b'{ "userName":"ann", "z":1e2 }', mine)
        check("what the client shows is passed on", upstream.arrived[-1].headers["Authorization"] == "Bearer theirs")
        check("the body is passed byte for byte", upstream.arrived[-1].body == b'{ "userName":"ann", "z":1e2 }')
        made = json.loads(body)
        check("addresses are the gateway's", status == 201 and made["meta"]["location"].startswith(server.url + "/gateway/app/"),
              (status, body, fields))
        status, body, _ = request("GET", server.url + "/apps/crm/Users/" + made["id"], None, mine)
        check("a path of its own leads there", status == 200 and json.loads(body)["meta"]["location"].startswith(
            server.url + "/apps/crm/Users/"), (status, body))
        status, body, _ = request("GET", server.url + "/Users/" + made["id"], None, {**mine, "Host": "scim.example.test"})
        check("a host of its own leads there", status == 200 and json.loads(body)["meta"]["location"].startswith(
            "http://scim.example.test/Users/"), (status, body))
        before = len(upstream.arrived)
        status, body, _ = request("POST", server.url + "/gateway/app/Users", b"{}", {"Content-Type": "application/scim+json"})
        check("a write without any credential is not passed on", status == 401 and len(upstream.arrived) == before, status)
        asked = len(upstream.all)
        for method in ("GET", "PATCH"):
            status, body, _ = request(method, server.url + "/gateway/app/Users/u1", None, {"Authorization": "Bearer " + server.token})
            check(f"a token of Muster's is never handed to the service: {method}",
                  status == 401 and b"Muster-Token" in body and len(upstream.all) == asked, (status, body))
        upstream.script = lambda one: ("answer", 401, {"detail": "no"}) if one.headers["Authorization"] == "Bearer bad" else None
        size = server.last()
        status, body, _ = request("POST", server.url + "/gateway/app/Users", b"{}", {**mine, "Authorization": "Bearer bad"})
        check("nor one whose credential the service does not take, and no attempt is recorded",
              status == 401 and len(upstream.arrived) == before and server.last() == size, (status, server.last(), size))
        status, body, _ = request("GET", server.url + "/gateway/app/Users", None, {"Authorization": "Bearer bad"})
        check("reads are answered by the service itself", status == 401 and b'"no"' in body, (status, body))
        upstream.script = lambda one: None
        forms(server, upstream, mine, made["id"])
        gone(server, upstream, mine, made["id"])
        big(server, upstream, mine)
        status, body, _ = request("GET", server.url + "/gateway/app/%2e%2e/secret", None, mine)
        check("a path that leads out is refused", status == 404, status)
        status, body, _ = request("GET", server.url + "/gateway/none/Users", None, mine)
        check("an unknown gateway is a SCIM 404", status == 404 and b"urn:ietf:params:scim:api:messages:2.0:Error" in body, body)
    finally:
        server.terminate()
        upstream.close()


def forms(server, upstream, mine, person):
    """Encodings, chunks, HEAD, and fields that only pass."""
    text = json.dumps({"id": person, "meta": {"location": upstream.url + "/Users/" + person}}).encode()
    packed = gzip.compress(text)
    head = "HTTP/1.1 200 OK\r\nContent-Type: application/scim+json\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n"
    upstream.script = lambda one: ("raw", (head % len(packed)).encode() + packed)
    status, body, fields = request("GET", server.url + "/gateway/app/Users/" + person, None, mine)
    check("an answer that comes compressed all the same is passed plain, its addresses replaced",
          status == 200 and "Content-Encoding" not in fields
          and json.loads(body)["meta"]["location"].startswith(server.url), (status, body, fields))
    check("the service was asked for the plain one", upstream.all[-1].headers["Accept-Encoding"] == "identity")
    pieces = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in (text[:7], text[7:20], text[20:])) + b"0\r\n\r\n"
    upstream.script = lambda one: (
        "raw", b"HTTP/1.1 200 OK\r\nContent-Type: application/scim+json\r\nETag: W/\"7\"\r\nX-Own: 1\r\n"
        b"Transfer-Encoding: chunked\r\n\r\n" + pieces)
    status, body, fields = request(
        "GET", server.url + "/gateway/app/Users/" + person, None, {**mine, "If-None-Match": 'W/"6"', "Prefer": "return=minimal"})
    check("an answer in chunks, its entity tag and unknown fields pass",
          status == 200 and json.loads(body)["id"] == person and fields.get("ETag") == 'W/"7"' and fields.get("X-Own") == "1",
          (status, body, fields))
    check("conditions and preferences pass", upstream.all[-1].headers["If-None-Match"] == 'W/"6"'
          and upstream.all[-1].headers["Prefer"] == "return=minimal", dict(upstream.all[-1].headers))
    upstream.script = lambda one: None
    status, body, _ = request("HEAD", server.url + "/gateway/app/Users/" + person, None, mine)
    check("HEAD passes", status == 200 and body == b"" and upstream.all[-1].method == "HEAD", status)
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
    whole = json.dumps(replace("title", "chunked")).encode()
    connection.request("PATCH", "/gateway/app/Users/" + person, iter([whole[:9], whole[9:]]), mine, encode_chunked=True)
    answer = connection.getresponse()
    check("a body in chunks passes whole", answer.status == 200 and upstream.arrived[-1].body == whole, answer.status)
    answer.read()
    connection.request("GET", "/gateway/app/Users/" + person, None, mine)
    check("the connection is kept", connection.getresponse().status == 200)
    connection.close()


def gone(server, upstream, mine, person):
    """A client that goes away while its write is passed on: the write has its outcome all the same, once."""
    came = threading.Event()

    def slow(one):
        if one.is_write:
            came.set()
            return "slow"
        return None

    upstream.script = slow
    body = json.dumps(replace("title", "gone")).encode()
    client = socket.create_connection(("127.0.0.1", server.port))
    client.sendall(b"PATCH /gateway/app/Users/%s HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer theirs\r\nX-Request-Id: gone\r\n"
                   b"Content-Type: application/scim+json\r\nContent-Length: %d\r\n\r\n%s" % (
                       person.encode(), len(body), body))
    came.wait(10)
    client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    client.close()
    time.sleep(1.5)
    upstream.script = lambda one: None
    events = [event for event in records(server) if event.get("transaction") == "gone"]
    closed = [event for event in events if mark(event).get("closes")]
    check("a client that goes away in the middle: one attempt, one outcome, and it was seen what changed",
          len(closed) == 1 and closed[0]["changes"] and closed[0]["changes"][0]["after"] == "gone",
          [(event["action"], event["outcome"], event["changes"]) for event in events])


def big(server, upstream, mine):
    """A list of tens of megabytes passes while it comes, in little memory."""
    with upstream.lock:
        for number in range(20_000):
            upstream.resources["Users"][f"b{number}"] = {"id": f"b{number}", "userName": f"b{number}", "x": "y" * 1_000}
    before = peak(server)
    status, body, _ = request("GET", server.url + "/gateway/app/Users?count=100000", None, mine, timeout=120)
    page = json.loads(body)
    check(f"a list of {len(body) >> 20} MiB passes whole, in {peak(server) - before} MiB more memory",
          status == 200 and len(page["Resources"]) == page["totalResults"] and peak(server) - before < len(body) >> 20,
          (status, len(body), before, peak(server)))
    with upstream.lock:
        upstream.resources["Users"] = {
            name: one for name, one in upstream.resources["Users"].items() if not name.startswith("b")}


def peak(server):
    with open(f"/proc/{server.process.pid}/status", encoding="ascii") as file:
        return int(re.search(r"VmHWM:\s+(\d+)", file.read()).group(1)) >> 10


# Requests as nobody should send them, and services that answer as none should.


def edges():
    place, upstream = folder("gateway-edges"), Upstream()
    server = Server(
        os.path.join(place, "data"), "--config",
        configuration(os.path.join(place, "c.yaml"), upstream.url, timeouts={"answer": 1, "connect": 1},
                      limits={"body": 1 << 20}))
    try:
        _, made, _ = send(server, "POST", "/Users", {"schemas": [CORE + "User"], "userName": "ann"})
        ann = made["id"]
        targets(server, upstream, ann)
        lengths(server, upstream, ann)
        packed(server, upstream, ann)
        drips(server, upstream, ann)
        crowd(server, upstream)
        pauses(server, upstream)
    finally:
        server.terminate()
        upstream.close()


def raw(server, method, target, fields=(), body=b""):
    """A request with its target as it stands here: the status, the fields, and the body's beginning."""
    lines = [f"{method} {target} HTTP/1.1", "Host: x", f"Authorization: Bearer {server.token}", "Connection: close", *fields]
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as client:
        client.sendall("\r\n".join(lines).encode() + b"\r\n\r\n" + body)
        data = b""
        while part := client.recv(1 << 16):
            data += part
    head, _, rest = data.partition(b"\r\n\r\n")
    first, *others = head.decode().split("\r\n")
    return int(first.split()[1]), {line.split(":")[0].lower(): line.split(":", 1)[1].strip() for line in others}, rest


def targets(server, upstream, ann):
    """What arrives is the target that was sent, and no method but the one that was sent."""
    table = [("/Users/a%20b%2Fc?x=%22y%22&z", None), ('/Users/a"%20', "/Users/a%22%20"),
             ('/Users?filter=userName%20eq%20"ann"', "/Users?filter=userName%20eq%20%22ann%22"),
             ("/Users?filter=a%20eq%20%22|{}<>%22", "/Users?filter=a%20eq%20%22%7C%7B%7D%3C%3E%22"), ("/Users?", None)]
    for target, expected in table:
        before = len(upstream.all)
        raw(server, "GET", "/gateway/app" + target)
        check(f"the target arrives as it was sent: {target}",
              [one.target for one in upstream.all[before:]] == ["/scim/v2" + (expected or target)],
              [one.target for one in upstream.all[before:]])
    before = len(upstream.all)
    for target in ("/Users/%zz", "/Users?filter=%zz", "/Users?_method=DELETE"):
        found = raw(server, "GET", "/gateway/app" + target)
        check(f"{target} is refused as a SCIM error", found[0] == 400 and b"messages:2.0:Error" in found[2], found)
    for field in ("X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"):
        check(f"{field} is refused", raw(server, "GET", f"/gateway/app/Users/{ann}", [f"{field}: DELETE"])[0] == 400)
    for target in ("/Users/..;/..;/admin", "/Users/%2F..%2Fadmin", "/Users/..%5c..%5cadmin", "/Users/%252e%252e/admin"):
        found = raw(server, "GET", "/gateway/app" + target)
        check(f"{target} is refused", found[0] == 404, found)
    check("none of these arrived", len(upstream.all) == before, [one.target for one in upstream.all[before:]])


def lengths(server, upstream, ann):
    upstream.script = lambda one: ("raw", b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 4711\r\n\r\n")
    found = raw(server, "HEAD", f"/gateway/app/Users/{ann}")
    upstream.script = lambda one: None
    check("HEAD tells the length that the service told", found[1].get("content-length") == "4711" and not found[2], found)
    found = raw(server, "HEAD", f"/gateway/app/Users/{ann}")
    check("HEAD of a resource too", int(found[1].get("content-length", 0)) > 0 and not found[2], found)


def packed(server, upstream, ann):
    size, body = server.last() + 1, gzip.compress(json.dumps(replace("title", "Packed")).encode())
    seen = []

    def unpack(one):
        if one.is_write:
            seen.append(one.body)
            one.body = gzip.decompress(one.body)

    upstream.script = unpack
    status, _, _ = server.request("PATCH", "/gateway/app/Users/" + ann, body,
                                  {"Content-Type": "application/scim+json", "Content-Encoding": "gzip"})
    upstream.script = lambda one: None
    events = records(server, size)
    check("a compressed body passes byte for byte, and what came of it is on record",
          status == 200 and seen == [body] and events[-1]["changes"][0]["after"] == "Packed", (status, events))


def drips(server, upstream, ann):
    upstream.script = lambda one: "drip" if one.is_write else None
    start, size = time.monotonic(), server.last() + 1
    status, _, _ = send(server, "PATCH", "/Users/" + ann, replace("title", "Dripped"))
    took = time.monotonic() - start
    upstream.script = lambda one: None
    closed = [event for event in records(server, size) if mark(event).get("closes")]
    check(f"an answer that drips is given up in time ({took:.1f} s), and what was done is seen",
          status == 504 and took < 3 and [event["outcome"] for event in closed] == ["success"], (status, took, closed))


def crowd(server, upstream):
    """Bodies beyond the budget of four times the limit of one are not taken in."""
    hold = threading.Event()
    upstream.script = lambda one: hold.wait(0.8) and None
    found = []

    def one(number):
        body = {"schemas": [CORE + "User"], "userName": f"crowd{number}", "x": "y" * 900_000}
        found.append(send(server, "POST", "/Users", body)[0])

    threads = [threading.Thread(target=one, args=(number,)) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    hold.set()
    upstream.script = lambda one: None
    check("bodies beyond the budget get 503 at once", 1 <= found.count(503) <= 8, found)
    check("afterwards there is room again", send(server, "POST", "/Users", {
        "schemas": [CORE + "User"], "userName": "later", "x": "y" * 900_000})[0] == 201)


def pauses(server, upstream):
    """A client that pauses for longer than the service may be silent gets the whole list all the same."""
    with upstream.lock:
        upstream.resources["Users"] = {f"b{number}": {"id": f"b{number}", "userName": f"b{number}", "x": "y" * 2_000}
                                       for number in range(8_000)}
    client = socket.socket()
    client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
    client.connect(("127.0.0.1", server.port))
    client.sendall(f"GET /gateway/app/Users?count=100000 HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {server.token}\r\n"
                   "Connection: close\r\n\r\n".encode())
    time.sleep(3.5)
    client.settimeout(20)
    total, tail = 0, b""
    while part := client.recv(1 << 18):
        total, tail = total + len(part), (tail + part)[-8:]
    client.close()
    check(f"a client that pauses gets the whole list, {total >> 20} MiB", tail.endswith(b"0\r\n\r\n"), (total, tail))


def broken():
    """A gateway that was added and cannot work any more does not keep the server from starting."""
    place, upstream = folder("gateway-broken"), Upstream()
    server = Server(os.path.join(place, "data"))
    at = ("--data", server.data)
    try:
        status, output, error = run("gateway", "add", "bad", upstream.url, "--upstream-ca-file", "/nowhere/ca.pem", *at)
        check("a gateway that cannot work is not added", status != 0 and "ca-file" in error, output + error)
        server.terminate()
        with open(os.path.join(server.data, "gateways.json"), "w", encoding="ascii") as file:
            json.dump([{"name": "bad", "upstream": upstream.url, "tls": {"ca-file": "/nowhere/ca.pem"}},
                       {"name": "app", "upstream": upstream.url, "credentials": {"bearer": "x"}}], file)
        server = Server(server.data)
        status, body, fields = server.request("GET", "/gateway/bad/Users")
        check("a kept one that cannot work answers 503, with where the fault is",
              status == 503 and b"tls.ca-file" in body and "Retry-After" in fields, (status, body, fields))
        status, output, error = run("gateway", "list", *at)
        check("gateway list says why", status == 0 and "no certificates" in output, output + error)
        check("the others work", send(server, "GET", "/Users")[0] == 200)
        status, output, error = run("gateway", "remove", "bad", *at)
        check("it can be removed", status == 0, output + error)
    finally:
        server.terminate()
        upstream.close()


# Gateways that are their own upstream.


def circles():
    place, upstream = folder("gateway-circles"), Upstream()
    one, two = Server(os.path.join(place, "one")), Server(os.path.join(place, "two"))
    try:
        alone(one)
        beside(one, upstream)
        around(one, two)
        shown(one)
    finally:
        one.terminate()
        two.terminate()
        upstream.close()


def circle(server, target, *options):
    """Adds a gateway app with what is shown to the target; answers what is said of that."""
    status, output, error = run("gateway", "add", "app", target, *options, "--data", server.data)
    assert status == 0, output + error
    return error


def turned_back(server, what, method="PATCH", path="/Users/u1", body=None, observed="nothing"):
    """A write gets 508 soon, in SCIM's form, with one attempt, refused."""
    start = time.monotonic()
    while True:  # a gateway that was just added reads the log first
        size = server.last() + 1
        status, answer, _ = send(server, method, path, body or replace("title", "Boss"))
        if status != 503 or time.monotonic() > start + 10:
            break
        time.sleep(0.1)
    took = time.monotonic() - start
    events = [event for event in records(server, size) if event["action"] != "x.gateway.upstream"]
    check(f"{what}: {method} gets 508 ({took:.1f} s), said in SCIM's form",
          status == 508 and took < 10 and answer["status"] == "508" and "upstream" in answer["detail"], (status, answer))
    check(f"{what}: one attempt, refused", [(event["outcome"], mark(event).get("observed")) for event in events]
          == [("attempted", None), ("refused", observed)], events)


def alone(server):
    warning = circle(server, server.url + "/gateway/app", "--bearer-file", server.token_file)
    check("gateway add of a gateway before itself warns", "WARNING" in warning and "leads back to it:" in warning, warning)
    status, output, error = run("gateway", "list", "--data", server.data)
    check("gateway list says so", status == 0 and "app: its upstream leads back to it:" in output, output + error)
    turned_back(server, "its own upstream")
    turned_back(server, "its own upstream", "POST", "/Users", {"schemas": [CORE + "User"], "userName": "ann"})
    turned_back(server, "its own upstream", "POST", "/Users", {"schemas": [CORE + "User"], "title": "x"}, "unknown")
    status, answer, _ = send(server, "GET", "/Users")
    check("its own upstream: GET gets 508", status == 508 and answer["status"] == "508", (status, answer))
    status, output, error = run("gateway", "test", "app", "--data", server.data)
    check("gateway test fails, and says why", status == 1 and "FAILS  upstream address: its upstream leads back" in output
          and "FAILS  reach the service: the upstream answered 508" in output, output + error)
    closed = outcomes(records(server))
    check("every attempt has one outcome", set(closed.values()) == {1}, closed)
    run("gateway", "remove", "app", "--data", server.data)


def beside(server, upstream):
    """Through another gateway of the same server; one that leads to a service is no circle."""
    at = ("--data", server.data)
    run("gateway", "add", "next", server.url + "/gateway/app", "--bearer-file", server.token_file, *at)
    warning = circle(server, server.url + "/gateway/next", "--bearer-file", server.token_file)
    check("through another gateway: the warning names it", "through the gateway next" in warning, warning)
    size = server.last() + 1
    turned_back(server, "through another gateway")
    status, page = server.json("GET", f"/v1/events?source=gateway:next&wait={server.last()}")
    check("the other one attempts nothing", status == 200 and not [
        event for event in page["events"] if event["index"] >= size], page)
    for name in ("app", "next"):
        run("gateway", "remove", name, *at)
    run("gateway", "add", "next", upstream.url, *at)
    warning = circle(server, server.url + "/gateway/next", "--bearer-file", server.token_file)
    check("two gateways before a service: no warning", "WARNING" not in warning, warning)
    for name in ("app", "next"):
        run("gateway", "remove", name, *at)


def around(one, two):
    """Through a gateway of another server, which knows nothing of the first but what stands in `Via`."""
    circle(one, two.url + "/gateway/app", "--bearer-file", two.token_file)
    warning = circle(two, one.url + "/gateway/app", "--bearer-file", one.token_file)
    check("what cannot be seen is not warned of", "WARNING" not in warning, warning)
    size = two.last()
    turned_back(one, "through another server")
    told = records(two, size + 1)
    check("the other server records nothing", not told, told)
    turned_back(one, "through another server, without a look", "POST", "/Users", {"schemas": [CORE + "User"], "title": "x"},
                "unknown")
    told = [event["outcome"] for event in records(two, size) if event["action"] != "x.gateway.upstream"]
    check("the other server then has one attempt, refused", told == ["attempted", "refused"], told)
    for server in (one, two):
        run("gateway", "remove", "app", "--data", server.data)


def shown(server):
    """Without credentials of its own: nothing is on record, since nobody says who may write."""
    circle(server, server.url + "/gateway/app")
    size = server.last()
    theirs = {"Authorization": "Bearer theirs"}
    status, answer, _ = send(server, "PATCH", "/Users/u1", replace("title", "Boss"), headers=theirs)
    check("without credentials: 508, and nothing is on record",
          status == 508 and answer["status"] == "508" and server.last() == size, (status, answer))
    run("gateway", "remove", "app", "--data", server.data)
