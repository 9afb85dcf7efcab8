extension ResampleReport {
    /// What the figures leave open, as sentences.
    public var notes: [String] {
        var notes: [String] = []
        if !isFinished { notes.append(stoppedNote) }
        if isFinished, accuracy(.without).count < wanted { notes.append(fewNote) }
        for arm in ResampleArm.allCases {
            let cut = outcomes(arm).count { !$0.ended }
            if cut > 0 {
                notes.append(
                    "\(cut) of \(accuracy(arm).count) continuations \(arm.words) were cut off at "
                        + "the most tokens, \(settings.maxTokens) behind the sentence; without an "
                        + "answer they count as wrong")
            }
        }
        notes.append(settings.similarity.words)
        return notes
    }

    private var stoppedNote: String {
        "partial: stopped with \(accuracy(.kept).count) of \(wanted) continuations that keep the "
            + "sentence and \(accuracy(.without).count) of \(wanted) without it; long ones end last "
            + "and are missing, so the figures may change"
    }

    private var fewNote: String {
        let found = accuracy(.without).count
        let counts =
            "partial: of \(tried) first sentences tried \(refused) said the same as the original"
        guard found > 0 else {
            return counts + ", so that nothing can be compared: the model says this here whatever "
                + "the noise, and what the sentence is worth stays open"
        }
        return counts + ", which leaves \(found) of \(wanted) continuations without it; the "
            + "interval is as wide as \(found) make it"
    }

    /// What the difference says, as one sentence.
    public var finding: String {
        guard let difference, let interval = differenceInterval else {
            return "what the sentence adds to the chance of success cannot be told"
        }
        let points = Self.points(difference)
        if interval.lowerBound > 0 {
            return "the sentence adds \(points) to the chance of success" + inSpiteOf(failure: true)
        }
        if interval.upperBound < 0 {
            return "the sentence takes \(Self.points(-difference)) from the chance of success"
                + inSpiteOf(failure: false)
        }
        return "the interval holds 0: these continuations do not show that the sentence matters"
    }

    private func inSpiteOf(failure: Bool) -> String {
        guard let traceIsRight, traceIsRight != failure else { return "" }
        return failure ? ", though this attempt failed" : ", though this attempt succeeded"
    }

    /// `21 points`: hundredths of a chance.
    private static func points(_ share: Double) -> String {
        NumberText.twoDigits(share * 100) + " points"
    }

    /// The figures as a table: rows of the two arms and of their difference.
    public var table: (header: [String], rows: [[String]]) {
        let rows = ResampleArm.allCases.map { arm in
            let accuracy = accuracy(arm)
            return [
                arm.label, "\(accuracy.correct) of \(accuracy.count)",
                accuracy.share.map(NumberText.percent) ?? "–",
                accuracy.interval.map {
                    "\(NumberText.percent($0.lowerBound)) to \(NumberText.percent($0.upperBound))"
                } ?? "–",
            ]
        }
        func signed(_ share: Double) -> String {
            NumberText.twoDigits(share * 100, signed: true) + " points"
        }
        let last = [
            "difference", "", difference.map(signed) ?? "–",
            differenceInterval.map { "\(signed($0.lowerBound)) to \(signed($0.upperBound))" }
                ?? "–",
        ]
        return (["", "right", "accuracy", "95 %"], rows + [last])
    }

    /// The most frequent answers of each arm, one line an arm.
    public func answerLines(most: Int = 5) -> [String] {
        ResampleArm.allCases.map { arm in
            let answers = answers(arm)
            var parts = answers.entries.prefix(most).map {
                "\($0.count) × \($0.answer) \($0.correct ? "✓" : "✗")"
            }
            let others = answers.entries.dropFirst(most)
            if !others.isEmpty {
                parts.append(
                    "\(others.reduce(0) { $0 + $1.count }) × \(others.count) other answers")
            }
            if answers.missing > 0 { parts.append("\(answers.missing) × no answer") }
            return "\(arm.label): " + (parts.isEmpty ? "–" : parts.joined(separator: " · "))
        }
    }

    /// How far the answers move, as one sentence.
    public var divergenceLine: String {
        guard let divergence else { return "KL of the answers: – (an arm gave no answer)" }
        return "KL(answers without ‖ kept): \(NumberText.twoDigits(divergence)) nats, "
            + "\(NumberText.twoDigits(AnswerDistribution.smoothing)) added to every count"
    }
}

extension ResampleArm {
    /// As a row of a table is called.
    public var label: String {
        switch self {
        case .kept: "sentence kept"
        case .without: "something else"
        }
    }

    var words: String {
        switch self {
        case .kept: "that keep the sentence"
        case .without: "without the sentence"
        }
    }
}
