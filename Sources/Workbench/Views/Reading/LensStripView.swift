import Canvas
import HeddleAnalysis

/// What each layer would predict at the cursor, one row a layer, the last one at the bottom.
struct LensStripView {
    let state: State
    let look: Look

    /// The strip where the token pane shows it: a heading and as many of the deepest layers as there
    /// is room for; nil while it is off.
    func lines(width: Int, height: Int) -> [StyledLine]? {
        guard state.lens != .off else { return nil }
        guard height > 1 else { return [] }
        guard let strip = state.numbers.lens,
            strip.position.target == state.place.cursor
        else {
            let text =
                state.place.cursor == 0
                ? "The first token has no prediction"
                : state.missingModel ?? "reading the layers…"
            return [StyledLine(text, look[.textDim])]
        }
        let shown = strip.readings.suffix(height - 1)
        return [heading(strip, hidden: strip.readings.count - shown.count, width: width)]
            + shown.map { row($0, strip, width: width) }
    }

    private func heading(_ strip: LensStrip, hidden: Int, width: Int) -> StyledLine {
        let decided = strip.decided?.layer.map { "layer \($0) decides" } ?? "embedding decides"
        var line = StyledLine(decided, look[.text])
        let end = "final · rank"
        if hidden > 0 { line.add(" · \(hidden) above", look[.textDim]) }
        if line.columns + end.count < width {
            line.add(end, look[.textDim], width: width - line.columns, alignRight: true)
        }
        return line
    }

    /// `3  ' So'  .61   .61 · 1`: the layer, its top token with its probability, and those of the
    /// final token; rows from the decided layer on stand out.
    private func row(_ reading: LensReading, _ strip: LensStrip, width: Int) -> StyledLine {
        let isFinal = reading.top.first?.id == reading.final.id
        let style = isFinal ? look[.text] : look[.textDim]
        var line = StyledLine()
        line.add(label(reading.step), look[.textDim], width: Self.labelWidth)
        let numbers = Self.finalWidth + Self.shareWidth
        let room = max(4, width - Self.labelWidth - numbers)
        if let top = reading.top.first {
            line.add(state.quoted(id: top.id, limit: room - 3), style, width: room)
            line.add(
                share(top.logprob), style, width: Self.shareWidth, alignRight: true)
        }
        line.add(
            "\(share(reading.final.logprob)) · \(rank(reading.final.rank))", style,
            width: Self.finalWidth, alignRight: true)
        return line.cut(to: width)
    }

    private static let labelWidth = 5
    private static let shareWidth = 5
    private static let finalWidth = 11

    /// `a` marks what stands after a layer's attention.
    private func label(_ step: LensStep) -> String {
        switch step {
        case .embedding: "emb"
        case .afterAttention(let layer): "\(layer) a"
        case .afterLayer(let layer): "\(layer)"
        }
    }

    /// At most three digits: `17k` for 17214.
    private func rank(_ rank: Int) -> String {
        rank < 1000 ? "\(rank)" : "\(rank / 1000)k"
    }

    private func share(_ logprob: Float) -> String {
        let value = Digits.value(logprob: logprob)
        return value < 0.005 ? "<.01" : NumberText.fixed(value, decimals: 2).dropZero
    }
}

extension String {
    /// `.61` for `0.61`.
    fileprivate var dropZero: String { hasPrefix("0.") ? String(dropFirst()) : self }
}
