import Foundation
import Glibc

/// The SCIM service that the load is for: where it is, and the bytes of a request to it.
struct SCIMServer {
    let host: String
    let port: UInt16
    /// What stands before `/Users`.
    let path: String
    let token: String?

    init(host: String, port: UInt16, path: String, token: String?) {
        self.host = host
        self.port = port
        self.path = path
        self.token = token
    }

    /// Reads the server's address, `http://` only: what TLS costs is not asked here.
    init(address: String, path: String, token: String?) throws {
        guard let url = URL(string: address), url.scheme == "http", let host = url.host else {
            throw Failure(.usage, "this measurement needs an address that begins with http://")
        }
        self.host = host
        port = UInt16(clamping: url.port ?? 80)
        self.path = path
        self.token = token
    }

    /// A whole request.
    func request(_ method: String, _ target: String, _ body: String = "") -> [UInt8] {
        var text = "\(method) \(path)\(target) HTTP/1.1\r\nHost: \(host):\(port)\r\nAccept: application/scim+json\r\n"
        if let token { text += "Authorization: Bearer \(token)\r\n" }
        if method != "GET" {
            text += "Content-Type: application/scim+json\r\nContent-Length: \(body.utf8.count)\r\n"
        }
        return Array((text + "\r\n").utf8) + Array(body.utf8)
    }

    /// Keeps one request under way on each connection until there are no more; or begins them at a fixed rate.
    ///
    /// - Parameters:
    ///   - connections: How many at once.
    ///   - rate: Requests a second. One that is due while all connections are busy waits, and its time is taken from when it was
    ///     due; nil for as many as the server can take.
    ///   - next: The next request of a connection, with a mark that is handed back; nil when there is none.
    ///   - answered: Takes each answer, with its mark.
    /// - Returns: The time of each request.
    /// - Throws: `Failure`, and what the two throw.
    @discardableResult
    func run(
        connections: Int, rate: Double? = nil, _ next: (Int) throws -> (request: [UInt8], mark: Int)?,
        _ answered: (LoadSocket.Answer, Int) throws -> Void
    ) throws -> Latencies {
        var latencies = Latencies()
        var sockets = try (0..<connections).map { _ in try LoadSocket(host: host, port: port) }
        var polled = sockets.map { pollfd(fd: $0.descriptor, events: Int16(POLLIN), revents: 0) }
        var started = [ContinuousClock.Instant](repeating: .now, count: connections)
        var marks = [Int?](repeating: nil, count: connections)
        var idle = Array((0..<connections).reversed())
        let beginning = ContinuousClock.now
        var begun = 0
        var isOver = false
        func due() -> ContinuousClock.Instant {
            rate.map { beginning + .seconds(Double(begun) / $0) } ?? .now
        }
        func beginThoseDue() throws {
            while !isOver, let place = idle.last, due() <= .now {
                guard let (request, mark) = try next(place) else {
                    isOver = true
                    return
                }
                idle.removeLast()
                marks[place] = mark
                started[place] = due()
                begun += 1
                try sockets[place].send(request)
            }
        }
        try beginThoseDue()
        while !isOver || idle.count < connections {
            var rest: Duration = .seconds(120)
            if !isOver, !idle.isEmpty { rest = max(.zero, due() - .now) }
            let microseconds = Int32(rest / .microseconds(1))
            // Shorter than `poll` can wait for.
            if microseconds < 1_000, microseconds > 0 { usleep(UInt32(min(microseconds, 100))) }
            guard poll(&polled, nfds_t(connections), microseconds / 1_000) > 0 else {
                guard rest < .seconds(120) else {
                    throw Failure(.couldNotTell, "the server has not answered for two minutes")
                }
                try beginThoseDue()
                continue
            }
            for place in 0..<connections where polled[place].revents != 0 {
                guard let answer = try sockets[place].receive(), let mark = marks[place] else { continue }
                latencies.append((ContinuousClock.now - started[place]) / .seconds(1))
                if answer.closes {
                    sockets[place] = try LoadSocket(host: host, port: port)
                    polled[place].fd = sockets[place].descriptor
                }
                try answered(answer, mark)
                idle.append(place)
            }
            try beginThoseDue()
        }
        return latencies
    }

    /// One request by itself.
    func ask(_ method: String, _ target: String, _ body: String = "") throws -> LoadSocket.Answer {
        let socket = try LoadSocket(host: host, port: port)
        try socket.send(request(method, target, body))
        while true {
            if let answer = try socket.receive() { return answer }
        }
    }
}
