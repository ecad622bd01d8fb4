"""A small SCIM service of the tests' own, over real sockets, that does badly when it is told to.

`script` decides about each request: called with the request before anything is done, it answers None to have it done well,
or one of the words of `Upstream.handle`. `arrived` holds every write that came, with the request id that it carried.
"""

import http.server
import json
import os
import re
import socket
import ssl
import threading
import time
import urllib.parse

CORE = "urn:ietf:params:scim:schemas:core:2.0:"


# How a stream of TLS breaks (RFC 8446 sections 5 and 6): what is written on its connection beside it, and whether that ends then.
TLS_FAULTS = {
    "text": (b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}", False),
    "alert": (b"\x15\x03\x03\x00\x02\x02\x28", False),  # handshake_failure, which it is too late for
    "record": (b"\x17\x03\x03\x00\x40" + bytes(range(64)), False),
    "part": (b"\x17\x03\x03\x01\x00" + bytes(20), True),
    "end": (b"", True),
}


class Request:
    def __init__(self, method, path, query, headers, body):
        self.method, self.path, self.query, self.headers, self.body = method, path, query, headers, body
        self.id = headers.get("X-Request-Id", "")

    @property
    def is_write(self):
        return self.method != "GET"


class Upstream:
    def __init__(self, certificate=None, newest=None):
        self.resources = {"Users": {}, "Groups": {}}
        self.lock = threading.RLock()
        self.next = 1
        self.script = lambda request: None
        self.done = lambda request: None
        self.arrived, self.all = [], []
        self.connections = set()
        upstream = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def setup(self):
                super().setup()
                upstream.connections.add(self.connection)

            def finish(self):
                upstream.connections.discard(self.connection)
                super().finish()

            def do(self):
                upstream.handle(self)

            do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = do

            def log_message(self, *_):
                pass

        class Quiet(http.server.ThreadingHTTPServer):
            daemon_threads = True
            request_queue_size = 128

            def handle_error(self, *_):
                pass

        self.server = Quiet(("127.0.0.1", 0), Handler)
        scheme = "http"
        if certificate:
            self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self.context.load_cert_chain(*certificate)
            if newest:
                self.context.maximum_version = newest
            self.server.socket = self.context.wrap_socket(self.server.socket, server_side=True)
            scheme = "https"
        self.port = self.server.server_address[1]
        self.url = f"{scheme}://127.0.0.1:{self.port}/scim/v2"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()
        self.hang_up()

    def hang_up(self):
        """Ends every connection that stands."""
        for connection in list(self.connections):
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

    # One request.

    def handle(self, handler):
        length = int(handler.headers.get("Content-Length") or 0)
        body = handler.rfile.read(length)
        if handler.headers.get("Transfer-Encoding") == "chunked":
            while (size := int(handler.rfile.readline(), 16)) > 0:
                body += handler.rfile.read(size)
                handler.rfile.readline()
            handler.rfile.readline()
        parts = urllib.parse.urlsplit(handler.path)
        path = parts.path.removeprefix("/scim/v2")
        request = Request(handler.command, path, dict(urllib.parse.parse_qsl(parts.query)), handler.headers, body)
        request.target = handler.path
        self.all.append(request)
        if request.is_write:
            self.arrived.append(request)
        word = self.script(request)
        if word == "refuse":
            return self.cut(handler)
        if word == "silent":
            time.sleep(4)
            return self.cut(handler)
        if word == "garbage":
            handler.wfile.write(b"\x16\x03\x01 this is no HTTP\r\n\r\n")
            return self.cut(handler)
        if isinstance(word, tuple) and word[0] == "answer":
            return self.send(handler, *word[1:])
        if isinstance(word, tuple) and word[0] == "raw":
            handler.wfile.write(word[1])
            return None
        if word == "pretend":
            return self.send(handler, 200, {"id": path.split("/")[-1], "schemas": []})
        if isinstance(word, tuple) and word[0] == "break":
            return self.break_tls(handler, word[1])
        status, value, fields = self.carry_out(request)
        self.done(request)
        if isinstance(word, tuple) and word[0] == "do and break":
            if word[1] == "half":
                self.half(handler, value)
            return self.break_tls(handler, "text" if word[1] == "half" else word[1])
        if word == "lose":
            return self.cut(handler)
        if word == "half":
            self.half(handler, value)
            return self.cut(handler)
        if word == "drip":
            return self.drip(handler, json.dumps(value).encode())
        if word == "slow":
            time.sleep(0.7)
        self.send(handler, status, value, fields)

    def drip(self, handler, data):
        """Answers a byte at a time: never silent, and never done."""
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/scim+json\r\nContent-Length: %d\r\n\r\n" % len(data))
        try:
            for byte in data[:60]:
                handler.wfile.write(bytes([byte]))
                handler.wfile.flush()
                time.sleep(0.1)
        except OSError:
            pass
        self.cut(handler)

    @staticmethod
    def half(handler, value):
        data = json.dumps(value).encode()
        handler.wfile.write(
            b"HTTP/1.1 200 OK\r\nContent-Type: application/scim+json\r\nContent-Length: %d\r\n\r\n" % (len(data) + 50))
        handler.wfile.write(data[: len(data) // 2])
        handler.wfile.flush()

    @staticmethod
    def break_tls(handler, fault):
        """Breaks the stream of TLS under an answer; the other side has to hang up where the connection itself does not end."""
        handler.close_connection = True
        data, ends = TLS_FAULTS[fault]
        connection = handler.connection
        with socket.socket(fileno=os.dup(connection.fileno())) as bare:
            bare.settimeout(5)
            try:
                bare.sendall(data)
                if ends:
                    bare.shutdown(socket.SHUT_RDWR)
                while bare.recv(1 << 12):
                    pass
            except OSError:
                pass

    def cut(self, handler):
        handler.close_connection = True
        try:
            handler.connection.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass

    def send(self, handler, status, value=None, fields=None):
        data = b"" if value is None else json.dumps(value).encode()
        try:
            handler.send_response(status)
            for name, field in (fields or {}).items():
                handler.send_header(name, field)
            if data:
                handler.send_header("Content-Type", "application/scim+json")
            if status != 204:
                handler.send_header("Content-Length", str(len(data)))
            handler.end_headers()
            if handler.command != "HEAD":
                handler.wfile.write(data)
        except OSError:
            handler.close_connection = True

    # What a good service does.

    def carry_out(self, request):
        with self.lock:
            names = [urllib.parse.unquote(name) for name in request.path.split("/") if name]
            if names == ["ServiceProviderConfig"]:
                return 200, {"patch": {"supported": True}, "bulk": {"supported": False, "maxOperations": 0, "maxPayloadSize": 0},
                             "filter": {"supported": True, "maxResults": 200}, "etag": {"supported": False},
                             "sort": {"supported": False}, "changePassword": {"supported": False}}, {}
            if names in (["ResourceTypes"], ["Schemas"]):
                return 200, {"totalResults": 0, "Resources": []}, {}
            if not names or names[0] not in self.resources:
                return 404, {"detail": "no such endpoint"}, {}
            kind, found = names[0], self.resources[names[0]]
            if len(names) == 1:
                return self.list(kind, request) if request.method == "GET" else self.create(kind, json.loads(request.body))
            if names[1] not in found:
                return 404, {"detail": "no such resource", "status": "404"}, {}
            if request.method == "DELETE":
                del found[names[1]]
                return 204, None, {}
            if request.method == "PUT":
                found[names[1]] = {**json.loads(request.body), "id": names[1]}
            elif request.method == "PATCH":
                for operation in json.loads(request.body)["Operations"]:
                    self.patch(found[names[1]], operation)
            shown = self.shown(kind, found[names[1]])
            if "members" in request.query.get("excludedAttributes", ""):
                shown.pop("members", None)
            return 200, shown, {}

    def shown(self, kind, resource):
        return {**resource, "meta": {"resourceType": kind[:-1], "location": f"{self.url}/{kind}/{resource['id']}"}}

    def create(self, kind, body):
        name = body.get("userName")
        if name and any(one.get("userName") == name for one in self.resources[kind].values()):
            return 409, {"scimType": "uniqueness", "status": "409"}, {}
        identifier = f"r{self.next}"
        self.next += 1
        self.resources[kind][identifier] = {**body, "id": identifier}
        return 201, self.shown(kind, self.resources[kind][identifier]), {"Location": f"{self.url}/{kind}/{identifier}"}

    def list(self, kind, request):
        found = list(self.resources[kind].values())
        for name, value in re.findall(r'([\w.]+) eq "([^"]*)"', request.query.get("filter", "")):
            if name == "members.value":
                found = [one for one in found if any(member["value"] == value for member in one.get("members", []))]
            else:
                found = [one for one in found if one.get(name) == value]
        start = int(request.query.get("startIndex", 1)) - 1
        page = found[start:start + int(request.query.get("count", 200))]
        return 200, {"totalResults": len(found), "itemsPerPage": len(page), "startIndex": start + 1,
                     "Resources": [self.shown(kind, one) for one in page]}, {}

    @staticmethod
    def patch(resource, operation):
        verb, path, value = operation["op"].lower(), operation.get("path"), operation.get("value")
        if path is None:
            resource.update(value)
        elif path.startswith("members["):
            gone = re.search(r'"([^"]*)"', path).group(1)
            resource["members"] = [one for one in resource.get("members", []) if one["value"] != gone]
        elif path == "members" and verb == "add":
            known = {one["value"] for one in resource.get("members", [])}
            resource.setdefault("members", []).extend(one for one in value if one["value"] not in known)
        elif verb == "remove":
            resource.pop(path, None)
        else:
            resource[path] = value
