/// The version of this release, the same for every program of it.
package enum ProgramVersion {
    package static let text = "0.1.0"
}
