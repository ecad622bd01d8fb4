/// How far the catalog has come while it catches up with the log.
package struct CatalogProgress: Sendable, Equatable {
    /// Entries taken in.
    package let position: UInt64
    /// Entries that the log has.
    package let total: UInt64
}
