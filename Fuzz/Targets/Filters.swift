import JSON
import SCIM

/// SCIM filters and paths (RFC 7644 figure 1): reading, binding to types, evaluating.
enum Filters {
    static func attempt(_ bytes: [UInt8]) {
        guard let text = String(validating: bytes, as: UTF8.self) else { return }
        path(text)
        let strict = try? Filter(parsing: text, .none)
        guard let filter = try? Filter(parsing: text) else {
            return promise(strict == nil, "what the RFC alone takes is taken with dialects too")
        }
        let written = Self.text(of: filter)
        guard let again = try? Filter(parsing: written) else {
            return promise(false, "a filter that was read can be written and read again")
        }
        promise(Self.text(of: again) == written, "a filter is read as it was written")
        for type in ResourceTypes.standard.all {
            guard let bound = try? filter.bound(to: type) else {
                promise((try? strict?.bound(to: type, .none)) == nil, "strictly bound means bound")
                continue
            }
            let isMatch = try? bound.matches(sample)
            promise((try? again.bound(to: type).matches(sample)) == isMatch, "one filter has one answer")
            guard let strict = try? strict?.bound(to: type, .none) else { continue }
            promise((try? strict.matches(sample)) == isMatch, "a dialect does not change what the RFC means")
        }
    }

    private static func path(_ text: String) {
        let strict = try? AttributePath(parsing: text, .none)
        guard let path = try? AttributePath(parsing: text) else {
            return promise(strict == nil, "a path of the RFC is a path")
        }
        for type in ResourceTypes.standard.all { _ = type.place(path.reference) }
        let written =
            path.filter.map { "\(path.reference)[\(Self.text(of: $0))]" + (path.sub.map { ".\($0)" } ?? "") }
            ?? path.reference.description
        let again = try? AttributePath(parsing: written)
        promise(again?.sub == path.sub && again?.reference.description == path.reference.description, "a path is kept")
    }

    /// The filter in the notation of the RFC, every group in parentheses.
    static func text(of filter: Filter) -> String {
        switch filter {
        case .and(let terms): terms.map(grouped).joined(separator: " and ")
        case .or(let terms): terms.map(grouped).joined(separator: " or ")
        case .not(let term): "not (\(text(of: term)))"
        case .present(let reference): "\(reference) pr"
        case .compare(let reference, let comparison, let value): "\(reference) \(comparison.rawValue) \(value.text)"
        case .values(let reference, let inner): "\(reference)[\(text(of: inner))]"
        }
    }

    // Parentheses count as levels, so only where they are needed.
    private static func grouped(_ filter: Filter) -> String {
        switch filter {
        case .and, .or: "(\(text(of: filter)))"
        default: text(of: filter)
        }
    }

    static let sample = sure {
        try JSONValue(
            parsing: #"""
                {"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"id":"2819c223","userName":"bjensen","active":true,
                 "externalId":"E-1","displayName":"Babs","title":"Clerk","name":{"givenName":"Barbara"},
                 "emails":[{"value":"b@e.com","type":"work","primary":true},{"value":"c@e.com"}],"roles":[{"value":"r"}],
                 "meta":{"resourceType":"User","created":"2026-01-02T03:04:05Z"},"members":[{"value":"m","type":"User"}],
                 "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"department":"Audit","manager":{"value":"M"}}}
                """#
        ).objectValue ?? JSONObject()
    }

    static var seeds: [[UInt8]] {
        [
            #"userName eq "bjensen" and (emails[type eq "work" and value co "@e"] or not (title pr))"#,
            #"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.value ne null"#,
            #"meta.created gt "2026-01-01T00:00:00+02:00" or active eq True"#, #"emails[type eq "work"].Value sw "B""#,
            #"members[value eq"m"]"#, "emails.type", #"addresses[type eq "work"].streetAddress"#, "id le 5.5e3",
        ].map { Array($0.utf8) }
    }
}
