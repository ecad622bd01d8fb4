import Foundation
import GRDB
import JSON

/// A text as a key: two are the same when their bytes are, in memory as in the database.
///
/// A `String` would take canonically equivalent spellings for one, and SQLite ends a text at its first zero byte; so the
/// columns that are looked into are of bytes, and ids in memory stand under their bytes. Names whose case does not count
/// are folded first (`String.caseFolded`).
struct TextKey: Hashable, Sendable {
    let text: String

    init(_ text: String) { self.text = text }

    static func == (left: TextKey, right: TextKey) -> Bool { left.text.hasSameBytes(as: right.text) }

    func hash(into hasher: inout Hasher) {
        let isDone: Void? = text.utf8.withContiguousStorageIfAvailable {
            hasher.combine(bytes: UnsafeRawBufferPointer($0))
        }
        if isDone == nil { for byte in text.utf8 { hasher.combine(byte) } }
    }
}

extension TextKey: DatabaseValueConvertible {
    var databaseValue: DatabaseValue { Data(text.utf8).databaseValue }

    static func fromDatabaseValue(_ value: DatabaseValue) -> TextKey? {
        Data.fromDatabaseValue(value).map { TextKey(String(decoding: $0, as: UTF8.self)) }
    }
}
