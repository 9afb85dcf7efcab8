import Canvas
import HeddleAnalysis

/// What the selected head does: where it looks from the shown query, and its entropy over the
/// whole trace.
struct HeadDetailView {
    let state: State
    let look: Look

    var title: StyledLine {
        let head = state.place.selectedHead
        var line = StyledLine("Head \(head)", look[.title])
        for badge in state.badges(of: head) { line.add(" · \(badge)", look[.title]) }
        if let name = state.annotations.pinned[head] {
            line.add(" · ", look[.textDim])
            line.add(name, look[.headPinned])
        }
        if state.mask.heads.contains(head) { line.add(" · off", look[.headAblated]) }
        return line
    }

    func lines(width: Int, height: Int) -> [StyledLine] {
        guard state.shape != nil else {
            return TextFit.wrap("No model is loaded: :model PATH", columns: width)
                .map { StyledLine($0, look[.textDim]) }
        }
        let measure = measureLines(width: width, height: height >= 3 ? 2 : 1)
        let room = height - measure.count
        let lines =
            (room >= 4 ? bars(width: width, height: room) : [inline(width: width)]) + measure
            + notes
        return state.summariesAreOld ? lines.map { $0.restyled(look.dim) } : lines
    }

    private var notes: [StyledLine] {
        state.annotations.notes
            .filter { $0.target == .head(state.place.selectedHead) }
            .map { StyledLine("» ", look[.note]).appending(StyledLine($0.text, look[.text])) }
    }

    private var attended: [AttendedKey] {
        guard let query = state.cursorQuery else { return [] }
        return state.summary(of: state.place.selectedHead, atQuery: query)?.top ?? []
    }

    /// `looks at  '56' .41  'With' .12`, as many keys as fit.
    private func inline(width: Int) -> StyledLine {
        var line = StyledLine("looks at", look[.textDim])
        if attended.isEmpty { line.add("  –", look[.textDim]) }
        for key in attended {
            var part = StyledLine("  ")
            part.add(state.quoted(key.key, limit: 10), look[.text])
            part.add(" " + Digits.fraction(Double(key.weight)), look[.textDim])
            if line.columns + part.columns > width { break }
            line.add(part)
        }
        return line
    }

    /// One row a key with its token number and a bar.
    private func bars(width: Int, height: Int) -> [StyledLine] {
        guard !attended.isEmpty else { return [inline(width: width)] }
        let numberWidth = String(state.document?.tokens.count ?? 0).count + 1
        let labelWidth = 13 + numberWidth
        let room = max(0, width - labelWidth - 6)
        let rows = attended.prefix(height - 1).map { key in
            var line = StyledLine()
            line.add(String(key.key), look[.textDim], width: numberWidth - 1, alignRight: true)
            line.add(" ")
            line.add(state.quoted(key.key, limit: 10), look[.text], width: 13)
            line.add(Meter.bar(Double(key.weight), width: room), look[.bar], width: room)
            line.add(
                Digits.fraction(Double(key.weight)), look[.text], width: 6, alignRight: true)
            return line
        }
        return [StyledLine("looks at", look[.textDim])] + rows
    }

    /// `entropy ▂▂▃▅▂▁  mean 1.9 nats` over all queries of the trace, on two lines where the curve
    /// would be short.
    private func measureLines(width: Int, height: Int) -> [StyledLine] {
        if state.place.measure == .receiver { return receivedLines(width: width, height: height) }
        guard let headLine = state.numbers.headLine, headLine.head == state.place.selectedHead,
            let mean = headLine.mean
        else { return [] }
        let label = StyledLine(headLine.measure.label + " ", look[.textDim])
        let unit = headLine.measure == .entropy ? " nats" : ""
        let tail = StyledLine(" mean \(Digits.short(mean))\(unit)", look[.textDim])
        let room = width - label.columns - tail.columns
        if height > 1, room < Self.shortCurve {
            return [curve(headLine, width: width), label.appending(tail)]
        }
        guard room > 0 else { return [label.appending(tail)] }
        return [label.appending(curve(headLine, width: room)).appending(tail)]
    }

    /// `kurtosis +12, back to:` and the sentences, most received first, a line each.
    private func receivedLines(width: Int, height: Int) -> [StyledLine] {
        let head = state.place.selectedHead
        guard let broadcast = state.numbers.broadcast,
            let kurtosis = broadcast.kurtosis(of: head)
        else { return [] }
        let value = NumberText.twoDigits(kurtosis, signed: true)
        let lead = StyledLine("kurtosis \(value), back to:", look[.textDim])
        return [lead]
            + broadcast.received(by: head, max(0, height - 1)).map { sentence, score in
                let part = broadcast.receivers.sentences[sentence]
                var line = StyledLine("\(part.tokens.lowerBound) ", look[.textDim])
                let share = " " + Digits.fraction(score)
                let room = max(0, width - line.columns - share.count)
                line.add(part.text, look[.text], width: room)
                line.add(share, look[.textDim])
                return line
            }
    }

    private static let shortCurve = 16

    private func curve(_ headLine: HeadLine, width: Int) -> StyledLine {
        let values = Reduction.cells(width, of: headLine.values.count) {
            headLine.maxima.maximum(in: $0)
        }
        let high = values.compactMap { $0 }.max() ?? 0
        return StyledLine(Sparkline.blocks(values, in: 0...max(high, 1e-6)), look[.bar])
    }
}
