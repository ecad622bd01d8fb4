import JSON
import Records

/// Equal readings of one token in one minute, put together.
struct ReadingTally: Sendable {
    /// What makes readings equal.
    struct Key: Hashable, Sendable {
        let minute: Int64
        let token: String
        let kind: Reading.Kind
        /// Nil where nobody is named, and for what is above the rate.
        let about: Identity?
        let isAboveRate: Bool
    }

    private(set) var reading: Reading
    private(set) var count = 1
    private var parameters: Set<String>
    let isAboveRate: Bool

    init(_ reading: Reading, isAboveRate: Bool = false) {
        self.reading = reading
        self.isAboveRate = isAboveRate
        parameters = Set(reading.parameters)
        if isAboveRate { self.reading.about = nil }
    }

    mutating func add(_ other: Reading) {
        count += 1
        parameters.formUnion(other.parameters)
        let (sum, overflow) = reading.events.addingReportingOverflow(other.events)
        reading.events = overflow ? .max : sum
        guard let more = other.range else { return }
        reading.range =
            reading.range.map {
                min($0.lowerBound, more.lowerBound)..<max($0.upperBound, more.upperBound)
            } ?? more
    }

    /// The record of it.
    ///
    /// - Parameters:
    ///   - minute: which minute since 1970 it is the sum of; nil for one act by itself.
    ///   - unrecorded: acts of reading that could not be recorded before.
    /// - Returns: the record, for an entry of the kind `access`.
    func record(minute: Int64?, unrecorded: Int) -> Record {
        let token = Party(type: "service", id: reading.token, namespace: "muster")
        var record = Record(action: reading.kind.action, subject: reading.about ?? token)
        record.actor = token
        record.source = "muster"
        record.recordedBy = reading.token
        var extra = JSONObject()
        if let minute {
            record.occurredAt = Timestamp(milliseconds: minute * 60_000)
            extra["seconds"] = 60
        }
        extra["count"] = .int(count)
        extra["events"] = .int(reading.events)
        extra["parameters"] = .array(parameters.sorted().map(JSONValue.string))
        if let range = reading.range {
            extra["from"] = .int(range.lowerBound)
            extra["until"] = .int(range.upperBound)
        }
        if isAboveRate { extra["aboveRate"] = true }
        if unrecorded > 0 { extra["unrecorded"] = .int(unrecorded) }
        record.extra = extra
        return record
    }
}
