"""SIGKILL at random moments under concurrent writers: nothing acknowledged is lost, doubled or out of order."""

import http.client
import json
import os
import random
import threading
import time

from harness import Server, check, folder, run

ROUNDS = int(os.environ.get("MUSTER_KILL_ROUNDS", "25"))
WRITERS = 8


class Writer(threading.Thread):
    """Sends numbered records, one request at a time, until the server is gone.

    What was sent and not answered is sent again in the next round, under the same ids.
    """

    def __init__(self, name, state):
        super().__init__(daemon=True)
        self.label = name
        self.state = state

    def begin(self, server):
        self.port, self.token = server.port, server.token

    def run(self):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            while True:
                self.send(connection)
                time.sleep(self.state["random"].uniform(0, 0.01))
        except (OSError, http.client.HTTPException, ValueError):
            pass
        finally:
            connection.close()

    def send(self, connection):
        state = self.state
        if not state["open"]:
            size = state["random"].choice([1, 1, 1, 3, 20])
            state["open"] = list(range(state["next"], state["next"] + size))
            state["next"] += size
        records = [record(self.label, number) for number in state["open"]]
        body = json.dumps(records if len(records) > 1 else records[0])
        connection.request(
            "POST", "/v1/events", body, {"Content-Type": "application/json", "Authorization": "Bearer " + self.token})
        answer = connection.getresponse()
        text = answer.read()
        if answer.status not in (200, 201):
            raise ValueError(f"status {answer.status}: {text[:300]}")
        answered = json.loads(text)
        results = answered["results"] if "results" in answered else [answered]
        if len(results) != len(records) or any(r["status"] not in ("recorded", "duplicate") for r in results):
            state["wrong"].append(answered)
            raise ValueError("unexpected results")
        for number, result in zip(state["open"], results):
            state["acknowledged"][number] = result["index"]
        state["open"] = []


def record(writer, number):
    return {
        "id": f"{writer}-{number}", "action": "user.update", "source": "kill",
        "subject": {"type": "user", "id": f"u-{number % 97}"},
        "changes": [{"path": "title", "before": number - 1, "after": number}], "reason": "r" * (number % 300)}


def test():
    seed = int(os.environ.get("MUSTER_SEED", random.randrange(1 << 32)))
    print(f"      seed {seed} (MUSTER_SEED), {ROUNDS} rounds, {WRITERS} writers", flush=True)
    chance = random.Random(seed)
    data = os.path.join(folder("kill"), "data")
    states = {
        f"w{n}": {
            "next": 0, "open": [], "acknowledged": {}, "wrong": [], "random": random.Random(seed + n)}
        for n in range(WRITERS)}
    faults = []
    acknowledged = 0
    places = {}
    for number in range(ROUNDS):
        server = Server(data)
        faults += examine(server, states, places)
        writers = [Writer(name, state) for name, state in states.items()]
        for writer in writers:
            writer.begin(server)
            writer.start()
        time.sleep(chance.uniform(0.05, 1.2))
        server.kill()
        for writer in writers:
            writer.join()
        acknowledged = sum(len(state["acknowledged"]) for state in states.values())
        if faults:
            break
    server = Server(data)
    faults += examine(server, states, {})
    wrong = [item for state in states.values() for item in state["wrong"]]
    check("no retry was answered wrongly", not wrong, str(wrong[:2])[:500])
    check(
        f"{acknowledged} acknowledged records survived {number + 1} kills: each there once, in order", not faults,
        "; ".join(faults[:5]))
    check("enough was written to mean something", acknowledged > ROUNDS * 5, f"{acknowledged} records")
    check("the server ends with status 0", server.terminate() == 0)
    status, output, error = run("verify", server.log)
    check("verify passes after it all", status == 0, output + error)


def examine(server, states, places):
    """Reads the log through the API, beginning after `places`, and the verifier; answers what is wrong with it.

    `places` has the index of every record by its id, and gets those that are found.
    """
    faults = []
    cursor = f"&cursor={max(places.values())}" if places else ""
    last = server.last()
    while True:
        status, page = server.json("GET", f"/v1/events?source=kill&order=oldest&limit=500&wait={last}{cursor}")
        if status != 200:
            return faults + [f"the query answered {status}: {page}"]
        for item in page["events"]:
            if item["id"] in places:
                faults.append(f"{item['id']} stands at {places[item['id']]} and {item['index']}")
            places[item["id"]] = item["index"]
        if page["next"] is None:
            break
        cursor = f"&cursor={page['next']}"
    for name, state in states.items():
        previous = -1
        for number in range(state["next"]):
            place = places.get(f"{name}-{number}")
            if number in state["acknowledged"] and place != state["acknowledged"][number]:
                faults.append(f"{name}-{number} was acknowledged at {state['acknowledged'][number]}, stands at {place}")
            if place is not None:
                if place <= previous:
                    faults.append(f"{name}-{number} at {place} stands before its predecessor at {previous}")
                previous = place
    status, output, error = run("verify", server.log)
    if status != 0:
        faults.append(f"verify: {status} {output[-500:]} {error[-500:]}")
    return faults
