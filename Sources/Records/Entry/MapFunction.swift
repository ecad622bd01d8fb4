/// Map function v1 (`muster-map@v1`): which labels an entry maps to. Total and frozen.
package enum MapFunction {
    package static let name = "muster-map@v1"

    /// The sorted distinct labels that a well-formed entry names (perhaps none), or the zero label alone for bytes
    /// that are not a well-formed entry of this version.
    package static func labels(of entry: [UInt8]) -> [Label] {
        guard let lines = try? EntryLines(parsing: entry) else { return [.zero] }
        return Set(lines.references.map(\.label)).sorted()
    }
}
