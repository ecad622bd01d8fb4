import ArgumentParser
import JSON

/// How a command answers.
struct OutputOptions: ParsableArguments {
    @Flag(name: .customLong("json"), help: "Answer as JSON, for programs.")
    var isJSON = false

    /// Prints a value as JSON, or else what `text` makes of it for people.
    func answer(_ value: JSONValue, text: (JSONValue) -> String) {
        Terminal.print(isJSON ? value.text : text(value))
    }
}
