import ArgumentParser
import JSON

/// `muster gateway test`.
struct GatewayTest: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "test", abstract: "Ask the service behind a gateway what it supports.",
        discussion: """
            Walks what the service says of itself, asks for somebody whom nobody knows, looks at what the records rest on \
            (whether a state that is read again is the same, has a version, and groups show their members), and writes to \
            somebody what is there already: that write changes nothing, and is put on record. Each line is ok, a note (the \
            gateway works without it), or FAILS, with what follows from it; the status is 1 when one fails, or the service \
            cannot be reached.

            EXAMPLES
              muster gateway test crm
              muster gateway test crm --upstream-token-file crm.token
            """)

    @Argument(help: "The gateway's name.") var name: String
    @OptionGroup var credential: UpstreamCredential
    @OptionGroup var place: GatewayPlace
    @OptionGroup var output: OutputOptions

    func run() async throws {
        var request = ServerRequest("POST", ["v1", "gateways", name, "test"])
        request.headers = try credential.headers
        let answer = try await place.ask(request)
        let findings = answer["findings"]?.arrayValue ?? []
        output.answer(answer) { _ in
            findings.map { finding in
                let verdict = finding["verdict"]?.stringValue ?? "?"
                let word = ["good": "ok   ", "note": "note ", "bad": "FAILS"][verdict] ?? verdict
                let what = finding["what"]?.stringValue ?? ""
                return Terminal.harmless("\(word)  \(what): \(finding["detail"]?.stringValue ?? "")")
            }.joined(separator: "\n")
        }
        if findings.contains(where: { $0["verdict"] == "bad" }) {
            throw Failure(.no, "something that the gateway needs does not work")
        }
    }
}

/// `muster gateway pending`.
struct GatewayPending: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pending", abstract: "List attempts whose outcome is not on record.",
        discussion: """
            A server closes them by itself from the state of the service. With --close that is done now for those that are \
            older than the gateway's timeouts.answer; where a gateway has no credentials of its own it takes \
            --upstream-token-file. With --give-up those are closed as unknown of which nothing can be seen, which is done \
            after a day anyway. Without a name, those of all gateways are listed, also of such as were removed.

            EXAMPLES
              muster gateway pending
              muster gateway pending crm
              muster gateway pending crm --close --upstream-token-file crm.token
            """)

    @Argument(help: "The gateway's name; left out: all, those that were removed included.") var name: String?
    @Flag(help: "Close those of which the service's state tells the outcome.") var close = false
    @Flag(help: "With --close: close as unknown those of which nothing can be seen.") var giveUp = false
    @OptionGroup var credential: UpstreamCredential
    @OptionGroup var place: GatewayPlace
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard close || !giveUp else { throw ValidationError("--give-up goes with --close") }
        guard name != nil || !close else {
            throw ValidationError("--close takes the name of a gateway")
        }
    }

    func run() async throws {
        if close, let name {
            var request = ServerRequest(
                "POST", ["v1", "gateways", name, "reconcile"], query: giveUp ? [("give-up", "true")] : [])
            request.headers = try credential.headers
            let answer = try await place.ask(request)
            return output.answer(answer) { answer in
                "closed \(answer["closed"]?.text ?? "?"), open \(answer["pending"]?.text ?? "?")"
            }
        }
        output.answer(["pending": .array(try await pending())]) { answer in
            var table = Table([
                .init(title: "GATEWAY"), .init(title: "ATTEMPT"), .init(title: "TIME"),
                .init(title: "METHOD"), .init(title: "RESOURCE"),
            ])
            for attempt in answer["pending"]?.arrayValue ?? [] {
                let place = [attempt["endpoint"]?.stringValue, attempt["id"]?.stringValue].compactMap { $0 }
                table.add([
                    attempt["gateway"]?.stringValue ?? "?", attempt["index"]?.text ?? "?",
                    attempt["time"]?.stringValue ?? "",
                    attempt["method"]?.stringValue ?? "", place.joined(separator: "/"),
                ])
            }
            return table.text
        }
    }

    private func pending() async throws -> [JSONValue] {
        var names = name.map { [$0] } ?? []
        if name == nil {
            let list = try await place.ask(ServerRequest("GET", ["v1", "gateways"]))
            names = (list["gateways"]?.arrayValue ?? []).compactMap { $0["name"]?.stringValue }
        }
        var pending: [JSONValue] = []
        for name in Set(names).sorted() {
            let answer = try await place.ask(ServerRequest("GET", ["v1", "gateways", name, "pending"]))
            pending += answer["pending"]?.arrayValue ?? []
        }
        return pending
    }
}
