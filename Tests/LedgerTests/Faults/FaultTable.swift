/// What an error of each call does to a running log: the table of `docs/durability.md`.
///
/// One rule stands behind it: a failed sync stops the log, whatever was synced; so does any doubt about a record or a
/// segment's header. What was not committed yet fails its batch; what was is published again until it succeeds.
enum FaultTable {
    typealias Verdict = FaultRun.Verdict

    private struct Row {
        let places: [FaultyCall.Place]
        let operations: [FaultyCall.Operation]
        let verdicts: Set<Verdict>

        init(_ places: [FaultyCall.Place], _ operations: [FaultyCall.Operation], _ verdicts: Set<Verdict>) {
            self.places = places
            self.operations = operations
            self.verdicts = verdicts
        }
    }

    private static let rows: [Row] = [
        Row([.record, .header], [.write, .syncData], [.stops]),
        Row([.header], [.open], [.failsBatch]),
        // The writer's new segment, or the spare that the publisher makes ahead of need.
        Row([.segment], [.open, .create, .reserve, .write, .rename], [.failsBatch, .retries]),
        Row([.segment], [.remove], [.retries]),
        Row([.segment], [.sync, .syncFolder], [.stops]),
        Row([.publicFile, .lockRecord, .checkpoint], [.open, .create, .write, .read, .rename, .remove], [.retries]),
        Row([.folder], [.makeFolder], [.retries]),
        Row([.publicFile, .lockRecord, .checkpoint], [.sync, .syncFolder], [.stops]),
        Row([.table], [.create, .reserve, .write, .read, .map, .rename, .remove], [.failsBatch]),
        // A table that has its new name already is used; it promises nothing until its folder was synced.
        Row([.table], [.open], [.failsBatch, .goesOn]),
        // Growing tables stop the log. At the end, a table that is not durable is rebuilt at the next start.
        Row([.table], [.sync, .syncFolder], [.stops, .goesOn]),
    ]

    /// The verdicts that are right for a fault while the log runs; nil when the table does not know the call.
    static func expected(_ plan: FaultyFiles.Plan) -> Set<Verdict>? {
        if plan.fault == .short { return [.retries] }
        // An answer that was lost: the name is found changed, and used.
        if plan.call.operation == .rename && plan.isDone {
            if plan.call.place == .lockRecord { return [.goesOn, .retries] }
            if plan.call.place == .table { return [.failsBatch, .goesOn] }
        }
        return rows.first { $0.places.contains(plan.call.place) && $0.operations.contains(plan.call.operation) }?
            .verdicts
    }
}
