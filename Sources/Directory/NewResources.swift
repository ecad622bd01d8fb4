import Differences
package import JSON
package import Recorder
package import Records
import SCIM

/// The records that make resources of which the directory has none yet, as the service would make them, without a service:
/// for filling a log of one's own with a great many people at once.
package enum NewResources {
    /// The records of one POST, as one transaction.
    ///
    /// Nobody is looked up: whoever calls this sees to it that names differ and that no member is needed.
    ///
    /// - Parameters:
    ///   - kind: `.user` or `.group`.
    ///   - body: what a client would send.
    ///   - id: that of the new resource.
    ///   - caller: whom the records name.
    /// - Returns: the records in order.
    /// - Throws: `SCIMError` for a body that would be refused, and what keeps a caller from recording.
    package static func records(
        _ kind: StoredResource.Kind, _ body: JSONValue, id: String, _ caller: Caller
    ) throws -> [Record] {
        try Evaluator(EmptyState(), baseURL: "", newID: id).evaluate(.create(kind, body: body)).drafts.map {
            try $0.record(of: caller, transaction: caller.request)
        }
    }
}

/// A directory with nobody in it.
private struct EmptyState: DirectoryState {
    func resource(_ id: String) -> StoredResource? { nil }
    func user(named userName: String) -> StoredResource? { nil }
    func member(_ id: String, of group: StoredResource) -> JSONObject? { nil }
    func members(of group: StoredResource) -> [(id: String, detail: JSONObject)] { [] }
    func listed(_ group: StoredResource) -> [GroupMember] { [] }
    func groups(of resource: StoredResource) -> [(group: StoredResource, detail: JSONObject)] { [] }
}

extension Draft {
    /// The record, with the caller written into it.
    func record(of caller: Caller, transaction: String) throws -> Record {
        var record = Record(
            action: action, source: caller.source, subject: subject, resources: resources, changes: changes,
            reason: reason, transaction: transaction, extra: extra)
        try caller.stamp(&record)
        return record
    }
}
