"""One person under several identities, and the record of who reads: over HTTP, on the command line, across a restart and
a catalog that is built again."""

import json
import os
import shlex
import shutil

from harness import MUSTER_VERIFY, Server, check, folder, request, run, wait_published


def test():
    data = os.path.join(folder("links"), "data")
    server = Server(data, "--reading-record", "true")
    fill(server)
    suggestions(server)
    linking(server)
    access(server)
    check("the server ends with status 0", server.terminate() == 0)
    shutil.rmtree(os.path.join(data, "catalog"))
    server = Server(data, "--reading-record", "true", "--identities-match", "externalId")
    after_restart(server)
    parting(server)
    check("the server ends with status 0 again", server.terminate() == 0)
    server = Server(data, "--reading-record", "false")
    reading(server)
    verifying(server)
    check("the server ends with status 0 at last", server.terminate() == 0)


def record(number, who, name, source, **members):
    return {
        "id": f"l-{number}", "action": "user.update", "source": source,
        "subject": {"type": "user", "id": who, "name": name, **members},
        "changes": [{"path": "title", "after": f"title {number}"}]}


def fill(server):
    records = [
        record(1, "okta-1", "bjensen", "okta"), record(2, "hr-7", "Barbara Jensen", "hr"),
        record(3, "ad-9", "bjensen", "ad"), record(4, "x-1", "Quentin", "okta", externalId="E-55"),
        record(5, "x-2", "quentin.t", "hr", externalId="e-55")]
    status, output, error = server.muster("append", input="".join(json.dumps(item) + "\n" for item in records))
    check("five records are taken", status == 0 and "5 recorded" in output, output + error)


def suggestions(server):
    """What means several is answered with the very command that was typed, once for each candidate; and that works."""
    server.muster("history", "ad-9", "--wait", server.last())
    grants = [{"id": f"tw-{number}", "action": "role.assign", "source": f"s{number}", "subject": {"type": "user", "id": f"tw-{number}"},
               "resource": {"type": "role", "id": f"twin-{number}", "name": "Twin"}} for number in range(2)]
    status, output, error = server.muster("append", input="".join(json.dumps(item) + "\n" for item in grants))
    server.muster("history", "tw-1", "--wait", server.last())
    cases = [
        (["history", "bjensen", "--role", "any", "--limit", "3"], ["--role any --limit 3", "--type user --namespace okta"]),
        (["history", "bjensen", "--spans"], ["--spans", "--type user --namespace ad"]),
        (["access", "bjensen", "--at", "2026-06-30", "--view", "effective"], ["access okta-1 --type user", "--at 2026-06-30 --view effective"]),
        (["access", "--resource", "Twin", "--json"], ["access --resource twin-1 --type role --namespace s1 --json"]),
        (["impact", "--actor", "bjensen", "--since", "2026-01-01"], ["impact --actor ad-9 --type user --namespace ad --since 2026-01-01"]),
        (["link", "list", "bjensen"], ["link list "]),
        (["report", "access-review", "resource=Twin", "zone=Europe/Berlin"], ["report access-review ", "zone=Europe/Berlin"]),
    ]
    for words, parts in cases:
        status, output, error = server.muster(*words)
        told = [shlex.split(line.split(": ", 1)[-1]) for line in error.splitlines() if "--server" in line]
        check(f"{words[0]}: several are called so, and each has a command", status == 1 and len(told) == 2
              and all(part in error for part in parts), error)
        check(f"{words[0]}: it is the command that was typed", all(line[1] == words[0] for line in told), error)
        answers = [run(*line[1:]) for line in told]
        check(f"{words[0]}: the commands name one each", all(answer[0] == 0 for answer in answers), str(answers)[:500])
    status, output, error = server.muster("unlink", "x-1", "bjensen", "--reason", "a slip")
    told = [shlex.split(line.split(": ", 1)[-1]) for line in error.splitlines() if "--server" in line]
    check("unlink: the name that means several is replaced, and no other", status == 1 and len(told) == 2
          and all(line[1:3] == ["unlink", "x-1"] and line[4:6] == ["--reason", "a slip"] for line in told), error)


def linking(server):
    last = server.last()
    status, output, error = server.muster("history", "bjensen", "--wait", last)
    check("two are called so: status 1, candidates", status == 1 and "okta-1" in error and "ad-9" in error, error)
    status, output, error = server.muster("link", "bjensen", "hr-7")
    check("linking an ambiguous name: status 1, candidates", status == 1 and "okta-1" in error, error)
    status, output, error = server.muster("link", "user:okta-1", "nobody-at-all")
    check("linking somebody unknown: status 1", status == 1 and "No entry" in error, error)
    status, output, error = server.muster("link", "user:okta-1", "ad-9", "Barbara Jensen", "--reason", "ticket 71")
    check("muster link", status == 0 and "one person" in output and output.count("entry ") == 2, output + error)
    status, output, error = server.muster("link", "ad-9", "hr-7", "--json")
    check("again it is a no-op that says so", status == 0 and json.loads(output)["status"] == "unchanged", output)
    status, output, error = server.muster("link", "ad-9")
    check("one name is too few: status 2", status == 2, error)
    answer = everybody(server, "bjensen")
    check("the name means one person now", [item["id"] for item in answer["identities"]][0] in ("okta-1", "ad-9"))
    check("the history is that of all", len(answer["events"]) == 5, str(len(answer["events"])))
    check("each says why", sorted(item["by"] for item in answer["identities"]) == ["asked", "link", "link"])
    status, output, error = server.muster("history", "bjensen")
    check("muster history shows the others", status == 0 and output.count("also user") == 2, output[:400])
    status, output, error = server.muster("link", "list", "hr-7")
    check("muster link list NAME", status == 0 and output.count("by link") == 2, output + error)
    status, output, error = server.muster("link", "list", "--json")
    check("muster link list", status == 0 and len(json.loads(output)["links"]) == 2, output + error)
    reader = server.json("POST", "/v1/tokens", {"name": "reader", "scopes": ["read"]})[1]["token"]
    status, body, _ = request(
        "POST", server.url + "/v1/links", {"identities": ["okta-1", "x-1"]}, {"Authorization": f"Bearer {reader}"})
    check("linking takes the scope link", status == 403 and b'"link"' in body, str(body))
    status, body, _ = request(
        "GET", server.url + "/v1/subjects/quentin.t", None, {"Authorization": f"Bearer {reader}"})
    check("another token reads", status == 200, str(body))
    status, answer = server.json("DELETE", "/v1/links", {"identities": ["okta-1", "ad-9"]})
    check("DELETE is no way to part", status == 405, str(answer))


def access(server):
    """What a person of three identities has: each line says of which."""
    def grant(number, action, who, role):
        return {"id": f"g-{number}", "action": action, "source": "hr", "subject": {"type": "user", **who},
                "resource": {"type": "role", "id": role, "name": f"Role {role}"}}

    okta = {"id": "okta-1", "name": "bjensen", "namespace": "okta"}
    hr = {"id": "hr-7", "name": "Barbara Jensen", "namespace": "hr"}
    other = {"id": "z-1", "name": "zoe", "namespace": "okta"}
    records = [grant(1, "role.assign", okta, "r-1"), grant(2, "role.assign", hr, "r-2"), grant(3, "role.assign", hr, "r-1"),
               grant(4, "role.assign", other, "r-2")]
    status, output, error = server.muster("append", input="".join(json.dumps(item) + "\n" for item in records))
    check("four grants are taken", status == 0 and "4 recorded" in output, output + error)
    everybody(server, "hr-7")
    status, output, error = server.muster("access", "Barbara Jensen")
    lines = [line.split() for line in output.splitlines()]
    check("muster access names the other identities, and why", status == 0 and output.count("also user") == 2
          and output.count("by link") == 2, output + error)
    head = next((line for line in lines if line[:1] == ["WHAT"]), [])
    check("the last column says whose a line is", head[-1:] == ["OF"], output)
    held = sorted((line[2], " ".join(line[-2:])) for line in lines if line[:2] == ["role", "Role"])
    check("each line says of which identity it is", held == [
        ("r-1", "Barbara Jensen"), ("r-1", "user bjensen"), ("r-2", "Barbara Jensen")], f"{held} {output}")
    status, output, error = server.muster("access", "z-1")
    check("of a person with one identity nothing of that is said", status == 0 and "role Role r-2" in output
          and " OF" not in output and "also" not in output, output + error)
    status, output, error = server.muster("access", "--resource", "role:r-1")
    check("asked the other way round the holders are named", status == 0 and " OF" not in output
          and "user bjensen" in output and "user Barbara Jensen" in output, output + error)


def everybody(server, name):
    # What was just answered is durable; the catalog takes it in a moment later, and is waited for.
    size = server.json("POST", "/v1/logs/main/publish")[1]["size"]
    status, answer = server.json("GET", f"/v1/subjects/{name}?wait={size - 1}")
    check(f"the history of {name} is answered", status == 200, str(answer))
    return answer


def after_restart(server):
    answer = everybody(server, "hr-7")
    check("links hold when the catalog is built again", len(answer["identities"]) == 3, str(answer["identities"]))
    answer = everybody(server, "quentin.t")
    found = [(item["id"], item["by"]) for item in answer["identities"]]
    check("the configuration matches externalId", found == [("x-2", "asked"), ("x-1", "externalId")], str(found))
    check("and the history is that of both", len(answer["events"]) == 2)


def parting(server):
    status, output, error = server.muster("unlink", "okta-1", "ad-9", "hr-7", "--reason", "namesakes")
    check("muster unlink", status == 0 and output.count("entry ") == 2, output + error)
    check("they are three again", len(everybody(server, "hr-7")["identities"]) == 1)
    status, output, error = server.muster("unlink", "okta-1", "ad-9", "--json")
    check("parting again is a no-op", status == 0 and json.loads(output)["status"] == "unchanged", output)
    status, output, error = server.muster("unlink", "x-1", "x-2")
    check("a match is parted expressly", status == 0 and "entry " in output, output + error)
    check("and joins them no more", len(everybody(server, "x-1")["identities"]) == 1)


def reading(server):
    """What was read while the first two servers ran is on record since they stopped."""
    events = []
    for action in ["read.history", "read.search", "read.access"]:
        status, answer = server.json("GET", f"/v1/events?action={action}&limit=500")
        check(f"{action} can be searched for", status == 200, str(answer))
        events += answer["events"]
    check("who read is on record", {event["actor"]["id"] for event in events} == {"bootstrap", "reader"}, str(events)[:400])
    check("as entries of their own kind", all(event["kind"] == "access" for event in events))
    about = [event for event in events if event["actor"]["id"] == "reader"]
    check("with whom it was about", [event["subject"]["id"] for event in about] == ["x-2"], str(about))
    check("and how often", all(event["extra"]["count"] >= 1 for event in events))
    text = json.dumps(events).lower()
    check("names and words of the questions stand nowhere", "quentin" not in text and "jensen" not in text, text[:400])
    answer = everybody(server, "x-2")
    check("reading is no part of a history", all(event["kind"] != "access" for event in answer["events"]))
    size = server.last()
    for _ in range(3):
        server.json("GET", "/v1/events")
    check("switched off, nothing is recorded", server.last() == size)


def verifying(server):
    wait_published(server, server.last() + 1)
    vkey = json.loads(run("log", "show", "main", "--data", server.data, "--json")[1])["vkey"]
    status, output, error = run(server.log, "--vkey", vkey, program=MUSTER_VERIFY)
    check("muster-verify passes, and knows every kind", status == 0 and "of a kind" not in output, output + error)
    status, output, error = run("verify", server.log, "--vkey", vkey)
    check("muster verify passes", status == 0, output + error)
