import Foundation

/// The targets that `Package.swift` declares with their dependencies, read from its text.
///
/// Asking the package manager would take longer than all other tests together; the manifest keeps to one plain form,
/// and a test checks that what is read here covers every folder of `Sources`.
enum Manifest {
    struct Target {
        let name: String
        /// Every target and product name in its `dependencies:` list.
        let dependencies: Set<String>
    }

    static func targets(in manifest: String) -> [Target] {
        let opening = /\.(?:target|executableTarget)\(\s*name:\s*"([^"]+)"(?:,\s*dependencies:\s*\[((?:[^\[\]])*)\])?/
        return manifest.matches(of: opening).map { match in
            let list = match.2 ?? ""
            let quoted = list.replacing(/\.product\(\s*name:\s*("[^"]+"),\s*package:\s*"[^"]+"\s*\)/) { $0.1 }
            return Target(
                name: String(match.1), dependencies: Set(quoted.matches(of: /"([^"]+)"/).map { String($0.1) }))
        }
    }
}
