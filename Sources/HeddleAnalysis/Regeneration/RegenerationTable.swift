/// A report of regenerated responses as rows of words: what a person reads in a terminal.
public struct RegenerationTable: Hashable, Sendable {
    public var lead: [String]
    public var header: [String]
    /// `[row][column]`
    public var rows: [[String]]
    public var notes: [String]

    public init(_ report: RegenerationReport) {
        header =
            [""] + RegenerationArm.allCases.map(\.label)
            + RegenerationArm.compared.map { "\($0.label) − intact (95 %)" }
        rows = RegenerationMeasure.allCases.filter { measure in
            report.arms.values.contains { ($0.figures[measure]?.value ?? 0) != 0 }
        }.map { measure in
            [measure.label]
                + RegenerationArm.allCases.map { Self.plain(report.arms[$0]?.figures[measure]) }
                + RegenerationArm.compared.map {
                    Self.difference(report.comparisons[$0]?.differences[measure])
                }
        }
        rows += Self.divergences(report)
        lead = Self.lead(report)
        notes = ["* the interval leaves out zero."] + report.notes
    }

    private static func number(_ value: Double, signed: Bool = false) -> String {
        let digits = abs(value) >= 99.5 ? 0 : abs(value) >= 9.95 ? 1 : 2
        let text = NumberText.fixed(value, decimals: digits)
        return signed && value > 0 ? "+" + text : text
    }

    private static func plain(_ figure: RegenerationFigure?) -> String {
        figure.map { number($0.value) } ?? "–"
    }

    private static func difference(_ figure: RegenerationFigure?) -> String {
        guard let figure else { return "–" }
        let mark = figure.isBesideZero == true ? " *" : "  "
        return number(figure.value, signed: true) + interval(figure, signed: true) + mark
    }

    private static func interval(_ figure: RegenerationFigure, signed: Bool) -> String {
        guard let interval = figure.spread?.interval else { return "" }
        return " (\(number(interval.lowerBound, signed: signed)) to "
            + "\(number(interval.upperBound, signed: signed)))"
    }

    private static func divergences(_ report: RegenerationReport) -> [[String]] {
        let blank = Array(repeating: "", count: RegenerationArm.allCases.count)
        func row(
            _ title: String, _ text: (RegenerationComparison) -> String
        ) -> [String] {
            [title] + blank
                + RegenerationArm.compared.map { arm in
                    (report.comparisons[arm].map(text) ?? "–") + "  "
                }
        }
        func ranged(_ figure: RegenerationFigure?) -> String {
            figure.map { number($0.value) + interval($0, signed: false) } ?? "–"
        }
        return [
            row("texts that differ, share") { ranged($0.differing) },
            row("first differing token, mean") { ranged($0.firstDivergence) },
            row("first differing token, quartiles") { comparison in
                comparison.divergenceQuartiles.map {
                    $0.map { number($0) }.joined(separator: " · ")
                } ?? "–"
            },
        ]
    }

    private static func lead(_ report: RegenerationReport) -> [String] {
        let wilson = RegenerationArm.allCases.compactMap { arm -> String? in
            guard let figures = report.arms[arm], let interval = figures.wilson else { return nil }
            return "\(arm.label) \(figures.right) of \(figures.checked) "
                + "(\(NumberText.percent(interval.lowerBound)) to "
                + "\(NumberText.percent(interval.upperBound)))"
        }
        var lead = [
            "\(report.model) without \(HeadSelection.format(report.heads)) "
                + "(\(report.mode.rawValue) ablation): \(report.problems) problems × "
                + "\(report.continuations) continuations, temperature "
                + "\(NumberText.twoDigits(report.temperature)), at most \(report.maxTokens) tokens, "
                + "lexicon \(report.lexicon)"
        ]
        if !wilson.isEmpty {
            lead.append("Right answers: " + wilson.joined(separator: "; ") + " (Wilson, 95 %).")
        }
        return lead
    }
}
