"""A server behind a certificate of a private authority, and what the commands say when TLS is the matter."""

import json
import os
import shutil
import ssl
import subprocess
import tempfile
import time
import urllib.request

import broken_tls
from harness import MUSTER_VERIFY, Server, check, event, folder, free_port, run, skip
from upstream import Upstream


def test():
    if not shutil.which("openssl"):
        skip("TLS", "it takes openssl to make certificates")
        return
    place = folder("tls")
    authority = certificates(place)
    files = ["--tls-certificate", os.path.join(place, "server.pem"), "--tls-key", os.path.join(place, "server.key")]
    server = Server(os.path.join(place, "data"), *files, wait=False)
    wait(server, authority)
    url = f"https://127.0.0.1:{server.port}"
    commands(server, url, authority)
    verification(server, url, authority)
    http2(server, url, authority)
    gateway(server, place)
    gateway_http2(server, place, url, authority)
    check("the server ends with status 0", server.terminate() == 0)
    broken_tls.test(place)
    missing(place)


def certificates(place):
    """An authority, and a certificate of it for 127.0.0.1; answers the authority's file."""
    def make(*arguments):
        subprocess.run(["openssl", *arguments], cwd=place, check=True, capture_output=True)

    key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
    make("req", "-x509", *key, "-keyout", "ca.key", "-out", "ca.pem", "-days", "2", "-subj", "/CN=Test authority")
    make("req", *key, "-keyout", "server.key", "-out", "server.csr", "-subj", "/CN=muster")
    with open(os.path.join(place, "names"), "w", encoding="ascii") as file:
        file.write("subjectAltName=IP:127.0.0.1\n")
    make(
        "x509", "-req", "-in", "server.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-out",
        "server.pem", "-days", "2", "-extfile", "names")
    return os.path.join(place, "ca.pem")


def wait(server, authority):
    opener = urllib.request.build_opener(
        urllib.request.ProxyHandler({}),
        urllib.request.HTTPSHandler(context=ssl.create_default_context(cafile=authority)))
    end = time.monotonic() + 60
    while time.monotonic() < end:
        try:
            opener.open(f"https://127.0.0.1:{server.port}/readyz", timeout=2)
            return
        except OSError:
            time.sleep(0.05)
    raise RuntimeError(f"the server is not ready: {server.output()[-2000:]}")


def http2(server, url, authority):
    """A client that speaks HTTP/2 (RFC 9113): a write, its record, and a body that is too large."""
    if "HTTP2" not in subprocess.run(["curl", "-V"], capture_output=True, text=True).stdout:
        return skip("HTTP/2", "it takes a curl that speaks it")

    def curl(path, *arguments):
        return subprocess.run(
            ["curl", "-sS", "--http2", "--cacert", authority, "-H", "Authorization: Bearer " + server.token,
             "-w", "\n%{http_version} %{http_code}", url + path, *arguments], capture_output=True, text=True, timeout=60
        ).stdout.rsplit("\n", 1)

    body, ending = curl("/v1/events", "-H", "Content-Type: application/json", "-d", json.dumps(event(77)))
    check("a record over HTTP/2", ending == "2 201" and '"recorded"' in body, (body, ending))
    body, ending = curl("/scim/v2/Users?count=1")
    check("a question over HTTP/2", ending == "2 200", (body, ending))
    with tempfile.NamedTemporaryFile() as file:
        file.write(b" " * (17 << 20))
        file.flush()
        body, ending = curl("/v1/events", "-H", "Content-Type: application/json", "--data-binary", "@" + file.name)
    check("a body over the limit is refused over HTTP/2", ending == "2 413" and "limits.body" in body, (body[:300], ending))
    body, ending = curl("/readyz")
    check("and the server goes on", ending == "2 200", ending)
    status = subprocess.run(
        ["curl", "-sS", "--http1.1", "--cacert", authority, "-o", "/dev/null", "-w", "%{http_version}", url + "/readyz"],
        capture_output=True, text=True).stdout
    check("a client of HTTP/1.1 is served as before", status == "1.1", status)


def gateway(server, place):
    """A gateway before a service behind TLS: trusted by its authority, and refused without, or when expired."""
    good = (os.path.join(place, "server.pem"), os.path.join(place, "server.key"))
    subprocess.run(
        ["openssl", "x509", "-req", "-in", "server.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-out",
         "expired.pem", "-days", "-1", "-extfile", "names"], cwd=place, check=True, capture_output=True)
    old = (os.path.join(place, "expired.pem"), os.path.join(place, "server.key"))
    data, authority = ("--data", server.data), os.path.join(place, "ca.pem")
    for name, certificate, ca, status, text in [
            ("trusted", good, ["--upstream-ca-file", authority], 0, "filter by userName"),
            ("unknown", good, [], 1, "certificate"), ("expired", old, ["--upstream-ca-file", authority], 1, "certificate")]:
        upstream = Upstream(certificate)
        run("gateway", "add", name, upstream.url, *ca, *data)
        found, output, error = run("gateway", "test", name, *data)
        check(f"a gateway before a service with a certificate: {name}", found == status and text in output, output + error)
        run("gateway", "remove", name, *data)
        upstream.close()


def gateway_http2(server, place, url, authority):
    """A client of a gateway that speaks HTTP/2: its write passes, with attempt and outcome on record."""
    if "HTTP2" not in subprocess.run(["curl", "-V"], capture_output=True, text=True).stdout:
        return skip("HTTP/2 through a gateway", "it takes a curl that speaks it")
    upstream, secret = Upstream(), os.path.join(place, "service")
    upstream.resources["Users"]["u1"] = {"id": "u1", "userName": "ann", "title": "Clerk"}
    with open(secret, "w", encoding="ascii") as file:
        file.write("upstream-secret-4711\n")
    data = ("--data", server.data)
    run("gateway", "add", "h2", upstream.url, "--bearer-file", secret, *data)

    def curl(path, *arguments):
        return subprocess.run(
            ["curl", "-sS", "--http2", "--cacert", authority, "-H", "Authorization: Bearer " + server.token,
             "-w", "\n%{http_version} %{http_code}", url + path, *arguments], capture_output=True, text=True, timeout=60
        ).stdout.rsplit("\n", 1)

    body = json.dumps({"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
                       "Operations": [{"op": "replace", "path": "title", "value": "Chief"}]})
    answer, ending = curl("/gateway/h2/Users/u1", "-X", "PATCH", "-H", "Content-Type: application/scim+json", "-d", body)
    check("a write through a gateway over HTTP/2", ending == "2 200" and json.loads(answer)["title"] == "Chief", (answer, ending))
    arrived = [(one.method, one.body.decode(), one.headers["Authorization"]) for one in upstream.arrived]
    check("  arrives once, byte for byte, with the gateway's credential",
          arrived == [("PATCH", body, "Bearer upstream-secret-4711")], arrived)
    check("  addresses in the answer are the gateway's", url + "/gateway/h2/Users/u1" in answer, answer)
    events, end = [], time.monotonic() + 20
    while not any(event["outcome"] == "success" for event in events) and time.monotonic() < end:
        events = json.loads(curl("/v1/events?source=gateway:h2&order=oldest")[0]).get("events", [])
        time.sleep(0.1)
    told = {event["outcome"]: event for event in events if event["action"] == "user.update"}
    changes = [(change["path"], change.get("before"), change.get("after"))
               for change in told.get("success", {}).get("changes", [])]
    check("  attempt and outcome are on record, in this order, with what changed",
          changes == [("title", "Clerk", "Chief")] and told["attempted"]["index"] < told["success"]["index"], events)
    with upstream.lock:
        for number in range(2_000):
            upstream.resources["Users"][f"b{number}"] = {"id": f"b{number}", "userName": f"b{number}", "x": "y" * 1_000}
    answer, ending = curl("/gateway/h2/Users?count=5000")
    check("  a list of two megabytes comes whole", ending == "2 200" and len(json.loads(answer)["Resources"]) == 2_001, ending)
    run("gateway", "remove", "h2", *data)
    upstream.close()


def commands(server, url, authority):

    place = ["--token-file", server.token_file, "--server"]
    trusted = [*place, url, "--ca-file", authority]
    status, output, error = run("append", *trusted, input=json.dumps(event(1)) + "\n")
    check("append with --ca-file", status == 0 and "1 recorded" in output, output + error)
    status, output, error = run("query", *place, url)
    check("an unknown authority: status 3, --ca-file named", status == 3 and "--ca-file" in error, error)
    check("without the library's words", "BoringSSL" not in error and "muster serve" not in error, error)
    status, output, error = run("append", *place, url, input=json.dumps(event(2)) + "\n")
    check("and append says that nothing was sent", status == 3 and "not sent" in error, error)
    status, output, error = run("query", *place, url, "--ca-file", "/nope")
    check("a missing --ca-file is named", status == 2 and "/nope" in error, error)
    status, output, error = run("query", *place, url, "--ca-file", server.token_file)
    check("a --ca-file without certificates is named", status == 2 and "no certificates" in error, error)
    status, output, error = run("query", *place, url.replace("https", "http"))
    check("http:// to TLS: https:// is suggested", status == 3 and "https://" in error, error)


def verification(server, url, authority):
    log = url + "/logs/main"
    token = ["--token-file", server.token_file]
    status, output, error = run("verify", log, *token, "--ca-file", authority)
    check("verify URL with --ca-file and --token-file", status == 0, output + error)
    status, output, error = run("verify", log, *token)
    check("verify names the remedy", status == 3 and "--ca-file" in output + error, output + error)
    status, output, error = run(log, *token, program=MUSTER_VERIFY)
    check("muster-verify names the remedy", status == 3 and "update-ca-certificates" in output + error, output + error)
    status, output, error = run(log.replace("https", "http"), *token, program=MUSTER_VERIFY)
    check("http:// to TLS: https:// is suggested there too", status == 3 and "https://" in output + error, output + error)
    system_store(log, token, authority)


def system_store(log, token, authority):
    """The remedy itself: the authority among the system's, in a view of the file system of the command's own."""
    bundle = "/etc/ssl/certs/ca-certificates.crt"
    joined = authority + ".joined"
    if os.geteuid() != 0 or not os.path.exists(bundle):
        skip("muster-verify with an authority of the system", "it takes root and Debian's store")
        return
    with open(joined, "wb") as file:
        for part in (bundle, authority):
            with open(part, "rb") as content:
                file.write(content.read())
    script = 'mount --bind "$0" "$1" && shift && exec "$@"'
    status, output, error = run(
        "-m", "bash", "-c", script, joined, bundle, MUSTER_VERIFY, log, *token, program="unshare")
    if "unshare" in error or "mount" in error:
        skip("muster-verify with an authority of the system", error.strip())
        return
    check("muster-verify trusts the system's authorities", status == 0, output + error)


def missing(place):
    status, output, error = run(
        "serve", "--data", os.path.join(place, "other"), "--listen", f"127.0.0.1:{free_port()}", "--tls-certificate",
        os.path.join(place, "none.pem"), "--tls-key", os.path.join(place, "server.key"), timeout=30)
    check("a missing certificate is named: status 2", status == 2 and "none.pem" in error, output + error)
    check("and none is said to stay in use", "stay in use" not in output + error, output + error)
