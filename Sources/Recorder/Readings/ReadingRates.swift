/// How many entries each token has used up of its minute.
struct ReadingRates: Sendable {
    enum Sort: Hashable, Sendable { case noted, recorded }

    private struct Key: Hashable {
        let sort: Sort
        let token: String
        let minute: Int64
    }

    private var used: [Key: Int] = [:]

    /// Takes one of a token's entries of a minute; false when all are used up.
    mutating func take(_ sort: Sort, _ token: String, _ minute: Int64, limit: Int) -> Bool {
        let key = Key(sort: sort, token: token, minute: minute)
        let count = used[key] ?? 0
        guard count < limit else { return false }
        used[key] = count + 1
        return true
    }

    mutating func forget(before minute: Int64) { used = used.filter { $0.key.minute >= minute } }
}
