import Crypto
import Foundation
import JSON
import SCIM

/// Makes cursors that only this service reads: sealed with AES-256-GCM under a key of this run, and bound to the question
/// that they belong to. The last key may be a person's name and stands in an address, so it is not only authenticated.
struct CursorSeal: Sendable {
    /// Begins every cursor, so that one of an earlier run is told from what never was one.
    private static let mark = Array("mc1".utf8)
    /// Tells the runs of a server apart, so that a cursor of an earlier one is known as such.
    private let run: [UInt8]
    private let key: SymmetricKey
    let timeout: Int

    init(timeout: Int) {
        var generator = SystemRandomNumberGenerator()
        run = (0..<8).map { _ in UInt8.random(in: 0...255, using: &generator) }
        key = SymmetricKey(size: .bits256)
        self.timeout = timeout
    }

    /// The cursor as unreserved characters of a URL.
    func seal(_ cursor: Cursor, for question: [String]) throws -> String {
        let last = cursor.last
        var fields: [JSONValue] = [
            .string("\(cursor.position)"), .string("\(cursor.issued)"), .int(cursor.total), .int(last.kind),
            .string("\(last.sequence)"), .string(last.id),
        ]
        switch last.sort {
        case nil: fields += ["none"]
        case .missing: fields += ["missing"]
        case .number(let number): fields += ["number", .string("\(number.bitPattern)")]
        case .text(let text): fields += ["text", .string(text)]
        }
        let box = try AES.GCM.seal(
            JSONValue.array(fields).bytes, using: key, authenticating: run + Self.digest(question))
        let bytes = Self.mark + run + Array(box.nonce) + Array(box.ciphertext) + Array(box.tag)
        return Data(bytes).base64EncodedString().utf8.reduce(into: "") { text, byte in
            switch byte {
            case UInt8(ascii: "+"): text += "-"
            case UInt8(ascii: "/"): text += "_"
            case UInt8(ascii: "="): break
            default: text.unicodeScalars.append(Unicode.Scalar(byte))
            }
        }
    }

    /// Reads a cursor.
    ///
    /// - Throws: `expiredCursor` for one of an earlier run or one that is too old, `invalidCursor` for what this service
    ///   did not make, or made for another question.
    func open(_ text: String, for question: [String], now: Int64) throws(SCIMError) -> Cursor {
        guard let marked = Self.bytes(text), marked.starts(with: Self.mark) else { throw Self.invalid }
        let bytes = Array(marked.dropFirst(Self.mark.count))
        guard bytes.count > 8 + 12 + 16 else { throw Self.invalid }
        guard Array(bytes[..<8]) == run else {
            throw SCIMError(
                status: 400, .expiredCursor, "The cursor is of an earlier run of the server: begin again with cursor=.",
                attribute: "cursor")
        }
        guard
            let nonce = try? AES.GCM.Nonce(data: bytes[8..<20]),
            let box = try? AES.GCM.SealedBox(
                nonce: nonce, ciphertext: bytes[20..<(bytes.count - 16)], tag: bytes[(bytes.count - 16)...]),
            let opened = try? AES.GCM.open(box, using: key, authenticating: run + Self.digest(question)),
            let cursor = Self.cursor(Array(opened))
        else { throw Self.invalid }
        guard now - cursor.issued <= Int64(timeout) * 1_000 else {
            throw SCIMError(
                status: 400, .expiredCursor,
                "The cursor is older than \(timeout) seconds (setting scim.cursor-timeout): begin again with cursor=.",
                attribute: "cursor")
        }
        return cursor
    }

    private static let invalid = SCIMError(
        status: 400, .invalidCursor,
        "The cursor is none of this service, or belongs to another question: filter, attributes and order must stay the "
            + "same from page to page.", attribute: "cursor")

    private static func digest(_ question: [String]) -> [UInt8] {
        Array(SHA256.hash(data: JSONValue.array(question.map(JSONValue.string)).bytes))
    }

    private static func bytes(_ text: String) -> [UInt8]? {
        guard (1...8_192).contains(text.utf8.count) else { return nil }
        let standard = text.utf8.map { byte in
            byte == UInt8(ascii: "-") ? UInt8(ascii: "+") : byte == UInt8(ascii: "_") ? UInt8(ascii: "/") : byte
        }
        let padding = String(repeating: "=", count: (4 - standard.count % 4) % 4)
        return Data(base64Encoded: String(decoding: standard, as: UTF8.self) + padding).map(Array.init)
    }

    private static func cursor(_ bytes: [UInt8]) -> Cursor? {
        guard let fields = try? JSONValue(parsing: bytes, limits: JSONLimits()).arrayValue, fields.count >= 7,
            let position = fields[0].stringValue.flatMap(UInt64.init),
            let issued = fields[1].stringValue.flatMap(Int64.init),
            let total = fields[2].intValue, let kind = fields[3].intValue,
            let sequence = fields[4].stringValue.flatMap(Int64.init), let id = fields[5].stringValue
        else { return nil }
        var sort: SortKey?
        switch (fields[6].stringValue, fields.last?.stringValue) {
        case ("missing", _): sort = .missing
        case ("number", let text?): sort = UInt64(text).map { .number(Double(bitPattern: $0)) }
        case ("text", let text?): sort = .text(text)
        default: sort = nil
        }
        return Cursor(
            position: position, issued: issued, total: total,
            last: Cursor.Key(sort: sort, kind: kind, sequence: sequence, id: id))
    }
}
