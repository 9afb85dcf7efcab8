import Canvas
import HeddleAnalysis

/// More of the selected head: its score pair by pair, and where it looks in a prompt.
struct MediationPages {
    let state: State
    let look: Look
    let result: MediationResult

    private var head: HeadID { state.place.selectedHead }
    private var kind: SymbolicHeadKind { state.symbolic.kind }

    // MARK: - Pairs

    /// The pair that is chosen in full, then a row a pair.
    func pairs(width: Int) -> [StyledLine] {
        guard let scores = result.kinds[kind] else { return [dim("Not measured")] }
        guard let own = scores.pairScores[head] else {
            let kept = scores.pairScores.keys.sorted().map(\.description)
            return wrapped(
                kept.isEmpty
                    ? "Scores pair by pair were not kept"
                    : "Scores pair by pair are kept of the largest heads: "
                        + kept.joined(separator: " "), width)
        }
        let places = pairPlaces(scores, count: own.count)
        let reach = own.reduce(0) { max($0, abs($1)) }
        let shown = state.shownPair
        var lines = [dim("\(kind.label), logits a pair")]
        for (index, score) in own.enumerated() {
            let pair = places[index].flatMap {
                result.pairs.indices.contains($0) ? result.pairs[$0] : nil
            }
            var line = StyledLine(pair != nil && pair == shown ? "▶" : " ", look[.keyHint])
            line.add("\(index + 1) ", look[.textDim], width: 4, alignRight: true)
            line.add(
                MediationFigures.signed(score), look[score < 0 ? .less : .more], width: 8,
                alignRight: true)
            let share = reach > 0 ? abs(score) / reach : 0
            line.add(" " + Meter.bar(share, width: 6), look[score < 0 ? .less : .bar], width: 8)
            if let pair {
                line.add("\(MediationFigures.visible(pair.rule)) ", look[.textDim])
                line.add(
                    TextFit.cut(Self.oneLine(pair.base.prompt), to: max(0, width - line.columns)),
                    look[.text])
            }
            lines.append(line)
        }
        return lines
    }

    private func pairPlaces(_ scores: HeadKindResult, count: Int) -> [Int?] {
        (0..<count).map { scores.pairPlaces.indices.contains($0) ? scores.pairPlaces[$0] : nil }
    }

    private static func oneLine(_ prompt: String) -> String {
        MediationFigures.visible(prompt.replacing("\n", with: " ⏎ "))
    }

    // MARK: - Attention

    /// The prompt coloured by where the head looks, then the tokens that it looks at most.
    func attention(width: Int, height: Int) -> [StyledLine] {
        guard let pair = state.shownPair else { return [dim("The pairs were not kept")] }
        let count = state.pairsOfKind.count
        let place = "pair \(min(state.symbolic.pair, count - 1) + 1) of \(count)"
        let key = state.keyMap.label(of: "next-pair") ?? ":next-pair"
        var lines = [
            dim("base prompt of \(place), \(MediationFigures.visible(pair.rule)) · \(key) next")
        ]
        guard let wanted = state.wantedAttention else {
            return lines + wrapped("The model that was measured is not loaded", width)
        }
        guard let attention = state.symbolic.attention, attention.request == wanted else {
            return lines + [dim("computing…")]
        }
        let query = attention.query(of: kind)
        guard attention.weights.indices.contains(query) else {
            return lines + [dim("The prompt has no tokens")]
        }
        let weights = attention.weights[query]
        lines += prompt(attention, weights, query: query, width: width)
        lines.append(StyledLine())
        lines.append(
            dim("from \(Self.quoted(attention.tokens[query])) \(query), the \(placeOfQuery)"))
        let ranked = weights.indices.sorted { (weights[$1], $0) < (weights[$0], $1) }
        for key in ranked.prefix(max(3, height - lines.count)) where weights[key] >= 0.005 {
            lines.append(bar(attention.tokens[key], key, weights[key], width: width))
        }
        return lines
    }

    private var placeOfQuery: String {
        kind.isPatchedAtThirdItems ? "last third item" : "last position"
    }

    private func bar(_ token: String, _ key: Int, _ weight: Float, width: Int) -> StyledLine {
        var line = StyledLine()
        line.add("\(key) ", look[.textDim], width: 5, alignRight: true)
        line.add(Self.quoted(token), look[.text], width: 18)
        let room = max(0, min(40, width - 30))
        line.add(Meter.bar(Double(weight), width: room), look[.bar], width: room)
        line.add(Digits.fraction(Double(weight)), look[.text], width: 6, alignRight: true)
        return line
    }

    /// Tokens on a background of their weight; line breaks are shown and end a line.
    private func prompt(
        _ attention: PromptAttention, _ weights: [Float], query: Int, width: Int
    ) -> [StyledLine] {
        var lines: [StyledLine] = []
        var line = StyledLine()
        let reach = max(weights.max() ?? 1, 1e-6)
        for (index, token) in attention.tokens.enumerated() {
            let isQuery = index == query
            let heat = index < weights.count ? weights[index] / reach : 0
            let style =
                isQuery
                ? look[.cursor] : index > query ? look[.textDim] : look.heatBackground(heat)
            var text = Self.shown(token)
            if look.colorless, index <= query, heat >= 0.25 {
                text += "(\(Digits.fraction(Double(weights[index]))))"
            }
            if line.columns + TextWidth.columns(of: text) > width {
                lines.append(line)
                line = StyledLine()
            }
            line.add(text, style)
            if token.contains("\n") {
                lines.append(line)
                line = StyledLine()
            }
        }
        if !line.isEmpty { lines.append(line) }
        return lines
    }

    private static func shown(_ token: String) -> String {
        TokenText.visible(Array(token.utf8)[...])
    }

    private static func quoted(_ token: String) -> String {
        TokenText.quoted(Array(token.utf8)[...], limit: 16)
    }

    private func dim(_ text: String) -> StyledLine { StyledLine(text, look[.textDim]) }

    private func wrapped(_ text: String, _ width: Int) -> [StyledLine] {
        TextFit.wrap(text, columns: width).map(dim)
    }
}
