import Records
import TransparencyLog

/// The name under which a gateway stands in `Via` (RFC 9110 section 7.6.3), and by which it knows again what it has passed on.
///
/// A pseudonym: the same for one gateway of one log always, and no other's. It names neither host nor gateway, and only who
/// has the log's index key can make it out.
struct ViaName: Sendable {
    let pseudonym: String

    /// - Parameter label: the gateway's, of the kind `via`, which no record names.
    init(_ label: Label) {
        let digits = label.hash.withUnsafeBytes { bytes in
            bytes.prefix(16).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        }
        pseudonym = "muster-" + digits
    }

    /// What is added to a request that goes on.
    var field: (name: String, value: String) { ("Via", "1.1 \(pseudonym)") }

    /// Whether a request has passed this gateway already. Whoever comes between may join fields and change letter case.
    func stands(in fields: FieldRules.Fields) -> Bool {
        fields.contains { name, value in
            FieldRules.folded(name) == "via"
                && value.split(whereSeparator: { $0 == "," || $0 == " " || $0 == "\t" }).contains {
                    $0.lowercased() == pseudonym
                }
        }
    }
}

extension Gateway {
    /// What is answered to a request that does not pass as it is, before anybody asks whose it is; nil for one that may.
    package func refusal(of request: GatewayRequest) -> GatewayAnswer? {
        via.stands(in: request.headers) ? Self.circle : request.refusal
    }

    /// What a request gets that comes back to a gateway that it has passed (RFC 5842 section 7.2).
    static let circle = GatewayAnswer(
        508,
        "Nothing was changed: this request has passed this gateway before, so what the gateway passes on comes back to it. "
            + "Set the gateway's upstream to the address of the service itself.")
}
