"""The console in Debian's Chromium: signing in, searching, a record and its proof, histories, access, keys, sizes, colours.

The browser's work is done in a process of its own, with the Python environment of the tools: see `console_browser.py`.
"""

import json
import os

from harness import ROOT, Server, check, folder, run, skip

PYTHON = str(ROOT / ".build/tools/bin/python3")
CHROMIUM = "/usr/bin/chromium"


def test():
    if not os.path.exists(CHROMIUM):
        skip("the console in a browser", f"{CHROMIUM} is missing: install Debian's package chromium")
        return
    status, _, error = run(program=str(ROOT / "scripts/python-tools"), timeout=600)
    if status != 0:
        skip("the console in a browser", (error.strip().splitlines() or ["the tools are missing"])[-1])
        return
    server = Server(os.path.join(folder("console"), "data"))
    fill(server)
    status, output, error = run(
        str(ROOT / "scripts/tests/console_browser.py"), server.url, server.token_file,
        os.environ.get("MUSTER_SHOTS", ""), program=PYTHON, timeout=400)
    for line in output.splitlines():
        result = json.loads(line)
        check(result["name"], result["good"], result["detail"])
    check("the browser's checks run to their end", status == 0, error[-2000:])
    check("the server ends with status 0", server.terminate() == 0)


def fill(server):
    """A small company, with a name that wants to be a script."""
    evil = "<script>alert(1)</script>"
    records = []

    def add(action, subject, resource=None, changes=(), **more):
        record = {"id": f"c-{len(records)}", "action": action, "source": "hr", "subject": subject, **more}
        if resource:
            record["resource"] = resource
        if changes:
            record["changes"] = list(changes)
        records.append(record)

    people = [{"type": "user", "id": f"u-{n}", "name": name, "namespace": "hr"}
              for n, name in enumerate(["bjensen", "jsmith", "mgarcia", "alee", evil])]
    auditors = {"type": "group", "id": "g-1", "name": "Auditors", "namespace": "hr"}
    admins = {"type": "role", "id": "r-1", "name": "Payroll administrator", "namespace": "hr"}
    for person in people:
        add("user.create", person, changes=[
            {"path": "userName", "after": person["name"]},
            {"path": "emails", "after": [{"value": f"{person['id']}@example.com", "type": "work"}]}])
    for person in people[:3]:
        add("group.member.add", person, auditors, transaction="t-1")
    add("group.role.assign", auditors, admins)
    add("user.update", people[0], reason="annual review", changes=[
        {"path": "title", "before": "Clerk", "after": "Auditor"},
        {"path": "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department", "before": "Sales"},
        {"path": "phoneNumbers", "before": ["+1 555 0100", "+1 555 0101"], "after": ["+1 555 0101", "+1 555 0199"]},
        {"path": "active", "after": True}])
    add("role.assign", people[1], admins, outcome="refused", reason="not in the list of administrators")
    add("group.member.remove", people[1], auditors, occurredAt="2026-01-05T10:00:00Z")
    payroll = {"type": "role", "id": "r-2", "name": "Mallory's role", "namespace": "hr"}
    for person in people[2:4]:
        add("role.assign", person, payroll, transaction="t-2", actor=people[1])
    add("user.update", people[0], actor=people[3], changes=[{"path": "title", "after": "Owned"}])
    add("role.revoke", people[2], payroll, actor=people[0])
    for n in (1, 2):
        add("user.update", people[0], actor={"type": "user", "id": f"twin-{n}", "name": "twin", "namespace": f"twins{n}"},
            changes=[{"path": "title", "after": f"Twin {n}"}])
    for n in range(60):
        add("user.update", people[n % 5], changes=[{"path": "title", "before": f"Step {n}", "after": f"Step {n + 1}"}])
    for record in records:
        status, answer, _ = server.request("POST", "/v1/events", record)
        if status != 201:
            raise RuntimeError(f"{record['id']} was answered with {status}: {answer[:300]}")
    status, _, _ = server.request("GET", f"/v1/events?limit=1&wait={server.last()}")
    assert status == 200, status
