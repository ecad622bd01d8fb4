import JSON
package import TransparencyLog

/// What checking a receipt offline told.
package struct ReceiptCheck: Sendable {
    /// The index that the receipt is for; nil when it could not be read.
    package let index: UInt64?
    /// The checkpoint that was found good; nil when the check failed.
    package let checkpoint: Checkpoint?
    /// The entry that was found in the log; nil when the check failed, or only its leaf hash was given.
    package let entry: ProvenEntry?
    /// Why the check failed.
    package let reason: String?

    /// Checks that a log has an entry.
    ///
    /// - Parameters:
    ///   - receipt: The bytes of the receipt (C2SP tlog-proof).
    ///   - leafHash: The leaf hash of the entry.
    ///   - key: The log's key, from a source that the caller trusts.
    package init(receipt: [UInt8], leafHash: Hash, key: VerifierKey) {
        self.init(receipt, leafHash, key, entry: nil)
    }

    /// Checks that a log has the entry with these bytes.
    package init(receipt: [UInt8], entry: [UInt8], key: VerifierKey) {
        self.init(receipt, MerkleTree.leafHash(entry), key, entry: entry)
    }

    private init(_ receipt: [UInt8], _ leafHash: Hash, _ key: VerifierKey, entry: [UInt8]?) {
        do {
            let parsed = try Receipt(parsing: receipt)
            index = parsed.index
            switch parsed.check(leafHash: leafHash, key: key) {
            case .verified(let checkpoint): (self.checkpoint, reason) = (checkpoint, nil)
            case .rejected(let reason): (checkpoint, self.reason) = (nil, reason)
            }
        } catch {
            (index, checkpoint, reason) = (nil, nil, error.description)
        }
        self.entry = checkpoint == nil ? nil : entry.map(ProvenEntry.init)
    }

    /// The status that programs exit with: 0 or 1.
    package var exitStatus: Int32 { checkpoint == nil ? 1 : 0 }

    /// The answer for people in one line, and below it what the entry says.
    package var text: String {
        guard let checkpoint, let index else { return Harmless.text("FAILED: \(reason ?? "")") + "\n" }
        let answer = "verified: entry \(index) of log \(checkpoint.origin), checkpoint of \(checkpoint.size) entries"
        let lines = [answer] + (entry?.lines.map { "  " + $0 } ?? [])
        return lines.map { Harmless.text($0) + "\n" }.joined()
    }

    /// One JSON object for programs.
    package var json: [UInt8] {
        JSONValue.object(
            JSONObject([
                ("ok", .bool(checkpoint != nil)), ("origin", .text(checkpoint?.origin)), ("index", .number(index)),
                ("size", .number(checkpoint?.size)), ("root", .text(checkpoint?.root.base64)),
                ("entry", entry?.json ?? .null), ("reason", .text(reason)),
            ])
        ).bytes + [UInt8(ascii: "\n")]
    }
}
