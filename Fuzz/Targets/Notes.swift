import TransparencyLog

/// C2SP signed notes: parsing, and finding the signatures of known keys.
enum Notes {
    static let key = sure { try SigningKey(name: "log.example/a", seed: [UInt8](repeating: 4, count: 32)) }
    static let witness = sure {
        try SigningKey(name: "witness.example", seed: [UInt8](repeating: 5, count: 32), algorithm: .cosignature)
    }

    static func attempt(_ bytes: [UInt8]) {
        guard let note = try? SignedNote(parsing: bytes) else { return }
        promise(note.bytes == bytes, "a note is written as it was read")
        promise(note.signatures.count <= SignedNote.maximumSignatureCount, "signatures are bounded")
        _ = note.verify([key.verifierKey, witness.verifierKey])
    }

    static var seeds: [[UInt8]] {
        let text = Array("log.example/a\n8\nAAAA\n".utf8)
        let signatures = [key.sign(text: text), witness.sign(text: text, timestamp: 7)]
        return [
            sure { try SignedNote(text: text, signatures: [signatures[0]]).bytes },
            sure { try SignedNote(text: text, signatures: signatures).bytes }, Array("a\n\n— b AAAAAAA=\n".utf8),
        ]
    }
}

/// Checkpoints (C2SP tlog-checkpoint), bare and signed.
enum Checkpoints {
    static func attempt(_ bytes: [UInt8]) {
        if let checkpoint = try? Checkpoint(parsing: bytes) {
            promise(checkpoint.text == bytes, "a checkpoint is written as it was read")
            let again = try? Checkpoint.open(
                checkpoint.signed(by: Notes.key), key: Notes.key.verifierKey, origin: checkpoint.origin)
            promise(again == checkpoint, "a signed checkpoint is opened")
        }
        if let opened = try? Checkpoint.open(bytes, key: Notes.key.verifierKey) {
            promise((try? Checkpoint.unverified(bytes)) == opened, "what is opened is what is read")
        }
    }

    static var seeds: [[UInt8]] {
        let checkpoint = sure { try Checkpoint(origin: "log.example/a", size: 20_852_163, root: .zero) }
        return [checkpoint.text, checkpoint.signed(by: Notes.key), checkpoint.text + Array("extension\n".utf8)]
    }
}
