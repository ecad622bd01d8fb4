package import Catalog
import Recorder
import Records
import TransparencyLog

extension Report {
    /// Makes a report from the catalog. What it says rests on one moment of the log.
    ///
    /// The report on integrity is made from `integrity`, which only the server can gather.
    ///
    /// - Throws: `ReportFault`; errors of the catalog; `NamedFault` when a name means nobody or several.
    package static func make(_ request: ReportRequest, from catalog: Catalog, integrity: IntegrityFacts) async throws
        -> Report
    {
        if request.kind == .integrity { return Report.integrity(integrity) }
        return try await catalog.ask { try make(request, $0) }
    }

    private static func make(_ request: ReportRequest, _ reader: CatalogReader) throws -> Report {
        switch request.kind {
        case .joinersMoversLeavers: try joinersMoversLeavers(request, reader)
        case .leaverDelay: try leaverDelay(request, reader)
        case .privilegedGrants: try privilegedGrants(request, reader)
        case .accessReview: try accessReview(request, reader)
        case .dormant: try dormant(request, reader)
        case .orphaned: try orphaned(request, reader)
        case .separationOfDuties: try separationOfDuties(request, reader)
        case .coverage, .integrity: try coverage(request, reader)
        }
    }

    init(_ request: ReportRequest, _ columns: [(String, String)], position: UInt64, _ used: [(String, String)]) {
        self.init(
            kind: request.kind, parameters: used.map { ($0.0, $0.1) },
            columns: columns.map { Column(name: $0.0, title: $0.1) }, position: position)
    }
}

/// A name in a report's parameters that means nobody, or several.
package enum NamedFault: Error {
    case unknown(parameter: String)
    case ambiguous(parameter: String, [CataloguedIdentity])
}

extension Report.Cell {
    init(_ text: String?) { self = text.map(Report.Cell.text) ?? .none }
    init(_ time: Timestamp?) { self = time.map(Report.Cell.time) ?? .none }
    init(_ index: UInt64?) { self = index.map(Report.Cell.record) ?? .none }

    /// Somebody's name; the id where there is none, the label where nothing can be opened.
    init(_ identity: NamedIdentity?) {
        guard let identity else {
            self = .none
            return
        }
        let name = identity.name ?? identity.id ?? identity.label
        self = .text(identity.type.map { $0 == "user" ? name : "\($0) \(name)" } ?? name)
    }
}

extension Report {
    /// The columns that say whose account a row is of; `who` fills them.
    static let who = [
        ("person", "Person"), ("id", "Id"), ("namespace", "Namespace"), ("samePerson", "Same person as"),
        ("label", "Label"),
    ]
    /// Other identities of one person that are named in a row.
    private static let mostNamed = 8

    /// Whose account a row is of: what it was called, its id and label, and the other identities of the same person.
    ///
    /// Names are those at the record `index`; nil for those of now.
    static func who(_ label: Label, _ person: Person, _ reader: CatalogReader, at index: UInt64? = nil) throws -> [Cell]
    {
        let identity = try reader.identity(label, at: index)
        let others = person.identities.filter { $0 != label }
        var named = try others.prefix(mostNamed).map { other -> String in
            let other = try reader.identity(other, at: index)
            let name = other.name ?? other.id ?? other.label
            return other.namespace.map { "\(name) (\($0))" } ?? name
        }
        if others.count > mostNamed { named.append("\(others.count - mostNamed) more") }
        return [
            Cell(identity), Cell(identity.id), Cell(identity.namespace),
            Cell(named.isEmpty ? nil : named.joined(separator: ", ")), .text(identity.label),
        ]
    }

    /// Names in one cell; the first of many.
    static func list(_ names: [NamedIdentity], most: Int = 10) -> Cell {
        if names.isEmpty { return .none }
        let named = names.prefix(most).map { $0.name ?? $0.id ?? $0.label }.joined(separator: ", ")
        return .text(names.count > most ? "\(named), \(names.count - most) more" : named)
    }

    /// Whether access is there, or may be activated only.
    static func kind(isEligible: Bool) -> Cell { .text(isEligible ? "eligible" : "active") }

    /// Whether a row rests on a record that came to the log well after it is said to have been.
    static func late(_ isLate: Bool) -> Cell { isLate ? .text("yes") : .none }

    /// What stands between a holder and what they reach.
    static func through(_ line: AccessLine) -> Cell {
        let between = line.path.dropLast().map { $0.resource.name ?? $0.resource.id ?? $0.resource.label }
        return .text(between.isEmpty ? "direct" : between.joined(separator: " > "))
    }
}

extension CatalogReader {
    /// Who did what an entry records.
    func actor(of index: UInt64) throws -> Label? {
        try event(index).entry.references.first { $0.role == .actor }?.label
    }

    /// What the actor of an entry was called.
    func actorName(of index: UInt64) throws -> NamedIdentity? {
        try actor(of: index).map { try identity($0, at: index) }
    }
}

extension NamedIdentity {
    /// Nil where no entry that names the identity could be opened.
    var wholeLabel: Label? { Hash(base64: label).map(Label.init(hash:)) }

    /// Whether it is an account: of a person, or of a service.
    var isAccount: Bool { type == nil || type == "user" || isService }

    /// Whether it is a service, under either name of the kind.
    var isService: Bool { type == "service" || type == "service_account" }
}
