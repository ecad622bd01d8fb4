import SCIM

/// Which answer of a bulk response is about which operation.
///
/// Services answer fewer operations than they were sent (those that failed, or those up to the one at which they stopped),
/// and in an order of their own. An answer counts for an operation that it names; where it names none, by its place, as long as
/// everything in the response stands in the order of the request. No answer counts twice.
struct BulkMatching {
    /// The number of the answer, by that of the operation.
    private(set) var found: [Int?]
    private let aims: [BulkAim]
    private let items: [BulkItem]
    private var isTaken: [Bool]
    /// The operations that make something, by their `bulkId`s.
    private let makers: [String: Int]
    /// The keys of resources as the service shows them, by those under which the operations name them.
    private let shown: [String: String]

    init(_ items: [BulkItem], of aims: [BulkAim]) {
        self.items = items
        self.aims = aims
        found = aims.map { _ in nil }
        isTaken = items.map { _ in false }
        makers = Self.unique(aims.map { $0.isCreation ? $0.bulkID : nil })
        shown = aims.reduce(into: [:]) { shown, aim in
            guard let kind = aim.kind, let id = aim.id, let other = aim.shown else { return }
            shown[Gateway.key(kind, id).caseFolded] = Gateway.key(kind, other).caseFolded
        }
        byBulkID()
        byLocation()
        byOrder()
    }

    private mutating func take(_ item: Int, for operation: Int) {
        found[operation] = item
        isTaken[item] = true
    }

    // By what stands once in the request and once in the answer.

    private mutating func byBulkID() {
        let told = Self.unique(items.map(\.bulkID))
        for (id, operation) in Self.unique(aims.map(\.bulkID)) {
            guard let item = told[id], items[item].method ?? aims[operation].method == aims[operation].method else {
                continue
            }
            take(item, for: operation)
        }
    }

    /// The texts that stand once, with their places.
    private static func unique(_ texts: [String?]) -> [String: Int] {
        grouped(Array(texts.indices)) { texts[$0] }.compactMapValues { $0.count == 1 ? $0[0] : nil }
    }

    // By method and resource. Several of the same are told apart by nothing, and need not be where all say the same.

    private mutating func byLocation() {
        let keys = aims.indices.map { key(ofOperation: $0) }
        let operations = Self.grouped(aims.indices.filter { found[$0] == nil }) { number in
            keys[number].map { "\(aims[number].method) \($0)" }
        }
        let answers = Self.grouped(items.indices.filter { !isTaken[$0] && items[$0].bulkID == nil }) { number in
            guard let method = items[number].method, let key = key(ofItem: number) else { return nil }
            return "\(method) \(key)"
        }
        for (key, operations) in operations {
            guard let answers = answers[key], answers.count == operations.count,
                answers.allSatisfy({ items[$0].status == items[answers[0]].status })
            else { continue }
            for (item, operation) in zip(answers, operations) { take(item, for: operation) }
        }
    }

    private static func grouped(_ numbers: [Int], _ key: (Int) -> String?) -> [String: [Int]] {
        var groups: [String: [Int]] = [:]
        for number in numbers {
            if let key = key(number) { groups[key, default: []].append(number) }
        }
        return groups
    }

    // By order.

    private mutating func byOrder() {
        guard items.count == aims.count else { return }
        let named = Set(aims.indices.compactMap { key(ofOperation: $0) })
        guard aims.indices.allSatisfy({ isInPlace($0, named) }) else { return }
        for number in aims.indices where found[number] == nil { take(number, for: number) }
    }

    /// Whether an operation may be what the answer of the same number is about.
    private func isInPlace(_ number: Int, _ named: Set<String>) -> Bool {
        if let item = found[number] { return item == number }
        let (item, aim) = (items[number], aims[number])
        guard !isTaken[number], item.bulkID == nil, item.method ?? aim.method == aim.method else { return false }
        guard let kind = aim.kind else { return true }
        switch item.place {
        case nil: return true
        case .endpoint(let told)?: return Self.isSame(told, kind)
        case .resource(let told, _)?:
            guard Self.isSame(told, kind), let key = key(ofItem: number) else { return false }
            // A service may spell an id in its own way, but not as that of another operation.
            return !named.contains(key) || key == self.key(ofOperation: number)
        }
    }

    static func isSame(_ one: ResourceKind, _ other: ResourceKind) -> Bool {
        one.endpoint.caseFolded == other.endpoint.caseFolded
    }

    // Resources.

    /// Under which the resource of an operation is known; nil for one that is being made.
    private func key(ofOperation number: Int) -> String? {
        guard let kind = aims[number].kind, let id = aims[number].id ?? referred(number) else { return nil }
        return key(kind, id)
    }

    private func key(ofItem number: Int) -> String? {
        guard case .resource(let kind, let id)? = items[number].place else { return nil }
        return key(kind, id)
    }

    private func key(_ kind: ResourceKind, _ id: String) -> String {
        let key = Gateway.key(kind, id).caseFolded
        return shown[key] ?? key
    }

    /// The id of the resource that another operation of the request made.
    private func referred(_ number: Int) -> String? {
        aims[number].reference.flatMap { makers[$0] }.flatMap { id(ofOperation: $0) }
    }

    /// The id of what an operation was answered with a 2xx for.
    func id(ofOperation number: Int) -> String? {
        if aims[number].reference != nil, let id = referred(number) { return id }
        guard let item = found[number].map({ items[$0] }), item.isSuccess else { return nil }
        guard case .resource(let kind, let id)? = item.place else { return item.place == nil ? item.answered : nil }
        return aims[number].kind.map { Self.isSame($0, kind) } ?? false ? id : nil
    }
}
