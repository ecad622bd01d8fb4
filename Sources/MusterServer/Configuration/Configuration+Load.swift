import DurableFiles

extension Configuration {
    /// Puts a configuration together: flags over environment over file over defaults.
    ///
    /// - Parameters:
    ///   - flags: values by the dotted names of settings, as the command line gave them.
    ///   - environment: the process's environment; only `MUSTER_…` is looked at.
    ///   - file: a YAML file; nil for none. `MUSTER_CONFIG` names one too.
    /// - Returns: the configuration in effect.
    /// - Throws: ``ConfigurationError`` for an unknown key (naming the nearest known one), a value of the wrong form,
    ///   or settings that do not go together.
    package static func load(
        flags: [String: String], environment: [String: String] = [:], file: String? = nil
    ) throws(ConfigurationError) -> Configuration {
        var configuration = Configuration()
        if let file = file ?? environment["MUSTER_CONFIG"] {
            try configuration.apply(yaml: try read(file), file: file)
        }
        try configuration.apply(environment: environment)
        try configuration.apply(flags: flags)
        try configuration.check()
        return configuration
    }

    private static func read(_ file: String) throws(ConfigurationError) -> String {
        let bytes: [UInt8]?
        do throws(FileError) {
            bytes = try DurableFile.read(file, limit: 1 << 20)
        } catch { throw ConfigurationError(place: file, reason: "\(error)") }
        guard let bytes else {
            throw ConfigurationError(place: file, reason: "there is no such configuration file")
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw ConfigurationError(place: file, reason: "the file is not UTF-8")
        }
        return text
    }

    private mutating func apply(flags: [String: String]) throws(ConfigurationError) {
        for (name, text) in flags.sorted(by: { $0.key < $1.key }) {
            guard let setting = Setting.all.first(where: { $0.name == name }) else {
                throw ConfigurationError(place: "--\(name)", reason: Self.unknown(name, Setting.all.map(\.name)))
            }
            try apply(setting, text, place: setting.flag)
        }
    }

    /// Variables of other commands are left alone, and those that Kubernetes sets for a service called muster; any
    /// other name that begins with `MUSTER_` is a slip.
    private mutating func apply(environment: [String: String]) throws(ConfigurationError) {
        let known = Setting.all.map(\.environment)
        for (name, text) in environment.sorted(by: { $0.key < $1.key }) where name.hasPrefix("MUSTER_") {
            if let setting = Setting.all.first(where: { $0.environment == name }) {
                try apply(setting, text, place: name)
            } else if !Self.isOthers(name) {
                throw ConfigurationError(place: name, reason: Self.unknown(name, known))
            }
        }
    }

    private static let otherVariables: Set<String> = ["MUSTER_CONFIG", "MUSTER_SERVER", "MUSTER_TOKEN", "MUSTER_SEED"]

    private static func isOthers(_ name: String) -> Bool {
        otherVariables.contains(name) || name == "MUSTER_PORT" || name.hasPrefix("MUSTER_PORT_")
            || name.hasPrefix("MUSTER_SERVICE_")
    }

    mutating func apply(_ setting: Setting, _ text: String, place: String) throws(ConfigurationError) {
        guard setting.apply(&self, text) else {
            throw ConfigurationError(
                place: place, reason: setting.fault(text) ?? "\(setting.name) must be \(setting.form)")
        }
    }

    static func unknown(_ name: String, _ known: [String]) -> String {
        let near = Spelling.nearest(to: name, among: known).map { "; did you mean \($0)?" } ?? ""
        return "there is no setting \(name)\(near.isEmpty ? "; known are \(known.joined(separator: ", "))" : near)"
    }

    /// Refuses settings that do not go together.
    package func check() throws(ConfigurationError) {
        guard (tls.certificate == nil) == (tls.key == nil) else {
            let missing = tls.certificate == nil ? "tls.certificate" : "tls.key"
            throw ConfigurationError(
                place: missing, reason: "TLS needs both tls.certificate and tls.key: set \(missing) too")
        }
        guard tls.certificate != nil || listen.isLoopback || insecureListen else {
            throw ConfigurationError(
                place: "listen",
                reason: "\(listen) can be reached from other machines, and without TLS tokens and personal data would "
                    + "cross the network in clear: set tls.certificate and tls.key, or listen on 127.0.0.1, or say "
                    + "insecure-listen when something in front does TLS")
        }
        do throws(CustomSchemas.Fault) { _ = try scim.custom.resourceTypes() } catch {
            throw ConfigurationError(place: error.place, reason: error.reason)
        }
        guard limits.item <= limits.body else {
            throw ConfigurationError(place: "limits.item", reason: "it must not be larger than limits.body")
        }
    }
}
