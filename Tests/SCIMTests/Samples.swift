import JSON
import SCIM

/// The resource that the tables ask about.
let bjensen = resource(
    #"""
    {"schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "id": "2819c223", "userName": "bjensen",
     "externalId": "E-1", "name": {"givenName": "Barbara", "familyName": "Jensen"}, "active": true, "title": "Clerk",
     "emails": [{"value": "bjensen@example.com", "type": "work", "primary": true},
                {"value": "babs@jensen.org", "type": "home"}],
     "roles": [{"value": "admin", "primary": true}, {"value": "auditor"}],
     "meta": {"resourceType": "User", "created": "2026-01-02T03:04:05Z", "lastModified": "2026-05-13T04:42:34+02:00"},
     "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":
        {"department": "Audit", "manager": {"value": "M-1"}}}
    """#)

let enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"

func json(_ text: String) -> JSONValue {
    do { return try JSONValue(parsing: text) } catch { fatalError("a test has malformed JSON: \(error)") }
}

func resource(_ text: String) -> JSONObject { json(text).objectValue ?? JSONObject() }

/// The error that a piece of work ends with, nil when it ends well.
func failure(_ work: () throws -> Void) -> SCIMError? {
    do { try work() } catch let error as SCIMError { return error } catch { return nil }
    return nil
}

func patch(
    _ operations: String, _ leniency: Leniency = .providers, on resource: JSONObject = bjensen,
    of type: ResourceType = .user
) throws -> PatchResult {
    let body = json(
        #"{"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], "Operations": [\#(operations)]}"#)
    return try Patch(parsing: body, leniency).apply(to: resource, of: type)
}
