package import Catalog
import Recorder
import Records

extension Report {
    /// Makes a report from the catalog. What it says rests on one moment of the log.
    ///
    /// The report on integrity is made from `integrity`, which only the server can gather.
    ///
    /// - Throws: `ReportFault`; errors of the catalog; `NamedFault` when a name means nobody or several.
    package static func make(
        _ request: ReportRequest, from catalog: Catalog, integrity: IntegrityFacts
    ) async throws -> Report {
        switch request.kind {
        case .joinersMoversLeavers: try await joinersMoversLeavers(request, catalog)
        case .leaverDelay: try await leaverDelay(request, catalog)
        case .privilegedGrants: try await privilegedGrants(request, catalog)
        case .accessReview: try await accessReview(request, catalog)
        case .dormant: try await dormant(request, catalog)
        case .orphaned: try await orphaned(request, catalog)
        case .separationOfDuties: try await separationOfDuties(request, catalog)
        case .coverage: try await coverage(request, catalog)
        case .integrity: Report.integrity(integrity)
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

extension CatalogReader {
    /// Who did what an entry records.
    func actor(of index: UInt64) throws -> NamedIdentity? {
        try event(index).entry.references.first { $0.role == .actor }.map { try identity($0.label) }
    }
}
