/// Rows in aligned columns. On a terminal they fit its width: cells that are too long are cut and end in an ellipsis,
/// lines below a row are wrapped and never cut. Elsewhere there is no limit.
struct Table {
    enum Side { case left, right }

    struct Column {
        let title: String
        var side = Side.left
        /// Most characters that the column takes.
        var most = 40
        /// Whether the column gives way when the page is too narrow.
        var gives = true
    }

    /// Characters that a line has at most.
    static let page = Terminal.width ?? .max

    let columns: [Column]
    private var rows: [(cells: [String], below: [String])] = []

    init(_ columns: [Column]) { self.columns = columns }

    /// Adds a row, with lines below it that belong to it.
    mutating func add(_ cells: [String], below: [String] = []) {
        rows.append((cells.map(Terminal.harmless), below.map(Terminal.harmless)))
    }

    var isEmpty: Bool { rows.isEmpty }

    /// The whole table, without a line feed at its end.
    var text: String {
        let widths = self.widths
        var lines = [line(columns.map(\.title), widths)]
        for row in rows {
            lines.append(line(row.cells, widths))
            lines += row.below.flatMap { Table.wrapped($0, to: Table.page) }
        }
        return lines.joined(separator: "\n")
    }

    /// What each column takes; when that is more than a page, the widest columns give way.
    private var widths: [Int] {
        var widths = columns.indices.map { place in
            let cells = rows.map { $0.cells[place].count } + [columns[place].title.count]
            return min(cells.max() ?? 0, columns[place].most)
        }
        let gaps = 2 * (columns.count - 1)
        let giving = widths.indices.filter { columns[$0].gives }
        while widths.reduce(gaps, +) > Table.page, let widest = giving.max(by: { widths[$0] < widths[$1] }) {
            guard widths[widest] > 8 else { break }
            widths[widest] -= 1
        }
        return widths
    }

    private func line(_ cells: [String], _ widths: [Int]) -> String {
        var line = ""
        for (place, cell) in cells.enumerated() {
            let text = Table.cut(cell, to: widths[place])
            let space = String(repeating: " ", count: widths[place] - text.count)
            line += (place > 0 ? "  " : "") + (columns[place].side == .left ? text + space : space + text)
        }
        while line.last == " " { line.removeLast() }
        return line
    }

    /// A line below a row, indented; what does not fit goes on in the next lines, indented further.
    static func wrapped(_ text: String, to width: Int) -> [String] {
        let (first, others) = ("        ", "            ")
        guard first.count + text.count > width, width > 40 else { return [first + text] }
        var lines: [String] = []
        var rest = Substring(text)
        while !rest.isEmpty {
            let indent = lines.isEmpty ? first : others
            lines.append(indent + rest.prefix(width - indent.count))
            rest = rest.dropFirst(width - indent.count)
        }
        return lines
    }

    static func cut(_ text: String, to width: Int) -> String {
        text.count <= width ? text : String(text.prefix(max(0, width - 1))) + "…"
    }
}
