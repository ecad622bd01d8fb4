import DurableFiles
import Foundation
import Synchronization

/// What the gateway shows to its upstream service, from wherever the configuration says that it stands.
final class Credentials: Sendable {
    private let settings: GatewaySettings.Credentials
    /// The secret of a file as it was read last, and when: files are replaced when secrets are.
    private let read = Mutex<(value: String, at: ContinuousClock.Instant)?>(nil)

    init(_ settings: GatewaySettings.Credentials) { self.settings = settings }

    /// The header field to send.
    func header() throws(UpstreamFailure) -> (name: String, value: String) {
        switch settings {
        case .bearer(let secret): return ("Authorization", "Bearer \(try value(of: secret))")
        case .basic(let user, let secret):
            let pair = Data("\(user):\(try value(of: secret))".utf8).base64EncodedString()
            return ("Authorization", "Basic \(pair)")
        case .header(let name, let secret): return (name, try value(of: secret))
        }
    }

    private func value(of secret: SecretReference) throws(UpstreamFailure) -> String {
        let known = read.withLock { $0 }
        if let known, known.at.duration(to: .now) < .seconds(5) { return known.value }
        guard let value = secret.usable() else {
            throw UpstreamFailure(.noCredential, mayHaveArrived: false, "the credential of \(secret) cannot be read")
        }
        read.withLock { $0 = (value, .now) }
        return value
    }
}
