"""A real SCIM client's conformance checks against /scim/v2, held to a count, and the published schemas held to RFC 7643."""

import collections
import os
import re
import subprocess

import rfc7643
from harness import ROOT, Server, check, environment, folder, run, skip, wait_published

TOOLS = ROOT / ".build/tools/bin"
# A service that publishes fewer attributes is asked fewer questions: hence the exact number, and the list below.
CHECKS = 135


def test():
    server = Server(os.path.join(folder("scim"), "data"))
    published_schemas(server)
    if conformance(server):
        wait_published(server, 100)
    check("the server ends with status 0", server.terminate() == 0)
    status, output, error = run("verify", server.log)
    check("verify passes on the log that this left", status == 0, output + error)


def published_schemas(server):
    status, answer = server.json("GET", "/scim/v2/Schemas")
    schemas = {schema["id"]: schema for schema in answer["Resources"]}
    check("the schemas of RFC 7643 are published, and no others",
          status == 200 and list(schemas) == list(rfc7643.SCHEMAS) and answer["totalResults"] == 3, list(schemas))
    for urn, text in rfc7643.SCHEMAS.items():
        expected, found = rfc7643.parse(text), rfc7643.published(schemas[urn]["attributes"])
        wrong = [path for path in {**expected, **found} if expected.get(path) != found.get(path)]
        check(f"{urn.split(':')[-1]} {urn.split(':')[-3]}: every attribute and characteristic is that of RFC 7643",
              not wrong, [(path, expected.get(path), found.get(path)) for path in wrong])
        _, one = server.json("GET", "/scim/v2/Schemas/" + urn)
        check(f"{urn.split(':')[-3]} {schemas[urn]['name']} alone is the same", one == schemas[urn])


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
