import ArgumentParser
import JSON
import Ledger
import MusterServer
import Records
import TransparencyLog

/// `muster log recover`.
struct LogRecover: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "recover", abstract: "Lead a log out of a refusal: from a copy, or into a successor.",
        discussion: """
            Alone it says whether the log opens, and if not, why. No server may hold the directory.

            --from COPY puts the log together from what is left of it and a copy (of muster backup, a mirror, or the \
            data directory itself, where all that is needed is derived anew). It is done only if the result has the \
            root of the lock record and of every other checkpoint at hand. Where the lock record is lost, --checkpoint \
            FILE must say how far the log was signed.

            --successor NAME --origin ORIGIN begins a new log whose genesis names the last known checkpoint, and whose \
            next entry says what may be missing. It has keys and tokens of its own. All of the old log is moved aside.

            Nothing is deleted: originals go to a folder below DATA/set-aside, which is named.

            EXAMPLES
              muster log recover main
              muster log recover main --from /backup/muster-monday
              muster log recover main --from muster-data --checkpoint auditor.checkpoint
              muster log recover main --successor main --origin audit.example.com/main-2
            """)

    @Argument(help: "The log's name.")
    var name: String

    @Option(help: ArgumentHelp("A copy, a mirror, or the data directory itself.", valueName: "copy"))
    var from: String?

    @Option(
        help: ArgumentHelp("With --from: the folder with the copies of keys, if they are lost too.", valueName: "dir"))
    var keys: String?

    @Option(help: ArgumentHelp("The name of the new log; may be that of the old one.", valueName: "name"))
    var successor: String?

    @Option(help: "With --successor: the new log's name in the world.")
    var origin: String?

    @Option(help: ArgumentHelp("A checkpoint of the log that somebody holds.", valueName: "file"))
    var checkpoint: [String] = []

    @OptionGroup var data: DataOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        if from != nil && successor != nil { throw ValidationError("Give --from or --successor, not both.") }
        if (successor == nil) != (origin == nil) {
            throw ValidationError("--successor and --origin go together: a new log needs a name in the world.")
        }
        if keys != nil && from == nil { throw ValidationError("--keys goes with --from.") }
    }

    func run() async throws {
        try data.requireData()
        let directory = try DataDirectory(path: data.path)
        let recovery = try LogRecovery(name, in: directory)
        if let from {
            try mend(recovery, from)
        } else if let successor, let origin {
            try await succeed(recovery, successor, origin)
        } else {
            try diagnose(recovery)
        }
        directory.close()
    }

    private func diagnose(_ recovery: LogRecovery) throws {
        var progress = Progress()
        let finding = recovery.diagnose { progress.show("reading \(name): \($0) of \($1) entries") }
        progress.end()
        switch finding {
        case .whole(let committed, let signed):
            output.answer(["log": .string(name), "opens": true, "size": .int(committed), "signed": .int(signed)]) { _ in
                "log \(name) opens: \(committed) entries, \(signed) of them signed. There is nothing to recover.\n"
                    + "next: muster verify \(data.path)/logs/\(name)"
            }
        case .refused(let reason):
            output.answer(["log": .string(name), "opens": false, "reason": .string(reason)]) { _ in
                "log \(name) is refused: \(reason)"
            }
            throw Failure(
                .no, "log \(name) does not open; nothing was changed. Ways out:",
                hints: [
                    "muster log recover \(name) --from COPY      (a copy of muster backup, a mirror, or \(data.path))",
                    "muster log recover \(name) --successor \(name) --origin ORIGIN",
                ])
        }
    }

    private func mend(_ recovery: LogRecovery, _ copy: String) throws {
        var progress = Progress()
        let mended = try recovery.mend(from: copy, keys: keys, checkpoints: checkpoint, now: Timestamp.now()) {
            progress.show("reading \(name): \($0) of \($1) entries")
        }
        progress.end()
        output.answer(json(mended)) { _ in text(mended) }
    }

    /// Keys `log`, `size`, `signed`, `written`, `setAside` (paths below the log's folder), `writeAhead`, `lock`, `keys`
    /// (whether each is new), `gap` and `aside`, where there are any.
    private func json(_ mended: LogRecovery.Mended) -> JSONValue {
        let report = mended.report
        var object = JSONObject([
            ("log", .string(name)), ("size", .int(report.size)), ("signed", .int(mended.signed)),
            ("written", .array(report.written.map(JSONValue.string))),
            ("setAside", .array(report.setAside.map(JSONValue.string))), ("writeAhead", .bool(report.isWriteAheadNew)),
            ("lock", .bool(report.isLockNew)), ("keys", .bool(mended.areKeysNew)),
        ])
        object["gap"] = report.gap.map(Self.json)
        object["aside"] = mended.aside.map(JSONValue.string)
        return .object(object)
    }

    private static func json(_ gap: Gap) -> JSONValue {
        ["from": .string(gap.from.rfc3339), "to": .string(gap.to.rfc3339), "first": .int(gap.entries?.first ?? 0)]
    }

    private func text(_ mended: LogRecovery.Mended) -> String {
        let report = mended.report
        var lines = ["recovered log \(name): \(report.size) entries, \(mended.signed) of them signed"]
        if !report.written.isEmpty { lines.append("  \(report.written.count) public files were written anew") }
        if report.isWriteAheadNew { lines.append("  the write-ahead log was made anew") }
        if report.isLockNew { lines.append("  the lock record was put in place") }
        if mended.areKeysNew { lines.append("  the keys were put back from their copy") }
        if let gap = report.gap {
            lines.append(
                "  its last entry is a gap: what was acknowledged between \(gap.from.rfc3339) and \(gap.to.rfc3339) may be "
                    + "missing")
        }
        if let aside = mended.aside { lines.append("  what stood there before is in \(aside)") }
        return (lines + ["next: muster verify \(data.path)/logs/\(name), then muster serve"]).joined(separator: "\n")
    }

    private func succeed(_ recovery: LogRecovery, _ newName: String, _ origin: String) async throws {
        let made = try await recovery.succeed(
            as: newName, origin: origin, checkpoints: checkpoint, now: Timestamp.now())
        let answer: JSONValue = [
            "name": .string(made.name), "origin": .string(made.origin), "vkey": .string(made.vkey),
            "predecessor": [
                "origin": .string(made.predecessor.origin), "size": .int(made.predecessor.size),
                "root": .string(made.predecessor.root.base64),
            ],
            "gap": Self.json(made.gap), "aside": .string(made.aside),
        ]
        output.answer(answer) { _ in
            """
            began log \(made.name), which continues \(made.predecessor.origin) at \(made.predecessor.size) entries
              origin        \(made.origin)
              verifier key  \(made.vkey)
              gap           from \(made.gap.from.rfc3339) to \(made.gap.to.rfc3339)
              the old log, with its keys, is in \(made.aside)
            next: muster token create --name NAME --log \(made.name) --scope write --data \(data.path)
            """
        }
    }
}
