/// Map function v1 (`muster-map@v1`): which labels an entry maps to. Total and frozen.
package enum MapFunction {
    package static let name = "muster-map@v1"

    /// The sorted distinct labels that a well-formed entry names (perhaps none), or the zero label alone for bytes
    /// that are not a well-formed entry of this version.
    package static func labels(of entry: [UInt8]) -> [Label] {
        var references: [Reference] = []
        do throws(EntryError) {
            try entry.withUnsafeBufferPointer { bytes throws(EntryError) in
                var form = try EntryForm(parsing: UnsafeRawBufferPointer(bytes))
                while try form.next(&references, from: 0) != nil {}
            }
        } catch {
            return [.zero]
        }
        return Set(references.map(\.label)).sorted()
    }
}
