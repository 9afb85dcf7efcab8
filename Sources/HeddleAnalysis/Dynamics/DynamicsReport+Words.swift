extension DynamicsMeasure {
    /// Whether other grams give another figure.
    public var dependsOnGrams: Bool { self != .accuracy && self != .length }
}

extension DynamicsReport {
    // MARK: - Numbers

    /// A figure with its unit: `59.8 %`, `312 words`, `6.21 bits`.
    public func text(_ value: Double, _ measure: DynamicsMeasure) -> String {
        let unit = unit(of: measure)
        return switch unit {
        case .share: "\(number(value, measure)) %"
        case .ratio: number(value, measure)
        default: "\(number(value, measure)) \(unit.rawValue)"
        }
    }

    /// A figure without its unit; shares are percentages.
    public func number(_ value: Double, _ measure: DynamicsMeasure, signed: Bool = false) -> String
    {
        let unit = unit(of: measure)
        let shown = unit == .share ? 100 * value : value
        let decimals =
            switch unit {
            case .share: 1
            case .tokens, .words: abs(shown) < 1000 ? 1 : 0
            case .nats, .bits, .ratio: 3
            }
        let text = NumberText.fixed(shown, decimals: decimals)
        return signed && shown > 0 && !text.hasPrefix("-") ? "+" + text : text
    }

    /// `+84.1 to +112.0`.
    public func text(
        band: ClosedRange<Double>, _ measure: DynamicsMeasure, signed: Bool = false
    ) -> String {
        number(band.lowerBound, measure, signed: signed) + " to "
            + number(band.upperBound, measure, signed: signed)
    }

    /// The unit of a difference: shares differ by points.
    private func differenceUnit(_ measure: DynamicsMeasure) -> String {
        switch unit(of: measure) {
        case .share: " points"
        case .ratio: ""
        default: " " + unit(of: measure).rawValue
        }
    }

    // MARK: - Sentences

    /// What changed between the first and the last corpus and by how much, what did not change
    /// measurably, what could not be measured, and on what footing: a sentence each.
    public var summary: [String] {
        var lines: [String] = []
        if let first = corpora.first, let last = corpora.last, corpora.count > 1 {
            lines += changed(from: first, to: last)
            lines += unchanged(last)
            lines.append(pairingSentence)
        }
        lines += unmeasured
        lines += footing
        return lines
    }

    private func changed(from first: CorpusDynamics, to last: CorpusDynamics) -> [String] {
        let found = measures.filter { last.changes[$0]?.isSignificant == true }
        let head = "From \(first.name) to \(last.name)"
        guard !found.isEmpty else { return ["\(head) no figure changed measurably."] }
        let sentences = found.compactMap { measure -> String? in
            guard let before = first.figures[measure], let after = last.figures[measure],
                let change = last.changes[measure], let band = change.band
            else { return nil }
            let verb = change.difference > 0 ? "rose" : "fell"
            let size = number(abs(change.difference), measure) + differenceUnit(measure)
            return "\(sentenceCase(measure.title)) \(verb) by \(size), from "
                + "\(number(before.value, measure)) to \(text(after.value, measure)) "
                + "(\(text(band: band, measure, signed: true)))\(robustness(measure, change))."
        }
        return ["\(head), with 95 % bands of the differences:"] + sentences
    }

    private func sentenceCase(_ text: String) -> String {
        text.prefix(1).uppercased() + text.dropFirst()
    }

    private func robustness(_ measure: DynamicsMeasure, _ change: DynamicsChange) -> String {
        guard measure.dependsOnGrams, change.repeats > 0 else { return "" }
        let share = NumberText.percent(options.dropShare)
        return "; with \(share) of the grams left out it does so in \(change.repeatsAgreeing) of "
            + "\(change.repeats) repeats"
    }

    private func unchanged(_ last: CorpusDynamics) -> [String] {
        let items = measures.compactMap { measure -> String? in
            guard let change = last.changes[measure], change.isSignificant != true else {
                return nil
            }
            let size =
                number(change.difference, measure, signed: true) + differenceUnit(measure)
            guard let band = change.band else { return "\(measure.title) (\(size), no band)" }
            return "\(measure.title) (\(size), \(text(band: band, measure, signed: true)))"
        }
        return items.isEmpty ? [] : ["Not significant: " + items.joined(separator: "; ") + "."]
    }

    private var pairingSentence: String {
        let compared = measures.count { corpora.last?.changes[$0]?.band != nil }
        let chance =
            " \(compared) figures are compared: of 20 that do not change, about one has a "
            + "band that leaves out zero by chance."
        guard pairing != .none else {
            return "No problem is in all corpora: the differences are not paired." + chance
        }
        let how = pairing == .question ? "their questions" : "their ids"
        let all =
            sharedProblems == problems
            ? "All \(problems) problems are" : "\(sharedProblems) of \(problems) problems are"
        return "\(all) in \(corpora.count == 2 ? "both" : "all") corpora, told by \(how): there "
            + "the differences are paired." + chance
    }

    private var unmeasured: [String] {
        let missing = measures.filter { measure in
            corpora.contains { $0.figures[measure] == nil }
        }
        let tokens = missing.filter(\.needsTokenScores)
        var lines: [String] = []
        if tokens.count == measures.count(where: \.needsTokenScores) {
            lines.append(
                "Entropy and perplexity of tokens are not measured: some corpus records no entropies "
                    + "or log-probabilities.")
        } else if !tokens.isEmpty {
            lines.append(
                "Not measured: " + tokens.map(\.title).joined(separator: ", ")
                    + ", since some corpus records no entropies or log-probabilities of tokens.")
        }
        let others = missing.filter { !$0.needsTokenScores }
        if !others.isEmpty {
            lines.append(
                "Not measured: " + others.map(\.title).joined(separator: ", ")
                    + ", since some corpus has nothing to count.")
        }
        return lines
    }

    private var footing: [String] {
        var lines: [String] = []
        if corpora.count > 1, equalGrams > 0 {
            let next = equalNext.map { "\($0)" }.joined(separator: ", ")
            lines.append(
                "Entropies of grams and of the words behind them grow with the number counted: they "
                    + "are those expected of \(equalGrams) grams"
                    + (next.isEmpty ? "" : ", and of \(next) grams with words behind them")
                    + ", as many as the smallest corpus has.")
        }
        if corpora.contains(where: { !$0.nextIsWhole }) {
            lines.append(
                "The words behind grams are from a part of the problems, about "
                    + "\(options.nextLimit) grams of each corpus.")
        }
        for corpus in corpora {
            let caveats = Set(corpus.figures.values.compactMap(\.caveat)).sorted()
            if let longest = caveats.max(by: { $0.count < $1.count }) {
                lines.append("Numbers of tokens in \(corpus.name): \(longest).")
            }
        }
        return lines
    }
}
