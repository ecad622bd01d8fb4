import JSON
import Records
import Testing

/// The record of the documentation, with every member that someone may hand in.
let sampleText = """
    {"id": "hr-7731", "action": "user.update", "outcome": "success", "occurredAt": "2026-06-30T12:00:00.123Z",
     "source": "hr-sync",
     "actor": {"type": "service", "id": "hr", "name": "HR sync", "address": "10.0.0.4", "agent": "hr/2.1"},
     "onBehalfOf": {"type": "user", "id": "u-12", "name": "mreyes"},
     "subject": {"type": "user", "id": "2819c223", "name": "bjensen", "externalId": "E-4410"},
     "resource": {"type": "group", "id": "g-7", "name": "Auditors"},
     "changes": [{"path": "title", "before": "Clerk", "after": "Auditor"}], "reason": "annual move",
     "transaction": "tx-91", "request": "rq-5", "extra": {"ticket": 17}}
    """

func sample() throws -> JSONObject { try #require(try JSONValue(parsing: sampleText).objectValue) }

/// The sample with some members replaced, or taken away where the value is nil.
func sample(_ members: [(String, JSONValue?)]) throws -> JSONValue {
    var object = try sample()
    for (name, value) in members { object[name] = value }
    return .object(object)
}
