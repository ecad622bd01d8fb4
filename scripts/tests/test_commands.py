"""The command line against a server: append, query, history, receipt, verify, and their exit statuses."""

import json
import os
import shutil

from harness import MUSTER, MUSTER_VERIFY, Server, check, event, folder, free_port, run, skip, wait_published


def test():
    place = folder("commands")
    server = Server(os.path.join(place, "data"))
    last = appending(server)
    asking(server, last)
    receipts(server, place, last)
    verifying(server)
    failures(server, place)
    help_texts()
    check("the server ends with status 0", server.terminate() == 0)


def lines(*records):
    return "".join(json.dumps(record) + "\n" for record in records)


def appending(server):
    status, output, error = server.muster("append", input=lines(*(event(n) for n in range(600))))
    check("append takes 600 records", status == 0 and "600 recorded" in output, output + error)
    status, output, error = server.muster("append", input=lines(event(1), event(2)))
    check("the same lines again are known before", status == 0 and "2 known before" in output, output + error)
    bad = event(700)
    bad["changes"][0]["afterwards"] = 1
    status, output, error = server.muster("append", input=lines(event(701), bad) + "{oops\n" + lines(event(702)))
    check("a bad line fails alone, with status 1", status == 1 and "2 recorded" in output, output + error)
    check("the failure names line and field", "line 2" in error and "changes[0]" in error, error)
    check("malformed JSON names its line", "line 3" in error, error)
    status, output, error = server.muster("append", input='[1]\n')
    check("what is no record has no empty field before it", status == 1 and ": :" not in error, error)
    status, output, error = server.muster("append", input=lines({**event(703), "bogus": 1}))
    check("an unknown member is named once", error.count("bogus") == 1, error)
    conflict = event(1, reason="another")
    status, output, error = server.muster("append", input=lines(conflict))
    check("the same id with other content is a conflict", status == 1 and "conflict" in error, error)
    status, output, error = server.muster("append", "--json", "--ack", "published", input=lines(event(800)))
    result = json.loads(output)
    check("--json gives one result a line", result.get("line") == 1 and result.get("status") == "recorded", output)
    check("published answers with a receipt", "c2sp.org/tlog-proof@v1" in result.get("receipt", ""), output[:300])
    return result["index"]


def asking(server, last):
    status, output, error = server.muster("query", "--subject", "person7", "--wait", last)
    check("query shows a table", status == 0 and "INDEX" in output and "person7" in output, output + error)
    check("changes are shown before -> after", '"Clerk" -> "Auditor' in output, output[:500])
    check("in a pipe the table is not cut", "…" not in output)
    status, output, _ = server.muster("query", "--action", "user.", "--outcome", "success", "--all", "--order", "oldest", "--json")
    events = json.loads(output)["events"]
    indices = [item["index"] for item in events]
    check("--all follows every page", len(events) == 603 and indices == sorted(indices), f"{len(events)} events")
    for action in ["user", "user.", "user.*", "user.update"]:
        status, output, error = server.muster("query", "--action", action, "--limit", 1, "--json")
        check(f"--action {action} finds", status == 0 and len(json.loads(output)["events"]) == 1, output + error)
    status, output, error = server.muster("query", "--action", "group.membr")
    check("an action that there is none of: status 2, the nearest", status == 2 and "group.member" in error, error)
    status, output, error = server.muster("history", "PERSON7", "--json")
    history = json.loads(output)
    check("history finds a name in other case", status == 0 and len(history["events"]) == 15, output[:300] + error)
    indices = [item["index"] for item in history["events"]]
    check("a history is newest first, as over HTTP", indices == sorted(indices, reverse=True), str(indices))
    status, output, error = server.muster("history", "u-7")
    check("history by id, for people", status == 0 and "person7" in output and "->" in output, output[:300] + error)
    status, output, error = server.muster("history", "nobody-of-that-name")
    check("nobody of that name: status 1", status == 1 and error.startswith("muster: "), error)
    status, output, error = server.muster("query", "--since", "soon")
    check("a filter of the wrong form: status 2, named", status == 2 and "since" in error, error)
    check("the field is not named twice", "since: The parameter since" not in error, error)


def receipts(server, place, index):
    receipt = os.path.join(place, "receipt")
    vkey = json.loads(run("log", "show", "main", "--data", server.data, "--json")[1])["vkey"]
    status, output, error = server.muster("receipt", index, "--out", receipt)
    check("receipt --out writes a file", status == 0 and os.path.getsize(receipt) > 100, output + error)
    arguments = ["receipt", "check", receipt, "--vkey", vkey]
    status, output, error = run(*arguments)
    shown = [line.split() for line in output.splitlines()]
    check(
        "receipt check passes offline, and shows the entry",
        status == 0 and ["kind", "record"] in shown and ["action", "user.update"] in shown, output + error)
    status, output, error = run("receipt", receipt, "--vkey", vkey, program=MUSTER_VERIFY)
    check("muster-verify receipt passes", status == 0, output + error)
    with open(receipt, "rb") as file:
        text = bytearray(file.read())
    place_of_hash = text.index(b"\n\n") - 10
    text[place_of_hash] ^= 1
    with open(receipt, "wb") as file:
        file.write(text)
    status, output, error = run(*arguments)
    check("a flipped byte of the receipt: status 1", status == 1, output + error)


def verifying(server):
    wait_published(server, 600)
    status, output, error = run("verify", server.log)
    check("verify passes beside the running server", status == 0, output + error)
    check("without --vkey it says where the key came from", "from the log itself" in output + error, output + error)
    vkey = json.loads(run("log", "show", "main", "--data", server.data, "--json")[1])["vkey"]
    status, output, error = run("verify", server.log, "--vkey", vkey)
    check("verify passes with the key", status == 0, output + error)
    status, output, error = run("verify", server.log, "--vkey", vkey[:-4] + "AAAA")
    check("verify with another key does not pass", status in (1, 2), output + error)
    status, output, error = run(server.log, "--vkey", vkey, program=MUSTER_VERIFY)
    check("muster-verify passes", status == 0, output + error)
    status, output, error = run("verify", "/nonexistent")
    check("verify of nothing: status 1 or 3", status in (1, 3), output + error)
    status, output, error = run("verify", server.log, "--json", "--vkey", vkey)
    check("verify --json is JSON", isinstance(json.loads(output or "null"), dict), output + error)


def failures(server, place):
    nowhere = f"http://127.0.0.1:{free_port()}"
    status, _, error = run("query", "--server", nowhere, "--token", "x")
    check("no server there: status 3 and a remedy", status == 3 and "muster serve" in error, error)
    status, _, error = run("append", "--server", nowhere, "--token", "x", input=lines(event(1)))
    check("nothing was sent to a server that is not there", status == 3 and "not sent" in error, error)
    check("so nothing is in doubt", "may be recorded" not in error, error)
    status, _, error = run("query", "--server", server.url)
    check("no token: status 3 and a remedy", status == 3 and "--token-file" in error, error)
    status, _, error = run("query", "--server", server.url, "--token", "mst_wrong")
    check("a wrong token: status 3", status == 3, error)
    token = os.path.join(place, "write.token")
    run("token", "create", "--name", "writer", "--scope", "write", "--out", token, "--data", server.data)
    status, _, error = run("query", "--server", server.url, "--token-file", token)
    check("a missing scope: status 3, named", status == 3 and "read" in error, error)
    status, output, error = run("verify", server.url + "/logs/main", "--token-file", token)
    check("verify says what a token lacks", status == 3 and "scope read" in output + error, output + error)
    status, output, error = run(
        server.url + "/logs/main", "--token-file", server.token_file, program=MUSTER_VERIFY)
    check("muster-verify takes a token from a file", status == 0, output + error)
    status, output, error = run("--version", program=MUSTER_VERIFY)
    check("muster-verify --version", status == 0 and output == run("--version")[1], output + error)
    denied(server)
    for arguments in (["nonsense"], ["query", "--nonsense"], ["receipt", "x"], ["append", "--batch", "0"]):
        status, _, _ = run(*arguments)
        check(f"wrong usage is status 2: {' '.join(arguments)}", status == 2, f"status {status}")


def denied(server):
    """Who may not look is not told that nothing is there."""
    if os.geteuid() != 0 or not shutil.which("setpriv"):
        skip("a data directory of somebody else", "it takes root and setpriv to be somebody else")
        return
    # The folders above are open to everybody, so that it is the data directory that bars the way.
    place = os.path.dirname(server.data)
    os.chmod(place, 0o755)
    program = os.path.join(place, "muster")
    shutil.copy(MUSTER, program)
    status, output, error = run(
        "--reuid", 65534, "--clear-groups", program, "token", "list", "--data", server.data, program="setpriv", cwd="/")
    check("no permission: status 3, and that is said", status == 3 and "ermission denied" in error, output + error)


def help_texts():
    commands = [
        [], ["serve"], ["log"], ["log", "create"], ["log", "list"], ["log", "show"], ["token"], ["token", "create"],
        ["token", "list"], ["token", "revoke"], ["append"], ["query"], ["history"], ["link"], ["link", "list"], ["unlink"], ["receipt"], ["receipt", "check"],
        ["verify"], ["bench"], ["bench", "append"], ["bench", "disk"], ["bench", "http"], ["bench", "proofs"],
        ["tlog"], ["tlog", "serve"], ["bench", "start"], ["backup"], ["restore"], ["log", "recover"]]
    lacking, broken = [], []
    for command in commands:
        status, output, _ = run(*command, "--help")
        if status != 0 or "EXAMPLES" not in output:
            lacking.append(" ".join(command))
        # Whatever was wrapped by a terminal's width begins at the margin.
        for part in ("SETTINGS\n", "EXAMPLES\n"):
            block = output.partition(part)[2].partition("\n\n")[0]
            broken += [line for line in block.splitlines() if len(line) > 80 or not line.startswith("  ")]
    check("every command has help with examples", not lacking, ", ".join(lacking))
    check("examples and settings stand as they were written", not broken, str(broken))
