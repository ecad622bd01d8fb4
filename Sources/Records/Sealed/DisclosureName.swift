internal import TransparencyLog

/// The name of one field of a record, and its place in the fixed order of fields.
package struct DisclosureName: Hashable, Sendable, Comparable {
    enum Section: UInt8 { case subject, actor, onBehalfOf, resources, changes, other }

    let section: Section
    /// Which resource or change; 0 elsewhere.
    let index: Int
    /// The place in the section's list of members.
    let member: Int

    static let partyMembers: [StaticString] = ["identity", "name", "externalId", "address", "agent", "session"]
    static let changeMembers: [StaticString] = ["path", "before", "after"]
    static let otherMembers: [StaticString] = [
        "reason", "extra", "id", "occurredAt", "source", "transaction", "request", "recordedBy",
    ]

    init(_ section: Section, _ index: Int = 0, _ member: Int) {
        self.section = section
        self.index = index
        self.member = member
    }

    /// The name of the path of the change that the field belongs to.
    package var changePath: DisclosureName? { section == .changes ? DisclosureName(.changes, index, 0) : nil }

    static func other(_ name: String) -> DisclosureName? {
        otherMembers.firstIndex { $0.hasSameBytes(as: name.utf8) }.map { DisclosureName(.other, 0, $0) }
    }

    private var order: UInt64 { UInt64(section.rawValue) << 40 | UInt64(index) << 8 | UInt64(member) }

    package static func < (left: DisclosureName, right: DisclosureName) -> Bool { left.order < right.order }

    /// Appends the text: `subject.name`, `resources[0].identity`, `changes[12].after`, `reason`.
    func append(to output: inout [UInt8]) {
        switch section {
        case .subject: output.append(ascii: "subject.")
        case .actor: output.append(ascii: "actor.")
        case .onBehalfOf: output.append(ascii: "onBehalfOf.")
        case .resources: appendIndexed("resources[", to: &output)
        case .changes: appendIndexed("changes[", to: &output)
        case .other: break
        }
        output.append(ascii: memberText)
    }

    private func appendIndexed(_ name: StaticString, to output: inout [UInt8]) {
        output.append(ascii: name)
        output.append(decimal: UInt64(index))
        output.append(ascii: "].")
    }

    /// Where the name ends when it is this one that stands in `bytes` from `start` on; nil otherwise.
    func end(in bytes: UnsafeRawBufferPointer, from start: Int) -> Int? {
        var place = start
        func take(_ text: StaticString) -> Bool {
            guard bytes.has(text, at: place) else { return false }
            place += text.utf8CodeUnitCount
            return true
        }
        switch section {
        case .subject: guard take("subject.") else { return nil }
        case .actor: guard take("actor.") else { return nil }
        case .onBehalfOf: guard take("onBehalfOf.") else { return nil }
        case .resources, .changes:
            guard take(section == .changes ? "changes[" : "resources[") else { return nil }
            let digits = place
            while place < bytes.count, place < digits + 20, bytes[place] != UInt8(ascii: "]") { place += 1 }
            guard Decimal.parse(bytes.part(digits..<place)) == UInt64(index), take("].") else { return nil }
        case .other: break
        }
        return take(memberText) ? place : nil
    }

    private var memberText: StaticString {
        switch section {
        case .changes: Self.changeMembers[member]
        case .other: Self.otherMembers[member]
        default: Self.partyMembers[member]
        }
    }
}

extension DisclosureName: CustomStringConvertible {
    package var description: String {
        var text: [UInt8] = []
        append(to: &text)
        return String(decoding: text, as: UTF8.self)
    }
}

extension DisclosureName {
    /// Reads a name strictly; indices are within the limits of a record.
    package init?(_ text: String) {
        if let name = DisclosureName.other(text) {
            self = name
            return
        }
        let parts = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count == 2 else { return nil }
        let section: Section
        var index = 0
        switch String(parts[0]) {
        case "subject": section = .subject
        case "actor": section = .actor
        case "onBehalfOf": section = .onBehalfOf
        default:
            guard let (name, number) = Self.indexed(parts[0]) else { return nil }
            switch name {
            case "resources" where number < RecordLimits.resources: section = .resources
            case "changes" where number < RecordLimits.changes: section = .changes
            default: return nil
            }
            index = number
        }
        let members = section == .changes ? Self.changeMembers : Self.partyMembers
        guard let member = members.firstIndex(where: { $0.hasSameBytes(as: parts[1]) }) else { return nil }
        self.init(section, index, member)
    }

    private static func indexed(_ text: Substring.UTF8View) -> (name: String, index: Int)? {
        guard text.last == UInt8(ascii: "]"), let open = text.firstIndex(of: UInt8(ascii: "[")),
            let name = String(text[..<open]),
            let number = Decimal.parse(text[text.index(after: open)...].dropLast()), number < 1 << 16
        else { return nil }
        return (name, Int(number))
    }
}

extension StaticString {
    fileprivate func hasSameBytes(as text: some Collection<UInt8>) -> Bool {
        UnsafeBufferPointer(start: utf8Start, count: utf8CodeUnitCount).elementsEqual(text)
    }
}
