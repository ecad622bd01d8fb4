import JSON

extension Filter {
    /// The element that a filter describes, for adding what it does not find; nil when it is more than a list of `eq`
    /// terms, since then what it describes is not certain.
    func seed(of attribute: Attribute) throws(SCIMError) -> JSONObject? {
        switch self {
        case .and(let terms):
            var seed = JSONObject()
            for term in terms {
                guard let part = try term.seed(of: attribute) else { return nil }
                for (name, value) in part.members { seed[name] = value }
            }
            return seed
        case .compare(let reference, .eq, let value):
            guard let sub = attribute.sub(reference.name), !value.isNull else { return JSONObject() }
            guard let normal = try sub.normalized(value, path: "\(attribute.name).\(sub.name)", .providers) else {
                return JSONObject()
            }
            return JSONObject([(sub.name, normal)])
        default: return nil
        }
    }
}
