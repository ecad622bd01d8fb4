"""Runs the end-to-end tests: all of them, or those named.

The last line is `N passed, N failed` (with the number skipped when any was); the exit status is 1 when any failed.
"""

import importlib
import sys
import time
import traceback

import harness

NAMES = [
    "start", "commands", "ask", "administration", "links", "scim", "directory", "providers", "models", "gateway", "console", "kill", "flips", "verify", "tlog", "disk", "faults", "ways", "tls",
]


def main():
    names = sys.argv[1:] or NAMES
    unknown = [name for name in names if name not in NAMES]
    if unknown:
        print(f"there is no test {unknown[0]}; there are {', '.join(NAMES)}", file=sys.stderr)
        return 2
    for name in names:
        print(f"== {name}", flush=True)
        started = time.monotonic()
        try:
            importlib.import_module(f"test_{name}").test()
        except Exception:
            traceback.print_exc(file=sys.stdout)
            harness.check(f"{name} runs to its end", False, "see above")
        print(f"      {name} took {time.monotonic() - started:.1f} s", flush=True)
    rest = f", {harness.skipped} skipped" if harness.skipped else ""
    print(f"{harness.passed} passed, {harness.failed} failed{rest}", flush=True)
    return 1 if harness.failed else 0


if __name__ == "__main__":
    sys.exit(main())
