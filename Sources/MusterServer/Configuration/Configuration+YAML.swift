import JSON
import Yams

extension Configuration {
    /// Applies a YAML text: a mapping of settings, dotted names as nested mappings or written out.
    mutating func apply(yaml: String, file: String) throws(ConfigurationError) {
        let root: Node?
        do {
            root = try compose(yaml: yaml)
        } catch {
            throw ConfigurationError(place: file, reason: "the file is not YAML: \(Self.explain(error))")
        }
        guard let root else { return }
        guard let mapping = root.mapping else {
            if root.scalar?.string.isEmpty == true { return }
            throw ConfigurationError(place: file, reason: "the file must be a mapping of settings to values")
        }
        var reader = YAMLSettings(file: file)
        try reader.read(mapping, under: [])
        for (setting, text, place) in reader.found { try apply(setting, text, place: place) }
    }

    private static func explain(_ error: any Error) -> String {
        guard let error = error as? YamlError else { return "\(error)" }
        switch error {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            return "\(problem), line \(mark.line)"
        case .duplicatedKeysInMapping(_, let context): return "a key stands twice, line \(context.mark.line)"
        default: return "it cannot be read"
        }
    }
}

/// Walks a YAML document and finds the settings in it.
private struct YAMLSettings {
    let file: String
    var found: [(setting: Setting, text: String, place: String)] = []

    init(file: String) { self.file = file }

    mutating func read(_ mapping: Node.Mapping, under path: [String]) throws(ConfigurationError) {
        for (key, value) in mapping {
            let place = place(key)
            guard let word = key.scalar?.string else {
                throw ConfigurationError(place: place, reason: "a key must be a plain word")
            }
            let path = path + [word]
            let name = path.joined(separator: ".")
            if let setting = Setting.all.first(where: { $0.name == name }) {
                found.append((setting, try text(of: value, setting, place), place))
            } else if let mapping = value.mapping, Setting.all.contains(where: { $0.name.hasPrefix(name + ".") }) {
                try read(mapping, under: path)
            } else {
                let known = Setting.all.map(\.name)
                let groups = Set(known.filter { $0.contains(".") }.map { String($0.prefix { $0 != "." }) })
                if groups.contains(name) {
                    throw ConfigurationError(place: place, reason: "\(name) must be a mapping of settings")
                }
                throw ConfigurationError(
                    place: place, reason: Configuration.unknown(name, known + (path.count == 1 ? groups.sorted() : [])))
            }
        }
    }

    private func text(of node: Node, _ setting: Setting, _ place: String) throws(ConfigurationError) -> String {
        if setting.isTree { return try YAMLTree.json(node, file: file).text }
        if let scalar = node.scalar { return scalar.string }
        if setting.isList, let items = node.sequence {
            let texts = items.compactMap { $0.scalar?.string }
            if texts.count == items.count { return texts.joined(separator: ",") }
        }
        throw ConfigurationError(place: place, reason: "\(setting.name) must be \(setting.form)")
    }

    private func place(_ node: Node) -> String {
        node.mark.map { "\(file) line \($0.line)" } ?? file
    }
}
