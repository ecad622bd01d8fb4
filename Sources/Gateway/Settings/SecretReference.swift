import DurableFiles
import Foundation
import JSON

/// A secret of the configuration: written there, or in a file or variable that is named there.
package enum SecretReference: Sendable, Equatable, CustomStringConvertible {
    case literal(String)
    case environment(String)
    case file(String)

    /// Where it stands; never what it is.
    package var description: String {
        switch self {
        case .literal: "the configuration"
        case .environment(let name): "the variable \(name)"
        case .file(let path): "the file \(path)"
        }
    }

    /// The secret, without the line end of a file; nil when it is not there.
    func resolve() -> String? {
        switch self {
        case .literal(let text): return text
        case .environment(let name): return ProcessInfo.processInfo.environment[name]
        case .file(let path):
            guard let bytes = try? DurableFile.read(path, limit: 64 << 10),
                let text = String(validating: bytes, as: UTF8.self)
            else { return nil }
            return text.trimmingCharacters(in: .whitespacesAndNewlines)
        }
    }

    /// The secret as a header field can carry it: one line of visible characters; nil for any other, and for none.
    func usable() -> String? {
        guard let value = resolve(), !value.isEmpty, value.utf8.count <= 16 << 10,
            value.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F })
        else { return nil }
        return value
    }

    /// As the configuration has it, a literal withheld.
    var shown: JSONValue {
        switch self {
        case .literal: "withheld"
        case .environment(let name): ["env": .string(name)]
        case .file(let path): ["file": .string(path)]
        }
    }

    /// As it is kept on the disk of the server.
    var kept: JSONValue {
        if case .literal(let text) = self { .string(text) } else { shown }
    }
}
