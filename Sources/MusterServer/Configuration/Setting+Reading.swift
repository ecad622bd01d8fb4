import Catalog
import Recorder

extension Setting {
    /// Who is one person without a link, and the record of who reads.
    static let reading = [
        Setting(
            name: "identities.match",
            help: "users with the same newest externalId, or e-mail address, are one person (none)",
            form: "a list of \(IdentityMatching.Field.allCases.map(\.rawValue).joined(separator: ", "))", isList: true,
            apply: { configuration, text in
                var fields: [IdentityMatching.Field] = []
                for word in text.split(separator: ",", omittingEmptySubsequences: false) where !text.isEmpty {
                    guard let field = IdentityMatching.Field(rawValue: String(word)) else { return false }
                    if !fields.contains(field) { fields.append(field) }
                }
                configuration.identities = IdentityMatching(fields)
                return true
            }, show: { $0.identities.fields.map(\.rawValue).joined(separator: ",") }),
        Setting(
            name: "reading.record", help: "record who searched, read or exported what (true)", form: "true or false",
            apply: { configuration, text in
                guard let value = Bool(text) else { return false }
                configuration.reading.record = value
                return true
            }, show: { "\($0.reading.record)" }),
        Setting(
            name: "reading.per-minute",
            help: "most entries about the reading of one token in a minute, and as many about its exports (60)",
            form: "a whole number from 1 to 10000", apply: size(\.reading.perMinute, 1...10_000),
            show: { "\($0.reading.perMinute)" }),
    ]
}
