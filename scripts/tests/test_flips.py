"""One flipped bit anywhere in a log's public files is found by the verifiers, which name the file."""

import json
import os
import random
import shutil

from harness import MUSTER_VERIFY, Server, check, event, folder, run, wait_published

FLIPS = int(os.environ.get("MUSTER_FLIPS", "200"))
KINDS = {
    "checkpoint": lambda path: path == "checkpoint",
    "tile": lambda path: path.startswith("tile/") and not path.startswith("tile/entries/"),
    "bundle": lambda path: path.startswith("tile/entries/"),
    "sealed bundle": lambda path: path.startswith("sealed/"),
}


def test():
    place = folder("flips")
    server = Server(os.path.join(place, "data"))
    lines = "".join(json.dumps(event(number)) + "\n" for number in range(640))
    status, output, error = server.muster("append", "--ack", "published", input=lines)
    check("a log of some 640 entries", status == 0, output + error)
    wait_published(server, 641)
    log = json.loads(run("log", "show", "main", "--data", server.data, "--json")[1])
    server.terminate()
    copy = os.path.join(place, "copy")
    shutil.copytree(server.log, copy)
    programs = [("muster verify", ["verify", copy, "--vkey", log["vkey"]], {}),
                ("muster-verify", [copy, "--vkey", log["vkey"]], {"program": MUSTER_VERIFY})]
    for name, arguments, options in programs:
        status, output, error = run(*arguments, **options)
        check(f"{name} passes on the untouched copy", status == 0, output + error)
    flip_all(copy, programs)
    status, output, error = run(*programs[0][1])
    check("and passes again once all is put back", status == 0, output + error)


def files(copy):
    found = []
    for base, _, names in os.walk(copy):
        found += [os.path.relpath(os.path.join(base, name), copy) for name in names]
    return sorted(found)


def flip_all(copy, programs):
    seed = int(os.environ.get("MUSTER_SEED", random.randrange(1 << 32)))
    chance = random.Random(seed)
    print(f"      seed {seed} (MUSTER_SEED), {FLIPS} flips", flush=True)
    paths = files(copy)
    kinds = {kind: [path for path in paths if test(path)] for kind, test in KINDS.items()}
    check("there are files of every kind", all(kinds.values()), str({k: len(v) for k, v in kinds.items()}))
    missed, unnamed = [], []
    for number in range(FLIPS):
        kind = list(kinds)[number % len(kinds)]
        path = chance.choice(kinds[kind])
        with open(os.path.join(copy, path), "r+b") as file:
            content = file.read()
            offset, bit = chance.randrange(len(content)), chance.randrange(8)
            file.seek(offset)
            file.write(bytes([content[offset] ^ 1 << bit]))
        for name, arguments, options in programs:
            status, output, error = run(*arguments, **options)
            if status != 1:
                missed.append(f"{name}: {path} byte {offset} bit {bit}: status {status}")
            elif path not in output + error:
                unnamed.append(f"{name}: {path} byte {offset}: {(output + error).strip()[:200]}")
        with open(os.path.join(copy, path), "r+b") as file:
            file.write(content)
    check(f"all {FLIPS} flips are caught by both programs", not missed, "; ".join(missed[:5]))
    check("each time the damaged file is named", not unnamed, f"{len(unnamed)}: " + "; ".join(unnamed[:3]))
