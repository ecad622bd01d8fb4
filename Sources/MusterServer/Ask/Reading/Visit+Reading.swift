import Catalog
import HTTPTypes
import JSON
import Recorder
import Records

extension Visit {
    /// Notes, for the record, that this caller read. One line in every door that answers what is recorded:
    ///
    /// ```swift
    /// visit.reading(.history, parameters, about: identity.party, events: page.events.count)
    /// await visit.reading(.search, parameters, filter: query.filter, events: page.events.count)
    /// ```
    ///
    /// Call it when the answer is known, also when it is that several fit (`events` 0), once for each request: a count or
    /// histogram is `.count`, a live tail is `.tail` when it begins. It takes
    /// microseconds, never waits and never fails. Exports and reports call `recordReading` instead, before their first byte.
    /// Health, metrics, the console's pages that show no records, receipts and the files of the log are no reading.
    ///
    /// - Parameters:
    ///   - kind: what sort of reading.
    ///   - parameters: the request's; of these only the names go on record.
    ///   - party: the person or thing asked about; nil when the question names none, or several.
    ///   - events: events or lines in the answer.
    ///   - range: the indices that the answer covers, where it is a stretch.
    func reading(
        _ kind: Reading.Kind, _ parameters: AskParameters, about party: Party? = nil, events: Int,
        range: Range<UInt64>? = nil
    ) {
        log.open.readings.note(made(kind, parameters, party, events, range))
    }

    /// The same for one event that was opened: its index, and whomever it happened to.
    func reading(_ event: Event, _ parameters: AskParameters) {
        log.open.readings.note(
            Reading(
                .event, token: principal.name, about: event.subject, parameters: parameters.names, events: 1,
                indices: [event.index]))
    }

    /// The same for a question that is a filter: where it can only be about one party, that is looked up.
    func reading(_ kind: Reading.Kind, _ parameters: AskParameters, filter: Filter, events: Int) async {
        guard log.open.readings.isOn else { return }
        reading(kind, parameters, about: await party(in: filter), events: events)
    }

    /// Puts an export or a report on record, durably, before the first byte of its answer: it fails closed.
    ///
    /// ```swift
    /// try await visit.recordReading(.export, parameters, filter: filter, range: 0..<position)
    /// ```
    ///
    /// - Throws: a 503 or 507 that says why when it cannot be recorded; nothing must be answered then.
    func recordReading(
        _ kind: Reading.Kind, _ parameters: AskParameters, about party: Party? = nil, filter: Filter? = nil,
        events: Int = 0, range: Range<UInt64>? = nil, report: String? = nil
    ) async throws {
        guard log.open.readings.isOn else { return }
        var about = party
        if about == nil, let filter { about = await self.party(in: filter) }
        do throws(RecorderError) {
            try await log.open.readings.record(made(kind, parameters, about, events, range, report))
        } catch { throw Problem.unrecordedReading(error) }
    }

    private func made(
        _ kind: Reading.Kind, _ parameters: AskParameters, _ party: Party?, _ events: Int, _ range: Range<UInt64>?,
        _ report: String? = nil
    ) -> Reading {
        Reading(
            kind, token: principal.name, about: party, parameters: parameters.names, events: events, range: range,
            report: report)
    }

    /// The one party that a filter is about; nil when it names none or several, or the name means nobody in particular.
    private func party(in filter: Filter) async -> Party? {
        guard let name = filter.namedParty else { return nil }
        return try? await log.catalog.party(named: name)
    }
}

extension AskParameters {
    /// The names of the parameters that were given, each once; a form's empty fields were not.
    fileprivate var names: [String] {
        var names: [String] = []
        for (name, value) in query.items where !value.isEmpty && !names.contains(name) { names.append(name) }
        return names
    }
}

extension Event {
    /// Whomever it happened to, by kind, namespace and id; nil where there is nobody, or no key opens who it was.
    fileprivate var subject: Party? {
        guard let subject = (try? JSONValue(parsing: json))?["subject"], let type = subject["type"]?.stringValue,
            type != Party.unreadableType, let id = subject["id"]?.stringValue
        else { return nil }
        return Party(type: type, id: id, namespace: subject["namespace"]?.stringValue)
    }
}

extension Problem {
    /// What was asked for may only be answered when that is on record, and it could not be recorded. It is the server's
    /// affair whatever the reason, so 503 unless the disk is full.
    static func unrecordedReading(_ error: RecorderError) -> Problem {
        var problem = Problem.recorder(error)
        if problem.status.code < 500 {
            problem = Problem(.serviceUnavailable, "unrecorded", "That this is read could not be recorded.")
        }
        return problem
    }
}
