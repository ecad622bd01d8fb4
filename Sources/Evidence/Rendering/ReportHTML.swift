import Records

extension Report {
    /// The report as a page that stands for itself: no scripts, nothing fetched, printable.
    package func html(_ basis: ReportBasis) -> String {
        var page = """
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width">
            <title>\(HTML.escaped(kind.title))</title>
            <style>\(HTML.style)</style>
            </head>
            <body>
            <main>
            <h1>\(HTML.escaped(kind.title))</h1>
            <p>\(HTML.escaped(kind.summary))</p>
            """
        page += HTML.list(parameters.map { ($0.name, $0.value) }, label: "Parameters")
        page += HTML.list(summary.map { ($0.title, $0.value) }, label: "Summary")
        for note in notes { page += "<p class=\"note\">\(HTML.escaped(note))</p>\n" }
        if isCut { page += "<p class=\"note\"><strong>There are more rows than \(Report.mostRows).</strong></p>\n" }
        page += table()
        page += """
            <footer>
            <h2>What this rests on</h2>
            <p>The first \(position) entries of the log \(HTML.escaped(basis.origin)), made at \(basis.made.rfc3339).
            The checkpoint below covers them; whoever holds it can prove that none was changed since.</p>
            <pre>\(HTML.escaped(basis.checkpoint))</pre>
            </footer>
            </main>
            </body>
            </html>

            """
        return page
    }

    /// The rows as a table; a record's index leads to where `link` says, nowhere without.
    package func table(most: Int = mostRows, link: ((UInt64) -> String)? = nil) -> String {
        if rows.isEmpty { return "<p>No rows.</p>\n" }
        var text = "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Rows\">\n<table>\n<thead><tr>"
        for column in columns { text += "<th scope=\"col\">\(HTML.escaped(column.title))</th>" }
        text += "</tr></thead>\n<tbody>\n"
        for row in rows.prefix(most) {
            text += "<tr>"
            for (place, cell) in row.enumerated() {
                switch cell {
                case .number: text += "<td class=\"number\">\(cell.text)</td>"
                case .record(let index):
                    let path = link.map { HTML.escaped($0(index)) }
                    text += path.map { "<td><a href=\"\($0)\">\(index)</a></td>" } ?? "<td>\(index)</td>"
                case .time: text += "<td class=\"time\">\(cell.text)</td>"
                case .text where columns[place].name == "label":
                    text += "<td class=\"label\">\(HTML.escaped(cell.text))</td>"
                default: text += "<td>\(HTML.escaped(cell.text))</td>"
                }
            }
            text += "</tr>\n"
        }
        return text + "</tbody>\n</table>\n</div>\n"
    }
}

/// What the pages share.
package enum HTML {
    /// The text with what HTML would read as markup replaced.
    package static func escaped(_ text: String) -> String {
        var output = ""
        output.reserveCapacity(text.utf8.count)
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": output += "&amp;"
            case "<": output += "&lt;"
            case ">": output += "&gt;"
            case "\"": output += "&quot;"
            case "'": output += "&#39;"
            default: output.unicodeScalars.append(scalar)
            }
        }
        return output
    }

    static func list(_ pairs: [(String, String)], label: String) -> String {
        if pairs.isEmpty { return "" }
        var text = "<dl aria-label=\"\(label)\">\n"
        for (name, value) in pairs { text += "<div><dt>\(escaped(name))</dt><dd>\(escaped(value))</dd></div>\n" }
        return text + "</dl>\n"
    }

    /// The style sheet of a report, which stands in the page itself; its hash is what lets it through the page's policy.
    package static let style = """
        :root{color-scheme:light dark;--ink:#1a1d21;--paper:#fff;--line:#d5d9de;--soft:#5a636d}
        @media(prefers-color-scheme:dark){:root{--ink:#e6e9ec;--paper:#14171a;--line:#343b42;--soft:#9aa5b0}}
        body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.5 system-ui,sans-serif}
        main{max-width:90rem;margin:0 auto;padding:1.5rem}
        h1{font-size:1.5rem;margin:0 0 .25rem}h2{font-size:1.1rem}
        dl{display:flex;flex-wrap:wrap;gap:.5rem 2rem;margin:1rem 0}
        dt{color:var(--soft);font-size:.85rem}dd{margin:0;font-variant-numeric:tabular-nums}
        .note{color:var(--soft);max-width:60rem}
        .scroll{overflow-x:auto}
        table{border-collapse:collapse;width:100%;font-size:.9rem}
        th,td{text-align:left;padding:.35rem .6rem;border-bottom:1px solid var(--line);vertical-align:top;overflow-wrap:break-word;min-width:5rem}
        .time{white-space:nowrap}.label{min-width:13rem;font-size:.8rem;color:var(--soft);word-break:break-all}
        thead th{position:sticky;top:0;background:var(--paper)}
        .number{text-align:right;font-variant-numeric:tabular-nums}
        pre{white-space:pre-wrap;overflow-wrap:anywhere;border:1px solid var(--line);padding:.75rem}
        @media print{.scroll{overflow:visible}}
        """
}
