"""SIGKILL under concurrent SCIM writers: no change without its record, no record without its change.

After each kill and start every answered write is there, what was open is there wholly or not at all, and every visible
state is what the log's records come to. At the end the directory's file is deleted: the answers stay the same, versions
and entity tags included, and so do those to questions about the past.
"""

import glob
import http.client
import json
import os
import random
import threading
import time

from harness import Server, check, folder, run

ROUNDS = int(os.environ.get("MUSTER_KILL_ROUNDS", "12"))
WRITERS = 6
USER = "urn:ietf:params:scim:schemas:core:2.0:User"
GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group"
PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp"


class Writer(threading.Thread):
    """Changes users of its own, and their place in a group that all writers share, until the server is gone."""

    def __init__(self, server, state, group):
        super().__init__(daemon=True)
        self.server, self.state, self.group = server, state, group
        self.connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
        self.token = server.token

    def run(self):
        try:
            while True:
                self.step()
        except (OSError, http.client.HTTPException, ValueError):
            pass
        finally:
            self.connection.close()

    def send(self, method, path, body=None):
        text = json.dumps(body) if body is not None else None
        self.connection.request(method, "/scim/v2" + path, text, {
            "Content-Type": "application/scim+json", "Authorization": "Bearer " + self.token})
        answer = self.connection.getresponse()
        text = answer.read()
        if answer.status >= 300:
            self.state["wrong"].append((method, path, answer.status, text[:300]))
            raise ValueError(answer.status)
        return json.loads(text or b"null")

    def step(self):
        state = self.state
        people = state["people"]
        chance = state["random"]
        if len(people) < 5 or chance.random() < 0.15:
            name = f"{state['name']}-{state['next']}"
            state["next"] += 1
            state["open"] = ("create", name)
            made = self.send("POST", "/Users", {"schemas": [USER], "userName": name, "active": True})
            people[made["id"]] = {"userName": name, "active": True, "title": None, "member": False}
        else:
            user = chance.choice(list(people))
            known = people[user]
            kind = chance.choice(["title", "active", "member", "member", "delete" if len(people) > 8 else "title"])
            if kind == "title":
                value = f"t{state['next']}"
                state["next"] += 1
            else:
                value = not known.get(kind)
            state["open"] = (kind, user, value)
            if kind == "delete":
                self.send("DELETE", f"/Users/{user}")
                del people[user]
                state["gone"].add(user)
            elif kind == "member":
                operation = (
                    {"op": "add", "path": "members", "value": [{"value": user}]} if value
                    else {"op": "remove", "path": f'members[value eq "{user}"]'})
                self.send("PATCH", f"/Groups/{self.group}", {"schemas": [PATCH], "Operations": [operation]})
                known["member"] = value
            else:
                self.send("PATCH", f"/Users/{user}", {
                    "schemas": [PATCH], "Operations": [{"op": "replace", "path": kind, "value": value}]})
                known[kind] = value
        state["open"] = None


def everything(server, path):
    """All resources of a collection, by id."""
    found, start = {}, 1
    while True:
        status, page = server.json("GET", f"/scim/v2{path}?startIndex={start}&count=500")
        if status != 200:
            raise ValueError(f"{path}: {status} {page}")
        for item in page["Resources"]:
            found[item["id"]] = item
        start += len(page["Resources"])
        if start > page["totalResults"] or not page["Resources"]:
            return found


def folded(server):
    """What the log's records come to: users by id, and each group's members."""
    users, groups, cursor, faults = {}, {}, "", []
    last = server.last()
    while True:
        status, page = server.json(
            "GET", f"/v1/events?source=bootstrap&outcome=success&order=oldest&limit=500&wait={last}{cursor}")
        if status != 200:
            raise ValueError(f"events: {status} {page}")
        for event in page["events"]:
            action, subject = event["action"], event["subject"]["id"]
            if action == "user.create":
                users[subject] = {}
            elif action == "user.delete":
                del users[subject]
                continue
            elif action == "group.create":
                groups[subject] = set()
            if action.startswith("group.member."):
                resource = event["resource"]
                members = groups[(resource[0] if isinstance(resource, list) else resource)["id"]]
                if (subject in members) == (action == "group.member.add"):
                    faults.append(f"{event['index']} {action} changes nothing")
                (members.add if action == "group.member.add" else members.discard)(subject)
            elif subject in users:
                for change in event["changes"]:
                    if users[subject].get(change["path"]) != change.get("before"):
                        faults.append(f"{event['index']} says {change['path']} was otherwise")
                    users[subject][change["path"]] = change.get("after")
        if page["next"] is None:
            return users, groups, faults
        cursor = f"&cursor={page['next']}"


def examine(server, states, group):
    """What is wrong with the state, seen from the writers' answers and from the log; settles what was open."""
    users = everything(server, "/Users")
    status, shown = server.json("GET", f"/scim/v2/Groups/{group}")
    members = {member["value"] for member in shown.get("members", [])}
    logged, groups, faults = folded(server)
    if set(users) != set(logged):
        faults.append(f"users and records differ: {set(users) ^ set(logged)}")
    if members != groups[group]:
        faults.append(f"members and records differ: {members ^ groups[group]}")
    for id, user in users.items():
        for path in ("userName", "active", "title"):
            if user.get(path) != logged.get(id, {}).get(path):
                faults.append(f"{path} of {id} is not what the records say")
        if bool(user.get("groups")) != (id in members):
            faults.append(f"{id} shows other groups than the group shows members")
    for state in states:
        settle(state, users, members, faults)
        for id, known in state["people"].items():
            now = users.get(id)
            seen = now and {
                "userName": now["userName"], "active": now["active"], "title": now.get("title"), "member": id in members}
            if seen != known:
                faults.append(f"{id} was answered as {known} and is {seen}")
        faults += [f"{id} was deleted and is there" for id in state["gone"] if id in users]
    return faults


def settle(state, users, members, faults):
    """An open request was carried out wholly, or not at all."""
    request, state["open"] = state["open"], None
    if request is None:
        return
    if request[0] == "create":
        made = [user for user in users.values() if user["userName"] == request[1]]
        if made:
            state["people"][made[0]["id"]] = {"userName": request[1], "active": True, "title": None, "member": False}
        return
    kind, user, value = request
    if kind == "delete":
        if user not in users:
            del state["people"][user]
            state["gone"].add(user)
            if user in members:
                faults.append(f"{user} is gone and a member still")
    elif user in users:
        now = user in members if kind == "member" else users[user].get(kind)
        if now == value:
            state["people"][user][kind] = value


def picture(server, at=""):
    """Every resource by itself: status, body and entity tag."""
    answers = {}
    for path in ("/Users", "/Groups"):
        for id in everything(server, path):
            status, body, headers = server.request("GET", f"/scim/v2{path}/{id}{at}")
            headers = {name.lower(): value for name, value in headers.items()}
            host = f"127.0.0.1:{server.port}".encode()
            answers[f"{path}/{id}"] = (status, body.replace(host, b"HOST"), headers.get("etag"))
    return answers


def test():
    seed = int(os.environ.get("MUSTER_SEED", random.randrange(1 << 32)))
    print(f"      seed {seed} (MUSTER_SEED), {ROUNDS} rounds, {WRITERS} writers", flush=True)
    chance = random.Random(seed)
    data = os.path.join(folder("directory"), "data")
    server = Server(data)
    group = server.json("POST", "/scim/v2/Groups", {"schemas": [GROUP], "displayName": "Everyone"})[1]["id"]
    states = [
        {"name": f"w{n}", "next": 0, "people": {}, "gone": set(), "open": None, "wrong": [],
         "random": random.Random(seed + n)} for n in range(WRITERS)]
    faults, written = [], 0
    for number in range(ROUNDS):
        writers = [Writer(server, state, group) for state in states]
        for writer in writers:
            writer.start()
        time.sleep(chance.uniform(0.1, 0.9))
        server.kill()
        for writer in writers:
            writer.join()
        server = Server(data)
        faults += examine(server, states, group)
        if faults:
            break
    written = sum(state["next"] for state in states)
    check(
        f"{number + 1} kills: every answered write is visible, every visible state is what the log says",
        not faults, "; ".join(faults[:4]))
    wrong = [item for state in states for item in state["wrong"]]
    check("no write was answered wrongly", not wrong, str(wrong[:2])[:600])
    check("enough was written to mean something", written > ROUNDS * 10, f"{written} people and titles")
    size = server.last()
    before = picture(server)
    past = picture(server, f"?at={size // 2}")
    check("the server ends with status 0", server.terminate() == 0)
    files = glob.glob(os.path.join(data, "catalog", "main", "directory.sqlite*"))
    check("the directory's file is there to be deleted", files != [])
    for file in files:
        os.remove(file)
    server = Server(data)
    check("without its file: the same answers, versions and entity tags", picture(server) == before)
    check("and the same answers about the past", picture(server, f"?at={size // 2}") == past)
    check("the server ends with status 0 again", server.terminate() == 0)
    status, output, error = run("verify", server.log)
    check("verify passes after it all", status == 0, output + error)
