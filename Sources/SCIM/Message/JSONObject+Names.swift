import JSON

extension JSONObject {
    /// Refuses two members whose names differ in nothing but case: names have none (RFC 7643 section 2.1), so nobody
    /// can say which of the two is meant.
    ///
    /// - Parameter path: what stands before the names in an error, `name.` or a URN and a colon.
    /// - Throws: `invalidSyntax` with the later of the two.
    package func refuseRepeatedNames(under path: @autoclosure () -> String = "") throws(SCIMError) {
        guard let name = repeatedName else { return }
        let whole = path() + name
        throw SCIMError.invalidSyntax(
            "\(SCIMError.bounded(whole)) stands twice in one object: names differ by more than case, so send it once.",
            attribute: whole)
    }

    private var repeatedName: String? {
        // Most objects are small, and two names are seldom of one length.
        guard members.count > 16 else {
            for place in members.indices.dropFirst() {
                let name = members[place].name
                if members[..<place].contains(where: { $0.name.isSameName(as: name) }) { return name }
            }
            return nil
        }
        var known: Set<[UInt8]> = []
        return members.first { !known.insert($0.name.utf8.map(\.asciiLowercased)).inserted }?.name
    }
}
