/// Writes JSON objects member by member, without building the value first; commas are put where they belong.
///
/// The caller closes what it opened, and gives no name twice in one object.
package struct JSONTextWriter {
    package var bytes: [UInt8] = []

    package init() {}

    package mutating func open() { bytes.append(UInt8(ascii: "{")) }
    package mutating func close() { bytes.append(UInt8(ascii: "}")) }

    /// The name of the next member; its value has to follow. The name needs no escapes.
    package mutating func name(_ name: StaticString) {
        if bytes.last != UInt8(ascii: "{") { bytes.append(UInt8(ascii: ",")) }
        bytes.append(UInt8(ascii: "\""))
        bytes.append(contentsOf: UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount))
        bytes.append(UInt8(ascii: "\""))
        bytes.append(UInt8(ascii: ":"))
    }

    /// A member, left out when there is no text.
    package mutating func member(_ name: StaticString, _ text: String?) {
        guard let text else { return }
        self.name(name)
        JSONWriter.append(string: text, to: &bytes)
    }

    package mutating func member(_ name: StaticString, number: UInt64) {
        self.name(name)
        bytes.append(contentsOf: String(number).utf8)
    }

    package mutating func member(_ name: StaticString, flag: Bool) {
        self.name(name)
        bytes.append(contentsOf: (flag ? "true" : "false").utf8)
    }

    /// A member whose name is not known before.
    package mutating func member(named name: String, _ value: JSONValue) {
        if bytes.last != UInt8(ascii: "{") { bytes.append(UInt8(ascii: ",")) }
        JSONWriter.append(string: name, to: &bytes)
        bytes.append(UInt8(ascii: ":"))
        JSONWriter.append(value, to: &bytes)
    }

    /// A member that writes itself, left out when there is none.
    package mutating func member(_ name: StaticString, part: (some JSONPart)?) {
        guard let part else { return }
        self.name(name)
        part.write(to: &self)
    }

    /// A member that is an array of those that write themselves.
    package mutating func member(_ name: StaticString, parts: some Sequence<some JSONPart>) {
        openArray(name)
        for part in parts {
            element()
            part.write(to: &self)
        }
        closeArray()
    }

    /// A member, left out when there is no value; with `sorted`, objects in it have their members in the order of their
    /// names.
    package mutating func member(_ name: StaticString, _ value: JSONValue?, sorted: Bool = false) {
        guard let value else { return }
        self.name(name)
        JSONWriter.append(value, to: &bytes, sorted: sorted)
    }

    /// The name of a member that is an array; its elements and `closeArray` have to follow.
    package mutating func openArray(_ name: StaticString) {
        self.name(name)
        bytes.append(UInt8(ascii: "["))
    }

    /// What stands before an element that is written by hand.
    package mutating func element() {
        if bytes.last != UInt8(ascii: "[") { bytes.append(UInt8(ascii: ",")) }
    }

    package mutating func closeArray() { bytes.append(UInt8(ascii: "]")) }
}
