import Foundation
import Testing

/// Habits of the house that a machine can watch.
@Suite struct TidinessTests {
    /// Files that may be longer than 400 lines, each with its reason.
    static let longFiles: [String: String] = [:]

    static func everySwiftFile() throws -> [String] {
        try House.swiftFiles(under: "Sources") + House.swiftFiles(under: "Tests")
    }

    @Test func filesAreShort() throws {
        for file in try Self.everySwiftFile() {
            let lines = try House.text(file).split(separator: "\n", omittingEmptySubsequences: false).count
            #expect(lines <= 401 || Self.longFiles[file] != nil, "\(file) has \(lines - 1) lines")
        }
        for file in Self.longFiles.keys {
            #expect(FileManager.default.fileExists(atPath: House.root.appendingPathComponent(file).path))
        }
    }

    @Test func noFileStaysEmpty() throws {
        for file in try Self.everySwiftFile() {
            #expect(try House.text(file).contains { !$0.isWhitespace }, "\(file) is empty")
        }
    }

    /// Escapes from the compiler's checks carry a comment that proves them, on the line or within the five before it.
    @Test(arguments: ["@unchecked Sendable", "nonisolated(unsafe)", "try!", "@preconcurrency", "unsafeBitCast"])
    func escapesAreExplained(_ escape: String) throws {
        for file in try House.swiftFiles(under: "Sources") {
            let lines = try House.text(file).split(separator: "\n", omittingEmptySubsequences: false)
            for (number, line) in lines.enumerated() {
                let parts = line.split(separator: "//", maxSplits: 1, omittingEmptySubsequences: false)
                guard parts[0].contains(escape) else { continue }
                let before = lines[max(0, number - 5)..<number]
                #expect(
                    parts.count > 1 || before.contains { $0.contains("//") },
                    "\(file):\(number + 1) uses \(escape) bare")
            }
        }
    }

    @Test func testsUseThePublicDoors() throws {
        let word = "@test" + "able"
        for file in try House.swiftFiles(under: "Tests") {
            #expect(try !House.text(file).contains(word), "\(file) imports a module as testable")
        }
    }

    @Test func everyDocumentIsLinked() throws {
        let docs = try FileManager.default.subpathsOfDirectory(atPath: House.root.appendingPathComponent("docs").path)
        let pages = docs.filter { $0.hasSuffix(".md") && $0 != "README.md" }
        let linking = try House.text("docs/README.md") + ((try? House.text("docs/format/README.md")) ?? "")
        for page in pages {
            let name = page.split(separator: "/").last.map(String.init) ?? page
            #expect(linking.contains(name), "docs/README.md does not lead to docs/\(page)")
        }
    }

    @Test func readmeIsShort() throws {
        #expect(try House.text("README.md").split(separator: "\n", omittingEmptySubsequences: false).count <= 200)
    }

    @Test(arguments: ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "docs/README.md", "docs/operating.md"])
    func linksLeadSomewhere(_ page: String) throws {
        let folder = page.contains("/") ? "docs/" : ""
        for match in try House.text(page).matches(of: /\]\(([^)#:]+)(?:#[^)]*)?\)/) {
            let target = House.root.appendingPathComponent(folder + String(match.1)).standardized.path
            #expect(FileManager.default.fileExists(atPath: target), "\(page) links to \(match.1), which is missing")
        }
    }
}
