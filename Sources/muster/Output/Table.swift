/// Rows in aligned columns, with details below them.
///
/// On a terminal the columns that may be cut give way, and end in an ellipsis; details go on over as many lines as they
/// need. In a pipe or a file nothing is cut or wrapped.
struct Table {
    enum Side { case left, right }

    struct Column {
        let title: String
        var side = Side.left
        /// Whether its cells are always shown whole.
        var isWhole = false
    }

    /// A line below a row, in parts that each begin a line of their own when they do not fit on one.
    struct Detail {
        let parts: [String]

        init(_ parts: String...) { self.parts = parts.map(Terminal.harmless) }
    }

    /// What a column that may be cut keeps at least.
    private static let least = 8

    let columns: [Column]
    /// Characters that a line has at most; nil when there is no limit.
    let page: Int?
    private var rows: [(cells: [String], below: [Detail])] = []

    init(_ columns: [Column], page: Int? = Terminal.width) {
        self.columns = columns
        self.page = page
    }

    /// Adds a row, with lines below it that belong to it.
    mutating func add(_ cells: [String], below: [Detail] = []) {
        rows.append((cells.map(Terminal.harmless), below))
    }

    /// The whole table, without a line feed at its end.
    var text: String {
        let widths = self.widths
        var lines = [line(columns.map(\.title), widths)]
        for row in rows {
            lines.append(line(row.cells, widths))
            for detail in row.below { lines += wrapped(detail) }
        }
        return lines.joined(separator: "\n")
    }

    /// What each column takes; when that is more than a page, the widest that may be cut give way.
    private var widths: [Int] {
        var widths = columns.indices.map { place in
            rows.map { $0.cells[place].count }.reduce(columns[place].title.count, max)
        }
        guard let page else { return widths }
        let cuttable = columns.indices.filter { !columns[$0].isWhole }
        var excess = widths.reduce(2 * (columns.count - 1), +) - page
        while excess > 0, let widest = cuttable.max(by: { widths[$0] < widths[$1] }), widths[widest] > Self.least {
            widths[widest] -= 1
            excess -= 1
        }
        return widths
    }

    private func line(_ cells: [String], _ widths: [Int]) -> String {
        var line = ""
        for (place, cell) in cells.enumerated() {
            let text = Self.cut(cell, to: widths[place])
            let space = String(repeating: " ", count: widths[place] - text.count)
            line += (place > 0 ? "  " : "") + (columns[place].side == .left ? text + space : space + text)
        }
        while line.last == " " { line.removeLast() }
        return line
    }

    private func wrapped(_ detail: Detail) -> [String] {
        let whole = detail.parts.joined(separator: " ")
        let indent = String(repeating: " ", count: 8)
        guard let page, indent.count + whole.count > page else { return [indent + whole] }
        let deeper = indent + "    "
        let pieces = detail.parts.flatMap { Self.pieces(of: $0, upTo: max(page - deeper.count, 16)) }
        return pieces.enumerated().map { ($0.offset == 0 ? indent : deeper) + $0.element }
    }

    /// A text in pieces, broken after a space or comma in their second half, else where the line ends.
    private static func pieces(of text: String, upTo width: Int) -> [String] {
        var rest = text[...]
        var pieces: [String] = []
        while rest.count > width {
            let most = rest.prefix(width)
            let good = most.dropFirst(width / 2).lastIndex { $0 == " " || $0 == "," }
            let end = good.map { rest.index(after: $0) } ?? most.endIndex
            pieces.append(String(rest[..<end]))
            rest = rest[end...]
        }
        return rest.isEmpty ? pieces : pieces + [String(rest)]
    }

    private static func cut(_ text: String, to width: Int) -> String {
        text.count <= width ? text : String(text.prefix(max(0, width - 1))) + "…"
    }
}
