"""Logs and tokens: beside a running server, over HTTP, and on a data directory that nobody holds."""

import json
import os

from harness import Server, check, folder, run


def test():
    data = os.path.join(folder("administration"), "data")
    server = Server(data)
    beside(server)
    over_http(server)
    entries(server)
    check("the server ends with status 0", server.terminate() == 0)
    alone(data)


def beside(server):
    status, output, error = run("log", "create", "payroll", "--origin", "audit.test/payroll", "--data", server.data)
    check("log create beside a running server", status == 0 and "audit.test/payroll" in output, output + error)
    status, output, error = run("log", "create", "payroll", "--origin", "audit.test/other", "--data", server.data)
    check("a name taken: status 1", status == 1, output + error)
    status, output, error = run("log", "list", "--data", server.data, "--json")
    names = [log["name"] for log in json.loads(output)["logs"]]
    check("log list shows both", sorted(names) == ["main", "payroll"], output + error)
    status, output, error = run(
        "token", "create", "--name", "clerk", "--log", "payroll", "--scope", "read,write", "--data", server.data,
        "--json")
    token = json.loads(output or "{}").get("token", "")
    check("token create beside a running server", status == 0 and token, output + error)
    status, output, error = run("query", "--server", server.url, "--token", token)
    check("the new token works at once, in its own log", status == 0, output + error)
    status, _, error = run("token", "revoke", "clerk", "--log", "payroll", "--data", server.data)
    check("token revoke", status == 0, error)
    status, _, error = run("query", "--server", server.url, "--token", token)
    check("a revoked token is refused: status 3", status == 3, error)
    status, output, _ = run("token", "list", "--log", "payroll", "--data", server.data, "--json")
    tokens = json.loads(output)["tokens"]
    check("token list shows the revocation", [t["name"] for t in tokens if t["revoked"]] == ["clerk"], output)
    check("token list shows no value and no hash", token not in output and "sha256" not in output, output)


def over_http(server):
    status, output, error = server.muster("log", "create", "zed", "--origin", "audit.test/zed")
    command = output.partition("next: ")[2].strip().replace("NAME", "zed-writer")
    check("log create says what next", status == 0 and command, output + error)
    status, output, error = run(
        "-c", command, program="bash", env={"MUSTER_SERVER": server.url, "MUSTER_TOKEN": server.token})
    check("and that works as it stands, whatever server and token are set", status == 0 and output.strip(), output + error)
    status, output, error = server.muster("log", "show", "zed", "--json")
    check("its directory is told from the root", os.path.isabs(json.loads(output or "{}").get("directory", "")), output)
    status, output, error = server.muster("token", "create", "--name", "remote", "--scope", "read", "--json")
    check("token create over HTTP", status == 0 and json.loads(output)["token"], output + error)
    status, output, error = server.muster("token", "create", "--name", "remote", "--scope", "read")
    check("a name used before: status 1", status == 1, output + error)
    status, output, error = run("token", "create", "--name", "x", "--scope", "fly", "--data", server.data)
    check("an unknown scope: status 2, and the known ones", status == 2 and "attest" in error, error)


def entries(server):
    status, output, error = server.muster("query", "--action", "token.", "--all", "--json")
    actions = [item["action"] for item in json.loads(output)["events"]]
    check("token changes of main are entries of main", actions.count("token.create") == 2, f"{actions} {error}")
    status, output, error = server.muster("query", "--action", "log.create", "--all", "--json")
    check("log changes are entries", len(json.loads(output)["events"]) >= 1, output + error)


def alone(data):
    status, output, error = run("token", "create", "--name", "offline", "--scope", "read", "--data", data)
    token = output.strip()
    check("token create without a server", status == 0 and token, output + error)
    status, output, error = run("log", "create", "third", "--origin", "audit.test/third", "--data", data)
    check("log create without a server", status == 0, output + error)
    status, output, error = run("log", "show", "third", "--data", data, "--json")
    check("its genesis is published", status == 0 and json.loads(output)["size"] >= 1, output + error)
    server = Server(data)
    status, output, error = run("query", "--server", server.url, "--token", token)
    check("the token works once a server runs", status == 0, output + error)
    server.terminate()
    status, output, error = run("token", "list", "--data", data + "-of-nobody")
    check("a directory that is none: status 3, and it is not made", status == 3 and not os.path.exists(data + "-of-nobody"))
