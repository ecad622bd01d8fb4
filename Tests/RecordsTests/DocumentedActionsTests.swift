import Foundation
import Records
import Testing

/// `docs/format/actions.md` lists exactly the actions that the code knows.
@Suite struct DocumentedActionsTests {
    @Test func pageListsEveryAction() throws {
        let path = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../docs/format/actions.md")
        let page = try String(contentsOf: path, encoding: .utf8)
        let listed = page.split(separator: "`", omittingEmptySubsequences: false).enumerated()
            .filter { $0.offset % 2 == 1 }.map { String($0.element) }.filter { Action(rawValue: $0) != nil }
        #expect(listed.count == Set(listed).count)
        #expect(Set(listed) == Set(Action.all))
    }
}
