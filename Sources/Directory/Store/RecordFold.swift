import Differences
import JSON
import Records
import SCIM

/// What one record of the directory does to the state: the same code for records just committed, for a whole log read
/// again, and for a question about the past.
struct RecordFold {
    let types: ServedTypes

    enum Effect {
        case created(StoredResource)
        case updated(StoredResource)
        case ended(StoredResource)
        /// What a group says about a member from now on; nil for one that left. Both have the new version.
        case membership(group: StoredResource, member: StoredResource, detail: JSONObject?)
    }

    /// Whether a record is part of the state: made by the directory, and carried out.
    static func isState(_ record: Record) -> Bool {
        record.outcome == .success && record.extra?[Draft.marker] != nil && record.subject.namespace == Draft.namespace
    }

    /// The effect of a record, nil for none: what speaks of a resource that is not there, or names nobody because a key
    /// was destroyed, has none.
    ///
    /// - Parameters:
    ///   - record: what was committed.
    ///   - index: that of its entry.
    ///   - time: that of its entry, in milliseconds since 1970.
    ///   - resource: tells what the state holds under an id.
    /// - Returns: the effect, from the resources as they were told.
    /// - Throws: what `resource` throws.
    func effect(
        of record: Record, index: UInt64, time: Int64, resource: (String) throws -> StoredResource?
    ) rethrows -> Effect? {
        guard Self.isState(record) else { return nil }
        let id = record.subject.id
        if let kind = types.kind(createdBy: record.action) {
            let attributes = kind.difference.apply(record.changes, to: JSONObject())
            return .created(
                StoredResource(
                    sequence: Int64(index), id: id, kind: kind, attributes: attributes, version: Int64(index),
                    created: time, modified: time))
        }
        guard var subject = try resource(id) else { return nil }
        if ResourceTypes.isDeletion(record.action) { return .ended(subject) }
        func touch(_ resource: inout StoredResource) {
            resource.version = Int64(index)
            resource.modified = time
        }
        touch(&subject)
        guard let change = record.changes.first, Self.isMembership(change) else {
            subject.attributes = subject.kind.difference.apply(record.stateChanges, to: subject.attributes)
            return .updated(subject)
        }
        // A membership shows in both resources (`members`, `groups`), so both get the version.
        guard var group = try record.resources.first.flatMap({ try resource($0.id) }) else { return nil }
        touch(&group)
        return .membership(group: group, member: subject, detail: change.after?.objectValue)
    }

    /// Whether a change is one of a group's members.
    static func isMembership(_ change: Change) -> Bool { change.path.utf8.starts(with: "members[".utf8) }
}
