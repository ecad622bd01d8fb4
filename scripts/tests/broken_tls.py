"""A gateway before a service whose TLS breaks: after a write was sent, when nobody can say from that what became of it, and in
the handshake, when nothing was sent."""

import os
import ssl
import subprocess
import time

from harness import Server, check
from test_gateway import configuration, mark, outcomes, records, replace, send
from upstream import CORE, TLS_FAULTS, Upstream

VERSIONS = {"1.2": ssl.TLSVersion.TLSv1_2, "1.3": ssl.TLSVersion.TLSv1_3}


def test(place):
    """`place` holds an authority and a certificate of it for 127.0.0.1, as `test_tls.certificates` leaves them."""
    good = tuple(os.path.join(place, name) for name in ("server.pem", "server.key"))
    for version, newest in VERSIONS.items():
        upstream = Upstream(good, newest)
        server = start(place, "tls-" + version, upstream, os.path.join(place, "ca.pem"))
        try:
            for fault in [*TLS_FAULTS, "half"]:
                done(server, upstream, version, fault)
            for fault in TLS_FAULTS:
                not_done(server, upstream, version, fault)
            unseen(server, upstream, version)
            check(f"TLS {version}: every attempt has one outcome", set(outcomes(records(server)).values()) == {1})
        finally:
            server.terminate()
            upstream.close()
    handshakes(place, good)


def start(place, name, upstream, authority):
    more = {"tls": {"ca-file": authority}} if authority else {}
    return Server(os.path.join(place, name), "--config", configuration(
        os.path.join(place, name + ".yaml"), upstream.url, timeouts={"answer": 5, "connect": 2}, **more))


def told(events):
    return [(event["outcome"], event["action"], [change["path"] for change in event.get("changes", [])],
             mark(event).get("observed"), event.get("reason")) for event in events]


def made(server, name):
    return send(server, "POST", "/Users", {"schemas": [CORE + "User"], "userName": name, "title": "Clerk"})[1]["id"]


def next_write(server, person, name):
    """What a write comes after that nobody disturbs: it alone is on record, and nothing is told as drift."""
    size = server.last() + 1
    status = send(server, "PATCH", "/Users/" + person, replace("nickName", name))[0]
    events = records(server, size)
    check(f"{name}: the next write tells of itself alone",
          status == 200 and [(event["outcome"], [change["path"] for change in event.get("changes", [])]) for event in events]
          == [("attempted", ["nickName"]), ("success", ["nickName"])], (status, told(events)))


def done(server, upstream, version, fault):
    """The write is carried out, and its answer lost in TLS that breaks."""
    name = f"TLS {version}, {fault}"
    person = made(server, "ann " + name)
    for method in ("PATCH", "POST"):
        size = server.last() + 1
        upstream.script = lambda one: ("do and break", fault) if one.is_write else None
        if method == "PATCH":
            status, answer, _ = send(server, "PATCH", "/Users/" + person, replace("title", "Boss"))
        else:
            status, answer, _ = send(server, "POST", "/Users", {"schemas": [CORE + "User"], "userName": "ben " + name})
        upstream.script = lambda one: None
        events = records(server, size)
        paths = ["title"] if method == "PATCH" else ["userName"]
        closed = [event for event in events if mark(event).get("closes")]
        check(f"{name}: a {method} that was carried out is a success, as it was seen afterwards",
              status == 502 and [one[0] for one in told(events)] == ["attempted", "success"]
              and [change["path"] for change in closed[0]["changes"]] == paths and mark(closed[0])["observed"] == "changed"
              and "seen all the same" in closed[0]["reason"] and "status" not in mark(closed[0]),
              (status, answer, told(events)))
        if method == "POST":
            person = closed[0]["subject"]["id"]
            check(f"{name}: under the id that the service gave", person in upstream.resources["Users"], person)
        next_write(server, person, f"{name}, {method}")


def not_done(server, upstream, version, fault):
    """The write came, and TLS breaks before anything is done: that nothing changed is seen, and not taken for granted."""
    name = f"TLS {version}, {fault}, not done"
    person = made(server, "ann " + name)
    size, came = server.last() + 1, len(upstream.all)
    upstream.script = lambda one: ("break", fault) if one.is_write else None
    status, _, _ = send(server, "PATCH", "/Users/" + person, replace("title", "Boss"))
    upstream.script = lambda one: None
    events, asked = records(server, size), [one.method for one in upstream.all[came:]]
    check(f"{name}: failed and nothing, and the service was looked at afterwards",
          status == 502 and [one[0] for one in told(events)] == ["attempted", "failed"]
          and mark(events[-1])["observed"] == "nothing" and asked == ["GET", "PATCH", "GET"], (status, asked, told(events)))
    size = server.last() + 1
    upstream.resources["Users"][person]["title"] = "Boss"
    send(server, "PATCH", "/Users/" + person, replace("nickName", name))
    late = [event for event in records(server, size) if event["outcome"] == "observed"]
    check(f"{name}: what comes of it later is observed, and no drift",
          [change["path"] for event in late for change in event["changes"]] == ["title"]
          and not any(mark(event).get("drift") for event in late), told(late))


def unseen(server, upstream, version):
    """Every connection breaks from the write on: the attempt stays open until the service can be looked at."""
    for method, path in [("PATCH", ["title"]), ("POST", ["userName"])]:
        name = f"TLS {version}, {method}, no state"
        person = made(server, "ann " + name)
        written = []

        def script(one):
            if one.is_write:
                written.append(one)
                return ("do and break", "text")
            return ("break", "alert") if written else None

        size = server.last() + 1
        upstream.script = script
        if method == "PATCH":
            body, target = replace("title", "Boss"), "/Users/" + person
        else:
            body, target = {"schemas": [CORE + "User"], "userName": "ben " + name}, "/Users"
        status, _, _ = send(server, method, target, body)
        events = records(server, size)
        check(f"{name}: 504, and the attempt stays open",
              status == 504 and [one[0] for one in told(events)] == ["attempted"], (status, told(events)))
        upstream.script = lambda one: None
        end = time.monotonic() + 30
        while not all(outcomes(events := records(server, size)).values()) and time.monotonic() < end:
            time.sleep(0.3)
        check(f"{name}: closed from the state when that can be seen",
              [one[0] for one in told(events)] == ["attempted", "success"] and told(events)[1][2] == path, told(events))
        next_write(server, events[1]["subject"]["id"], name)


def handshakes(place, good):
    """A certificate that is not trusted, has expired or is of another name: nothing is sent, and that is what is told."""
    def make(*arguments):
        subprocess.run(["openssl", *arguments], cwd=place, check=True, capture_output=True)

    signed = ["x509", "-req", "-in", "server.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial"]
    with open(os.path.join(place, "other-names"), "w", encoding="ascii") as file:
        file.write("subjectAltName=DNS:elsewhere.example\n")
    make(*signed, "-out", "expired.pem", "-days", "-1", "-extfile", "names")
    make(*signed, "-out", "other.pem", "-days", "2", "-extfile", "other-names")
    make("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", "own.key", "-out",
         "own.pem", "-days", "2", "-subj", "/CN=nobody", "-addext", "subjectAltName=IP:127.0.0.1")
    key = good[1]
    upstream = Upstream(good)
    server = start(place, "handshakes", upstream, os.path.join(place, "ca.pem"))
    person = made(server, "ann")
    try:
        for what, pair in [("expired", (os.path.join(place, "expired.pem"), key)),
                           ("of another name", (os.path.join(place, "other.pem"), key)),
                           ("of nobody", (os.path.join(place, "own.pem"), os.path.join(place, "own.key")))]:
            upstream.context.load_cert_chain(*pair)
            upstream.hang_up()
            refused(server, upstream, person, f"a certificate that is {what}")
            upstream.context.load_cert_chain(*good)
            upstream.hang_up()
            next_write(server, person, f"a certificate that was {what}")
            upstream.context.load_cert_chain(*pair)
            upstream.hang_up()
            send(server, "PATCH", "/Users/" + person, replace("title", "Boss"))
            upstream.context.load_cert_chain(*good)
            upstream.hang_up()
            upstream.resources["Users"][person]["title"] = what
            size = server.last() + 1
            send(server, "PATCH", "/Users/" + person, replace("nickName", "x" + what))
            drift = [event for event in records(server, size) if mark(event).get("drift")]
            check(f"a certificate that was {what}: what others changed meanwhile is drift, since nothing arrived",
                  [change["path"] for event in drift for change in event["changes"]] == ["title"], told(drift))
        events = records(server)
        check("every attempt has one outcome", set(outcomes(events).values()) == {1}, outcomes(events))
    finally:
        server.terminate()
        upstream.close()


def refused(server, upstream, person, what):
    bulk = {"schemas": ["urn:ietf:params:scim:api:messages:2.0:BulkRequest"], "Operations": [
        {"method": "PATCH", "path": "/Users/" + person, "data": replace("title", "Boss")},
        {"method": "POST", "path": "/Users", "bulkId": "b", "data": {"schemas": [CORE + "User"], "userName": "carl"}}]}
    came = len(upstream.all)
    for method, path, body in [
            ("GET", "/Users/" + person, None), ("PATCH", "/Users/" + person, replace("title", "Boss")),
            ("PUT", "/Users/" + person, {"schemas": [CORE + "User"], "userName": "ann", "title": "Boss"}),
            ("DELETE", "/Users/" + person, None), ("POST", "/Users", {"schemas": [CORE + "User"], "userName": "ben"}),
            ("POST", "/Bulk", bulk), ("PATCH", "/Me", replace("title", "Boss"))]:
        size = server.last() + 1
        status, answer, _ = send(server, method, path, body)
        events = records(server, size)
        attempts = {"GET": 0}.get(method, 2 if path == "/Bulk" else 1)
        closed = [event for event in events if mark(event).get("closes")]
        check(f"{what}: {method} {path.split('/')[1]} gets 502, and nothing arrived",
              status == 502 and "certificate" in answer["detail"] and len(events) == 2 * attempts
              and [(event["outcome"], mark(event)["observed"], event.get("changes", [])) for event in closed]
              == [("failed", "nothing", [])] * attempts
              and all("certificate" in event["reason"] for event in closed), (status, answer, told(events)))
    check(f"{what}: nothing came to the service", len(upstream.all) == came, [one.method for one in upstream.all[came:]])
