import DurableFiles
import Glibc

/// What the server says on standard output once it listens. It names the place of the first token, never its value.
package struct Greeting: Sendable {
    private let configuration: Configuration
    /// How the program is called.
    private let program: String

    package init(configuration: Configuration, program: String = ProgramName.here) {
        self.configuration = configuration
        self.program = program
    }

    /// The lines to print; `port` is the one in use, which the system may have chosen.
    package func text(port: Int) -> String {
        let scheme = configuration.tls.certificate == nil ? "http" : "https"
        var address = configuration.listen
        address.port = port
        let url = "\(scheme)://\(address)"
        let data = configuration.data
        let token = ShellWord.quoted(data + "/bootstrap-token")
        var lines = ["Muster is listening on \(url) (data in \(data))"]
        if isGood(data + "/bootstrap-token") {
            lines += [
                "The first token, with every scope for log main, is in \(token). Try:",
                "  export MUSTER_SERVER=\(url) MUSTER_TOKEN=$(cat \(token))",
                "  echo '\(Self.example)' | \(program) append",
                "  \(program) history bjensen",
                "  \(program) verify \(ShellWord.quoted(data + "/logs/main"))",
            ]
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// The record that the README and `muster append --help` begin with too: whoever follows two of them has it once.
    package static let example =
        #"{"id":"hr-1","action":"user.update","subject":{"type":"user","id":"u-7","name":"bjensen"},"#
        + #""changes":[{"path":"title","before":"Clerk","after":"Auditor"}]}"#

    /// Whether the file holds a token of `main` that was not revoked.
    private func isGood(_ file: String) -> Bool {
        guard let bytes = try? DurableFile.read(file, limit: 4096),
            let store = try? TokenStore(path: configuration.data + "/tokens/main.json")
        else { return false }
        let value = String(decoding: bytes.prefix { $0 != 0x0A }, as: UTF8.self)
        return store.all.contains { $0.state == .active && $0.hash == TokenValue.hash(value) }
    }

    func print(port: Int) { Self.say(text(port: port)) }

    /// Writes to standard output at once, past any buffer.
    static func say(_ text: String) {
        let bytes = Array(text.utf8)
        _ = write(STDOUT_FILENO, bytes, bytes.count)
    }
}
