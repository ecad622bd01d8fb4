import DurableFiles
import Glibc

/// What the server says on standard output once it listens. It names the place of the first token, never its value.
struct Greeting: Sendable {
    let configuration: Configuration

    /// The lines to print; `port` is the one in use, which the system may have chosen.
    func text(port: Int) -> String {
        let scheme = configuration.tls.certificate == nil ? "http" : "https"
        var address = configuration.listen
        address.port = port
        let url = "\(scheme)://\(address)"
        let data = configuration.data
        let token = data + "/bootstrap-token"
        var lines = ["Muster is listening on \(url) (data in \(data))"]
        if isGood(token) {
            lines += [
                "The first token, with every scope for log main, is in \(token). Try:",
                "  export MUSTER_SERVER=\(url) MUSTER_TOKEN=$(cat \(token))",
                #"  echo '{"id":"try-1","action":"user.create","subject":{"type":"user","id":"u-1","name":"bjensen"}}' "#
                    + "| muster append",
                "  muster history bjensen",
                "  muster verify \(data)/logs/main",
            ]
        }
        return lines.joined(separator: "\n") + "\n"
    }

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
