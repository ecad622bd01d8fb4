package import Records

/// Where the next page of an answer about access begins: of which moments, of how much of the log, and behind how many lines.
///
/// As text: `position-offset`, `position-offset-time` or `position-offset-from-until`, decimal numbers, times in milliseconds.
package struct AccessCursor: Sendable, Equatable, CustomStringConvertible {
    /// Entries of the log that the first page rested on; later pages rest on the same.
    let position: Int64
    /// Lines before the page.
    package let offset: Int
    /// One moment, or two that rise; none where stretches are asked for, whenever they were.
    package let moments: [Timestamp]

    package var description: String {
        ([position, Int64(offset)] + moments.map(\.milliseconds)).map(String.init).joined(separator: "-")
    }

    init(position: Int64, offset: Int, moments: [Timestamp]) {
        self.position = position
        self.offset = offset
        self.moments = moments
    }

    /// Nil for whatever no answer gives as `next`.
    package init?(_ text: String) {
        guard text.utf8.count <= 80 else { return nil }
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        let numbers = parts.compactMap { part -> Int64? in
            part.utf8.allSatisfy { (48...57).contains($0) } ? Int64(part) : nil
        }
        guard (2...4).contains(parts.count), numbers.count == parts.count, numbers[1] > 0,
            numbers.dropFirst(2).allSatisfy(Timestamp.range.contains),
            numbers.count < 4 || numbers[2] <= numbers[3]
        else { return nil }
        position = numbers[0]
        offset = Int(numbers[1])
        moments = numbers.dropFirst(2).map(Timestamp.init(milliseconds:))
    }
}

/// Which part of an answer about access is asked for.
package struct AccessPaging: Sendable {
    /// Lines of one answer at most.
    package static let most = 20_000
    /// All lines, for those who count them otherwise.
    static let everything = AccessPaging(unbounded: ())

    let limit: Int
    package let cursor: AccessCursor?

    /// `limit`: held to 1…`most`.
    package init(limit: Int = most, cursor: AccessCursor? = nil) {
        self.limit = min(max(limit, 1), Self.most)
        self.cursor = cursor
    }

    private init(unbounded: Void) {
        limit = .max
        cursor = nil
    }

    /// The lines of the page, and what asks for the next.
    func of<Line>(
        _ lines: [Line], position: Int64, moments: [Timestamp]
    ) -> (page: ArraySlice<Line>, next: AccessCursor?) {
        let start = min(cursor?.offset ?? 0, lines.count)
        let end = limit < lines.count - start ? start + limit : lines.count
        let next =
            end < lines.count ? AccessCursor(position: position, offset: end, moments: moments) : nil
        return (lines[start..<end], next)
    }
}
