"""A SCIM client over one kept-open connection, for tests that send thousands of requests."""

import http.client
import json
import urllib.parse

CORE = "urn:ietf:params:scim:schemas:core:2.0:"
ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
PATCH_OP = "urn:ietf:params:scim:api:messages:2.0:PatchOp"


class Client:
    def __init__(self, server, token=None):
        self.connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
        self.token = token or server.token

    def send(self, method, path, body=None, headers=None, query=None):
        """Answers status, the JSON of the body (or None) and the header fields in lower case."""
        headers = {"Authorization": "Bearer " + self.token, **(headers or {})}
        if query:
            path += "?" + urllib.parse.urlencode(query)
        if isinstance(body, (dict, list)):
            body = json.dumps(body).encode()
        if body is not None:
            headers.setdefault("Content-Type", "application/scim+json")
        self.connection.request(method, "/scim/v2" + path, body, headers)
        answer = self.connection.getresponse()
        text = answer.read()
        return answer.status, json.loads(text) if text else None, {
            name.lower(): value for name, value in answer.getheaders()}

    def user(self, userName, **members):
        return self.send("POST", "/Users", {"schemas": [CORE + "User"], "userName": userName, **members})[1]

    def patch(self, path, *operations):
        return self.send("PATCH", path, {"schemas": [PATCH_OP], "Operations": list(operations)})


def records(server, request):
    """All records of a request, by its id."""
    status, page = server.json(
        "GET", f"/v1/events?transaction={request}&order=oldest&limit=100&wait={server.last()}")
    assert status == 200, page
    return page["events"]
