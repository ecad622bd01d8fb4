import SCIM

/// The order in which the operations of a bulk request are carried out: as they were sent, but that one which refers to the
/// resource of another (`bulkId:…`) waits for it.
///
/// The id of what a POST will create is known beforehand, so two users may name each other as manager. Groups that would
/// contain each other cannot be. Costs as many steps as there are operations and references.
struct BulkPlan {
    enum Step {
        /// Carry out this operation; its references are resolved.
        case run(Int, BulkRequest.Operation)
        /// This operation cannot be carried out.
        case refuse(Int, SCIMError)
        /// These refer to one another in a circle: see whether each could be carried out, before any of them is.
        case foresee(inTurn: [(Int, BulkRequest.Operation)])
    }

    private enum Standing { case waiting, done, failed }

    private let operations: [BulkRequest.Operation]
    /// For each operation those that it waits for.
    private var waitsFor: [Set<Int>]
    /// For each operation those that wait for it.
    private let heldUp: [[Int]]
    private let isDangling: [Bool]
    private let groupEndpoint: String
    private var standings: [Standing]
    private var ids: [String: String] = [:]
    /// Operations that wait for nobody, or cannot be carried out.
    private var ready: Set<Int>
    private var failed: Set<Int> = []

    init(_ request: BulkRequest, groupEndpoint: String, newID: () -> String) {
        operations = request.operations
        standings = Array(repeating: .waiting, count: operations.count)
        self.groupEndpoint = groupEndpoint
        var providers: [String: Int] = [:]
        for (number, operation) in operations.enumerated() {
            guard let bulkID = operation.bulkID, operation.refusal == nil else { continue }
            providers[bulkID] = number
            let last = operation.path.split(separator: "/").last.map(String.init) ?? ""
            ids[bulkID] = operation.method == "POST" ? newID() : last
        }
        var waitsFor = [Set<Int>](repeating: [], count: operations.count)
        var heldUp = [[Int]](repeating: [], count: operations.count)
        var isDangling = [Bool](repeating: false, count: operations.count)
        for (number, operation) in operations.enumerated() where operation.refusal == nil {
            for reference in operation.references {
                guard let provider = providers[reference] else {
                    isDangling[number] = true
                    continue
                }
                guard provider != number, waitsFor[number].insert(provider).inserted else { continue }
                heldUp[provider].append(number)
            }
        }
        ready = Set(operations.indices.filter { waitsFor[$0].isEmpty || isDangling[$0] })
        (self.waitsFor, self.heldUp, self.isDangling) = (waitsFor, heldUp, isDangling)
    }

    /// The id that the operation's resource gets if it makes one.
    func newID(_ number: Int) -> String? {
        let operation = operations[number]
        return operation.method == "POST" ? operation.bulkID.flatMap { ids[$0] } : nil
    }

    /// What to do next; nil when nothing is left. `finish` must follow each step for what was carried out or refused.
    mutating func next() -> Step? {
        if let number = ready.min() {
            if let refusal = operations[number].refusal { return .refuse(number, refusal) }
            if isDangling[number] { return .refuse(number, Self.dangling) }
            if failed.contains(number) { return .refuse(number, Self.failed) }
            return .run(number, resolved(number))
        }
        guard let first = standings.firstIndex(of: .waiting) else { return nil }
        // Nobody can go first: somewhere there is a circle. A group must find its members, and who is named in a path must be
        // there; anything else only needs the ids.
        let circle = circle()
        let free = circle.filter(onlyNeedsIDs)
        guard !free.isEmpty else { return .refuse(circle.min() ?? first, Self.circle) }
        for number in circle where operations[number].method == "POST" { waitsFor[number].subtract(free) }
        for number in circle where waitsFor[number].isEmpty { ready.insert(number) }
        return .foresee(inTurn: free.map { ($0, resolved($0)) })
    }

    mutating func finish(_ number: Int, isSuccess: Bool) {
        standings[number] = isSuccess ? .done : .failed
        ready.remove(number)
        for other in heldUp[number] where standings[other] == .waiting {
            waitsFor[other].remove(number)
            if !isSuccess { failed.insert(other) }
            if waitsFor[other].isEmpty || !isSuccess { ready.insert(other) }
        }
    }

    private func onlyNeedsIDs(_ number: Int) -> Bool { operations[number].method == "POST" && !isGroup(number) }

    /// The operations of one circle, in order: each waits for another of them (Tarjan's strongly connected components).
    private func circle() -> [Int] {
        var (index, low) = ([Int: Int](), [Int: Int]())
        var stack: [Int] = []
        var isOnStack: Set<Int> = []
        for start in operations.indices where standings[start] == .waiting && index[start] == nil {
            var work: [(number: Int, rest: [Int])] = []
            func enter(_ number: Int) {
                index[number] = index.count
                low[number] = index[number]
                stack.append(number)
                isOnStack.insert(number)
                work.append((number, waitsFor[number].filter { standings[$0] == .waiting }))
            }
            enter(start)
            while let top = work.last {
                if let next = work[work.count - 1].rest.popLast() {
                    if index[next] == nil {
                        enter(next)
                    } else if isOnStack.contains(next) {
                        low[top.number] = min(low[top.number] ?? 0, index[next] ?? 0)
                    }
                    continue
                }
                work.removeLast()
                if let above = work.last { low[above.number] = min(low[above.number] ?? 0, low[top.number] ?? 0) }
                guard low[top.number] == index[top.number] else { continue }
                var component: [Int] = []
                repeat {
                    component.append(stack.removeLast())
                    isOnStack.remove(component[component.count - 1])
                } while component.last != top.number
                if component.count > 1 { return component.sorted() }
            }
        }
        return []
    }

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
