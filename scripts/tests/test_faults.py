"""The real programs under system calls that go wrong: each write-path call of a short run fails, or kills, once.

strace lets one call on one file fail (EIO; ENOSPC from then on) or kills the process as the call begins. After each
case the server is started again without strace, and held against what was promised: everything acknowledged is there
once, at its index, the log verifies, and it extends the checkpoint that was shown before. FAULTS=all runs every case,
FAULTS=N so many, at random (MUSTER_SEED), each kind of call first; the default is bounded by time.
"""

import collections
import concurrent.futures
import os
import random
import shutil
import threading
import time

import tracing
from faulty import Muster, Plain, Running, note_size
from harness import check, folder, skip

FAULTS = os.environ.get("FAULTS", "")
SECONDS = float("inf") if FAULTS else 150
AT_ONCE = max(2, os.cpu_count() or 2)
SYNCS = ("fsync", "fdatasync")


class Scene:
    """A server, the log that it finds at its start, and the entries that are then added one after the other."""

    def __init__(self, kind, name, size, adds, place):
        self.kind, self.name, self.adds = kind, f"{kind.name} {name}", adds
        self.place = os.path.join(place, kind.name + "-" + name)
        self.base = os.path.join(self.place, "base")
        os.makedirs(self.place)
        self.first, self.note = 0, None
        if size is not None:
            self.make_base(size)

    def make_base(self, size):
        running = start(self.kind, self.base)
        self.first = self.kind.fill(running, size)
        self.note = running.shown()
        assert stop(running) == 0

    def fresh(self, worker):
        """The scene's data directory as it is at the start, at a path that a worker uses again and again."""
        data = os.path.join(self.place, f"w{worker}")
        shutil.rmtree(data, ignore_errors=True)
        if self.note:
            shutil.copytree(self.base, data, ignore=lambda _, names: [n for n in names if n.endswith(".sock")])
        return data


class Outcome:
    """What a run under strace did."""

    def __init__(self):
        self.answers, self.note, self.reasons = [], None, []
        self.listened, self.status, self.output, self.lines = False, None, "", ""

    @property
    def acknowledged(self):
        return {answer.index: answer.number for answer in self.answers if answer.good}


def start(kind, data):
    """A server without strace, listening; raises with what it says when it does not."""
    traced = tracing.Plainly(kind.command(data), data + ".output")
    running = Running(kind, data, traced.process, traced.output)
    if not running.listens():
        raise AssertionError(f"it does not start again: {traced.output()[-600:]}")
    return running


def stop(running):
    running.process.terminate()
    return running.process.wait(timeout=30)


def perform(scene, data, options):
    """Runs the scene under strace to its end, or to that of the server."""
    outcome = Outcome()
    traced = tracing.Traced(scene.kind.command(data), data + ".trace", data + ".output", options)
    running = Running(scene.kind, data, traced.process, traced.output)
    outcome.listened = running.listens()
    if outcome.listened:
        outcome.note = running.shown()
        for number in range(scene.first, scene.first + scene.adds):
            answer = running.add(number)
            outcome.answers.append(answer)
            outcome.reasons += running.kind.ready(running)
            if answer.status is None:
                break
            if answer.good:
                outcome.note = running.wait_shown(answer.index + 1) or outcome.note
            outcome.reasons += running.kind.ready(running)
        if traced.process.poll() is None:
            traced.process.terminate()
    outcome.status = traced.wait()
    outcome.output, outcome.lines = traced.output(), traced.lines()
    return outcome


def survey(scene):
    """Every case of a scene: a call and what happens to it. From two runs in which nothing goes wrong: what a thread of
    one does and none of the other, because tasks move between threads, might not come again."""
    found, creating = None, set()
    for _ in range(2):
        data = scene.fresh("s")
        outcome = perform(scene, data, tracing.tracing(tracing.CHANGING + tracing.READING))
        assert len(outcome.acknowledged) == scene.adds and outcome.status == 0, f"{scene.name}: {outcome.output[-500:]}"
        made, created = tracing.calls(outcome.lines, data)
        again = set(made)
        found = made if found is None else [call for call in found if call in again]
        creating |= created
    cases = []
    for call in found:
        # What SQLite does varies from run to run, and nothing there is the only copy of anything.
        if place(call.path) == "catalog" and (call.number > 2 or call.name in tracing.READING):
            continue
        effects = ["EIO"] if call.name in tracing.READING else ["EIO", "kill"]
        if call.name in ("pwrite64", "fallocate", "mkdir", "rename") or call in creating:
            effects.append("ENOSPC+")
        cases += [(call, effect) for effect in effects]
    return cases


def in_turn(cases, chance):
    """The cases in random order, but one of each kind first, then a second of each, ….: no kind is left out."""
    kinds = collections.defaultdict(list)
    for case in chance.sample(cases, len(cases)):
        scene, call, effect = case
        kinds[scene.name, call.name, place(call.path), effect].append(case)
    turns = [(turn, number, case) for number, kind in enumerate(kinds.values()) for turn, case in enumerate(kind)]
    return [case for _, _, case in sorted(turns, key=lambda turn: turn[:2])]


def place(path):
    parts = path.split("/")
    if parts[0] == "state" and "unfinished" in parts:
        return "public"
    return "checkpoint" if parts[-1] == "checkpoint" and parts[0] == "logs" else parts[0]


def examine(scene, data, outcome):
    """Starts the server again and holds its log against what was promised; answers what is wrong."""
    running = start(scene.kind, data)
    try:
        return hold_against(scene, running, outcome)
    finally:
        if running.process.poll() is None:
            running.process.kill()
            running.process.wait()


def hold_against(scene, running, outcome):
    faults = []
    extra = scene.first + scene.adds
    answer = running.add(extra)
    if not answer.good:
        faults.append(f"it takes nothing after a restart: {answer}")
    elif not (note := running.wait_shown(answer.index + 1, 20)) or note_size(note) <= answer.index:
        faults.append("it publishes nothing after a restart")
    stands = scene.kind.numbers(running, running.data)
    if (status := stop(running)) != 0:
        faults.append(f"the restarted server ended with {status}")
    for index, number in outcome.acknowledged.items():
        if stands.get(index) != number:
            faults.append(f"entry {number} was acknowledged at {index}, where {stands.get(index)} stands")
    expected = list(range(scene.first)) + [number for number in stands.values() if number >= scene.first]
    sent = {answer.number for answer in outcome.answers} | {extra}
    if sorted(stands.values()) != sorted(expected) or len(set(expected)) != len(expected):
        faults.append(f"entries are missing or stand twice: {sorted(stands.values())[-12:]}")
    if strangers := {number for number in stands.values() if number >= scene.first} - sent:
        faults.append(f"entries that were never sent: {strangers}")
    older = []
    if note := outcome.note or scene.note:
        with open(running.data + ".note", "wb") as file:
            file.write(note)
        older = ["--checkpoint", running.data + ".note"]
    status, output, error = scene.kind.verify(running, older)
    if status != 0:
        faults.append(f"muster-verify: {status} {output[-300:]} {error[-300:]}")
    return faults


REASON = {"EIO": "Input/output error", "ENOSPC+": "No space left"}
SQLITE = ("disk I/O error", "malformed", "unable to open", "disk is full", "readonly")


def judge(call, effect, outcome):
    """What a run in which a call failed did wrong, besides what it left on the disk."""
    said = " ".join([outcome.output, *outcome.reasons, *(a.text for a in outcome.answers if not a.good)])
    if effect == "kill":
        return [] if outcome.status == -9 else [f"it was to be killed and ended with {outcome.status}"]
    # A server whose control socket fails right after it said where it listens did not open either.
    if not outcome.listened or outcome.answers[0].status is None and outcome.status > 0:
        faults = [] if outcome.status not in (0, None) and outcome.status > 0 else [f"it ended with {outcome.status}"]
        return faults + ([] if names(said, call, effect) else [f"it does not say why it does not start: {said[-300:]}"])
    faults = []
    refused = [answer for answer in outcome.answers if not answer.good]
    if any(answer.status not in (503, 507) for answer in refused):
        faults.append(f"neither taken nor refused: {refused[0]}")
    if refused and not names(said, call, effect):
        faults.append(f"it does not say what failed: {said[-300:]}")
    moment = tracing.moment(outcome.lines)
    if call.name in SYNCS and not call.path.startswith("catalog"):
        late = [answer for answer in outcome.answers if answer.good and answer.sent > moment + 0.05]
        if late:
            faults.append(f"it acknowledged after a failed sync: {late[0]}")
    elif refused and effect == "EIO" and not outcome.answers[-1].good and "has stopped" not in refused[-1].text:
        faults.append(f"one error, and it takes nothing more: {refused[-1]}")
    return faults


def names(said, call, effect):
    """Whether a message has the reason and the file, or the folder in which it was to be."""
    if "/catalog/" in said and any(reason in said for reason in SQLITE):  # SQLite looks at every folder above its file
        return True
    return REASON[effect] in said and os.path.dirname(call.path) in said


def run_case(case, worker):
    """Answers whether the fault came to pass, what it did, and what was wrong."""
    scene, call, effect = case
    data = scene.fresh(worker)
    outcome = perform(scene, data, tracing.injecting(call, data, effect))
    fired = outcome.status == -9 if effect == "kill" else tracing.moment(outcome.lines) is not None
    if not fired:
        return "not reached", []
    faults = judge(call, effect, outcome) + examine(scene, data, outcome)
    if effect == "kill":
        verdict = "killed"
    elif not outcome.listened:
        verdict = "does not open"
    elif any("has stopped" in answer.text for answer in outcome.answers):
        verdict = "stops"
    elif len(outcome.acknowledged) < scene.adds:
        verdict = "refuses some"
    else:
        verdict = "goes on"
    return verdict, faults


def run_cases(cases):
    """Runs cases several at a time until they or the time are over; answers (case, verdict, faults) of each."""
    left = collections.deque(cases)
    results = []
    lock = threading.Lock()
    end = time.monotonic() + SECONDS

    def work(worker):
        while time.monotonic() < end:
            with lock:
                if not left:
                    return
                case = left.popleft()
            try:
                verdict, faults = run_case(case, worker)
            except Exception as error:  # one case that cannot be run or judged must not end the others
                verdict, faults = "cannot be told", [f"{type(error).__name__}: {error}"]
            with lock:
                results.append((case, verdict, faults))
                if len(results) % 250 == 0:
                    print(f"      {len(results)} of {len(cases)} cases", flush=True)
                for fault in faults:
                    print(f"      {case[0].name}: {case[2]} at {case[1]}: {fault}", flush=True)

    with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as pool:
        for future in [pool.submit(work, worker) for worker in range(AT_ONCE)]:
            future.result()
    return results


def test():
    if why := tracing.unusable():
        return skip("system calls that fail", why)
    seed = int(os.environ.get("MUSTER_SEED", random.randrange(1 << 32)))
    print(f"      seed {seed} (MUSTER_SEED), FAULTS={FAULTS or 'by time'}", flush=True)
    parent = folder("faults")
    scenes = [
        Scene(kind, *scene, parent) for kind in (Plain(), Muster()) for scene in (("new", None, 2), ("tile", 254, 4))]
    cases = [(scene, call, effect) for scene in scenes for call, effect in survey(scene)]
    chosen = in_turn(cases, random.Random(seed))
    if FAULTS.isdigit():
        chosen = chosen[:int(FAULTS)]
    results = run_cases(chosen)
    table = collections.Counter((case[2], verdict) for case, verdict, _ in results)
    print("      " + ", ".join(f"{effect} {verdict}: {count}" for (effect, verdict), count in sorted(table.items())))
    bad = [case for case, _, faults in results if faults]
    reached = len(results) - sum(count for (_, verdict), count in table.items() if verdict == "not reached")
    check(
        f"{reached} of {len(cases)} faults in {len(scenes)} scenes: nothing acknowledged is lost, doubled or forked",
        not bad, f"{len(bad)} went wrong")
    check("the faults came to pass", reached >= 0.8 * len(results) > 0, f"{reached} of {len(results)}")
    effects = collections.Counter(case[2] for case, _, _ in results)
    check("each kind of fault was tried", all(effects[e] > 5 for e in ("EIO", "ENOSPC+", "kill")), str(effects))
