import Records

extension AccessQuestion {
    /// All ways on which anybody who is no group, role or the like ever reached something: ways whose steps held at one time.
    ///
    /// `most`: ways at most.
    func ways(to held: LabelKey, most: Int) throws -> (ways: [[AccessSpan]], isCut: Bool) {
        var holders: [LabelKey: [AccessSpan]] = [:]
        for span in structure.spans { holders[span.held, default: []].append(span) }
        var found: [[AccessSpan]] = [[]]
        var place = 0
        while place < found.count, found.count <= most {
            let way = found[place]
            place += 1
            try reading.log.stop.check()
            for span in holders[way.first?.holder ?? held] ?? [] {
                let nodes = [held] + way.map(\.holder)
                if !nodes.contains(span.holder), Self.isWhole([span] + way) { found.append([span] + way) }
            }
        }
        var ways: [[AccessSpan]] = []
        let nodes = Set(found.map { $0.first?.holder ?? held })
        let direct = Dictionary(grouping: try directSpans(holdersOf: Array(nodes)), by: \.held)
        for way in found {
            for span in direct[way.first?.holder ?? held] ?? [] where !structure.holders.contains(span.holder) {
                guard Self.isWhole([span] + way) else { continue }
                guard ways.count < most else { return (ways, true) }
                ways.append([span] + way)
            }
        }
        return (ways, found.count > most)
    }

    /// Whether all steps of a way held at one time.
    private static func isWhole(_ way: [AccessSpan]) -> Bool {
        let begin = way.map(\.begin).max()!
        return way.allSatisfy { $0.end.map { $0 > begin } ?? true }
    }

    /// Records that have to do with an answer, whichever moment it is of.
    func relevant(_ side: AccessSide, _ identities: [LabelKey]) throws -> [AccessOrder] {
        var steps: AccessReading.Steps = []
        var lives: [AccessOrder] = []
        switch side {
        case .subject:
            for identity in identities {
                steps += try self.steps(heldBy: identity)
                lives += try reading.life(of: identity).map(\.order)
            }
            let nodes = closure(Set(steps.compactMap(\.step.held)), next: { $0.holder }, { $0.held })
            steps += structure.steps.filter { $0.step.holder.map(nodes.contains) ?? false } + deletions(of: nodes)
        case .resource:
            let nodes = closure(Set(identities), next: { $0.held }, { $0.holder })
            steps = try nodes.flatMap(self.steps(of:)) + deletions(of: nodes)
            lives += try self.lives(of: Set(steps.compactMap(\.step.holder))).map(\.order)
        }
        return steps.map(\.order) + lives
    }

    /// Everything that has ever hung on some nodes, directly or not, and they themselves.
    private func closure(
        _ nodes: Set<LabelKey>, next from: (AccessFold.Step) -> LabelKey?, _ to: (AccessFold.Step) -> LabelKey?
    ) -> Set<LabelKey> {
        var edges: [LabelKey: Set<LabelKey>] = [:]
        for (_, step) in structure.steps {
            if let from = from(step), let to = to(step) { edges[from, default: []].insert(to) }
        }
        var (nodes, edge) = (nodes, Array(nodes))
        while let node = edge.popLast() {
            for next in edges[node] ?? [] where nodes.insert(next).inserted { edge.append(next) }
        }
        return nodes
    }
}
