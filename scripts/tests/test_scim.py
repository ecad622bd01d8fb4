"""A real SCIM client's conformance checks against /scim/v2, held to a recorded number."""

import collections
import os
import re
import subprocess

from harness import ROOT, Server, check, environment, folder, run, skip, wait_published

TOOLS = ROOT / ".build/tools/bin"
# Checks that passed when this was written, of 135. Raise it whenever more pass.
RECORDED = 135


def test():
    status, _, error = run(program=str(ROOT / "scripts/python-tools"), timeout=600)
    if status != 0:
        skip("scim2-tester against /scim/v2", (error.strip().splitlines() or ["the tools are missing"])[-1])
        return
    server = Server(os.path.join(folder("scim"), "data"))
    result = subprocess.run(
        [str(TOOLS / "scim"), "-u", server.url + "/scim/v2", "test"], capture_output=True, text=True, timeout=300,
        env={**environment(), "SCIM_CLI_HEADERS": "Authorization: Bearer " + server.token, "NO_COLOR": "1"})
    counts = collections.Counter(re.findall(r"^([A-Z]{5,})\b", result.stdout, re.MULTILINE))
    total = sum(counts.values())
    told = ", ".join(f"{number} {name}" for name, number in counts.most_common())
    print(f"      scim2-tester: {total} checks: {told or result.stdout[-300:] + result.stderr[-300:]}", flush=True)
    for line in result.stdout.splitlines():
        if re.match(r"^[A-Z]{5,}\b", line) and not line.startswith("SUCCESS"):
            print("      " + line[:200], flush=True)
    check(f"at least {RECORDED} checks succeed", counts["SUCCESS"] >= RECORDED, f"{counts['SUCCESS']} did")
    wait_published(server, 100)
    check("the server ends with status 0", server.terminate() == 0)
    status, output, error = run("verify", server.log)
    check("verify passes on the log that this left", status == 0, output + error)
