import JSON

extension Attribute {
    /// The value in canonical form, nil when it is unassigned (RFC 7643 section 2.5).
    ///
    /// Accepts what identity providers send: Booleans as strings, one object where a list is meant, a list of one where
    /// one value is meant, and a bare string for a complex value that has a `value`.
    func normalized(_ value: JSONValue, path: String, _ leniency: Leniency) throws(SCIMError) -> JSONValue? {
        if value.isNull { return nil }
        guard isMultiValued else { return try single(value, path: path, leniency) }
        var list = ElementList(of: self)
        guard leniency.oneForMany || value.arrayValue != nil else {
            throw SCIMError.invalidValue(path, "takes a list of values")
        }
        try refuseMany(value.arrayValue?.count ?? 1, path)
        for item in value.arrayValue ?? [value] {
            guard let element = try element(item, path: path, leniency) else { continue }
            list.add(element)
        }
        guard list.primaries.count <= 1 else { throw SCIMError.twoPrimaries(path) }
        return list.isEmpty ? nil : .array(list.elements)
    }

    /// Values of one attribute of a resource; the members of a group are many, and are kept apart.
    static let mostValues = 1_000

    func refuseMany(_ count: Int, _ path: String) throws(SCIMError) {
        guard count <= Self.mostValues || path == "members" else {
            throw SCIMError.invalidValue(path, "has \(count) values, at most \(Self.mostValues) are kept")
        }
    }

    private func single(_ value: JSONValue, path: String, _ leniency: Leniency) throws(SCIMError) -> JSONValue? {
        guard case .array(let items) = value else { return try element(value, path: path, leniency) }
        guard items.count <= 1, leniency.oneForMany else {
            throw SCIMError.invalidValue(path, "takes one value, not a list")
        }
        guard let first = items.first, !first.isNull else { return nil }
        return try element(first, path: path, leniency)
    }

    /// One value in canonical form, without regard to whether the attribute takes many.
    func element(_ value: JSONValue, path: String, _ leniency: Leniency) throws(SCIMError) -> JSONValue? {
        if value.isNull { return nil }
        return kind == .complex ? try complex(value, path: path, leniency) : try simple(value, path: path, leniency)
    }

    private func complex(_ value: JSONValue, path: String, _ leniency: Leniency) throws(SCIMError) -> JSONValue? {
        var result = JSONObject()
        switch value {
        case .object(let object):
            try object.refuseRepeatedNames(under: "\(path).")
            for (name, value) in object.members {
                guard let sub = sub(name) else {
                    guard leniency.unknownAttributes else { throw SCIMError.unknown("\(path).\(name)") }
                    continue
                }
                guard sub.mutability != .readOnly else { continue }
                result[sub.name] = try sub.normalized(value, path: "\(path).\(sub.name)", leniency)
            }
        case .string(let text) where sub("value") != nil && leniency.oneForMany:
            guard !text.isEmpty else { return nil }
            result["value"] = .string(text)
        default: throw SCIMError.invalidValue(path, "must be an object, not \(value.kind)")
        }
        return result.isEmpty ? nil : .object(result)
    }

    private func simple(_ value: JSONValue, path: String, _ leniency: Leniency) throws(SCIMError) -> JSONValue? {
        switch kind {
        case .boolean:
            guard let flag = leniency.textForBooleans ? value.lenientBool : value.boolValue else {
                throw wrong(path, "true or false", value)
            }
            return .bool(flag)
        case .integer:
            guard value.intValue != nil else { throw wrong(path, "a whole number", value) }
        case .decimal:
            guard value.doubleValue != nil else { throw wrong(path, "a number", value) }
        case .dateTime:
            guard let text = value.stringValue, DateTime.milliseconds(text) != nil else {
                throw wrong(path, "a date and time with a zone", value)
            }
        case .binary:
            guard let text = value.stringValue, Self.isBase64(text) else { throw wrong(path, "base64", value) }
        case .string, .reference, .complex:
            guard value.stringValue != nil else { throw wrong(path, "a string", value) }
        }
        return value
    }

    private func wrong(_ path: String, _ wanted: String, _ value: JSONValue) -> SCIMError {
        SCIMError.invalidValue(path, "must be \(wanted), not \(value.kind == "string" ? "this text" : value.kind)")
    }

    // Either alphabet of RFC 4648, padding optional, line breaks let pass: clients send all of them.
    private static func isBase64(_ text: String) -> Bool {
        text.utf8.allSatisfy { byte in
            byte.isLetter || byte.isDigit || [0x2B, 0x2D, 0x2F, 0x5F, 0x3D, 0x0A, 0x0D].contains(byte)
        }
    }
}
