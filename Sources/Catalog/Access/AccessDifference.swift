import Records

/// What changed between two moments.
struct AccessDifference {
    private enum Line {
        case gained(AccessQuestion.Way)
        case lost(AccessQuestion.Way)
        case passing([AccessSpan])
    }

    private let lines: [Line]
    private let ends: [AccessSpan.Beginning: AccessOrder]
    private let reading: AccessReading
    private let isPassingCut: Bool

    init(
        _ question: AccessQuestion, _ side: AccessSide, _ identities: [LabelKey], _ first: AccessOrder,
        _ second: AccessOrder
    ) throws {
        let before = try question.lines(side, identities, at: first)
        let after = try question.lines(side, identities, at: second)
        reading = question.reading
        let had = Set(before.ways.map(\.pair)), has = Set(after.ways.map(\.pair))
        let direct = after.spans.filter { span in span.begin >= first && span.end.map { $0 < second } ?? false }
        let through = try question.passing(side, identities, first, second)
        isPassingCut = through.isCut
        let others = through.ways.filter { way in
            let pair = AccessQuestion.Way(way: way).pair
            return !had.contains(pair) && !has.contains(pair)
        }
        lines =
            after.ways.filter { !had.contains($0.pair) }.map(Line.gained)
            + before.ways.filter { !has.contains($0.pair) }.map(Line.lost) + direct.map { .passing([$0]) }
            + others.map(Line.passing)
        var ends: [AccessSpan.Beginning: AccessOrder] = [:]
        for span in after.spans + before.spans + question.structure.spans { ends[span.beginning] = span.end }
        self.ends = ends
    }

    func page(_ page: AccessPaging, _ moments: [Timestamp]) throws -> AccessChange {
        let (some, next) = page.of(lines, position: reading.end, moments: moments)
        let names = AccessNames(log: reading.log, cut: reading.end)
        try names.learn(
            some.lazy.map { line in
                switch line {
                case .gained(let way), .lost(let way): way.way
                case .passing(let way): way
                }
            })
        var gained: [AccessLine] = []
        var lost: [(line: AccessLine, ended: AccessMark?)] = []
        var passing: [AccessStretch] = []
        for line in some {
            switch line {
            case .gained(let way): gained.append(try names.line(way.way, account: way.account))
            case .lost(let way):
                // The access went with the first of its steps that ended.
                let ended = way.way.compactMap { ends[$0.beginning] }.min()
                lost.append((try names.line(way.way, account: way.account), try ended.map(names.mark)))
            case .passing(let way): passing.append(try names.stretch(way))
            }
        }
        return AccessChange(
            gained: gained, lost: lost, passing: passing, total: lines.count, isPassingCut: isPassingCut,
            position: UInt64(reading.end), next: next)
    }
}
