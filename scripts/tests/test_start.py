"""Starting, stopping, and refusing to start."""

import os
import stat

from harness import Server, check, folder, free_port, request, run


def test():
    data = os.path.join(folder("start"), "data")
    server = Server(data)
    first_start(server)
    second_process(server)
    vkey = show(server)
    token = server.token
    check("SIGTERM ends the server with status 0", server.terminate() == 0)
    again = Server(data)
    check("a second start keeps the log and its key", show(again) == vkey)
    check("a second start keeps the token", again.token == token)
    status, _, _ = again.request("GET", "/v1/events?limit=1")
    check("the token still works", status == 200, f"status {status}")
    check("SIGTERM ends it again with status 0", again.terminate() == 0)
    refusals(folder("refusals"))


def first_start(server):
    mode = stat.S_IMODE(os.stat(server.token_file).st_mode)
    check("the first start leaves a token of mode 0600", mode == 0o600, oct(mode))
    output = server.output()
    check("it names the token's place", "bootstrap-token" in output, output)
    check("it never shows the token's value", server.token not in output)
    for path in ("/healthz", "/readyz", "/metrics"):
        status, body, _ = request("GET", server.url + path)
        check(f"{path} answers without a token", status == 200, f"status {status} {body[:200]}")
    metrics = request("GET", server.url + "/metrics")[1].decode()
    check("/metrics is Prometheus text", "# TYPE muster_" in metrics, metrics[:200])
    status, body, _ = request("GET", server.url + "/v1/events")
    check("everything else wants a token", status == 401, f"status {status}")
    status, body, _ = request("GET", server.url + "/logs/main/checkpoint")
    check("the checkpoint is public", status == 200 and body.endswith(b"\n"), f"status {status}")


def second_process(server):
    status, _, error = run("serve", "--data", server.data, "--listen", f"127.0.0.1:{free_port()}", timeout=30)
    check("a second process on the same data is refused", status == 1, f"status {status}")
    check("and is told the holder's process id", str(server.process.pid) in error, error)


def show(server):
    import json

    status, output, error = run("log", "show", "main", "--data", server.data, "--json")
    log = json.loads(output) if status == 0 else {}
    good = {"origin", "vkey", "directory", "size", "root"} <= set(log)
    check("log show has origin, vkey, directory, size, root", good, output + error)
    check("the directory is where the checkpoint is", os.path.exists(os.path.join(log.get("directory", ""), "checkpoint")))
    return log.get("vkey")


def refusals(place):
    def refused(name, arguments, status_wanted, *words, config=None):
        if config is not None:
            with open(os.path.join(place, "muster.yaml"), "w", encoding="utf-8") as file:
                file.write(config)
        status, _, error = run("serve", *arguments, cwd=place, timeout=30)
        missing = [word for word in words if word not in error]
        check(name, status == status_wanted and not missing, f"status {status}: {error.strip()}")

    refused("an unknown flag is refused, with the nearest", ["--lissten", "x"], 2, "--listen")
    refused("a bad address is refused", ["--listen", "nowhere"], 2, "listen", "HOST:PORT")
    refused("an open address without TLS is refused", ["--listen", "0.0.0.0:0"], 2, "tls.certificate")
    refused(
        "an unknown key of the file is refused, by name and line", ["--config", "muster.yaml"], 2, "lissten",
        "muster.yaml", config="data: d\nlissten: 127.0.0.1:1\n")
    refused("a missing file is named", ["--config", "no.yaml"], 2, "no.yaml")
    with open(os.path.join(place, "plain"), "w", encoding="utf-8") as file:
        file.write("x")
    refused("a data directory that is a file is refused", ["--data", "plain", "--listen", "127.0.0.1:0"], 1, "plain")
    refused("a port out of range is told the range", ["--listen", "127.0.0.1:99999"], 2, "65535")
    refused(
        "a log that there is none of cannot be public", ["--listen", "127.0.0.1:0", "--public-entries", "nosuchlog"], 2,
        "nosuchlog", "main")
    status, _, error = run("serve", env={"MUSTER_BOGUS": "1"}, cwd=place, timeout=30)
    check("an unknown variable is refused by name", status == 2 and "MUSTER_BOGUS" in error, f"status {status}: {error}")
    damaged(place, refused)


def damaged(place, refused):
    """Whatever is damaged, a refused start has one status."""
    data = os.path.join(place, "damaged")
    Server(data).terminate()
    listen = ["--data", data, "--listen", "127.0.0.1:0"]
    for path in ["tokens/main.json", "configuration.json", "keys/main/master.key", "format"]:
        file = os.path.join(data, path)
        with open(file, "rb") as kept:
            content = kept.read()
        with open(file, "wb") as broken:
            broken.write(b"{")
        refused(f"damage in {path} is refused with status 1", listen, 1, path)
        with open(file, "wb") as mended:
            mended.write(content)
    os.rename(os.path.join(data, "lock"), os.path.join(data, "lock.away"))
    refused("a missing lock is refused with status 1", listen, 1, "lock/main")
    os.rmdir(os.path.join(data, "lock"))
    os.rename(os.path.join(data, "lock.away"), os.path.join(data, "lock"))
    os.rename(os.path.join(data, "format"), os.path.join(place, "format.away"))
    refused("a lost format file is told, with the line to write", listen, 1, "muster-data version 1", "format")
    os.rename(os.path.join(place, "format.away"), os.path.join(data, "format"))
    again = Server(data)
    check("with everything back it starts", again.terminate() == 0)
