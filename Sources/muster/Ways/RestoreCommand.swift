import ArgumentParser
import JSON
import Ledger
import MusterServer
import Records
import TransparencyLog

/// `muster restore`.
struct RestoreCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore", abstract: "Make a data directory from a copy that muster backup made.",
        discussion: """
            The copy is verified as a whole before anything is made of it. What was recorded after the copy was taken \
            is not in it. If anybody holds a later checkpoint or a receipt beyond the copy, going on from it forks the \
            log, and they will notice. With --checkpoint FILE such a checkpoint becomes the lock record: then muster \
            serve refuses the directory, and muster log recover NAME --successor begins a log that names it.

            EXIT STATUS
              0 restored; 1 the copy is damaged, or restored but known not to be the newest; 2 wrong usage; 3 could not \
            tell

            EXAMPLES
              muster restore /backup/muster-monday --keys /vault/muster-monday \\
                --data /var/lib/muster
              muster restore /backup/muster-monday --keys /vault/muster-monday \\
                --checkpoint auditor.checkpoint
            """)

    @Argument(help: "The copy.")
    var copy: String

    @Option(help: ArgumentHelp("The folder with the copies of keys, one folder a log.", valueName: "dir"))
    var keys: String?

    @Option(help: ArgumentHelp("A checkpoint that somebody holds of a log of the copy.", valueName: "file"))
    var checkpoint: [String] = []

    @OptionGroup var data: DataOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let restore = try Restore(copy: copy, keys: keys, data: data.path, checkpoints: checkpoint)
        let hints = ["try another copy"]
        for log in restore.manifest.logs {
            try await CopyCheck.verify(
                restore.folder(ofLog: log.name), log, keys: restore.keys(ofLog: log.name), hints: hints)
        }
        for log in restore.manifest.logs {
            var progress = Progress()
            try restore.install(log: log) { progress.show("restoring \(log.name): \($0) of \($1) entries") }
            progress.end()
        }
        try restore.finish()
        output.answer(json(restore)) { _ in text(restore) }
        warn(restore)
        if !restore.later.isEmpty { throw Failure(.no, "") }
    }

    /// Keys `data`, `taken`, `keys` and `logs`; of a log that is known to have gone on, `signed` is how far.
    private func json(_ restore: Restore) -> JSONValue {
        let logs = restore.manifest.logs.map { log in
            var object = log.json.objectValue ?? JSONObject()
            object["signed"] = .int(restore.later[log.name]?.checkpoint.size ?? log.size)
            return JSONValue.object(object)
        }
        return [
            "data": .string(data.path), "taken": .string(restore.manifest.taken.rfc3339), "keys": .bool(keys != nil),
            "logs": .array(logs),
        ]
    }

    private func text(_ restore: Restore) -> String {
        let logs = restore.manifest.logs.map { "  \($0.name): \($0.size) entries, root \($0.root)" }
        return (["verified \(copy) and restored it to \(data.path)"] + logs).joined(separator: "\n")
    }

    private func warn(_ restore: Restore) {
        Terminal.remark(
            "WARNING: whatever was recorded after \(restore.manifest.taken.rfc3339) is not in this copy. Whoever holds a "
                + "later checkpoint or receipt will notice when this log goes on.")
        for (name, later) in restore.later.sorted(by: { $0.key < $1.key }) {
            let size = restore.manifest.log(named: name)?.size ?? 0
            Terminal.remark(
                "WARNING: of log \(name) \(later.checkpoint.size - size) signed entries are MISSING (\(size) of "
                    + "\(later.checkpoint.size), as \(later.place) says). muster serve refuses it, so that it is not forked:\n"
                    + "  muster log recover \(name) --from NEWER-COPY --data \(data.path)\n"
                    + "  muster log recover \(name) --successor NAME --origin ORIGIN --data \(data.path)")
        }
        if restore.later.isEmpty {
            Terminal.remark(
                "If the original may have gone on, do not serve this: muster log recover NAME --successor NAME --origin "
                    + "ORIGIN\nOtherwise next: muster serve --data \(data.path)")
        }
        if keys == nil {
            Terminal.remark(
                "No keys were restored: put copies of keys/NAME into \(data.path)/keys before serving, or run muster "
                    + "restore again with --keys DIR.")
        }
    }
}
