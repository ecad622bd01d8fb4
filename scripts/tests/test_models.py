"""Filters and PATCH held against a second opinion, scim2-models, in thousands of random cases.

The work is done in a process of its own, with the Python environment of the tools: see `models_filters.py` and
`models_patches.py`. `MUSTER_SEED` repeats a run; the seed is printed.
"""

import os
import random
import subprocess

from harness import ROOT, Server, check, environment, folder, run, skip

PYTHON = str(ROOT / ".build/tools/bin/python3")
CASES = {"filters": 4_000, "patches": 3_000}


def test():
    status, _, error = run(program=str(ROOT / "scripts/python-tools"), timeout=600)
    if status != 0:
        skip("scim2-models as a second opinion", (error.strip().splitlines() or ["the tools are missing"])[-1])
        return
    seed = os.environ.get("MUSTER_SEED") or str(random.randrange(1 << 32))
    print(f"      MUSTER_SEED={seed}", flush=True)
    for name, cases in CASES.items():
        server = Server(os.path.join(folder("models"), "data"))
        result = subprocess.run(
            [PYTHON, str(ROOT / f"scripts/tests/models_{name}.py"), str(server.port), seed, str(cases)],
            capture_output=True, text=True, timeout=600, env={**environment(), "MUSTER_TEST_TOKEN": server.token})
        print("      " + "\n      ".join(result.stdout.strip().splitlines()), flush=True)
        check(f"{cases} random {name}: every difference to scim2-models is an explained one",
              result.returncode == 0, result.stdout[-3000:] + result.stderr[-3000:])
        check(f"the server outlives the {name}", server.terminate() == 0)
