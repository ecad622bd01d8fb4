import TransparencyLog

/// The keys of events that follow one another, one behind the other in one buffer, as they are made ready for the index.
///
/// Of each: the key's length (one byte), the key, the fact's length (one byte), the fact.
struct EventKeys: Sendable {
    private(set) var bytes: [UInt8] = []
    /// Where each event's keys end.
    private(set) var ends: [Int] = []
    private var words = WordMemory()

    var count: Int { ends.count }

    /// The keys added since the last event are those of one more.
    mutating func endEvent() { ends.append(bytes.count) }

    mutating func add(_ space: KeySpace) {
        bytes.append(1)
        bytes.append(space.rawValue)
        bytes.append(0)
    }

    mutating func add(_ space: KeySpace, _ text: String) {
        var text = text
        text.withUTF8 { add(space, UnsafeRawBufferPointer($0)) }
    }

    /// The text without regard to case (`StoredText.folded`).
    mutating func add(_ space: KeySpace, folding text: String) {
        var plain = text
        let isAdded = plain.withUTF8 { text in
            // Most are ASCII, and folded where they come to stand.
            guard text.count <= PostingKey.longest, text.allSatisfy({ $0 > 0 && $0 < 0x80 }) else { return false }
            bytes.append(UInt8(1 + text.count))
            bytes.append(space.rawValue)
            for byte in text { bytes.append(byte &- 0x41 < 26 ? byte | 0x20 : byte) }
            bytes.append(0)
            return true
        }
        if !isAdded { add(space, words.folded(text)) }
    }

    /// Each word of a text.
    mutating func add(_ space: KeySpace, wordsOf text: String) {
        if WordSplitter.split(plain: text, { add(space, $0) }) { return }
        for word in words.words(of: text) { word.withUnsafeBytes { add(space, $0) } }
    }

    mutating func add(_ space: KeySpace, _ text: UnsafeRawBufferPointer) {
        let start = bytes.count
        bytes.append(0)
        bytes.append(space.rawValue)
        PostingKey.append(text, to: &bytes)
        bytes[start] = UInt8(bytes.count - start - 1)
        bytes.append(0)
    }

    /// A label's key, with a fact where the space has them.
    mutating func add(_ space: KeySpace, label: Hash, fact: [UInt8] = []) {
        bytes.append(UInt8(1 + PostingKey.labelBytes))
        bytes.append(space.rawValue)
        label.withUnsafeBytes { bytes.append(contentsOf: $0.prefix(PostingKey.labelBytes)) }
        append(fact: fact)
    }

    mutating func add(_ space: KeySpace, fact: [UInt8]) {
        bytes.append(1)
        bytes.append(space.rawValue)
        append(fact: fact)
    }

    private mutating func append(fact: [UInt8]) {
        precondition(fact.count < 256)
        bytes.append(UInt8(fact.count))
        bytes.append(contentsOf: fact)
    }

    /// Calls `body` for each key of the event at a place, with its fact.
    func each(of place: Int, _ body: (_ key: UnsafeRawBufferPointer, _ fact: UnsafeRawBufferPointer) -> Void) {
        bytes.withUnsafeBytes { buffer in
            var at = place == 0 ? 0 : ends[place - 1]
            let end = ends[place]
            while at < end {
                let keyEnd = at + 1 + Int(buffer[at])
                let factEnd = keyEnd + 1 + Int(buffer[keyEnd])
                body(
                    UnsafeRawBufferPointer(rebasing: buffer[(at + 1)..<keyEnd]),
                    UnsafeRawBufferPointer(rebasing: buffer[(keyEnd + 1)..<factEnd]))
                at = factEnd
            }
        }
    }
}
