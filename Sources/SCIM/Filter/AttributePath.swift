/// The path of a PATCH operation: attribute, optional selection of values, optional sub-attribute
/// (RFC 7644 section 3.5.2, `PATH`).
package struct AttributePath: Sendable {
    package let reference: AttributeReference
    package let filter: Filter?
    /// The sub-attribute, named after the brackets or after the attribute.
    package let sub: String?

    package init(parsing text: String, _ leniency: Leniency = .providers) throws(SCIMError) {
        guard text.utf8.count <= Filter.maximumLength else {
            throw SCIMError.invalidPath("The path is longer than \(Filter.maximumLength) bytes.")
        }
        do throws(SCIMError) {
            var reader = FilterReader(text, leniency)
            let reference = try reader.readReference()
            self.reference = reference
            guard reader.peek() == UInt8(ascii: "[") else {
                filter = nil
                sub = reference.sub
                reader.skipSpaces()
                guard reader.isAtEnd else { throw reader.unexpected("the end of the path") }
                return
            }
            filter = try reader.readBrackets(depth: 0)
            sub = try Self.readSub(&reader)
        } catch {
            throw SCIMError.invalidPath(error.detail, attribute: error.attribute)
        }
    }

    private static func readSub(_ reader: inout FilterReader) throws(SCIMError) -> String? {
        var sub: String?
        if reader.take(UInt8(ascii: ".")) {
            let reference = try reader.readReference()
            guard reference.schema == nil, reference.sub == nil else {
                throw reader.unexpected("the end of the path")
            }
            sub = reference.name
        }
        reader.skipSpaces()
        guard reader.isAtEnd else { throw reader.unexpected("the end of the path") }
        return sub
    }
}
