import MusterServer

/// Reads the flags of `muster serve`: one for every setting, in both forms, `--listen X` and `--listen=X`.
enum ServeFlags {
    /// - Returns: values by the dotted names of settings.
    /// - Throws: `Failure` for a flag that no setting has, naming the nearest that exists.
    static func parse(_ words: [String]) throws(Failure) -> [String: String] {
        var values: [String: String] = [:]
        var rest = words[...]
        while let word = rest.popFirst() {
            let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            guard let setting = Setting.all.first(where: { $0.flag == parts[0] }) else { throw unknown(parts[0]) }
            guard values[setting.name] == nil || setting.isList else {
                throw Failure(.usage, "\(setting.flag) is given twice")
            }
            let value = try value(of: setting, parts, &rest)
            values[setting.name] = [values[setting.name], value].compactMap(\.self).joined(separator: ",")
        }
        return values
    }

    private static func value(
        of setting: Setting, _ parts: [String], _ rest: inout ArraySlice<String>
    ) throws(Failure) -> String {
        if parts.count == 2 { return parts[1] }
        let isSwitch = setting.name == "insecure-listen"
        if let next = rest.first, !next.hasPrefix("--"), !isSwitch || next == "true" || next == "false" {
            rest.removeFirst()
            return next
        }
        guard isSwitch else { throw Failure(.usage, "\(setting.flag) wants a value: \(setting.form)") }
        return "true"
    }

    private static func unknown(_ flag: String) -> Failure {
        guard flag.hasPrefix("-") else {
            return Failure(.usage, "muster serve takes no argument but flags; see muster serve --help")
        }
        let near = Spelling.nearest(to: flag, among: Setting.all.map(\.flag) + ["--config", "--help"])
        return Failure(
            .usage, "there is no flag \(flag)" + (near.map { "; did you mean \($0)?" } ?? "; see muster serve --help"))
    }

    /// Every setting with its meaning, for `--help`: lines short enough for a terminal of 80 columns, which nothing
    /// wraps again.
    static var help: String {
        let widest = (Setting.all.map(\.flag.count).max() ?? 0) + 4
        return Setting.all.map { setting in
            let lines = wrapped(setting.help, to: 79 - widest)
            let indent = String(repeating: " ", count: widest)
            let flag = "  " + setting.flag
            return flag + String(repeating: " ", count: widest - flag.count) + lines.joined(separator: "\n" + indent)
        }.joined(separator: "\n")
    }

    private static func wrapped(_ text: String, to width: Int) -> [String] {
        var lines: [String] = []
        for word in text.split(separator: " ") {
            if let last = lines.last, last.count + 1 + word.count <= width {
                lines[lines.count - 1] = last + " " + word
            } else {
                lines.append(String(word))
            }
        }
        return lines
    }
}
