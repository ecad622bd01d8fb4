import Foundation
import Recorder
import Records
import Synchronization
import Vault

/// Credentials of clients that the upstream took not long ago; only their keyed hashes are kept.
final class KnownCredentials: Sendable {
    private let known = Mutex<[Label: ContinuousClock.Instant]>([:])
    private static let span = Duration.seconds(300)
    private static let most = 1_000

    func contains(_ label: Label) -> Bool {
        known.withLock { known in
            guard let at = known[label] else { return false }
            if at.duration(to: .now) < Self.span { return true }
            known[label] = nil
            return false
        }
    }

    func insert(_ label: Label) {
        known.withLock { known in
            if known.count >= Self.most { known.removeAll() }
            known[label] = .now
        }
    }

    func remove(_ label: Label) { known.withLock { $0[label] = nil } }
}

extension Gateway {
    /// Under which name someone is on record who shows the upstream's own credential: the same for the same credential.
    package func name(ofCredential value: String) -> String {
        let label = credentialLabel(value).description
        let plain = label.filter { $0.isLetter || $0.isNumber }.lowercased().prefix(12)
        return "gateway-\(settings.name)-\(plain)"
    }

    private func credentialLabel(_ value: String) -> Label {
        log.recorder.vault.label(
            of: Identity(kind: "credential", namespace: settings.namespace, id: Self.oneSpelling(value)))
    }

    /// A credential in the one spelling of all those that mean it: its scheme in lower case, and a single space behind
    /// that (RFC 9110 section 11.4).
    static func oneSpelling(_ credential: String) -> String {
        let parts = credential.split(maxSplits: 1) { $0 == " " || $0 == "\t" }
        guard parts.count == 2 else { return parts.first.map(String.init) ?? "" }
        let rest = parts[1].trimmingCharacters(in: .whitespaces)
        return "\(parts[0].lowercased()) \(rest)"
    }

    /// Why a credential of the upstream's is not taken for a write; nil when it is.
    ///
    /// Where Muster has no token to go by, the upstream says who may write: it is asked once, before anything is put on
    /// record, so that strangers cannot fill a log that nobody can empty.
    package func refuse(credential value: String) async -> GatewayAnswer? {
        let label = credentialLabel(value)
        if credentials.contains(label) { return nil }
        let reader = reader(showing: [("Authorization", value)])
        do throws(UpstreamFailure) {
            let answer = try await reader.get("/Users?startIndex=1&count=1")
            guard (200..<300).contains(answer.status) else {
                if answer.status == 401 || answer.status == 403 {
                    return GatewayAnswer(answer.status, "The upstream service does not take this credential.")
                }
                // It has not said that it takes it: an error, a redirect and a missing endpoint are no yes.
                return GatewayAnswer(
                    503,
                    "Nothing was changed: asked for /Users with this credential, the upstream service answered "
                        + "\(answer.status).", retryAfter: answer.header("retry-after").flatMap { Int($0) } ?? 10)
            }
        } catch { return Self.refusal(error) }
        credentials.insert(label)
        return nil
    }
}
