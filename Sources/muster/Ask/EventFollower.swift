import JSON

/// Shows events as they come, and takes up again a connection that broke off, behind the last event that was seen.
struct EventFollower {
    let client: ServerClient
    let query: [(String, String)]
    let isJSON: Bool

    /// Goes on until the process is interrupted.
    ///
    /// - Throws: `Failure` when the server refuses, or cannot be reached at the beginning.
    func follow(from index: UInt64?) async throws {
        var messages = ServerSentEvents()
        var pause = Duration.seconds(1)
        while true {
            let heard = messages.count
            do {
                try await client.stream(request(index, messages.lastID)) { piece in
                    for message in messages.feed(piece) { try show(message) }
                }
            } catch let failure as Failure {
                // What was refused would be refused again; and who was never reached is not waited for.
                guard failure.status == .couldNotTell, messages.count > 0 else { throw failure }
                Terminal.remark("\(failure.message); trying again")
            }
            messages.breakOff()
            pause = messages.count > heard ? .seconds(1) : min(pause * 2, .seconds(30))
            try await Task.sleep(for: pause)
        }
    }

    private func request(_ index: UInt64?, _ last: String?) -> ServerRequest {
        let from = last == nil ? index.map { [("from", String($0))] } ?? [] : []
        var request = ServerRequest("GET", ["v1", "events", "tail"], query: query + from)
        if let last { request.headers = [("last-event-id", last)] }
        return request
    }

    private func show(_ message: ServerSentEvents.Message) throws {
        let event = try ServerClient.parse(message.data)
        if message.name == "error" {
            throw Failure(
                .couldNotTell, Terminal.harmless(event["detail"]?.stringValue ?? "the server ended the stream"))
        }
        Terminal.print(isJSON ? event.text : Self.line(event))
    }

    private static func line(_ event: JSONValue) -> String {
        let text = EventText(event: event)
        let first = [text.index, text.time, text.action, text.subject, "by \(text.actor)", text.outcome]
        let details = text.details.map { "        " + $0.parts.joined(separator: " ") }
        return ([Terminal.harmless(first.joined(separator: "  "))] + details).joined(separator: "\n")
    }
}

/// Reads a stream of server-sent events (WHATWG HTML, section 9.2.6), with UTF-8 and line feeds as Muster sends them.
struct ServerSentEvents {
    struct Message {
        /// `message` unless the stream says otherwise.
        let name: String
        let data: [UInt8]
    }

    /// The id that came last, which outlasts the connection.
    private(set) var lastID: String?
    /// Messages and comments so far.
    private(set) var count = 0
    private var line: [UInt8] = []
    private var name: String?
    private var data: [UInt8] = []
    private var id: String?

    /// The messages that a piece of the stream completes.
    mutating func feed(_ piece: [UInt8]) -> [Message] {
        var messages: [Message] = []
        for byte in piece {
            guard byte == 0x0A else {
                line.append(byte)
                continue
            }
            if let message = takeLine() { messages.append(message) }
            line = []
        }
        return messages
    }

    /// Forgets what is incomplete: the connection broke off.
    mutating func breakOff() { (line, name, data, id) = ([], nil, [], nil) }

    private mutating func takeLine() -> Message? {
        count += 1
        guard !line.isEmpty else {
            lastID = id ?? lastID
            defer { breakOff() }
            return data.isEmpty ? nil : Message(name: name ?? "message", data: data)
        }
        let parts = line.split(separator: UInt8(ascii: ":"), maxSplits: 1, omittingEmptySubsequences: false)
        var value = parts.count > 1 ? parts[1] : []
        if value.first == UInt8(ascii: " ") { value.removeFirst() }
        switch String(decoding: parts[0], as: UTF8.self) {
        case "id": id = String(decoding: value, as: UTF8.self)
        case "event": name = String(decoding: value, as: UTF8.self)
        case "data": data += (data.isEmpty ? [] : [0x0A]) + value
        default: break
        }
        return nil
    }
}
