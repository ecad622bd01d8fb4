import JSON
import Records

/// What there is to be known of a creation when it was answered, or was not.
struct Making: Sendable {
    let kind: ResourceKind
    /// By what the resource can be found.
    let natural: NaturalKey?
    /// The id in the answer, where one came.
    var named: String?
    /// Of the answer; nil when none came.
    var status: Int?
    /// Who had the name before.
    let namesakes: Namesakes
    /// What was known when it was passed on.
    let mark: AttemptMark
    /// When to look again for what was not there.
    let again: ContinuousClock.Instant

    var isDone: Bool { status.map { (200..<300).contains($0) } ?? false }
}

extension Gateway {
    /// So long after an answer what was not there is looked for once more.
    static let secondLook = Duration.milliseconds(300)

    /// What a creation made, as far as that can be seen. What is not there at once is looked for a second time, unless the
    /// service refused; and when it says that there is somebody already (409), who may have come of an earlier attempt.
    ///
    /// - Parameters:
    ///   - making: what is known.
    ///   - reader: asks the service.
    ///   - transaction: of the write.
    /// - Returns: what the difference is to be counted from and to.
    /// - Throws: what kept a difference from being recorded that may be another's work.
    func made(_ making: Making, _ reader: StateReader, transaction: String?) async throws -> Sight {
        let mayCome = OutcomePlan.mayMake(making.status)
        guard making.named == nil else { return try await madeAsNamed(making, mayCome, reader, transaction) }
        let earlier = try earlierAttempt(making.kind, making.natural)
        var come = try await newcomers(making.kind, making.natural, making.mark, reader)
        if case .none = come, mayCome || making.status == 409 && earlier != nil {
            await Patience.pause(until: making.again)
            come = try await newcomers(making.kind, making.natural, making.mark, reader)
        }
        var sight: Sight
        switch come {
        case .unsure(let reason): return Sight(before: .absent, after: .unknown(reason))
        case .notNow(let reason): sight = Sight(before: .absent, after: .unknown(reason), isOpen: true)
        case .one(let id):
            let after = await reader.read(making.kind, id, members: .init(isWhole: making.kind.isGroup))
            sight = Sight(id: after.resource?.id ?? id, before: .absent, after: after, isOpen: after.isUnknown)
            if let earlier, !making.isDone, after.resource != nil {
                return try await mayBeEarlier(sight, earlier, making, transaction)
            }
        case .none:
            let after = making.isDone ? Observation.unknown("the upstream did not say which resource it made") : .absent
            sight = Sight(before: .absent, after: after, isOpen: true)
        }
        if mayCome, sight.after.resource == nil { sight.awaits = making.natural.map { awaited(making.kind, $0) } }
        return sight
    }

    /// What an answer names and nobody sees may come under its name, or under its id where who had the name is not known.
    private func madeAsNamed(
        _ making: Making, _ mayCome: Bool, _ reader: StateReader, _ transaction: String?
    ) async throws -> Sight {
        guard let named = making.named else { return Sight(before: .absent, after: .absent) }
        var sight = try await sight(of: named, making, reader, transaction)
        guard mayCome, case .absent = sight.before, sight.after.resource == nil,
            try log.store.resource(settings.name, making.kind, named) == nil
        else { return sight }
        await Patience.pause(until: making.again)
        sight = try await self.sight(of: named, making, reader, transaction)
        if sight.after.resource == nil {
            sight.awaits = awaited(making.kind, making.mark.isSure ? making.natural ?? .id(named) : .id(named))
        }
        return sight
    }

    /// Somebody was not there before this attempt, and may have come of an earlier one: that is on record, and not told as the
    /// doing of this.
    private func mayBeEarlier(
        _ sight: Sight, _ earlier: UInt64, _ making: Making, _ transaction: String?
    ) async throws -> Sight {
        var sight = sight
        try await record(
            drift: sight.after, making.kind, sight.id ?? "", at: making.mark.passed, transaction: transaction)
        sight.before = .unknown("it may have come of an earlier attempt, \(earlier)")
        sight.isSettled = true
        return sight
    }

    /// What somebody who is to be made is known again by.
    func awaited(_ kind: ResourceKind, _ natural: NaturalKey) -> Label {
        log.names.label(settings.name, kind.endpoint, natural)
    }

    /// An attempt to make somebody of a name whom nobody saw, and who may still come.
    func earlierAttempt(_ kind: ResourceKind, _ natural: NaturalKey?) throws -> UInt64? {
        guard let natural else { return nil }
        return try log.store.awaited(settings.name, kind.endpoint, [awaited(kind, natural)])
    }
}
