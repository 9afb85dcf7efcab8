import Canvas
import HeddleAnalysis

/// What is said of one cell of the matrix of knock-outs: its two parts, its figures, and what its
/// reader depends on most.
struct KnockoutMatrixDetail {
    let state: State
    let look: Look
    let shown: MeasuredMatrix

    /// Divergences below some 1e-7 nats are rounding.
    private static let rounding = -16.1

    /// Five lines; three that hold the same in short where there is room for no more.
    func lines(reader: Int, source: Int, height: Int) -> [StyledLine] {
        let names = [name("reader", reader), name("source", source)]
        guard let dependence = shown.value(reader: reader, source: source, .dependence),
            let kl = shown.value(reader: reader, source: source, .kl)
        else {
            let text =
                state.matrixIsRunning
                ? "not measured yet" : "not measured: the work stopped before this column"
            return names + [StyledLine(text, look[.textDim])]
        }
        let strongest = strongest(reader)
        guard height >= 5 else {
            var line = figure("dependence", dependence, unit: "ln KL", isSigned: true)
            line.add(" · ", look[.textDim])
            line.add(figure("mean ln KL", kl, unit: "ln nats", isSigned: false))
            return names + [line.appending(StyledLine(" · ")).appending(strongest)]
        }
        return names + [
            figure("dependence", dependence, unit: "ln KL", isSigned: true)
                .appending(StyledLine(ratio(dependence), look[.textDim])),
            figure("mean ln KL", kl, unit: "ln nats", isSigned: false)
                .appending(StyledLine(size(kl), look[.textDim])),
            strongest,
        ]
    }

    /// `reader 12 V verify  tokens 140–151  Let me check`.
    private func name(_ role: String, _ index: Int) -> StyledLine {
        let part = shown.matrix.parts[index]
        var line = StyledLine(role + " ", look[.textDim])
        line.add("\(index)", look[.headSelected])
        if let intent = part.intent {
            line.add(" \(intent.letter) \(intent.rawValue)", look.intentMark(intent))
        }
        line.add("  \(Words.span(part.tokens))  ", look[.textDim])
        line.add(Self.visible(part.text), part.intent.map { look.intent($0) } ?? look[.text])
        return line
    }

    private func figure(
        _ name: String, _ value: Double, unit: String, isSigned: Bool
    ) -> StyledLine {
        var line = StyledLine(name + " ", look[.textDim])
        let style = isSigned ? look[value < 0 ? .less : .more] : look[.text]
        line.add(isSigned ? Digits.signed(Float(value)) : Digits.short(value), style)
        line.add(" " + unit, look[.textDim])
        return line
    }

    /// e to the dependence compares geometric means of divergences.
    private func ratio(_ dependence: Double) -> String {
        let others = shown.matrix.isPartial ? "those measured" : "all earlier ones"
        return ": KL \(Digits.short(dependence.exponential)) × the geometric mean over \(others)"
    }

    private func size(_ kl: Double) -> String {
        kl < Self.rounding
            ? ": below 1e-7 nats a token, rounding"
            : ": KL \(Digits.short(kl.exponential)) nats a token (geometric mean)"
    }

    private func strongest(_ reader: Int) -> StyledLine {
        guard let first = shown.sources(of: reader).first else { return StyledLine() }
        let part = shown.matrix.parts[first.source]
        var line = StyledLine("strongest source ", look[.textDim])
        line.add("\(first.source)", look[.headSelected])
        if let intent = part.intent {
            line.add(" \(intent.letter)", look.intentMark(intent))
        }
        line.add(" \(Digits.signed(Float(first.dependence)))", look[.more])
        line.add("  " + Self.visible(part.text), look[.text])
        return line
    }

    static func visible(_ text: String) -> String { String(text.map(TextWidth.visible)) }
}
