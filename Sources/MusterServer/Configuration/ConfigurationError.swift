/// What is wrong with a configuration: where it was said, and what to do.
package struct ConfigurationError: Error, Equatable, CustomStringConvertible {
    /// `--listen`, `MUSTER_LISTEN`, `muster.yaml line 3`.
    package let place: String
    package let reason: String

    package var description: String { "\(place): \(reason)" }
}
