import Canvas
import HeddleAnalysis

/// The numbers of the selected head and of the run that they come from, as lines.
struct MediationFigures {
    let state: State
    let look: Look
    let result: MediationResult

    private var head: HeadID { state.place.selectedHead }
    private var kind: SymbolicHeadKind { state.symbolic.kind }

    // MARK: - The head

    /// A row a kind, then controls, rules and thresholds of the grid's kind.
    func figures(width: Int) -> [StyledLine] {
        let isNarrow = width < 58
        func fact(_ name: String, _ short: String, _ text: String) -> StyledLine {
            self.fact(name, short, text, isNarrow: isNarrow)
        }
        var lines = [header]
        lines += SymbolicHeadKind.allCases.compactMap(row)
        guard let scores = result.kinds[kind], let own = scores.score(of: head) else {
            return lines
        }
        lines.append(StyledLine())
        lines.append(StyledLine(kind.label, look[.title]))
        lines.append(
            fact(
                "by rule", "by rule",
                scores.scoresByRule.sorted { $0.key < $1.key }.compactMap { rule, means in
                    Self.value(means, head).map {
                        "\(Self.visible(rule)) \(Self.signed($0))"
                    }
                }.joined(separator: "   ")))
        for control in MediationControl.allCases {
            lines.append(fact(control.label, control.shortLabel, text(scores.controls[control])))
        }
        lines.append(
            fact(
                "test of the mean", "mean test",
                verdict(own > scores.threshold, above: Digits.short(scores.threshold))
                    + p(scores.pValues)))
        lines.append(
            fact(
                "studentised test", "studentised",
                verdict(
                    scores.significantStudentized.contains(head),
                    above: Digits.short(scores.studentizedThreshold))
                    + p(scores.studentizedPValues)))
        lines.append(
            fact(
                "clean gap", "clean gap", "\(Self.signed(scores.cleanGap)) logits, unpatched"))
        return lines
    }

    private static let labelWidth = 20
    private static let scoreWidth = 20

    private var header: StyledLine {
        var line = StyledLine("  logits", look[.textDim])
        line.tab(to: Self.labelWidth + 2)
        line.add("score \(look.plusMinus) error", look[.textDim], width: Self.scoreWidth)
        line.add("score / error", look[.textDim])
        return line
    }

    private func row(_ kind: SymbolicHeadKind) -> StyledLine? {
        guard let scores = result.kinds[kind] else { return nil }
        let mark = SignificanceMark.of(head, scores)
        var line = StyledLine(mark.map { "\($0) " } ?? "  ", look[.keyHint])
        let isOwn = kind == self.kind
        line.add(kind.label, look[isOwn ? .text : .textDim], width: Self.labelWidth)
        guard let score = scores.score(of: head) else {
            line.add("the model measured has no such head", look[.textDim])
            return line
        }
        let error = Self.value(scores.standardErrors, head).flatMap(\.self)
        let text =
            Self.signed(score) + (error.map { " \(look.plusMinus)\(Digits.short($0))" } ?? "")
        line.add(text, look[score < 0 ? .less : .more], width: Self.scoreWidth)
        if let error, error > 0 {
            line.add(Digits.short(score / error), look[isOwn ? .text : .textDim])
        }
        return line
    }

    private func fact(
        _ name: String, _ short: String, _ text: String, isNarrow: Bool
    ) -> StyledLine {
        var line = StyledLine("  ")
        line.add(
            isNarrow ? short : name, look[.textDim],
            width: isNarrow ? 13 : MediationControl.labelWidth + 1)
        line.add(text.isEmpty ? "–" : text, look[.text])
        return line
    }

    /// A control's score, and what chance makes of the largest.
    private func text(_ control: ControlScores?) -> String {
        guard let control, let score = Self.value(control.scores, head) else {
            return "not measured"
        }
        let isAbove = control.significant.contains(head)
        return "\(Self.signed(score)), " + (isAbove ? "above chance " : "chance ")
            + "\(Digits.short(control.threshold)), \(Words.count(control.pairs, "pair"))"
    }

    private func verdict(_ isAbove: Bool, above threshold: String) -> String {
        (isAbove ? "above " : "not above ") + threshold
    }

    private func p(_ values: [[Double]]) -> String {
        Self.value(values, head).map { ", p \(Digits.short($0))" } ?? ""
    }

    private static func value<Value>(_ rows: [[Value]], _ head: HeadID) -> Value? {
        guard rows.indices.contains(head.layer), rows[head.layer].indices.contains(head.head)
        else { return nil }
        return rows[head.layer][head.head]
    }

    static func signed(_ value: Double) -> String { Digits.signed(Float(value)) }

    // MARK: - The run

    /// `Run of bobbin`, and whether the numbers are of another model than the loaded one.
    var runTitle: String {
        let name = Self.visible(result.model.name)
        if state.symbolic.partial != nil {
            return state.jobs[.mediation] == nil ? "Run of \(name) · stopped" : "Run of \(name) …"
        }
        return "Run of \(name)"
    }

    func run(width: Int) -> [StyledLine] {
        var lines: [StyledLine] = []
        if let warning = foreign {
            lines += TextFit.wrap(warning, columns: width).map {
                StyledLine($0, look[.statusWarning])
            }
        }
        lines += TextFit.wrap(settings, columns: width).map { StyledLine($0, look[.text]) }
        for accuracy in result.accuracy {
            lines.append(short("\(Self.visible(accuracy.rule)) solved", text(accuracy)))
        }
        for acceptance in result.acceptance {
            let kept =
                "\(acceptance.kept) of \(acceptance.tried) \(acceptance.kind.rawValue) pairs"
                + (acceptance.tried > 0
                    ? ", "
                        + NumberText.percent(Double(acceptance.kept) / Double(acceptance.tried))
                    : "")
            lines.append(short("\(Self.visible(acceptance.rule)) kept", kept))
        }
        let findings = result.findings.filter { !result.notes.contains($0) }
        for note in result.notes + findings {
            lines += TextFit.wrap(Self.visible(note), columns: width).map {
                StyledLine($0, look[.textDim])
            }
        }
        return lines
    }

    private func short(_ name: String, _ text: String) -> StyledLine {
        var line = StyledLine()
        line.add(name, look[.textDim], width: 12)
        line.add(text, look[.text])
        return line
    }

    private func text(_ accuracy: RuleAccuracy) -> String {
        guard let share = accuracy.share else { return "no prompts" }
        var text =
            "\(accuracy.correct) of \(Words.count(accuracy.prompts, "prompt")), "
            + NumberText.percent(share)
        if let interval = accuracy.interval {
            text +=
                " (95 %: \(NumberText.percent(interval.lowerBound))–"
                + "\(NumberText.percent(interval.upperBound)))"
        }
        return text
    }

    private var settings: String {
        let own = result.settings
        let shots = own.shots.map { ", " + Words.count($0, "example") } ?? ""
        return
            "\(Self.visible(own.task))\(shots), \(Words.count(own.pairsPerRule, "pair")) a rule, "
            + "seed \(own.seed), \(own.flips) sign flips, family-wise "
            + NumberText.percent(own.familyWiseError)
            + (own.beginsText ? ", a beginning token in front" : "")
            + (own.filtersPairs ? "" : ", pairs not filtered")
    }

    /// Why no head has a badge by this result.
    private var foreign: String? {
        guard state.mediationIsForeign else { return nil }
        let name = Self.visible(result.model.name)
        guard let info = state.model.info else {
            return "Measured of \(name); no model is loaded."
        }
        guard state.symbolic.weights?.path == info.path else {
            return "Measured of \(name); the loaded model's weights are being compared."
        }
        return "Measured of \(name), and \(info.name) is loaded: its heads get no badges."
    }

    static func visible(_ text: String) -> String {
        String(text.map { $0 == "\n" ? " " : TextWidth.visible($0) })
    }
}

extension MediationControl {
    fileprivate var shortLabel: String {
        switch self {
        case .sameRule: "same rule"
        case .sameItems: "same items"
        }
    }

    /// Columns of the longest label.
    fileprivate static let labelWidth = allCases.map(\.label.count).max() ?? 0
}
