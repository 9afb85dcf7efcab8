/// The report of an evaluation as an aligned table for people.
public struct EvaluationTable: Hashable, Sendable {
    public let lines: [String]

    public init(_ evaluation: LexiconEvaluation) {
        var lines = Self.head(evaluation) + [""]
        lines += Self.columns(evaluation)
        if evaluation.main.gold.traces > 0 { lines += [""] + Self.intents(evaluation) }
        self.lines = lines
    }

    private static func head(_ evaluation: LexiconEvaluation) -> [String] {
        let lexicon = evaluation.labeller.lexicon
        let traces = evaluation.main.traces
        let score = evaluation.main.shares.score
        var lines = [
            "\(lexicon.name): \(lexicon.grams.count) grams, \(traces) traces, "
                + "\(evaluation.main.tokens) tokens, \(score.sentences) sentences, "
                + "\(rate(score.base)) of them planning"
        ]
        if !evaluation.sentenceDefinition.isEmpty {
            lines.append("planning sentence: " + evaluation.sentenceDefinition)
        }
        lines.append("± is a standard error over traces, beside random n-grams the spread of draws")
        return lines
    }

    private static func columns(_ evaluation: LexiconEvaluation) -> [String] {
        var names = ["", "lexicon", "random n-grams", "high entropy"]
        let random = Figures.summary(of: evaluation.random.map(\.figures))
        var columns: [[Figure: String]] = [
            cells(evaluation.main.figures, spreads(evaluation)),
            cells(random.mean, { random.deviation[$0] }),
            cells(evaluation.entropy?.figures ?? Figures(), { _ in nil }),
        ]
        if let published = evaluation.published {
            names.append("published list")
            columns.append(cells(published.figures, { _ in nil }))
        }
        var rows = [names]
        for figure in Figure.allCases where columns.contains(where: { $0[figure] != nil }) {
            rows.append([label(of: figure)] + columns.map { $0[figure] ?? "–" })
        }
        var lines = aligned(rows)
        let scorer = evaluation.settings.scorer.name
        if scorer != SentenceScorer.share.name {
            let error = evaluation.scored.spreads(evaluation.bootstrap).last??.standardError
            lines.append(
                "sentence AUROC of the \(scorer): "
                    + cell(evaluation.scored.score.auroc, error))
        }
        if let reason = evaluation.entropies.reason { lines.append("high entropy: \(reason)") }
        return lines
    }

    private static func spreads(_ evaluation: LexiconEvaluation) -> (Figure) -> Double? {
        let gold = evaluation.main.gold.spreads(evaluation.bootstrap)
        let sentence = evaluation.main.shares.spreads(evaluation.bootstrap)
        let spreads: [Figure: BootstrapSpread?] = [
            .tokenPrecision: gold.token.precision, .tokenRecall: gold.token.recall,
            .tokenF1: gold.token.f1, .spanPrecision: gold.span.precision,
            .spanRecall: gold.span.recall, .spanF1: gold.span.f1,
            .sentencePrecision: sentence[1], .sentenceLift: sentence[2],
            .sentenceRecall: sentence[3], .sentenceAUROC: sentence[4],
        ]
        return { (spreads[$0] ?? nil)?.standardError }
    }

    private static func cells(
        _ figures: Figures, _ error: (Figure) -> Double?
    ) -> [Figure: String] {
        var cells: [Figure: String] = [:]
        for figure in Figure.allCases {
            if let value = figures[figure] { cells[figure] = cell(value, error(figure)) }
        }
        return cells
    }

    private static func label(of figure: Figure) -> String {
        switch figure {
        case .coverage: "tokens marked"
        case .sentencePrecision: "sentence precision of \"has a span\""
        case .sentenceAUROC: "sentence AUROC of the share"
        case .tokenF1: "token F1"
        case .spanF1: "span F1"
        default: [figure.section, figure.name].compactMap(\.self).joined(separator: " ")
        }
    }

    private static func intents(_ evaluation: LexiconEvaluation) -> [String] {
        let intents = evaluation.main.gold.intents
        guard intents.hasGoldIntents else { return ["no gold span names its intent"] }
        let marks = IntentConfusion.Mark.all
        let found = marks.filter { mark in
            marks.contains { intents.count(gold: $0, found: mark) > 0 }
        }
        var rows = [
            ["characters by intent", "precision", "recall", "F1"] + found.map { "→ \($0.name)" }
        ]
        for gold in marks where found.contains(where: { intents.count(gold: gold, found: $0) > 0 })
        {
            var rates = ["", "", ""]
            if case .planning(let intent?) = gold {
                let score = intents.score(intent)
                rates = [score.precision, score.recall, score.f1].map(rate)
            }
            rows.append(
                [gold.name] + rates + found.map { "\(intents.count(gold: gold, found: $0))" })
        }
        return aligned(rows)
    }

    private static func rate(_ value: Double?) -> String {
        value.map { NumberText.fixed($0, decimals: 3) } ?? "–"
    }

    private static func cell(_ value: Double?, _ error: Double?) -> String {
        rate(value) + (error.map { " ±" + NumberText.fixed($0, decimals: 3) } ?? "")
    }

    /// The first column to the left, the others to the right.
    static func aligned(_ rows: [[String]]) -> [String] {
        let columns = rows.map(\.count).max() ?? 0
        let widths = (0..<columns).map { column in
            rows.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0
        }
        return rows.map { row in
            let cells = row.enumerated().map { column, text in
                let padding = String(repeating: " ", count: widths[column] - text.count)
                return column == 0 ? text + padding : padding + text
            }
            return cells.joined(separator: "  ")
        }
    }
}
