extension OutcomePlan {
    /// What is worth a word: an upstream that said one thing and did another.
    ///
    /// `mark` is that of the record that closes, `judged` nil when a state could not be seen; `hasChanged` says whether
    /// something is told as the write's doing.
    func reason(_ mark: GatewayMark, _ judged: Judgement?, _ hasChanged: Bool) -> String? {
        if let failure { return hasChanged ? "\(failure), and the change was seen all the same" : failure }
        guard let status else { return nil }
        guard isSuccess else {
            return hasChanged
                ? "the upstream answered \(status), and the change was seen all the same"
                : "the upstream answered \(status)"
        }
        let said = [unread, differing(mark, status, hasChanged), leftOut(mark)].compactMap { $0 }
        guard said.isEmpty else { return said.joined(separator: "; ") }
        return wasThere ? "the upstream answered \(status), and what it named was there before" : nil
    }

    /// Of what was not seen to be made.
    var notYet: String? { awaits == nil ? nil : "nobody of that name was seen, and may still come" }

    private func differing(_ mark: GatewayMark, _ status: Int, _ hasChanged: Bool) -> String? {
        guard !mark.differing.isEmpty else { return nil }
        if method == "DELETE" {
            return hasChanged
                ? "the upstream answered \(status), and the resource is still there"
                : "the upstream answered \(status), and the resource is still there, as it was"
        }
        if mark.differing.count == 1, mark.differing[0].path == "id" {
            return "the upstream answered \(status), and the resource is not there"
        }
        // Of members the number only: their ids stand in the mark.
        var paths = mark.differing.map(\.path).filter { !$0.hasPrefix("members[") }
        let members = mark.differing.count - paths.count
        if members > 0 { paths.append(members == 1 ? "a member" : "\(members) members") }
        let named = paths.prefix(20).joined(separator: ", ")
        return hasChanged
            ? "the upstream answered \(status) and did something else: \(named)"
            : "the upstream answered \(status) and did nothing: \(named)"
    }

    private func leftOut(_ mark: GatewayMark) -> String? {
        guard !mark.kept.isEmpty else { return nil }
        return "left out of the request, and still there: \(mark.kept.prefix(20).joined(separator: ", "))"
    }
}
