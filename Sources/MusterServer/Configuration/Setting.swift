/// One thing that can be set: its name, what it means, and how its text is read.
///
/// The same name serves everywhere: `limits.body` is `--limits-body`, `MUSTER_LIMITS_BODY` and in YAML `body` under
/// `limits`.
package struct Setting: Sendable {
    /// Dotted name, lower case.
    package let name: String
    /// What it means, its form and its default, for `--help` and documents.
    package let help: String
    /// The form of its value in words, for errors.
    package let form: String
    /// Whether the value is a list, comma-separated outside YAML.
    package var isList = false
    /// Whether the value is a structure: YAML below its key, JSON text elsewhere.
    package var isTree = false
    /// What is wrong with a structure that `apply` did not take: where in it, and what to do.
    var fault: @Sendable (String) -> String? = { _ in nil }
    /// Puts a value into the configuration; false when it has not the form.
    let apply: @Sendable (inout Configuration, String) -> Bool
    /// The value in effect, as text.
    let show: @Sendable (Configuration) -> String

    package var environment: String { "MUSTER_" + flagName.uppercased().map { $0 == "-" ? "_" : String($0) }.joined() }
    package var flag: String { "--" + flagName }
    private var flagName: String { name.map { $0 == "." ? "-" : String($0) }.joined() }
}
