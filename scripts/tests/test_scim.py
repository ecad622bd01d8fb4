"""A real SCIM client's conformance checks against /scim/v2, held to a count, and the published schemas held to RFC 7643."""

import collections
import json
import os
import re
import subprocess

import rfc7643
from harness import ROOT, Server, check, environment, folder, request, run, skip, wait_published
from scimclient import CORE, Client, records

TOOLS = ROOT / ".build/tools/bin"
# A service that publishes fewer attributes is asked fewer questions: hence the exact number, and the list below.
CHECKS = 135


def test():
    server = Server(os.path.join(folder("scim"), "data"), "--limits-body", "4MiB")
    published_schemas(server)
    bad_input(server)
    conversation(server)
    if conformance(server):
        wait_published(server, 100)
    check("the server ends with status 0", server.terminate() == 0)
    status, output, error = run("verify", server.log)
    check("verify passes on the log that this left", status == 0, output + error)


def published_schemas(server):
    status, answer = server.json("GET", "/scim/v2/Schemas")
    schemas = {schema["id"]: schema for schema in answer["Resources"]}
    check("the schemas of RFC 7643 8.7.1 are listed, and no others",
          status == 200 and list(schemas) == list(rfc7643.SCHEMAS)[:3] and answer["totalResults"] == 3, list(schemas))
    for urn, text in rfc7643.SCHEMAS.items():
        if urn not in schemas:  # Those of section 8.7.2 are found by their ids.
            schemas[urn] = server.json("GET", "/scim/v2/Schemas/" + urn)[1]
        expected, found = rfc7643.parse(text), rfc7643.published(schemas[urn]["attributes"])
        wrong = [path for path in {**expected, **found} if expected.get(path) != found.get(path)]
        check(f"{urn.split(':')[-1]} {urn.split(':')[-3]}: every attribute and characteristic is that of RFC 7643",
              not wrong, [(path, expected.get(path), found.get(path)) for path in wrong])
        _, one = server.json("GET", "/scim/v2/Schemas/" + urn)
        check(f"{urn.split(':')[-3]} {schemas[urn]['name']} alone is the same", one == schemas[urn])


# What only the wire can bring: name, method, path, body, header fields, status, scimType, what the detail names, reason.
RAW = [
    ("invalid UTF-8 in a body", "POST", "/Users", b'{"schemas":["' + CORE.encode() + b'User"],"userName":"\xff\xfe"}', {},
     400, "invalidSyntax", "JSON", "invalidSyntax"),
    ("half an escape", "POST", "/Users", b'{"userName":"\\ud800"}', {}, 400, "invalidSyntax", "JSON", "invalidSyntax"),
    ("no content type", "POST", "/Users", b"{}", {"Content-Type": ""}, 415, None, "content type", "status 415"),
    ("a form", "PUT", "/Users/1", b"a=1", {"Content-Type": "application/x-www-form-urlencoded"}, 415, None, "content type",
     "status 415"),
    ("another charset", "PATCH", "/Users/1", b"{}", {"Content-Type": "application/scim+json; charset=latin1"}, 415, None,
     "content type", "status 415"),
    ("a body over the limit", "POST", "/Bulk", b" " * (5 << 20), {}, 413, None, "limits.body", "status 413"),
    ("a query that is no UTF-8", "GET", "/Users?filter=%ff", None, {}, 400, "invalidSyntax", "query", "status 400: query"),
    ("a path that is no UTF-8", "PUT", "/Users/%ff", b"{}", {}, 404, None, "UTF-8", "status 404"),
    ("an unquoted filter value", "GET", "/Users?filter=userName+eq+ann", None, {}, 400, "invalidFilter", "userName",
     "invalidFilter: userName"),
    ("a tag without its quote", "DELETE", "/Users/1", None, {"If-Match": 'W/"1'}, 400, "invalidVers", "If-Match",
     "invalidVers: meta.version"),
]


def bad_input(server):
    """Each is refused as it must be, and the attempt is on record under the request's own id."""
    for number, (name, method, path, body, headers, status, scim_type, named, reason) in enumerate(RAW):
        headers = {"Authorization": "Bearer " + server.token, "Content-Type": "application/scim+json", **headers,
                   "X-Request-Id": f"raw-{number}"}
        found, answer, fields = request(method, server.url + "/scim/v2" + path, body, {
            key: value for key, value in headers.items() if value or key != "Content-Type"} if body is None else headers)
        answer = json.loads(answer)
        good = (found == status and answer.get("scimType") == scim_type and named in answer["detail"]
                and answer["status"] == str(status) and answer["schemas"] == ["urn:ietf:params:scim:api:messages:2.0:Error"]
                and {key.lower(): value for key, value in fields.items()}["content-type"] == "application/scim+json")
        events = [(event["outcome"], event.get("reason")) for event in records(server, f"raw-{number}")]
        check(f"{name}: {status}, and on record", good and events == [("refused", reason)], (found, answer, events))
    check("nobody was made by any of it", server.json("GET", "/scim/v2/Users")[1]["totalResults"] == 0)


def conversation(server):
    """Bulk, sorting and cursors over HTTP."""
    client = Client(server)
    operations = [
        {"method": "POST", "path": "/Groups", "bulkId": "g", "data": {
            "schemas": [CORE + "Group"], "displayName": "All", "members": [
                {"value": f"bulkId:u{number}"} for number in range(30)]}}
    ] + [{"method": "POST", "path": "/Users", "bulkId": f"u{number}", "data": {
        "schemas": [CORE + "User"], "userName": f"u{number:02}", "title": "abc"[number % 3]}} for number in range(30)]
    status, answer, _ = client.send("POST", "/Bulk", {
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:BulkRequest"], "failOnErrors": 1, "Operations": operations})
    check("a bulk request with references ahead makes 31 resources",
          status == 200 and [one["status"] for one in answer["Operations"]] == ["201"] * 31, answer)
    names, cursor, pages = [], "", 0
    while cursor is not None:
        _, page, _ = client.send("GET", "/Users", query={
            "cursor": cursor, "count": 7, "sortBy": "title", "sortOrder": "descending", "attributes": "userName,title"})
        names += [(user["title"], user["userName"]) for user in page["Resources"]]
        cursor, pages = page.get("nextCursor"), pages + 1
    check("five pages by cursor hold everybody once, in order",
          pages == 5 and len(set(names)) == 30 and [title for title, _ in names] == sorted("abc" * 10, reverse=True), names)
    _, group, _ = client.send("GET", "/Groups", query={"filter": 'displayName eq "all"'})
    group = group["Resources"][0]
    check("the group has them all", len(group["members"]) == 30)
    deletions = [{"method": "DELETE", "path": "/Users/" + member["value"]} for member in group["members"]]
    status, answer, _ = client.send("POST", "/Bulk", {
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:BulkRequest"],
        "Operations": [{"method": "DELETE", "path": "/Groups/" + group["id"], "version": group["meta"]["version"]}] + deletions})
    check("and 31 deletions leave nothing",
          {one["status"] for one in answer["Operations"]} == {"204"}
          and client.send("GET", "/")[1]["totalResults"] == 0, answer)


def conformance(server):
    status, _, error = run(program=str(ROOT / "scripts/python-tools"), timeout=600)
    if status != 0:
        skip("scim2-tester against /scim/v2", (error.strip().splitlines() or ["the tools are missing"])[-1])
        return False
    result = subprocess.run(
        [str(TOOLS / "scim"), "-u", server.url + "/scim/v2", "test"], capture_output=True, text=True, timeout=300,
        env={**environment(), "SCIM_CLI_HEADERS": "Authorization: Bearer " + server.token, "NO_COLOR": "1"})
    counts = collections.Counter(re.findall(r"^([A-Z]{5,})\b", result.stdout, re.MULTILINE))
    told = ", ".join(f"{number} {name}" for name, number in counts.most_common())
    print(f"      scim2-tester: {sum(counts.values())} checks: "
          f"{told or result.stdout[-300:] + result.stderr[-300:]}", flush=True)
    for line in result.stdout.splitlines():
        if re.match(r"^[A-Z]{5,}\b", line) and not line.startswith("SUCCESS"):
            print("      " + line[:200], flush=True)
    check(f"scim2-tester: {CHECKS} checks, every one a success",
          counts == {"SUCCESS": CHECKS} and result.returncode == 0, told)
    return True
