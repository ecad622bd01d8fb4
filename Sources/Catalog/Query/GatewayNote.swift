import JSON
import Records

/// What a gateway says of a record, as far as it can be searched for.
struct GatewayNote {
    let marks: [RecordMark]
    /// The index of the attempt that the record belongs to.
    let attempt: UInt64?

    private static let version = 1

    /// Nil for a record that is none of a gateway: under its source nobody else records, so that others' `extra` says nothing.
    init?(_ record: Record) {
        guard let source = record.source, source.utf8.starts(with: "gateway:".utf8),
            let object = record.extra?["gateway"]?.objectValue, object["version"]?.intValue == Self.version
        else { return nil }
        let observed = object["observed"]?.stringValue
        marks = RecordMark.allCases.filter { mark in
            switch mark {
            case .changed, .nothing, .unknown: observed == mark.rawValue
            case .untold, .omitted: (object[mark.rawValue]?.intValue ?? 0) > 0
            case .differing, .kept: !(object[mark.rawValue]?.arrayValue ?? []).isEmpty
            case .drift, .unasked, .first, .closes, .settled, .mayCome, .allMembers, .unreadable:
                object[mark.rawValue]?.boolValue ?? false
            }
        }
        attempt = (object["attempt"]?.intValue).flatMap { UInt64(exactly: $0) }
    }
}
