import AsyncHTTPClient
import Glibc
import NIOCore
import NIOPosix
import NIOSSL

/// Why a request got no answer: what happened, whether anything was sent, and what to do.
struct ConnectionFailure {
    private enum Kind { case nobody, noHost, tooLate, unreachable, closed, untrusted, otherName, noTLS, tls, other }

    private let kind: Kind
    private let detail: String

    init(_ error: any Error) {
        detail = "\(error)"
        kind = Self.kind(error, detail)
    }

    var reason: String {
        switch kind {
        case .nobody: "nobody listens there (connection refused)"
        case .noHost: "no such host"
        case .tooLate: "it took too long"
        case .unreachable: "it cannot be reached"
        case .closed: "it closed the connection"
        case .untrusted: "its certificate is signed by no authority that this machine trusts, or has expired"
        case .otherName: "its certificate is for another name"
        case .noTLS: "it does not speak TLS"
        case .tls: "TLS failed"
        case .other: detail
        }
    }

    /// Whether it happened before the request could be sent.
    var cameBeforeSending: Bool {
        switch kind {
        case .nobody, .noHost, .unreachable, .untrusted, .otherName, .noTLS: true
        case .tooLate, .closed, .tls, .other: false
        }
    }

    /// What to try, for a server at `address`.
    func hints(_ address: String) -> [String] {
        let isTLS = address.hasPrefix("https:")
        switch kind {
        case .untrusted: return ["name the authority that signed it with --ca-file FILE (PEM), if it is a private one"]
        case .otherName: return ["use the name that the certificate is for"]
        case .noTLS: return ["if it serves plain HTTP, its address begins with http://"]
        case .closed where !isTLS: return ["if it serves TLS, its address begins with https://"]
        case .nobody, .noHost, .unreachable:
            return [
                "start a server with `muster serve`, or name another with --server URL or the variable MUSTER_SERVER"
            ]
        case .tooLate, .closed, .tls, .other: return []
        }
    }

    private static func kind(_ error: any Error, _ detail: String) -> Kind {
        switch error {
        case let error as HTTPClientError where error == .deadlineExceeded: .tooLate
        case let error as HTTPClientError where error == .connectTimeout: .unreachable
        case let error as HTTPClientError where error == .remoteConnectionClosed: .closed
        case let error as NIOConnectionError: connecting(error)
        case let error as IOError where error.errnoCode == ECONNREFUSED: .nobody
        case let error as IOError where [ECONNRESET, EPIPE].contains(error.errnoCode): .closed
        case is NIOSSLError, is NIOSSLExtraError, is BoringSSLError: tls(detail)
        default: .other
        }
    }

    private static func connecting(_ error: NIOConnectionError) -> Kind {
        if error.connectionErrors.contains(where: { ($0.error as? IOError)?.errnoCode == ECONNREFUSED }) {
            return .nobody
        }
        return error.dnsAError != nil && error.connectionErrors.isEmpty ? .noHost : .unreachable
    }

    // Only the library's text tells these apart.
    private static func tls(_ detail: String) -> Kind {
        if detail.contains("CERTIFICATE_VERIFY_FAILED") { return .untrusted }
        if detail.contains("failedToValidateHostname") { return .otherName }
        if detail.contains("WRONG_VERSION_NUMBER") || detail.contains("HTTP_REQUEST") { return .noTLS }
        return .tls
    }
}
