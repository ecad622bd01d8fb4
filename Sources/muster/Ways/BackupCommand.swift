import ArgumentParser
import JSON
import MusterServer
import Records

/// `muster backup`.
struct BackupCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup", abstract: "Copy every log of a data directory, also beside a running server.",
        discussion: """
            The copy of each log ends at a checkpoint that covers everything acknowledged before the command was \
            started. It is verified before it is called finished, and its logs are folders that muster verify and any \
            C2SP tool can read. muster restore makes a data directory from it.

            Keys are never put into the copy: together they are the readable records. --keys copies them to a place of \
            their own; without it they are left out, and records can only be read again with a copy of keys/. What is \
            derived from the log (state, catalog) is left out, and so is the file bootstrap-token.

            EXAMPLES
              muster backup /backup/muster-monday --keys /vault/muster-monday
              muster backup /backup/muster-monday --data /var/lib/muster
              muster verify /backup/muster-monday/logs/main
            """)

    @Argument(help: "The folder to be made; missing or empty.")
    var folder: String

    @Option(help: ArgumentHelp("Copy the keys into this folder, apart from the copy.", valueName: "dir"))
    var keys: String?

    @OptionGroup var data: DataOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try data.requireData()
        let backup = try Backup(data: data.path, target: folder, keys: keys)
        let taken = Timestamp.now()
        let manifest = try await data.administer { client in
            let listed = try await client.json(ServerRequest("GET", ["v1", "logs"]))
            let names = (listed["logs"]?.arrayValue ?? []).compactMap { $0["name"]?.stringValue }
            return try await copy(backup, names, taken) { name in
                var request = ServerRequest("POST", ["v1", "logs", name, "publish"])
                request.patience = 120
                _ = try await client.json(request)
            }
        } alone: { administration in
            try await copy(backup, try await administration.listLogs().map(\.name), taken) { name in
                _ = try await administration.publishLog(name)
            }
        }
        var answer = manifest.json.objectValue ?? JSONObject()
        answer["copy"] = .string(folder)
        answer["keyFolder"] = keys.map(JSONValue.string)
        output.answer(.object(answer)) { _ in text(manifest) }
    }

    private func copy(
        _ backup: Backup, _ names: [String], _ taken: Timestamp, publish: (String) async throws -> Void
    ) async throws -> BackupManifest {
        try backup.begin(logs: names)
        do {
            var logs: [BackupManifest.Log] = []
            for name in names {
                try await publish(name)
                var progress = Progress()
                let log = try backup.copy(log: name) { done, total in
                    progress.show("copying \(name): \(done) of \(total) entries")
                }
                progress.end()
                try await CopyCheck.verify(
                    backup.folder(ofLog: name), log, keys: backup.keys(ofLog: name),
                    hints: ["the log itself may be damaged: muster verify \(data.path)/logs/\(name)"])
                logs.append(log)
            }
            return try backup.finish(logs, program: Muster.configuration.version, taken: taken)
        } catch {
            Terminal.remark("\(folder) is not finished and cannot be restored from: remove it")
            throw error
        }
    }

    private func text(_ manifest: BackupManifest) -> String {
        var lines = ["copied \(data.path) to \(folder), verified"]
        lines += manifest.logs.map { "  \($0.name): \($0.size) entries, root \($0.root)" }
        if let keys {
            lines.append("keys are in \(keys): keep them apart from the copy")
        } else {
            lines.append(
                "keys are NOT in it: without a copy of \(data.path)/keys its records can never be read (see --keys DIR)"
            )
        }
        return lines.joined(separator: "\n")
    }
}
