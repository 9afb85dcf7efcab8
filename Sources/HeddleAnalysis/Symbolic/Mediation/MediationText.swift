extension MediationResult {
    /// The result as a person reads it in a terminal, a line an entry.
    ///
    /// - Parameter heads: how many heads are listed of a kind at least; all significant ones are.
    public func lines(heads: Int = 8) -> [String] {
        var lines = ["\(model.name) · \(shape.layers) layers × \(shape.heads) heads · \(taskText)"]
        lines += accuracy.map(\.text)
        lines += acceptance.filter { $0.tried > 0 }.map(\.text)
        for kind in SymbolicHeadKind.allCases {
            guard let result = kinds[kind] else { continue }
            lines += [""] + result.lines(kind, heads: heads)
        }
        for reading in otherReadings {
            lines +=
                [""]
                + reading.result.lines(reading.kind, heads: 3, reading: reading.reading.label)
        }
        if !notes.isEmpty { lines += [""] + notes }
        return lines
    }

    private var taskText: String {
        let shots = settings.shots.map { " · \($0) examples" } ?? ""
        let beginning = settings.beginsText ? "with" : "without"
        return "\(settings.task)\(shots) · seed \(settings.seed) · \(beginning) a beginning token"
    }
}

extension RuleAccuracy {
    /// `ABA  right 58 of 60, 97 % (89 to 99 %)`.
    public var text: String {
        guard let share, let interval else { return "\(rule)  no prompts" }
        return "\(rule)  right \(correct) of \(prompts), \(NumberText.percent(share)) "
            + "(\(NumberText.percent(interval.lowerBound)) to "
            + "\(NumberText.percent(interval.upperBound)))"
    }
}

extension PairAcceptance {
    /// `abstract pairs, base ABA: 60 kept of 64 tried`.
    public var text: String {
        "\(kind.rawValue) pairs, base \(rule): \(kept) kept of \(tried) tried"
    }
}

extension HeadKindResult {
    /// `**` by both tests, `*` by the mean alone, `+` by the studentised mean alone.
    public func mark(of head: HeadID) -> String {
        switch (significant.contains(head), significantStudentized.contains(head)) {
        case (true, true): "**"
        case (true, false): "*"
        case (false, true): "+"
        case (false, false): ""
        }
    }

    func lines(_ kind: SymbolicHeadKind, heads limit: Int, reading: String? = nil) -> [String] {
        func number(_ value: Double?) -> String {
            value.map { NumberText.twoDigits($0, signed: true) } ?? "–"
        }
        var lines = [
            "\(kind.label)\(reading.map { ", " + $0 } ?? "") · \(pairs) pairs · clean gap "
                + "\(number(cleanGap)) logits · thresholds \(NumberText.twoDigits(threshold)) "
                + "logits, \(NumberText.twoDigits(studentizedThreshold)) standard errors"
        ]
        let rules = scoresByRule.keys.sorted()
        let controls = MediationControl.allCases.filter { self.controls[$0] != nil }
        var rows = [["head", "score, logits", ""] + rules + controls.map(\.label)]
        let listed = ranked.enumerated().filter { place, entry in
            place < limit || isSignificant(entry.head)
        }
        for (head, score) in listed.map(\.element) {
            var row = ["\(head)"]
            row.append(
                NumberText.meanAndError(score, standardErrors[head.layer][head.head]))
            row.append(mark(of: head))
            row += rules.map { number(scoresByRule[$0]?[head.layer][head.head]) }
            row += controls.map { number(self.controls[$0]?.scores[head.layer][head.head]) }
            rows.append(row)
        }
        let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
        for row in rows {
            var line = ""
            for (cell, width) in zip(row, widths) {
                line += cell + String(repeating: " ", count: width - cell.count + 2)
            }
            while line.last == " " { line.removeLast() }
            lines.append("  " + line)
        }
        return lines
    }
}

extension MediationReading.Reading {
    /// In words, for tables.
    public var label: String {
        switch self {
        case .withBeginning: "with a beginning token"
        case .withoutBeginning: "without a beginning token"
        case .onePositionLater: "positions one later, as the published code may have had them"
        }
    }
}
