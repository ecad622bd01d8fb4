import Foundation
import Glibc

/// One keep-alive HTTP/1.1 connection of the load tool, without TLS: a request out, an answer in.
///
/// A general client costs as much as the server that is to be measured beside it; this one sends bytes made beforehand
/// and reads no more of an answer than its status and length.
final class LoadSocket {
    let descriptor: Int32
    private var input: [UInt8] = []
    private var buffer = [UInt8](repeating: 0, count: 64 << 10)

    /// One answer.
    struct Answer {
        let status: Int
        let body: [UInt8]
        /// Whether the server takes no further request on this connection.
        let closes: Bool

        /// What the answer says, for a failure; the load tool's own data only.
        var text: String { String(decoding: body.prefix(500), as: UTF8.self) }
    }

    /// Connects to a host, whatever addresses it has.
    init(host: String, port: UInt16) throws {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host, "\(port)", &hints, &list) == 0 else {
            throw Failure(.couldNotTell, "there is no host \(host)")
        }
        defer { freeaddrinfo(list) }
        var next = list
        while let entry = next?.pointee {
            let descriptor = socket(entry.ai_family, entry.ai_socktype, entry.ai_protocol)
            if descriptor >= 0, connect(descriptor, entry.ai_addr, entry.ai_addrlen) == 0 {
                var on: Int32 = 1
                setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
                self.descriptor = descriptor
                return
            }
            if descriptor >= 0 { Glibc.close(descriptor) }
            next = entry.ai_next
        }
        throw Failure(.couldNotTell, "nothing answers at \(host):\(port)")
    }

    deinit { Glibc.close(descriptor) }

    /// Sends a whole request.
    func send(_ request: [UInt8]) throws {
        var sent = 0
        while sent < request.count {
            let count = request.withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress! + sent, $0.count - sent, 0x4000)
            }
            guard count > 0 else { throw Failure(.couldNotTell, "the server closed a connection") }
            sent += count
        }
    }

    /// Takes what has come; the answer once it is whole. Call it when there is something to read.
    func receive() throws -> Answer? {
        let count = buffer.withUnsafeMutableBytes { recv(descriptor, $0.baseAddress, $0.count, 0) }
        guard count > 0 else { throw Failure(.couldNotTell, "the server closed a connection") }
        input.append(contentsOf: buffer[..<count])
        guard let head = Self.headEnd(input) else { return nil }
        let (status, announced, closes) = try Self.head(input[..<head])
        guard let length = announced else {
            guard let (body, end) = try Self.chunked(input[head...]) else { return nil }
            defer { input.removeFirst(end) }
            return Answer(status: status, body: body, closes: closes)
        }
        guard input.count >= head + length else { return nil }
        defer { input.removeFirst(head + length) }
        return Answer(status: status, body: Array(input[head..<(head + length)]), closes: closes)
    }

    private static func headEnd(_ bytes: [UInt8]) -> Int? {
        guard bytes.count >= 4 else { return nil }
        for place in 3..<bytes.count where bytes[place] == 0x0A && bytes[place - 2] == 0x0A { return place + 1 }
        return nil
    }

    /// A body in chunks (RFC 9112 section 7.1), and where it ends; nil while there is more to come.
    private static func chunked(_ bytes: ArraySlice<UInt8>) throws -> (body: [UInt8], end: Int)? {
        var body: [UInt8] = []
        var rest = bytes
        while let end = rest.firstIndex(of: 0x0A) {
            let line = String(decoding: rest[..<end].prefix { $0 != 0x3B && $0 != 0x0D }, as: UTF8.self)
            guard let size = Int(line, radix: 16), size >= 0 else {
                throw Failure(.couldNotTell, "the answer is not HTTP")
            }
            guard rest.endIndex - end - 1 >= size + 2 else { return nil }
            body += rest[(end + 1)..<(end + 1 + size)]
            rest = rest[(end + size + 3)...]
            if size == 0 { return (body, rest.startIndex) }
        }
        return nil
    }

    /// The status, the length of the body (nil for one in chunks), and whether the connection ends.
    private static func head(_ bytes: ArraySlice<UInt8>) throws -> (status: Int, length: Int?, closes: Bool) {
        let lines = bytes.split(separator: 0x0A)
        guard let first = lines.first, let status = Int(String(decoding: first.dropFirst(9).prefix(3), as: UTF8.self))
        else { throw Failure(.couldNotTell, "the answer is not HTTP") }
        var length: Int? = 0
        // HTTP/1.0 closes unless it says otherwise, and the servers that speak it do.
        var closes = first.dropFirst(7).first == UInt8(ascii: "0")
        for line in lines.dropFirst() where line.count < 40 && [0x63, 0x74].contains((line.first ?? 0) | 0x20) {
            let text = String(decoding: line, as: UTF8.self).lowercased()
            if text.hasPrefix("content-length:") { length = Int(text.dropFirst(15).trimmingWhitespace) ?? 0 }
            if text.hasPrefix("connection: close") { closes = true }
            if text.hasPrefix("transfer-encoding:") { length = nil }
        }
        return (status, length, closes)
    }
}

extension Substring {
    fileprivate var trimmingWhitespace: String { trimmingCharacters(in: .whitespacesAndNewlines) }
}
