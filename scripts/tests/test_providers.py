"""What identity providers send, replayed step by step, each with the answer and the records that it must leave.

The sequences stand in `providers/*.json`. A step sends one request; `${name}` stands for an id that an earlier step saved.
Its `records` are all the records of the request, in order: action, name of the subject, then the name of the resource
(null for any), the changes as `{path: [before, after]}`, or `!` and the reason of a refusal.
"""

import json
import os
import pathlib

from harness import Server, check, folder
from scimclient import Client, records

SEQUENCES = sorted((pathlib.Path(__file__).parent / "providers").glob("*.json"))


def test():
    check("there are sequences of nine clients", len(SEQUENCES) == 9, SEQUENCES)
    for path in SEQUENCES:
        with open(path, encoding="utf-8") as file:
            replay(path.stem, json.load(file))


def replay(name, sequence):
    server = Server(os.path.join(folder("providers"), "data"))
    client, known, wrong = Client(server), {"base": server.url + "/scim/v2"}, []
    for number, step in enumerate(sequence["steps"]):
        step = fill(step, known)
        method, path = step["do"].split(" ")
        request = f"{name}-{number}"
        headers = {**sequence["headers"], **step.get("headers", {}), "X-Request-Id": request}
        status, body, _ = client.send(method, path, step.get("body"), headers, step.get("query"))
        if status != step["status"]:
            wrong.append((number, step["do"], status, body))
            continue
        if "save" in step:
            known[step["save"]] = body["id"]
        for member, value in step.get("shows", {}).items():
            if (body or {}).get(member) != value:
                wrong.append((number, step["do"], member, (body or {}).get(member)))
        found = records(server, request)
        expected = step["records"]
        if len(found) != len(expected) or not all(map(fits, found, expected)):
            wrong.append((number, step["do"], "records", [summary(record) for record in found]))
    check(f"{name}: {len(sequence['steps'])} steps, each answered and recorded as it must be", not wrong, wrong)
    check(f"{name}: the server ends with status 0", server.terminate() == 0)


def fill(value, known):
    """The value with what was saved in the place of `${name}`."""
    if isinstance(value, str):
        for name, text in known.items():
            value = value.replace("${" + name + "}", text)
        return value
    if isinstance(value, list):
        return [fill(item, known) for item in value]
    if isinstance(value, dict):
        return {fill(name, known): fill(item, known) for name, item in value.items()}
    return value


def summary(record):
    resources = record.get("resource") or []
    resources = resources if isinstance(resources, list) else [resources]
    return [record["action"], record["subject"].get("name"), record["outcome"], record.get("reason"),
            [resource.get("name") for resource in resources],
            {change["path"]: [change.get("before"), change.get("after")] for change in record.get("changes", [])}]


def fits(record, expected):
    action, subject, outcome, reason, resources, changes = summary(record)
    wanted = "success"
    for more in expected[2:]:
        if isinstance(more, dict):
            if changes != more:
                return False
        elif isinstance(more, str) and more.startswith("!"):
            wanted = "refused"
            if reason != more[1:]:
                return False
        elif more is not None and resources != [more]:
            return False
    return action == expected[0] and subject == expected[1] and outcome == wanted
