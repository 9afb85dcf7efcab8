/// A table of numbers, a row a trace, as comma-separated values (RFC 4180: fields in quotes where
/// they need them, line ends CR LF).
struct TraceTable: TraceReportWriter {
    private static let columns =
        ["id", "file", "line", "format", "task", "model", "correct", "answer", "tokens", "words"]
        + ["planning_share"] + Intent.allCases.map { "moves_\($0.letter)" }
        + [
            "mean_entropy_nats", "entropy_is_lower_bound", "mean_logprob", "perplexity",
            "first_divergence", "steps", "tags", "prompt",
        ]

    func begin() -> ReportText { ReportText(head: Self.line(Self.columns)) }

    func add(_ exported: ExportedTrace) -> ReportText {
        let trace = DescribedTrace(exported)
        let source = trace.trace
        let scores = trace.scores
        var cells = [
            Self.inert(source.id), Self.inert(trace.place?.file ?? ""),
            trace.place.map { "\($0.line)" } ?? "", trace.format?.rawValue ?? "",
            Self.inert(source.task ?? ""), Self.inert(source.model?.name ?? ""),
            source.correct.map { "\($0)" } ?? "", Self.inert(source.answer ?? ""),
            source.responseTokens.map { "\($0)" } ?? "", "\(trace.words)",
            NumberText.fixed(trace.planningShare, decimals: 4),
        ]
        cells += trace.movesByIntent.values.map { "\($0)" }
        cells += [
            Self.number(scores.meanEntropy),
            scores.meanEntropy == nil ? "" : "\(scores.entropyIsLowerBound)",
            Self.number(scores.meanLogprob), Self.number(scores.perplexity),
            exported.firstDivergence.map { "\($0)" } ?? "", "\(source.steps.count)",
            Self.inert(source.tags.joined(separator: "; ")),
            Self.inert(InertText.line(source.prompt, limit: TraceFacts.promptLimit)),
        ]
        return ReportText(head: Self.line(cells))
    }

    private static func number(_ value: Double?) -> String {
        value.map { abs($0) < 1e9 ? NumberText.fixed($0, decimals: 6) : "\($0)" } ?? ""
    }

    static func line(_ cells: [String]) -> String {
        cells.map(quoted).joined(separator: ",") + "\r\n"
    }

    private static func quoted(_ cell: String) -> String {
        let needsQuotes = cell.utf8.contains { byte in
            [UInt8(ascii: ","), UInt8(ascii: "\""), 0x0A, 0x0D].contains(byte)
        }
        guard needsQuotes else { return cell }
        return "\""
            + cell.split(separator: "\"", omittingEmptySubsequences: false)
            .joined(separator: "\"\"") + "\""
    }

    /// A spreadsheet takes what begins with one of these signs for a formula and runs it: an
    /// apostrophe before it makes it text. A plain number is left as it is.
    static func inert(_ text: String) -> String {
        let visible = String(
            String.UnicodeScalarView(text.unicodeScalars.map { InertText.scalar($0) }))
        let first = visible.unicodeScalars.first { $0 != " " && $0 != "\t" && $0 != "\n" }
        let signs: [Unicode.Scalar] = [
            "=", "+", "-", "@", "\u{FF1D}", "\u{FF0B}", "\u{FF0D}", "\u{FF20}",
        ]
        guard let first, signs.contains(first), Double(visible) == nil else { return visible }
        return "'" + visible
    }
}

extension DescribedTrace {
    /// Words of the response.
    var words: Int {
        trace.tokens == nil
            ? tokens.response.count
            : TokenTable.words(of: text, contextLength: trace.contextLength).response.count
    }
}
