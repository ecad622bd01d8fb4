import Mustache

/// The console's templates (mustache(5)), which stand in the program itself: an installed one has nothing beside it to lose.
///
/// Values are escaped wherever they stand between two braces; three stand once, around pages that were made by templates.
enum ConsoleTemplates {
    private static let sources: [String: String] = [
        "frame": frame, "sign-in": signIn, "again": again, "failure": failure, "choice": choice, "search": search,
        "histogram": histogram, "event": event, "party": party, "diff": diff, "value": value, "record": record,
        "proof": proof, "who": who, "who-held": whoHeld, "held-table": heldTable, "spans": spans,
        "stretches": stretches, "access": access, "access-lines": accessLines,
        "log": log, "reports": reports, "report": report, "identities": identities,
        "impact": impact, "impact-result": impactResult, "gain": gain, "loss": loss,
    ]

    private static let library: MustacheLibrary = {
        var library = MustacheLibrary()
        for (name, text) in sources {
            // The sources are constants, and a test asks for each of them.
            do { try library.register(text, named: name) } catch { preconditionFailure("template \(name): \(error)") }
        }
        return library
    }()

    /// The names of all templates.
    static var names: [String] { sources.keys.sorted() }

    /// A template, filled in; nothing when there is no template of that name.
    static func render(_ name: String, _ view: Any) -> String {
        library.render(view, withTemplate: name) ?? ""
    }
}
