import JSON
import Records
import Testing
import TransparencyLog

func label(_ byte: UInt8) -> Label { Label(hash: Hash([UInt8](repeating: byte, count: 32)) ?? .zero) }

/// Base64 of 32 equal bytes.
func base64(_ byte: UInt8) -> String { label(byte).description }

@Suite struct EntryTests {
    private static let commitment: Hash = Hash([UInt8](repeating: 0xEE, count: 32)) ?? .zero

    static let text: String = """
        muster-entry@v1 record
        time 1795370400123
        action group.member.add success
        subject \(base64(1)) 3 17
        actor \(base64(2)) 0 -
        behalf \(base64(1)) 3 17
        resource \(base64(3)) 18446744073709551615 18446744073709551614
        resource \(base64(2)) 0 -
        sealed \(commitment.base64)

        """

    private static func template(_ roles: [(Reference.Role, UInt8)], kind: EntryKind = .record) -> EntryTemplate {
        EntryTemplate(
            kind: kind, action: .groupMemberAdd, outcome: .success,
            references: roles.map { (role: $0.0, label: label($0.1)) }, commitment: commitment)
    }

    @Test func templateRendersTheText() throws {
        let template = Self.template([(.subject, 1), (.actor, 2), (.behalf, 1), (.resource, 3), (.resource, 2)])
        #expect(template.labels == [label(1), label(2), label(3)])
        var asked: [Label] = []
        var bytes: [UInt8] = [0xAA]
        template.render(
            time: Timestamp(milliseconds: 1_795_370_400_123),
            positions: { label in
                asked.append(label)
                switch label {
                case sampleLabel(1): return (3, 17)
                case sampleLabel(2): return (0, nil)
                default: return (.max, .max - 1)
                }
            }, into: &bytes)
        #expect(String(decoding: bytes.dropFirst(), as: UTF8.self) == Self.text)
        #expect(asked == template.labels)
        #expect(bytes.count - 1 <= template.sizeBound)
    }

    @Test func everyFieldIsRead() throws {
        let entry = try Entry(parsing: Array(Self.text.utf8))
        #expect(entry.kind == .record && entry.isSpecified)
        #expect(entry.time == Timestamp(milliseconds: 1_795_370_400_123))
        #expect(entry.action == .groupMemberAdd && entry.outcome == .success)
        #expect(entry.commitment == Self.commitment)
        #expect(entry.labels == [label(1), label(2), label(3)])
        #expect(entry.references[3] == Reference(role: .resource, label: label(3), count: .max, previous: .max - 1))
        #expect(entry.references.map(\.role) == [.subject, .actor, .behalf, .resource, .resource])
        #expect(entry.bytes == Array(Self.text.utf8))
        #expect(MapFunction.labels(of: entry.bytes) == [label(1), label(2), label(3)])
    }

    @Test func randomTemplatesAreReadBack() throws {
        var generator = SeededGenerator(seed: 5)
        for _ in 0..<2_000 {
            var roles: [(Reference.Role, UInt8)] = [(.subject, .random(in: 1...9, using: &generator))]
            if .random(using: &generator) { roles.append((.actor, .random(in: 1...9, using: &generator))) }
            if .random(using: &generator) { roles.append((.behalf, .random(in: 1...9, using: &generator))) }
            for _ in 0..<Int.random(in: 0..<8, using: &generator) {
                roles.append((.resource, .random(in: 1...9, using: &generator)))
            }
            var positions: [Label: (UInt64, UInt64?)] = [:]
            for byte in UInt8(1)...9 {
                let count = UInt64.random(in: 0...(1 << Int.random(in: 0..<63, using: &generator)), using: &generator)
                positions[label(byte)] = (count, count == 0 ? nil : count &+ 1)
            }
            let template = Self.template(roles, kind: .random(using: &generator) ? .record : .admin)
            var bytes: [UInt8] = []
            template.render(time: Timestamp(milliseconds: 5), positions: { positions[$0] ?? (0, nil) }, into: &bytes)
            let entry = try Entry(parsing: bytes)
            #expect(bytes.count <= template.sizeBound)
            #expect(entry.references.map(\.label) == roles.map { label($0.1) })
            for reference in entry.references {
                #expect(reference.count == positions[reference.label]?.0)
                #expect(reference.previous == positions[reference.label]?.1)
            }
        }
    }

    @Test func genesisIsWrittenAndRead() throws {
        let key = try SigningKey(name: "example.com/muster", seed: [UInt8](repeating: 7, count: 32)).verifierKey
        for predecessor in [nil, Genesis.Predecessor(origin: "example.com/old", size: 12, root: Self.commitment)] {
            let genesis = Genesis(
                origin: "example.com/muster", key: key.description, indexKey: label(4).hash, predecessor: predecessor)
            let entry = try Entry(genesis: genesis, time: Timestamp(milliseconds: 1))
            #expect(try Entry(parsing: entry.bytes).genesis == genesis)
            #expect(entry.kind == .genesis && entry.commitment == nil && entry.references.isEmpty)
            #expect(MapFunction.labels(of: entry.bytes).isEmpty)
        }
        let bad = Genesis(origin: "two words", key: key.description, indexKey: label(4).hash)
        #expect(throws: EntryError(.body, line: 0, "")) { try Entry(genesis: bad, time: Timestamp(milliseconds: 1)) }
    }

    /// What is not a well-formed entry of any kind; the map function files it under the zero label.
    private static let malformedTexts: [(String, EntryError.Code)] = [
        ("", .notText), ("\n", .version), ("muster-entry@v1 record\n", .time), ("muster-entry@v1 record", .notText),
        ("muster-entry@v2 record\ntime 1\n", .version), ("muster-entry@v1  record\ntime 1\n", .kind),
        ("Muster-entry@v1 record\ntime 1\n", .version), ("muster-entry@v1 Record\ntime 1\n", .kind),
        ("muster-entry@v1 \ntime 1\n", .kind), ("muster-entry@v1 a b\ntime 1\n", .kind),
        ("muster-entry@v1 -a\ntime 1\n", .kind),
        ("muster-entry@v1 \(String(repeating: "a", count: 33))\ntime 1\n", .kind),
        ("muster-entry@v1 x\r\ntime 1\n", .kind), ("muster-entry@v1\ntime 1\n", .version),
        ("muster-entry@v1 x\ntime 1\r\n", .time),
        ("muster-entry@v1 x\ntime 01\n", .time), ("muster-entry@v1 x\ntime -1\n", .time),
        ("muster-entry@v1 x\ntime +1\n", .time), ("muster-entry@v1 x\ntime 253402300800000\n", .time),
        ("muster-entry@v1 x\ntime 18446744073709551616\n", .time), ("muster-entry@v1 x\ntime \n", .time),
        ("muster-entry@v1 x\ntimes 1\n", .time), ("muster-entry@v1 x\n\ntime 1\n", .time),
        ("muster-entry@v1 x\ntime 1\n\n", .line), ("muster-entry@v1 x\ntime 1\na\n", .line),
        ("muster-entry@v1 x\ntime 1\na \n", .line), ("muster-entry@v1 x\ntime 1\n a\n", .line),
        ("muster-entry@v1 x\ntime 1\nA b\n", .line), ("muster-entry@v1 x\ntime 1\na_b c\n", .line),
        ("muster-entry@v1 x\ntime 1\na b\tc\n", .line), ("muster-entry@v1 x\ntime 1\na b\u{0}\n", .line),
        ("muster-entry@v1 x\ntime 1\na b\u{7f}\n", .line), ("muster-entry@v1 x\ntime 1\ntime 1\n", .line),
        ("muster-entry@v1 x\ntime 1\nmuster-entry@v1 x\n", .line),
        ("muster-entry@v1 x\ntime 1\naction a b\naction a b\n", .line),
        ("muster-entry@v1 x\ntime 1\nsubject \(base64(1)) 1\n", .label),
        ("muster-entry@v1 x\ntime 1\nsubject \(base64(1)) 1 2 3\n", .label),
        ("muster-entry@v1 x\ntime 1\nsubject \(base64(1))  1 2\n", .label),
        ("muster-entry@v1 x\ntime 1\nsubject \(base64(0)) 0 -\n", .label),
        ("muster-entry@v1 x\ntime 1\nsubject \(base64(1).dropLast()) 0 -\n", .label),
        ("muster-entry@v1 x\ntime 1\nsubject \(base64(1).dropLast(2))F= 0 -\n", .label),
        ("muster-entry@v1 x\ntime 1\nsubject \(base64(1)) 0 0\n", .number),
        ("muster-entry@v1 x\ntime 1\nsubject \(base64(1)) 1 -\n", .number),
        ("muster-entry@v1 x\ntime 1\nsubject \(base64(1)) 00 -\n", .number),
        ("muster-entry@v1 x\ntime 1\nsubject \(base64(1)) 1 01\n", .number),
        ("muster-entry@v1 x\ntime 1\nsubject \(base64(1)) 18446744073709551616 1\n", .number),
        ("muster-entry@v1 x\ntime 1\nsubject \(base64(1)) 1 1\nactor \(base64(1)) 1 2\n", .repeatedLabel),
        ("muster-entry@v1 x\ntime 1\nsubject \(base64(1)) 0 -\nresource \(base64(1)) 1 2\n", .repeatedLabel),
        ("muster-entry@v1 x\ntime 1\nsealed \(base64(1))\na b\n", .sealed),
        ("muster-entry@v1 x\ntime 1\nsealed \(base64(1))\nsealed \(base64(1))\n", .sealed),
        ("muster-entry@v1 x\ntime 1\nsealed AAAA\n", .sealed),
    ]

    @Test(arguments: 0..<malformedTexts.count) func malformed(_ number: Int) throws {
        let (text, code) = Self.malformedTexts[number]
        let error = try #require(#expect(throws: EntryError.self) { try Entry(parsing: Array(text.utf8)) })
        #expect(error == EntryError(code, line: 0, ""), "\(error)")
        #expect(MapFunction.labels(of: Array(text.utf8)) == [.zero])
    }

    @Test func bytesThatAreNoTextAndTooMany() {
        let invalid = Array("muster-entry@v1 x\ntime 1\na ".utf8) + [0xFF, 0x0A]
        #expect(throws: EntryError(.notText, line: 0, "")) { try Entry(parsing: invalid) }
        #expect(MapFunction.labels(of: invalid) == [.zero])
        let head = Array("muster-entry@v1 x\ntime 1\na ".utf8)
        func entry(_ size: Int) -> [UInt8] { head + [UInt8](repeating: 0x61, count: size - head.count - 1) + [0x0A] }
        #expect(throws: Never.self) { try Entry(parsing: entry(65_535)) }
        #expect(throws: EntryError(.tooLarge, line: 0, "")) { try Entry(parsing: entry(65_536)) }
        #expect(MapFunction.labels(of: entry(65_536)) == [.zero])
    }

    /// Well-formed, but not what the kind must be: refused as an entry, its labels still mapped.
    private static let bodies: [String] = [
        "muster-entry@v1 record\ntime 1\n",
        "muster-entry@v1 record\ntime 1\naction user.create success\nsealed \(base64(1))\n",
        "muster-entry@v1 record\ntime 1\nsubject \(base64(1)) 0 -\naction user.create success\nsealed \(base64(1))\n",
        "muster-entry@v1 record\ntime 1\naction user.create success\nsubject \(base64(1)) 0 -\n",
        "muster-entry@v1 record\ntime 1\naction user.create done\nsubject \(base64(1)) 0 -\nsealed \(base64(1))\n",
        "muster-entry@v1 record\ntime 1\naction create success\nsubject \(base64(1)) 0 -\nsealed \(base64(1))\n",
        "muster-entry@v1 record\ntime 1\naction user.create success\nsubject \(base64(1)) 0 -\nsubject \(base64(2)) 0 -\n"
            + "sealed \(base64(1))\n",
        "muster-entry@v1 record\ntime 1\naction user.create success\nsubject \(base64(1)) 0 -\nbehalf \(base64(2)) 0 -\n"
            + "actor \(base64(3)) 0 -\nsealed \(base64(1))\n",
        "muster-entry@v1 admin\ntime 1\naction log.create success\nsubject \(base64(1)) 0 -\nnote x\nsealed \(base64(1))\n",
        "muster-entry@v1 record\ntime 1\naction user.create success\nsubject \(base64(1)) 0 -\n"
            + String(repeating: "resource \(base64(2)) 0 -\n", count: 101) + "sealed \(base64(1))\n",
        "muster-entry@v1 link\ntime 1\naction identity.link success\nsubject \(base64(1)) 0 -\nsealed \(base64(1))\n",
        "muster-entry@v1 link\ntime 1\naction identity.link success\nsubject \(base64(1)) 0 -\nactor \(base64(2)) 0 -\n"
            + "sealed \(base64(1))\n",
        "muster-entry@v1 unlink\ntime 1\naction identity.unlink success\nsubject \(base64(1)) 0 -\n"
            + "resource \(base64(2)) 0 -\nresource \(base64(3)) 0 -\nsealed \(base64(1))\n",
        "muster-entry@v1 link\ntime 1\naction identity.link success\nsubject \(base64(1)) 0 -\nbehalf \(base64(2)) 0 -\n"
            + "resource \(base64(3)) 0 -\nsealed \(base64(1))\n",
        "muster-entry@v1 access\ntime 1\naction read.search success\nsealed \(base64(1))\n",
        "muster-entry@v1 genesis\ntime 1\n", "muster-entry@v1 genesis\ntime 1\norigin x\n",
    ]

    @Test(arguments: 0..<bodies.count) func wrongBodies(_ number: Int) throws {
        let bytes = Array(Self.bodies[number].utf8)
        let error = try #require(#expect(throws: EntryError.self) { try Entry(parsing: bytes) })
        #expect(error == EntryError(.body, line: 0, ""), "\(error)")
        #expect(!MapFunction.labels(of: bytes).contains(.zero))
    }

    /// Links name two identities; who read has the lines of a record.
    @Test func linksAndReadings() throws {
        for (kind, action) in [("link", "identity.link"), ("unlink", "identity.unlink"), ("access", "read.history")] {
            let text =
                "muster-entry@v1 \(kind)\ntime 1\naction \(action) success\nsubject \(base64(9)) 0 -\n"
                + "actor \(base64(8)) 0 -\nresource \(base64(7)) 1 0\nsealed \(base64(1))\n"
            let entry = try Entry(parsing: Array(text.utf8))
            #expect(entry.isSpecified && entry.kind.isSealed && entry.otherLines.isEmpty, "\(kind)")
            #expect(entry.action?.rawValue == action && entry.commitment != nil)
            #expect(entry.references.map(\.role) == [.subject, .actor, .resource])
            var references: [Reference] = []
            let header = try entry.bytes.withUnsafeBytes {
                try EntryHeader(parsing: $0, references: &references)
            }
            #expect(header.kind == entry.kind && references == entry.references)
        }
        let alone =
            "muster-entry@v1 access\ntime 1\naction read.search success\nsubject \(base64(9)) 0 -\n"
            + "sealed \(base64(1))\n"
        #expect(throws: Never.self) { try Entry(parsing: Array(alone.utf8)) }
    }

    /// Kinds that this version does not specify are read by their form.
    @Test(arguments: ["erasure", "map-head", "hold", "from-the-future"]) func otherKinds(_ kind: String) throws {
        let text =
            "muster-entry@v1 \(kind)\ntime 1\nroot x y\nsubject \(base64(9)) 0 -\naction a.b new\nactor \(base64(8)) 0 -\n"
        let entry = try Entry(parsing: Array(text.utf8))
        #expect(entry.kind.rawValue == kind && !entry.isSpecified)
        #expect(entry.references.map(\.label) == [label(9), label(8)])
        #expect(entry.otherLines.map(\.name) == ["root", "action"] && entry.otherLines[0].value == "x y")
        #expect(MapFunction.labels(of: entry.bytes) == [label(8), label(9)])
    }

    /// Every byte changed to every value: never a trap; what is accepted is another entry; the map function agrees.
    @Test func everyByteChanged() throws {
        let bytes = Array(Self.text.utf8)
        let original = try Entry(parsing: bytes)
        for place in bytes.indices {
            for value in UInt8.min...UInt8.max where value != bytes[place] {
                var changed = bytes
                changed[place] = value
                let labels = MapFunction.labels(of: changed)
                #expect(!labels.isEmpty)
                guard let entry = try? Entry(parsing: changed) else { continue }
                #expect(entry != original && entry.bytes == changed)
                #expect(labels == Set(entry.labels).sorted())
            }
        }
        for length in 0..<bytes.count {
            #expect(throws: EntryError.self) { try Entry(parsing: Array(bytes[..<length])) }
        }
    }

    @Test func randomBytes() {
        var generator = SeededGenerator(seed: 3)
        let pieces = Self.text.split(separator: "\n", omittingEmptySubsequences: false).map { Array($0.utf8) + [0x0A] }
        for _ in 0..<20_000 {
            var bytes: [UInt8] = []
            for _ in 0..<Int.random(in: 0..<10, using: &generator) {
                bytes += pieces.randomElement(using: &generator) ?? []
                if Int.random(in: 0..<20, using: &generator) == 0 {
                    bytes.append(.random(in: 0...255, using: &generator))
                }
            }
            let labels = MapFunction.labels(of: bytes)
            if let entry = try? Entry(parsing: bytes) { #expect(labels == Set(entry.labels).sorted()) }
        }
    }
}

private func sampleLabel(_ byte: UInt8) -> Label { label(byte) }
