"""A file system that is full, then has room again; one that is read-only: with the real server, on a real small one.

Needs the right to mount a tmpfs. Nothing acknowledged is lost, nothing half-made is left, each refusal says why, and
room is all that it takes to go on: no restart.
"""

import atexit
import json
import os
import subprocess
import time

from harness import MUSTER_VERIFY, Server, check, event, folder, request, run, skip, wait_published
from upstream import Upstream

SIZE = 128 << 20
_mounted = []


@atexit.register
def _unmount():
    for path in _mounted:
        subprocess.run(["umount", "-l", path], capture_output=True)


def mount():
    """A tmpfs of our own; nil when we may not mount."""
    place = folder("disk")
    if os.geteuid() != 0:
        return None
    result = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={SIZE},mode=755", "tmpfs", place], capture_output=True, text=True)
    if result.returncode:
        return None
    _mounted.append(place)
    return place


def remount(place, options):
    subprocess.run(["mount", "-o", f"remount,{options},size={SIZE}", place], check=True, capture_output=True)


class Ballast:
    """A file that takes all room, and gives it back."""

    def __init__(self, place):
        self.path = os.path.join(place, "ballast")

    def fill(self):
        with open(self.path, "ab", buffering=0) as file:
            for step in (1 << 20, 1 << 12):
                try:
                    while True:
                        file.write(bytes(step))
                except OSError:
                    pass

    def remove(self):
        if os.path.exists(self.path):
            os.remove(self.path)


def test():
    place = mount()
    if not place:
        return skip("a full disk, a read-only one", "a small tmpfs cannot be mounted: that needs root, and may be forbidden")
    data = os.path.join(place, "data")
    server = Server(data, "--publication-interval", "50ms")
    acknowledged = {}
    post(server, range(300), acknowledged)
    wait_published(server, 300)
    note = request("GET", server.url + "/logs/main/checkpoint")[1]
    ballast = Ballast(place)
    upstream = Upstream()
    upstream.resources["Users"]["u"] = {"id": "u", "userName": "ann", "title": "Clerk"}
    server.json("POST", "/v1/gateways", {"name": "app", "upstream": upstream.url, "timeouts": {"answer": 1}})
    full(server, ballast, acknowledged)
    gateway(server, upstream)
    commands(server, ballast)
    ballast.remove()
    recovered(server, acknowledged)
    gateway_again(server, upstream)
    while_stopped(server, ballast)
    server = read_only(data, place)
    verify(server, acknowledged, note)


def post(server, numbers, acknowledged, size=25):
    """Sends records in batches; answers the refusals."""
    refused = []
    numbers = list(numbers)
    for start in range(0, len(numbers), size):
        batch = numbers[start:start + size]
        status, body, fields = server.request(
            "POST", "/v1/events", json.dumps([event(n, reason="r" * 900) for n in batch]).encode(),
            {"Content-Type": "application/json"})
        answer = json.loads(body or b"null")
        if status in (200, 201):
            for number, result in zip(batch, answer["results"]):
                acknowledged[number] = result["index"]
        else:
            refused.append((status, answer, fields))
    return refused


def full(server, ballast, acknowledged):
    """The disk fills up under a running server: what was prepared ahead still takes records, then there is no more."""
    ballast.fill()
    refused = []
    number = 1000
    while not refused and number < 90_000:
        refused = post(server, range(number, number + 500), acknowledged, size=500)
        number += 500
    check("a full disk refuses records in the end", bool(refused), f"{number} records and no refusal")
    ballast.fill()
    refused += post(server, range(100_000, 100_010), acknowledged, size=1)
    kinds = {status for status, _, _ in refused}
    check("with 507, or 503 once too much waits", kinds <= {507, 503} and 507 in kinds, str(kinds))
    status, problem, fields = next(item for item in refused if item[0] == 507)
    good = fields["Content-Type"] == "application/problem+json" and problem["status"] == 507
    good = good and "No space left" in problem["detail"] and "free some space" in problem["detail"]
    good = good and server.data in problem["detail"]
    check("the problem says that the disk is full, where, and what to do", good, str(problem))
    scim(server)
    status, body, _ = request("GET", server.url + "/readyz")
    reasons = " ".join(json.loads(body)["reasons"])
    check("/readyz says so too", status == 503 and "No space left" in reasons, f"{status} {body[:400]}")
    status, body, _ = server.request("GET", "/logs/main/checkpoint")
    check("what is published is read all the while", status == 200)
    check("the process lives", server.process.poll() is None)


def scim(server):
    """What the log still has room for is made; what is refused says so, and was not made."""
    end = time.monotonic() + 20
    status, number = 201, 0
    while status == 201 and time.monotonic() < end:
        number += 1
        user = {"schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "userName": f"full{number}@example.com"}
        status, body, fields = server.request(
            "POST", "/scim/v2/Users", json.dumps(user).encode(), {"Content-Type": "application/scim+json"})
    answer = json.loads(body)
    good = status in (507, 503) and answer["schemas"] == ["urn:ietf:params:scim:api:messages:2.0:Error"]
    check("SCIM answers 507 or 503 in its own form", good and answer["status"] == str(status), f"{status} {body[:300]}")
    check("  and says why", "No space left" in answer["detail"] or "stands still" in answer["detail"], answer["detail"])
    status, body, _ = server.request("GET", '/scim/v2/Users?filter=userName%20eq%20%22full' + str(number) + '@example.com%22')
    absent = status != 200 or json.loads(body)["totalResults"] == 0
    check("  and the user was not made", absent, f"{status} {body[:200]}")


def title(server, value):
    return request(
        "PATCH", server.url + "/gateway/app/Users/u", json.dumps({
            "schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
            "Operations": [{"op": "replace", "path": "title", "value": value}]}).encode(),
        {"Authorization": "Bearer theirs", "Content-Type": "application/scim+json"})


def gateway(server, upstream):
    """A write through a gateway: what the log has room for passes; then it is refused, and nothing is passed on."""
    end, status, number = time.monotonic() + 20, 200, 0
    while status == 200 and time.monotonic() < end:
        number += 1
        status, body, fields = title(server, f"T{number}")
    answer, before = json.loads(body), len(upstream.arrived)
    good = status == 503 and "Retry-After" in fields and answer["schemas"] == ["urn:ietf:params:scim:api:messages:2.0:Error"]
    check("a gateway answers 503, to be tried again", good, f"{status} {body[:300]}")
    status, body, _ = title(server, "never")
    check("  and passes nothing on", status == 503 and len(upstream.arrived) == before
          and upstream.resources["Users"]["u"]["title"] != "never", f"{status} {upstream.resources}")


def gateway_again(server, upstream):
    status, body, _ = title(server, "again")
    check("  takes writes through the gateway", status == 200, f"{status} {body[:300]}")
    status, answer, _ = server.request(
        "POST", "/v1/gateways/app/reconcile", None, {"Upstream-Authorization": "Bearer theirs"})
    check("  closes what was left open", status == 200 and json.loads(answer)["pending"] == 0, answer)
    upstream.close()


def parts(data):
    return sorted(
        f"{part}/{name}" for part in os.listdir(data) if os.path.isdir(os.path.join(data, part))
        for name in os.listdir(os.path.join(data, part)))


def commands(server, ballast):
    """Administration on a full disk: said to be so, and nothing half-made left."""
    before = parts(server.data)
    ballast.fill()
    status, output, error = server.muster("log", "create", "second", "--origin", "log.example/second")
    text = output + error
    check("muster log create says that the disk is full", status != 0 and "No space left" in text, f"{status} {text}")
    check("  and leaves nothing", parts(server.data) == before, str(set(parts(server.data)) ^ set(before)))
    marks = [name for name in os.listdir(server.data) if name.startswith(("unfinished-", "unrecorded-"))]
    check("  no mark either", not marks, str(marks))
    out = os.path.join(folder("out"), "token")
    status, output, error = server.muster("token", "create", "--name", "late", "--scope", "read", "--out", out)
    text = output + error
    check("muster token create says that the disk is full", status != 0 and "No space left" in text, f"{status} {text}")
    check("  and leaves no value", not os.path.exists(out))
    status, answer = server.json("GET", "/v1/tokens")
    names = [token["name"] for token in answer.get("tokens", []) if token.get("state") == "active"]
    check("  nor a token that is good", status == 200 and "late" not in names, f"{status} {answer}")


def recovered(server, acknowledged):
    """Room again: the same process goes on."""
    end = time.monotonic() + 30
    status = 0
    while status != 200 and time.monotonic() < end:
        status, body, _ = request("GET", server.url + "/readyz")
        time.sleep(0.1)
    check("with room again it is ready without a restart", status == 200, body.decode()[:400])
    refused = post(server, range(200_000, 200_100), acknowledged)
    check("  takes records", not refused, str(refused[:1])[:400])
    user = {"schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "userName": "after@example.com"}
    status, body, _ = server.request(
        "POST", "/scim/v2/Users", json.dumps(user).encode(), {"Content-Type": "application/scim+json"})
    check("  takes SCIM requests", status == 201, f"{status} {body[:300]}")
    last = max(acknowledged.values())
    status, page = server.json("GET", f"/v1/events?order=newest&limit=3&wait={last}")
    check("  its catalog has caught up", status == 200 and page["events"][0]["index"] >= last, f"{status}")
    size = wait_published(server, last + 1)
    check("  and it publishes", size > last, f"{size} of {last + 1}")
    status, output, error = server.muster("token", "create", "--name", "late", "--scope", "read")
    check("  the token's name is free still", status == 0, output + error)
    status, output, error = server.muster("log", "create", "second", "--origin", "log.example/second")
    check("  the log's too", status == 0, output + error)


def while_stopped(server, ballast):
    check("it ends with status 0", server.terminate() == 0)
    ballast.fill()
    for name, arguments in (
        ("log", ["log", "create", "third", "--origin", "log.example/third"]),
        ("token", ["token", "create", "--name", "later", "--scope", "read"]),
    ):
        before = parts(server.data)
        status, output, error = run(*arguments, "--data", server.data)
        text = output + error
        good = status != 0 and "No space left" in text
        check(f"beside a stopped server muster {name} create says so too", good, f"{status} {text}")
        check("  and leaves nothing", parts(server.data) == before, str(set(parts(server.data)) ^ set(before)))
    ballast.remove()


def read_only(data, place):
    """A data directory on a file system that takes no writes: refused, and as it was after that."""
    remount(place, "ro")
    status, output, error = run("serve", "--data", data, "--listen", "127.0.0.1:0", timeout=30)
    check("a read-only data directory is refused", status == 3, f"{status} {output + error}")
    text = output + error
    check("  with the file and the reason", data in text and "ead-only" in text, text)
    remount(place, "rw")
    server = Server(data)
    refused = post(server, range(300_000, 300_001), {})
    check("  and serves when it is writable again", not refused, str(refused[:1]))
    return server


def verify(server, acknowledged, note):
    path = server.data + ".note"
    with open(os.path.join(folder("note"), "checkpoint"), "wb") as file:
        file.write(note)
        path = file.name
    found = {}
    cursor = f"&wait={server.last()}"
    while True:
        status, page = server.json("GET", f"/v1/events?source=tests&order=oldest&limit=500{cursor}")
        if status != 200:
            break
        for item in page["events"]:
            found.setdefault(int(item["id"][2:]), []).append(item["index"])
        if page["next"] is None:
            break
        cursor = f"&cursor={page['next']}"
    lost = [number for number, index in acknowledged.items() if found.get(number) != [index]]
    check(f"{len(acknowledged)} acknowledged records stand once, where they were said to", not lost, str(lost[:5]))
    check("it ends with status 0 again", server.terminate() == 0)
    for name in ("main", "second"):
        older = ["--checkpoint", path] if name == "main" else []
        status, output, error = run(os.path.join(server.data, "logs", name), *older, program=MUSTER_VERIFY)
        check(f"muster-verify passes for {name}", status == 0, output + error)
