import SCIM

/// The order in which the operations of a bulk request are carried out: as they were sent, but that one which refers to the
/// resource of another (`bulkId:…`) waits for it.
///
/// The id of what a POST will create is known beforehand, so two users may name each other as manager. Groups that would
/// contain each other cannot be.
struct BulkPlan {
    enum Step {
        /// Carry out this operation; its references are resolved.
        case run(Int, BulkRequest.Operation)
        /// This operation cannot be carried out.
        case refuse(Int, SCIMError)
    }

    private enum Standing { case waiting, done, failed }

    private let operations: [BulkRequest.Operation]
    private let references: [Set<String>]
    /// The operation that a `bulkId` stands for.
    private let providers: [String: Int]
    private let groupEndpoint: String
    private var standings: [Standing]
    private var ids: [String: String] = [:]

    init(_ request: BulkRequest, groupEndpoint: String, newID: () -> String) {
        operations = request.operations
        references = operations.map { $0.refusal == nil ? $0.references.subtracting([$0.bulkID ?? ""]) : [] }
        standings = Array(repeating: .waiting, count: operations.count)
        self.groupEndpoint = groupEndpoint
        var providers: [String: Int] = [:]
        for (number, operation) in operations.enumerated() {
            guard let bulkID = operation.bulkID, operation.refusal == nil else { continue }
            providers[bulkID] = number
            let last = operation.path.split(separator: "/").last.map(String.init) ?? ""
            ids[bulkID] = operation.method == "POST" ? newID() : last
        }
        self.providers = providers
    }

    /// The id that the operation's resource gets if it makes one.
    func newID(_ number: Int) -> String? {
        let operation = operations[number]
        return operation.method == "POST" ? operation.bulkID.flatMap { ids[$0] } : nil
    }

    /// What to do next; nil when nothing is left. `finish` must follow each step.
    func next() -> Step? {
        let waiting = operations.indices.filter { standings[$0] == .waiting }
        for number in waiting {
            let operation = operations[number]
            if let refusal = operation.refusal { return .refuse(number, refusal) }
            var isReady = true
            for reference in references[number] {
                guard let provider = providers[reference] else { return .refuse(number, Self.dangling) }
                if standings[provider] == .failed { return .refuse(number, Self.failed) }
                if standings[provider] == .waiting { isReady = false }
            }
            if isReady { return .run(number, resolved(number)) }
        }
        // A circle. A group must find its members, anything else only needs their ids.
        guard let first = waiting.first else { return nil }
        guard let number = waiting.first(where: { !isGroup($0) }) else { return .refuse(first, Self.circle) }
        return .run(number, resolved(number))
    }

    mutating func finish(_ number: Int, isSuccess: Bool) { standings[number] = isSuccess ? .done : .failed }

    private func resolved(_ number: Int) -> BulkRequest.Operation {
        operations[number].references.isEmpty ? operations[number] : operations[number].resolved(ids)
    }

    private func isGroup(_ number: Int) -> Bool {
        let path = operations[number].path
        return path == groupEndpoint || path.utf8.starts(with: (groupEndpoint + "/").utf8)
    }

    private static let dangling = SCIMError(
        status: 400, .invalidValue, "A bulkId: reference names no operation of this request.", attribute: "bulkId")
    private static let failed = SCIMError(
        status: 409, "A bulkId: reference names an operation that failed.", attribute: "bulkId")
    private static let circle = SCIMError(
        status: 409, "Groups of this request would be members of each other.", attribute: "bulkId")
}
