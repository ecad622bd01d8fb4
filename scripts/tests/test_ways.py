"""Ways out: backups under load, restored; each refusal of a start, recovered from a copy and into a successor."""

import json
import os
import random
import shutil
import stat
import subprocess
import threading

from harness import MUSTER, Server, check, event, folder, request, run

WRITERS = 4
INTERRUPTIONS = 8


def test():
    place = folder("ways")
    backups(place)
    refusals(place)


# Backup and restore.


class Writer(threading.Thread):
    """Appends records one after the other until it is stopped; knows which were acknowledged, and where they stand."""

    def __init__(self, server, name):
        super().__init__(daemon=True)
        self.server, self.label, self.acknowledged, self.stopped = server, name, {}, False

    def run(self):
        number = 0
        while not self.stopped:
            record = event(number, id=f"{self.label}-{number}", source="ways")
            status, answer, _ = self.server.request("POST", "/v1/events", record)
            if status in (200, 201):
                self.acknowledged[record["id"]] = json.loads(answer)["index"]
            number += 1


def backups(place):
    data, copy, keys = (os.path.join(place, name) for name in ("data", "copy", "keys"))
    server = Server(data)
    run("log", "create", "payroll", "--origin", "audit.test/payroll", "--data", data)
    writers = [Writer(server, f"w{number}") for number in range(WRITERS)]
    for writer in writers:
        writer.start()
    while min(len(writer.acknowledged) for writer in writers) < 100:
        threading.Event().wait(0.02)
    before = {name: index for writer in writers for name, index in list(writer.acknowledged.items())}
    status, output, error = run("backup", copy, "--keys", keys, "--data", data, "--json")
    during = sum(len(writer.acknowledged) for writer in writers) - len(before)
    check("backup beside a running server", status == 0, output + error)
    manifest = json.loads(output or "{}")
    sizes = {log["name"]: log["size"] for log in manifest.get("logs", [])}
    check("it has every log", sorted(sizes) == ["main", "payroll"], output)
    check(
        f"{len(before)} records acknowledged before are in it, while {during} more were written",
        during > 0 and all(index < sizes["main"] for index in before.values()), f"{sizes} {max(before.values())}")
    status, output, error = run("verify", f"{copy}/logs/main", "--keys", f"{keys}/main")
    check("verify passes on the copy, and opens its records", status == 0 and "opened and compared" in output, output + error)
    found = sorted(name for _, _, names in os.walk(copy) for name in names)
    secrets = [name for name in found if name.endswith(".key") or name in ("subjects", "bootstrap-token")]
    check("no key and no token's value is in the copy", not secrets, str(secrets))
    mode = stat.S_IMODE(os.stat(f"{keys}/main/master.key").st_mode) | stat.S_IMODE(os.stat(f"{keys}/main").st_mode)
    check("the keys are readable by their owner alone", mode & 0o077 == 0, oct(mode))
    wrong_places(data, copy, keys, place)
    second = os.path.join(place, "second")
    status, output, error = run("backup", second, "--data", data)
    check("without --keys it says what is left out", status == 0 and "NOT" in output, output + error)
    for writer in writers:
        writer.stopped = True
    for writer in writers:
        writer.join()
    token = server.token
    check("the server ends with status 0", server.terminate() == 0)
    third = os.path.join(place, "third")
    status, output, error = run("backup", third, "--data", data, "--json")
    whole = {name: index for writer in writers for name, index in writer.acknowledged.items()}
    size = json.loads(output or '{"logs": [{"size": 0}]}')["logs"][0]["size"]
    check("backup without a server has everything", status == 0 and size > max(whole.values()), output + error)
    restores(place, copy, keys, token, before, sizes)
    later_checkpoint(place, data, copy, keys, sizes)


def wrong_places(data, copy, keys, place):
    for name, arguments in [
            ("a folder that is not empty", [copy]), ("keys in the copy", [f"{place}/x", "--keys", f"{place}/x/keys"]),
            ("a copy in the data directory", [f"{data}/x"]), ("keys that stand", [f"{place}/x", "--keys", keys])]:
        status, output, error = run("backup", *arguments, "--data", data)
        check(f"backup refuses {name}: status 2", status == 2, f"{status} {output}{error}")


def restores(place, copy, keys, token, acknowledged, sizes):
    data = os.path.join(place, "restored")
    status, output, error = run("restore", copy, "--keys", keys, "--data", data, "--json")
    check("restore", status == 0 and json.loads(output)["keys"] is True, output + error)
    check("it says that what came later is missing", "WARNING" in error and "is not in this copy" in error, error)
    status, _, error = run("restore", copy, "--keys", keys, "--data", data)
    check("restore refuses a directory that is not empty: status 2", status == 2 and "not empty" in error, error)
    status, output, error = run("log", "recover", "main", "--data", data)
    check("the restored log opens", status == 0 and f"{sizes['main']} entries" in output, output + error)
    server = Server(data)
    places = events(server, token)
    lost = [name for name, index in acknowledged.items() if places.get(name) != index]
    check("serve opens it, every record of before is at its place, and tokens work", places and not lost, str(lost[:5]))
    status, answer, _ = request(
        "POST", server.url + "/v1/events", event(1, id="after"), {"Authorization": "Bearer " + token})
    check("it goes on", status == 201, f"{status} {answer}")
    check("and ends with status 0", server.terminate() == 0)
    status, output, error = run("verify", f"{data}/logs/main")
    check("verify passes on it", status == 0, output + error)
    broken = os.path.join(place, "broken")
    shutil.copytree(copy, broken)
    flip(f"{broken}/logs/main/tile/entries/000", 300)
    status, output, error = run("restore", broken, "--keys", keys, "--data", data + "-2")
    check(
        "a damaged copy is refused, by file and entry", status == 1 and "tile/entries/000 entry" in error, f"{status} {error}")
    check("and nothing is made of it", not os.path.exists(data + "-2"))
    os.remove(f"{broken}/backup.json")
    status, output, error = run("restore", broken, "--data", data + "-2")
    check("a copy that was not finished is refused", status == 1 and "backup.json is missing" in error, error)


def later_checkpoint(place, data, copy, keys, sizes):
    """A copy that is known not to be the newest is restored, but not served."""
    restored = os.path.join(place, "later")
    status, output, error = run(
        "restore", copy, "--keys", keys, "--data", restored, "--checkpoint", f"{data}/logs/main/checkpoint")
    check("restore with a later checkpoint: status 1, and how many are missing", status == 1 and "MISSING" in error, error)
    refused = serve(restored)
    check("serve refuses it", "rollback" in refused and "muster log recover main" in refused, refused)
    status, output, error = run("log", "recover", "main", "--from", copy, "--data", restored)
    check("the old copy does not lead out of it: status 1", status == 1 and "neither here nor in the copy" in error, error)
    status, output, error = run("log", "recover", "main", "--from", data, "--data", restored, "--json")
    check("a newer one does", status == 0 and json.loads(output)["size"] > sizes["main"], output + error)
    status, output, error = run("verify", f"{restored}/logs/main")
    check("verify passes on what was recovered", status == 0, output + error)
    os.remove(f"{data}/lock/main/checkpoint")  # `data` is done with: it becomes the log whose lock record is lost


def events(server, token):
    places, cursor = {}, ""
    while True:
        status, answer, _ = request(
            "GET", f"{server.url}/v1/events?source=ways&order=oldest&limit=500{cursor}",
            headers={"Authorization": "Bearer " + token})
        page = json.loads(answer)
        if status != 200:
            return {}
        places.update({item["id"]: item["index"] for item in page["events"]})
        if page["next"] is None:
            return places
        cursor = f"&cursor={page['next']}"


# Refusals.


def refusals(place):
    """Makes a log in two moments, an old and a new one, and damages copies of it."""
    old, new, other = (os.path.join(place, name) for name in ("old", "new", "other"))
    server = Server(new)
    fill(server, 0, 300)
    server.terminate()
    shutil.copytree(new, old)
    server = Server(new)
    fill(server, 300, 420)
    server.terminate()
    stranger = Server(other, "--origin", "stranger.test/main")
    stranger.terminate()
    copy, keys = os.path.join(place, "full"), os.path.join(place, "full-keys")
    status, output, error = run("backup", copy, "--keys", keys, "--data", new)
    check("a copy of it is made", status == 0, output + error)
    rotten = os.path.join(place, "rotten")
    shutil.copytree(new, rotten)
    flip(f"{rotten}/logs/main/tile/entries/000", 500)
    status, output, error = run("backup", rotten + "-copy", "--data", rotten)
    check(
        "a damaged log is not copied as if it were whole: status 1, naming file and entry",
        status == 1 and "tile/entries/000 entry" in error and "not finished" in error, f"{status} {output}{error}")
    check("and its copy has no manifest", not os.path.exists(f"{rotten}-copy/backup.json"))
    for number, (name, finding, damage, wanted) in enumerate(damages(old, new, other)):
        for way in ("copy", "successor") if finding else ("copy",):
            data = os.path.join(place, f"case-{number}-{way}")
            shutil.copytree(new, data)
            damage(data)
            if finding:
                refused = serve(data)
                good = check(
                    f"{name}: refused ({finding}), and the way out is named",
                    finding in refused and "muster log recover main" in refused, refused[-600:])
            else:
                status, output, error = run("verify", f"{data}/logs/main")
                good = check(f"{name}: found by verify", status == 1, output + error)
            if good and way == "copy":
                recover_from_copy(name, data, new, copy, keys, wanted)
            elif good:
                recover_into_successor(name, data, new)
            shutil.rmtree(data)
            if os.path.exists(data + ".output"):
                os.remove(data + ".output")
    interrupted(place, new, copy)


def interrupted(place, new, copy):
    """Recoveries killed at some moment and begun again: they come to the same end."""
    seed = int(os.environ.get("MUSTER_SEED", random.randrange(1 << 32)))
    chance, kills, faults = random.Random(seed), 0, []
    for number in range(2 * INTERRUPTIONS):
        data = os.path.join(place, f"interrupted-{number}")
        shutil.copytree(new, data)
        way = ["--from", copy]
        if number % 2:
            way = ["--successor", "main", "--origin", "audit.test/main-2"]
        else:
            for path in ["wal/main", "logs/main/tile/0/000", "logs/main/sealed"]:
                remove(f"{data}/{path}")
        command = ["log", "recover", "main", "--data", data, *way]
        process = subprocess.Popen([MUSTER, *command], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            process.wait(timeout=chance.uniform(0.01, 0.25))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            kills += 1
        status, output, error = run(*command)
        # A successor that was in place already is not replaced by another of the same name in the world.
        if status != 0 and not (number % 2 and "needs another origin" in error):
            faults.append(f"{number}: {status} {output}{error}")
        status, output, error = run("verify", f"{data}/logs/main")
        entries = snapshot(data) if status == 0 else []
        if number % 2 and (len(entries) != 2 or b"predecessor " not in entries[0]):
            faults.append(f"{number}: {status} {output}{error} {entries}")
        if not number % 2 and entries[:420] != snapshot(new)[:420]:
            faults.append(f"{number}: {status} {output}{error} {len(entries)} entries")
        if run("log", "recover", "main", "--data", data)[0] != 0:
            faults.append(f"{number}: it does not open")
        shutil.rmtree(data)
    check(f"{kills} recoveries were killed and begun again, seed {seed}: each came to its end", not faults, "; ".join(faults)[:2000])


def fill(server, start, end):
    """Records in batches of a few: many write-ahead records."""
    for first in range(start, end, 6):
        server.json("POST", "/v1/events", [event(number, source="ways") for number in range(first, first + 6)])


def damages(old, new, other):
    """Name, what the refusal says, what is done to the directory, and what recovery must say.

    Damage without a refusal is such that a start does not meet it, since the write-ahead log holds those entries too.
    """
    segment = live_segment(new)
    other_segment = live_segment(other)

    def put(source, *parts):
        def act(data):
            for part in parts:
                remove(f"{data}/{part}/main")
                shutil.copytree(f"{source}/{part}/main", f"{data}/{part}/main")
        return act

    def drop(*paths):
        def act(data):
            for path in paths:
                remove(f"{data}/{path}")
        return act

    def flip_at(path, place):
        return lambda data: flip(f"{data}/{path}", place)

    def segment_of(source, name, target):
        return lambda data: shutil.copy(f"{source}/wal/main/{name}", f"{data}/wal/main/{target}")

    def tile(data):
        flip(f"{data}/logs/main/tile/0/000", 40)
        flip(f"{data}/logs/main/tile/1/000.p/1", 3)

    return [
        ("logs and wal of an old copy", "rollback", put(old, "logs", "wal", "state"), "gap"),
        ("a lock record that is older", "rollback", put(old, "lock"), ""),
        ("a lock record of another log", "otherLog", put(other, "lock"), "lock gap"),
        ("no lock record", "missing", drop("lock/main/checkpoint"), "lock gap"),
        ("no folder of the lock record", "missing", drop("lock/main"), "lock gap"),
        ("a flipped bit in the middle of a segment", "corruption", flip_at(f"wal/main/{segment}", 4096 + 120), ""),
        ("a flipped bit in a signed record at the end", "rollback", lambda data: flip_last(f"{data}/wal/main/{segment}"), "gap"),
        ("a segment of another log", "otherLog", segment_of(other, other_segment, "00000077"), ""),
        ("a segment of another time", "corruption", segment_of(old, live_segment(old), "00000077"), ""),
        ("no segments", "rollback", lambda data: [remove(f"{data}/wal/main/{n}") for n in os.listdir(f"{data}/wal/main")], "gap"),
        ("no write-ahead log", "missing", drop("wal/main"), "gap"),
        ("damaged tiles", "corruption", tile, ""),
        ("no entry bundle", None, drop("logs/main/tile/entries/000"), ""),
        ("a damaged entry bundle", None, flip_at("logs/main/tile/entries/000", 500), ""),
        ("a damaged sealed bundle", None, flip_at("logs/main/sealed/000", 3000), ""),
        ("no sealed bundle", None, drop("logs/main/sealed/000"), ""),
        ("a damaged checkpoint", "corruption", flip_at("logs/main/checkpoint", 20), ""),
        ("no public files", "missing", drop("logs/main"), ""),
        ("no keys", "missing", drop("keys/main"), "keys"),
    ]


def recover_from_copy(name, data, new, copy, keys, wanted):
    arguments = ["--keys", keys] if "keys" in wanted else []
    if "lock" in wanted:
        status, _, error = run("log", "recover", "main", "--from", copy, "--data", data)
        check(f"{name}: how far it was signed must be said", status == 1 and "--checkpoint" in error, error)
        arguments = ["--checkpoint", f"{data}/logs/main/checkpoint"]
    before = snapshot(new)
    status, output, error = run("log", "recover", "main", "--from", copy, "--data", data, "--json", *arguments)
    answer = json.loads(output) if status == 0 else {}
    check(f"{name}: recovered from a copy", status == 0, f"{status} {output}{error}")
    check(f"{name}: a gap only where the end is not known", ("gap" in answer) == ("gap" in wanted), output)
    check(f"{name}: originals are kept", os.path.isdir(answer.get("aside", "")), output)
    server = Server(data)
    status, results = server.json("POST", "/v1/events", [event(1, source="ways", id="after")])
    check(
        f"{name}: serve opens it and it goes on", status == 200 and results["results"][0]["status"] == "recorded",
        f"{status} {results}")
    again = server.json("POST", "/v1/events", [event(3, source="ways")])[1]
    check(f"{name}: a retry is known", again["results"][0]["status"] == "duplicate", str(again))
    server.terminate()
    status, output, error = run("verify", f"{data}/logs/main", "--checkpoint", f"{new}/logs/main/checkpoint")
    check(f"{name}: verify passes, and history begins as it was", status == 0, output + error)
    after = snapshot(data)
    check(f"{name}: every signed entry is the same", after[:len(before)] == before, f"{len(after)} {len(before)}")
    # Muster itself records that the new server listens at another port.
    kinds = [kind for kind in (entry.split()[1] for entry in after[len(before):]) if kind != b"admin"]
    check(f"{name}: nothing else came to life", kinds == ([b"gap"] if "gap" in wanted else []) + [b"record"], str(kinds))


def recover_into_successor(name, data, new):
    keyless = not os.path.exists(f"{data}/keys/main")
    publicless = not os.path.exists(f"{data}/logs/main")
    arguments = [] if not (keyless and publicless) else ["--checkpoint", f"{new}/logs/main/checkpoint"]
    status, output, error = run(
        "log", "recover", "main", "--successor", "main", "--origin", "audit.test/main-2", "--data", data, "--json", *arguments)
    if not check(f"{name}: recovered into a successor", status == 0, f"{status} {output}{error}"):
        return
    answer = json.loads(output)
    status, token, error = run(
        "token", "create", "--name", "next", "--scope", "read,write", "--data", data)
    check(f"{name}: it takes tokens", status == 0, error)
    server = Server(data)
    status, results, _ = request(
        "POST", server.url + "/v1/events", event(1, source="next"), {"Authorization": "Bearer " + token.strip()})
    check(f"{name}: serve opens the successor and it takes records", status == 201, f"{status} {results}")
    server.terminate()
    status, output, error = run("verify", f"{data}/logs/main", "--vkey", answer["vkey"])
    check(f"{name}: verify passes on the successor", status == 0, output + error)
    entries = snapshot(data)
    last = open(f"{new}/logs/main/checkpoint", "rb").read().split(b"\n")
    size, root = int(last[1]), last[2].decode()
    named = answer["predecessor"]
    check(
        f"{name}: its genesis names the last known checkpoint, and a gap follows",
        entries[0].endswith(f"predecessor {named['origin']} {size} {root}\n".encode()) and entries[1].startswith(b"muster-entry@v1 gap\n"),
        f"{named} {entries[:2]}")
    check(f"{name}: the old log is kept aside", os.path.isdir(answer["aside"]), str(answer))


def snapshot(data):
    """All published entries of main."""
    log = f"{data}/logs/main"
    size = int(open(f"{log}/checkpoint", "rb").read().split(b"\n")[1])
    entries = []
    for bundle in range((size + 255) // 256):
        width = min(256, size - 256 * bundle)
        path = f"{log}/tile/entries/{bundle:03d}" + (f".p/{width}" if width < 256 else "")
        content = open(path, "rb").read()
        while content:
            length = int.from_bytes(content[:2], "big")
            entries.append(content[2:2 + length])
            content = content[2 + length:]
    return entries


def serve(data):
    """What a server says that does not start."""
    server = Server(data, wait=False)
    try:
        server.process.wait(timeout=20)
        server.output_file.close()
        return server.output()
    except subprocess.TimeoutExpired:
        server.kill()
        return "it started: " + server.output()


def live_segment(data):
    """The segment that was written to last."""
    folder = f"{data}/wal/main"
    best, name = -1, None
    for item in sorted(os.listdir(folder)):
        head = open(f"{folder}/{item}", "rb").read(48)
        if head.startswith(b"muster-wal@v1\n") and int.from_bytes(head[32:40], "big") > best:
            best, name = int.from_bytes(head[32:40], "big"), item
    return name


def flip(path, place):
    with open(path, "r+b") as file:
        file.seek(place)
        byte = file.read(1)
        file.seek(place)
        file.write(bytes([byte[0] ^ 1]))


def flip_last(path):
    content = open(path, "rb").read().rstrip(b"\0")
    flip(path, len(content) - 2)


def remove(path):
    shutil.rmtree(path) if os.path.isdir(path) else os.remove(path)
