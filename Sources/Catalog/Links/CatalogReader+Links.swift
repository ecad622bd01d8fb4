import Foundation
import GRDB
package import Records
import TransparencyLog

extension CatalogReader {
    /// Everybody who is one person with an identity, itself first; alone when no entry names it.
    package func joined(with label: Label) throws -> [Label] {
        let select = try log.db.cachedStatement(sql: "SELECT id FROM identity WHERE label = ?")
        guard let id = try Int64.fetchOne(select, arguments: [Data(label.hash.bytes)]) else { return [label] }
        let everybody = try LinkedIdentities(log: log).all(with: id)
        return try IdentityReader(log: log).labels(of: everybody).map(Label.init(hash:))
    }
}
