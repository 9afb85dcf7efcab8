/// A report of sections as values: the same content becomes Markdown or a page.
public struct ReportDocument: Hashable, Sendable {
    public struct Section: Hashable, Sendable {
        public var title: String
        public var blocks: [Block]

        public init(_ title: String, _ blocks: [Block]) {
            self.title = title
            self.blocks = blocks
        }
    }

    public enum Block: Hashable, Sendable {
        case text(String)
        case list([String])
        case table(Table)
        /// Pictures beside each other, for the page only.
        case pictures([Picture])
    }

    public struct Table: Hashable, Sendable {
        public var header: [String]
        public var rows: [[String]]
        public var caption: String

        public init(_ caption: String, header: [String], rows: [[String]]) {
            self.caption = caption
            self.header = header
            self.rows = rows
        }
    }

    public struct Picture: Hashable, Sendable {
        public var caption: String
        /// An SVG element.
        public var svg: String

        public init(caption: String, svg: String) {
            self.caption = caption
            self.svg = svg
        }
    }

    public var title: String
    public var subtitle: String
    public var sections: [Section]

    public init(title: String, subtitle: String, sections: [Section]) {
        self.title = title
        self.subtitle = subtitle
        self.sections = sections
    }
}

extension ReportDocument {
    /// The report without its pictures.
    public var markdown: String {
        var lines = ["# \(MarkdownText.line(title))", "", MarkdownText.line(subtitle)]
        for section in sections {
            lines += ["", "## \(MarkdownText.line(section.title))"]
            for block in section.blocks {
                let shown = Self.markdown(block)
                if !shown.isEmpty { lines += [""] + shown }
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func markdown(_ block: Block) -> [String] {
        switch block {
        case .text(let text): return [MarkdownText.line(text)]
        case .list(let items): return items.map { "- " + MarkdownText.line($0) }
        case .pictures: return []
        case .table(let table):
            func row(_ cells: [String]) -> String {
                "| " + cells.map(MarkdownText.line).joined(separator: " | ") + " |"
            }
            let rule = "|" + table.header.indices.map { $0 == 0 ? " --- |" : " ---: |" }.joined()
            return ["**\(MarkdownText.line(table.caption))**", "", row(table.header), rule]
                + table.rows.map(row)
        }
    }

    /// One page that needs nothing besides itself, without scripts.
    public var html: String {
        let body = sections.map { section in
            "<section>\n<h2>\(InertText.markup(section.title))</h2>\n"
                + section.blocks.map(Self.html).joined(separator: "\n") + "\n</section>"
        }
        return """
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; \
            style-src 'unsafe-inline'; script-src 'none'; base-uri 'none'; form-action 'none'">
            <meta name="viewport" content="width=device-width,initial-scale=1">
            <title>\(InertText.markup(title))</title>
            <style>
            \(HTMLStyle.sheet)
            \(Self.style)
            </style>
            </head>
            <body class="report">
            <h1>\(InertText.markup(title))</h1>
            <p class="facts">\(InertText.markup(subtitle))</p>
            \(body.joined(separator: "\n"))
            </body>
            </html>

            """
    }

    private static func html(_ block: Block) -> String {
        switch block {
        case .text(let text): return "<p>\(InertText.markup(text))</p>"
        case .list(let items):
            let shown = items.map { "<li>\(InertText.markup($0))</li>" }
            return "<ul>\(shown.joined(separator: "\n"))</ul>"
        case .pictures(let pictures):
            let shown = pictures.map {
                "<figure>\($0.svg)<figcaption>\(InertText.markup($0.caption))</figcaption></figure>"
            }
            return "<div class=\"figures\">\(shown.joined(separator: "\n"))</div>"
        case .table(let table): return html(table)
        }
    }

    private static func html(_ table: Table) -> String {
        func row(_ cells: [String], _ name: String) -> String {
            let shown = cells.enumerated().map { index, cell in
                "<\(name)\(index == 0 ? "" : " class=\"n\"")>\(InertText.markup(cell))</\(name)>"
            }
            return "<tr>\(shown.joined())</tr>"
        }
        return "<div class=\"wide\"><table><caption>\(InertText.markup(table.caption))</caption>"
            + "<thead>\(row(table.header, "th"))</thead><tbody>"
            + table.rows.map { row($0, "td") }.joined(separator: "\n")
            + "</tbody></table></div>"
    }

    private static let style = """
        .report p,.report ul{max-width:52rem}
        .report section{content-visibility:visible}
        .wide{overflow-x:auto;margin:.8em 0}
        .wide table{width:auto;min-width:40%}
        .wide td,.wide th{padding-right:1.4em}
        .wide td:first-child,.wide th:first-child{min-width:11em}
        .wide td:last-child,.wide th:last-child{padding-right:0}
        th.n{text-align:right}
        caption{text-align:left;font-weight:600;padding:.3em 0}
        .figures{display:flex;flex-wrap:wrap;gap:1.2rem;align-items:flex-start}
        figure{margin:.6em 0;width:min-content;min-width:13rem;max-width:100%}
        figure svg{height:auto;display:block}
        figcaption{font-size:.8rem;line-height:1.4;color:var(--faint);padding-top:.3em}
        .up{fill:rgb(var(--heat))}.down{fill:var(--link)}
        .cell{fill:var(--line);fill-opacity:.55}.sure{fill:none;stroke:var(--ink);stroke-width:2}
        .likely{fill:none;stroke:var(--ink);stroke-width:1.2;stroke-dasharray:2 1.5}
        .tick{fill:var(--faint);font:10px system-ui,sans-serif}
        .frame{fill:none;stroke:var(--line)}.dot{fill:var(--link);fill-opacity:.55}
        .marked{fill:rgb(var(--heat));stroke:var(--ink)}
        """
}
