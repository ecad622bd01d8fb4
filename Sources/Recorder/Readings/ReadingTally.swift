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
    private var indices: Set<UInt64>
    /// Whether entries were opened that `indices` has no room for.
    private var lacksIndices = false
    let isAboveRate: Bool
    /// Indices that one entry names at most.
    static let mostIndices = 100

    init(_ reading: Reading, isAboveRate: Bool = false) {
        self.reading = reading
        self.isAboveRate = isAboveRate
        parameters = Set(reading.parameters)
        indices = Set(reading.indices)
        if isAboveRate { (self.reading.about, self.reading.report, indices) = (nil, nil, []) }
    }

    mutating func add(_ other: Reading) {
        count += 1
        parameters.formUnion(other.parameters)
        if !isAboveRate { other.indices.forEach { add(index: $0) } }
        let (sum, overflow) = reading.events.addingReportingOverflow(other.events)
        reading.events = overflow ? .max : sum
        guard let more = other.range else { return }
        reading.range =
            reading.range.map {
                min($0.lowerBound, more.lowerBound)..<max($0.upperBound, more.upperBound)
            } ?? more
    }

    private mutating func add(index: UInt64) {
        if indices.count < Self.mostIndices {
            indices.insert(index)
        } else if !indices.contains(index) {
            lacksIndices = true
        }
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
        if let report = reading.report { extra["report"] = .string(report) }
        if !indices.isEmpty { extra["indices"] = .array(indices.sorted().map { .int($0) }) }
        if lacksIndices { extra["indicesCut"] = true }
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
