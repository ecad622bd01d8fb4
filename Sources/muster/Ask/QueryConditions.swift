import ArgumentParser
import Catalog
import MusterServer
import Records

/// Conditions as options of their own, joined to the query, and the zone that dates are in.
struct QueryConditions: ParsableArguments {
    @Option(help: ArgumentHelp("Who did it.", valueName: "who"))
    var actor: String?
    @Option(help: ArgumentHelp("Whom it happened to.", valueName: "who"))
    var subject: String?
    @Option(help: ArgumentHelp("The action, or how it begins: user.update, group.member, group.", valueName: "name"))
    var action: String?
    @Option(help: ArgumentHelp("The group, role, app or other resource involved.", valueName: "what"))
    var resource: String?
    @Option(help: ArgumentHelp("The source that reported it.", valueName: "name"))
    var source: String?
    @Option(help: ArgumentHelp("success, failed, refused, attempted or observed.", valueName: "outcome"))
    var outcome: String?
    @Option(help: ArgumentHelp("Not before this time, or the beginning of this date.", valueName: "time"))
    var since: String?
    @Option(help: ArgumentHelp("Before this time, or the beginning of this date.", valueName: "time"))
    var until: String?
    @Option(
        help: ArgumentHelp(
            "The zone of dates, and of times that say none: Europe/Berlin, +02:00 (default: UTC).", valueName: "zone"))
    var zone: String?

    /// The parameters of the request.
    ///
    /// - Throws: `Failure` that shows where the query is wrong.
    func parameters(_ query: String) throws(Failure) -> [(String, String)] {
        try check(query)
        let parameters: [(String, String?)] = [
            ("actor", actor), ("subject", subject), ("action", action), ("resource", resource), ("source", source),
            ("outcome", outcome), ("since", since), ("until", until), ("zone", zone),
            ("q", query.isEmpty ? nil : query),
        ]
        return parameters.compactMap { name, value in value.map { (name, $0) } }
    }

    /// Reads the query here too: the place of a mistake is best shown where it was typed.
    private func check(_ query: String) throws(Failure) {
        let zone: QueryZone
        do throws(QueryError) {
            zone = try self.zone.map { text throws(QueryError) in try QueryZone(text) } ?? .utc
        } catch {
            throw Failure(.usage, "--zone: \(error.reason)")
        }
        do throws(QuerySyntaxError) {
            _ = try Filter(query: query, in: QueryContext(zone: zone, now: .now()))
        } catch {
            let picture = error.picture(of: query)
            throw Failure(
                .usage, "the query cannot be read: \(error.reason)",
                hints: [Terminal.harmless(picture.line), picture.caret])
        }
    }
}
