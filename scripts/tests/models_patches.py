"""Random PATCH requests, applied by the server and by scim2-models to the same user. Arguments: port, seed, cases."""

import collections
import copy
import random
import sys

from pydantic import ValidationError
from scim2_models import Context, EnterpriseUser, PatchOp, User
from scim2_models.exceptions import SCIMException
from scim2_models.policy import ScimPolicy

from models_filters import NAMES, TYPES, Target, values
from scimclient import ENTERPRISE, PATCH_OP, Client

FOLK = User[EnterpriseUser]
# What Muster takes from providers, as scim2-models calls it.
POLICY = ScimPolicy(
    unknown=ScimPolicy.Unknown.forbid, remove_value_as_filter=ScimPolicy.RemoveValue.apply,
    unmatched_path_filter=ScimPolicy.UnmatchedPathFilter.create)


class Operations:
    """Makes operations on every kind of attribute, right ones and wrong ones."""

    SINGLE = ["title", "displayName", "nickName", "userType", "name.familyName", "name.givenName", "TITLE",
              ENTERPRISE + ":department", ENTERPRISE + ":costCenter", "active", "userName"]
    MULTI = ["ims", "roles", "phoneNumbers"]

    def __init__(self, random):
        self.random = random

    def make(self):
        verb = self.random.choice(["add", "replace", "remove", "add", "replace", "Replace"])
        choice = self.random.random()
        if choice < 0.35:
            return self.on_single(verb)
        if choice < 0.55:
            return self.on_list(verb)
        if choice < 0.75:
            return self.on_selected(verb)
        if choice < 0.85:
            return self.without_path(verb)
        if choice < 0.93:
            return self.on_complex(verb)
        return self.odd(verb)

    def operation(self, verb, path=None, value=None):
        made = {"op": verb}
        if path is not None:
            made["path"] = path
        if verb.lower() != "remove" and value is not None:
            made["value"] = value
        return made

    def on_single(self, verb):
        path = self.random.choice(self.SINGLE)
        value = self.random.random() < 0.5 if path == "active" else self.random.choice(NAMES)
        return self.operation(verb, path, value)

    def on_list(self, verb):
        return self.operation(verb, self.random.choice(self.MULTI), values(self.random))

    def on_selected(self, verb):
        attribute = self.random.choice(self.MULTI)
        selected = self.random.choice(
            [f'type eq "{self.random.choice(TYPES)}"', f'value eq "{self.random.choice(NAMES[:4])}0"',
             f'type eq "{self.random.choice(TYPES)}" and value sw "{self.random.choice("aBcd")}"', "primary eq true"])
        path = f"{attribute}[{selected}]"
        sub = self.random.choice([None, "value", "type", "display"])
        if sub is None:
            return self.operation(verb, path, {"value": self.random.choice(NAMES), "type": self.random.choice(TYPES)})
        return self.operation(verb, f"{path}.{sub}", self.random.choice(TYPES if sub == "type" else NAMES))

    def without_path(self, verb):
        value = {name: self.random.choice(NAMES) for name in self.random.sample(["title", "displayName", "nickName"], 2)}
        if self.random.random() < 0.3:
            value["ims"] = values(self.random)
        if self.random.random() < 0.3:
            value["name"] = {"givenName": self.random.choice(NAMES)}
        if self.random.random() < 0.3:
            value[ENTERPRISE] = {"department": self.random.choice(NAMES)}
        return self.operation(verb, None, value)

    def on_complex(self, verb):
        if self.random.random() < 0.5:
            return self.operation(verb, "name", {"familyName": self.random.choice(NAMES)})
        return self.operation(
            verb, self.random.choice([ENTERPRISE + ":manager", ENTERPRISE]),
            {"value": "M-1"} if self.random.random() < 0.5 else {"department": "D", "division": "V"})

    def odd(self, verb):
        return self.random.choice([
            self.operation(verb, "nonsense", "x"), self.operation(verb, "id", "x"), self.operation(verb, "title[", "x"),
            self.operation(verb, "meta.created", "2026-01-01T00:00:00Z"), {"op": "move", "path": "title"},
            self.operation(verb, "active", "maybe"), self.operation(verb, "title", {"a": 1}),
            self.operation(verb, "ims", 5), self.operation(verb, 'ims[nonsense eq "x"].value', "x"),
            self.operation(verb, "groups", [{"value": "g"}])])


def second_opinion(before, body):
    """What scim2-models makes of the user, or None where it refuses the request."""
    user = FOLK.model_validate(before)
    try:
        patch = PatchOp[FOLK].model_validate(
            copy.deepcopy(body), scim_ctx=Context.RESOURCE_PATCH_REQUEST, scim_policy=POLICY)
        patch.patch(user, scim_policy=POLICY)
        return user.model_dump()
    except (SCIMException, ValidationError):
        return None


def settable(user):
    """What a client can set, in a form in which order, `primary: false` and the case of `type` make no difference:
    scim2-models writes a canonical type in its canonical case, Muster keeps what was sent."""
    if user is None:
        return None
    kept = {}
    for name, value in user.items():
        if name in ("id", "meta", "schemas", "groups") or value in (None, [], {}):
            continue
        if isinstance(value, list):
            value = sorted((sorted((key, item.lower() if key == "type" else item)
                                   for key, item in element.items() if item is not False)
                            for element in value), key=repr)
        kept[name] = value
    return kept


def main():
    port, seed, cases = int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    chance, client = random.Random(seed), Client(Target(port))
    operations, counts, wrong = Operations(chance), collections.Counter(), []
    users = [client.user(f"user{number}", ims=values(chance), roles=values(chance), active=True)["id"]
             for number in range(20)]
    shown = {user: client.send("GET", f"/Users/{user}")[1] for user in users}
    for _ in range(cases):
        user = chance.choice(users)
        before = shown[user]
        body = {"schemas": [PATCH_OP], "Operations": [operations.make() for _ in range(chance.choice([1, 1, 1, 2, 3]))]}
        status, after, _ = client.send("PATCH", f"/Users/{user}", body)
        if status == 200:
            shown[user] = after
        elif status != 400 and status != 409:
            wrong.append((body["Operations"], status, after))
            continue
        found = settable(after) if status == 200 else None
        expected = settable(second_opinion(before, body))
        if found == expected:
            counts["refused by both" if found is None else
                   "no change" if found == settable(before) else "same change"] += 1
        elif reason := explained(body["Operations"], before, found, expected, after):
            counts["explained: " + reason] += 1
        else:
            wrong.append((body["Operations"], difference(before, found, expected), after if found is None else ""))
    print(", ".join(f"{number} {name}" for name, number in counts.most_common()))
    for case in wrong[:12]:
        print("UNEXPLAINED", *case)
    print(f"{len(wrong)} unexplained") if wrong else None
    return 1 if wrong or counts["same change"] < cases / 5 or counts["refused by both"] < cases / 50 else 0


def difference(before, found, expected):
    if found is None or expected is None:
        return f"muster {'refuses' if found is None else 'takes'} it, scim2-models {'refuses' if expected is None else 'takes'} it"
    before = settable(before)
    return {name: {"before": before.get(name), "muster": found.get(name), "models": expected.get(name)}
            for name in {**found, **expected} if found.get(name) != expected.get(name)}


def explained(operations, before, found, expected, after):
    """Why the two differ, in the cases where both readings of RFC 7644 are known; else None."""
    if found is None:
        return "scim2-models knows no other users" if after.get("scimType") == "uniqueness" else None
    if expected is None:
        return "unknown members of a value are let pass" if any(map(is_odd, operations)) else None
    differing = {name for name in {**found, **expected} if found.get(name) != expected.get(name)}
    if differing <= {operation["path"].split("[")[0] for operation in operations if replaces_selected(operation)}:
        return "a value that a filter selects is replaced whole (section 3.5.2.3), where scim2-models merges"
    if all(once(found.get(name, [])) == once(expected.get(name, [])) or twice(operations, before, name)
           for name in differing):
        return "a pair of value and type stands once (RFC 7643 section 2.4), and is completed"
    return None


def twice(operations, before, name):
    """Whether scim2-models lets a pair of value and type stand twice in the list, after any of the operations."""
    for number in range(1, len(operations) + 1):
        state = second_opinion(before, {"schemas": [PATCH_OP], "Operations": operations[:number]}) or {}
        elements = state.get(name)
        if isinstance(elements, list):
            pairs = [tuple(str(element.get(key) or "").lower() for key in ("value", "type")) for element in elements]
            if len(set(pairs)) < len(pairs):
                return True
    return False


def is_odd(operation):
    """Whether the value has members that its attribute has not."""
    value, path = operation.get("value"), operation.get("path", "")
    return isinstance(value, dict) and (
        path == ENTERPRISE and "value" in value or path.endswith(":manager") and "department" in value)


def replaces_selected(operation):
    return operation["op"].lower() == "replace" and operation.get("path", "").endswith("]")


def once(elements):
    """The elements with those of one value and type put together."""
    if not isinstance(elements, list):
        return elements
    pairs = {}
    for element in map(dict, elements):
        pairs.setdefault((element.get("value"), element.get("type")), {}).update(element)
    return sorted(map(sorted, (element.items() for element in pairs.values())), key=repr)


if __name__ == "__main__":
    sys.exit(main())
