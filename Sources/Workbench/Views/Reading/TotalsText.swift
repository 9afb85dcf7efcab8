import Canvas
import HeddleAnalysis

/// What the mask does to groups of tokens: mean change of the negative log-likelihood a token.
enum TotalsText {
    /// Columns of the long form.
    static let longWidth = 52

    /// `planning ΔNLL +0.61 ±0.08   execution +0.12 ±0.03`.
    static func line(_ state: State, _ look: Look, isLong: Bool) -> StyledLine {
        guard !state.mask.isEmpty else { return legend(look, isLong: isLong) }
        guard let summary = state.numbers.summary else {
            let text = state.model.info == nil ? "no model, no effect" : "computing the effect…"
            return StyledLine(text, look[.textDim])
        }
        var line = StyledLine(isLong ? "planning ΔNLL " : "plan ΔNLL ", look[.text])
        line.add(total(summary.planning, look, withError: isLong))
        line.add(isLong ? "   execution " : " exec ", look[.text])
        line.add(total(summary.execution, look, withError: isLong))
        return faded(line, state, look)
    }

    /// `decisions +0.9 ±0.2`: the first tokens of the planning moves.
    static func decisions(_ state: State, _ look: Look) -> StyledLine? {
        guard !state.mask.isEmpty, let decisions = state.numbers.summary?.decisions else {
            return nil
        }
        var line = StyledLine("decisions ", look[.text])
        line.add(total(decisions, look, withError: true))
        return faded(line, state, look)
    }

    private static func total(
        _ totals: EffectTotals?, _ look: Look, withError: Bool
    ) -> StyledLine {
        guard let totals else { return StyledLine("–", look[.textDim]) }
        let role: Role = totals.deltaNLL > 0 ? .less : .more
        let text = NumberText.meanAndError(
            totals.deltaNLL, withError ? totals.standardError : nil)
        let parts = text.split(separator: "±", maxSplits: 1)
        var line = StyledLine(String(parts[0]), look[role])
        if parts.count > 1 { line.add(look.plusMinus + parts[1], look[.textDim]) }
        return line
    }

    private static func faded(_ line: StyledLine, _ state: State, _ look: Look) -> StyledLine {
        let isOld = state.effectsAreOld || !state.numbers.effectsComplete
        return isOld ? line.restyled(look.dim) : line
    }

    /// The intents' letters, while no total has their place.
    private static func legend(_ look: Look, isLong: Bool) -> StyledLine {
        var line = StyledLine()
        for intent in Intent.allCases {
            if !line.isEmpty { line.add(" ") }
            line.add(String(intent.letter), look.intentMark(intent))
            if isLong { line.add(" " + intent.rawValue, look[.textDim]) }
        }
        return line
    }
}
