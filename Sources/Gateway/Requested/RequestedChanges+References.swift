import JSON
import Records

extension RequestedChanges {
    /// Leaves open what is asked for with references to resources whose ids were not told (RFC 7644 section 3.7.2): nobody
    /// can say whether it came.
    mutating func leaveReferencesOpen() {
        isUnreadable = true
        membership.leaveOpen { $0.hasPrefix(BulkAim.prefix) }
        asked = asked.map { one in
            let texts = [one.change.path, one.value?.text ?? ""]
            return texts.contains { $0.contains(BulkAim.prefix) } ? one.withoutPlace : one
        }
    }
}
