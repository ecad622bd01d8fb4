import Records

/// How far the two views of one moment differ in the records that they take.
struct AccessLateness {
    let times: LogTimes
    let time: Timestamp
    /// The first entry behind the moment.
    let cut: Int64

    /// Records that count in one view and not in the other, or that come in another order.
    ///
    /// `steps`: records that matter, in any order, each with the time that it claims.
    func count(_ steps: [AccessOrder]) throws -> Int {
        var claims: [Int64: Int64?] = [:]
        for step in steps { claims[step.index] = step.claimed }
        var count = 0
        var latest = Int64.min
        for (index, claimed) in claims.sorted(by: { $0.key < $1.key }) {
            let isKnown = index < cut
            guard let claimed else {
                // Without a claim both views go by the log's time.
                if isKnown { latest = max(latest, try times.time(of: index).milliseconds) }
                continue
            }
            let hasBeen = claimed <= time.milliseconds
            if isKnown != hasBeen || (isKnown && claimed < latest) { count += 1 }
            if hasBeen { latest = max(latest, claimed) }
        }
        return count
    }
}
