import Canvas
import HeddleAnalysis

/// How each token of the trace text looks under the colour mode that is set.
struct TokenPaint {
    let state: State
    let look: Look
    let document: Document
    private let attention: AttentionPaint?
    private let measure: StepMeasure?
    private let context: Int
    private let noiseFloor: Float

    init(_ state: State, _ look: Look, document: Document) {
        self.state = state
        self.look = look
        self.document = document
        attention =
            state.place.colorMode == .attention ? AttentionPaint(state) : nil
        measure = state.place.colorMode == .importance ? state.stepMeasure : nil
        context = state.scoringContext ?? Int.max
        noiseFloor = state.noiseFloor
    }

    /// The style of a token that stands in a part of the text.
    func style(_ token: Int, in part: LayoutLine.Part) -> Style {
        let intents = document.labelling.intents
        let intent = intents.indices.contains(token) ? intents[token] : nil
        var style = base(part)
        if token >= context { style = look.dim.over(style) }
        if state.numbers.knockout.source?.contains(token) == true {
            style.attributes.insert(.reverse)
        }
        if state.place.colorMode == .planning {
            return intent.map { look.intent($0).over(style) } ?? style
        }
        style = heat(token).over(style)
        if intent != nil { style.attributes.insert(.underline) }
        return style
    }

    private func base(_ part: LayoutLine.Part) -> Style {
        switch part {
        case .prompt: look[.textPrompt]
        case .answer: look[.textAnswer]
        case .reasoning, .blank, .fold: look[.text]
        }
    }

    private func heat(_ token: Int) -> Style {
        switch state.place.colorMode {
        case .steps:
            guard let step = document.steps.step(at: token),
                let tag = document.steps.label(of: step)
            else { return .plain }
            return look.step(tag, document.steps.marks)
        case .importance:
            guard let measure, let step = document.steps.step(at: token),
                let share = measure.share(of: step)
            else { return look.dim }
            return look.importance(share, isSigned: measure.isSigned)
        case .planning: return .plain
        case .entropy:
            guard let entropy = state.prediction(of: token)?.entropy, entropy.isFinite else {
                return look.dim
            }
            return look.heatBackground(entropy / HeatScale.entropy)
        case .surprise:
            guard let logprob = state.prediction(of: token)?.logprob, !logprob.isNaN else {
                return look.dim
            }
            return look.heatBackground(-logprob / HeatScale.surprise)
        case .attention:
            guard let share = attention?.share(ofKey: token) else { return look.dim }
            return look.heatBackground(share)
        case .effect:
            guard let (effect, isOld) = state.shownEffect(on: token) else { return look.dim }
            return change(effect, isOld: isOld)
        case .decided:
            guard let share = state.numbers.depths?.share(of: token) else { return look.dim }
            return look.heatBackground(Float(share))
        case .received:
            guard let share = state.numbers.broadcast?.share(of: token) else { return look.dim }
            return look.heatBackground(Float(share))
        case .knockout: return knockout(token)
        }
    }

    /// What a knock-out hides is reversed; before the tokens that it is hidden from nothing changes.
    private func knockout(_ token: Int) -> Style {
        guard let result = state.numbers.knockout.result else { return .plain }
        let spans = result.question.spans
        if spans.source.contains(token) { return Style(attributes: .reverse) }
        guard token >= spans.destination.lowerBound, result.effects.indices.contains(token),
            let effect = result.effects[token]
        else { return look.dim }
        return change(effect, isOld: state.numbers.knockout.asked != nil)
    }

    private func change(_ effect: TokenEffect, isOld: Bool) -> Style {
        let change = effect.change
        var style = look.divergingBackground(HeatScale.effect(change))
        if look.colorless, change > 0 { style.attributes.insert(.italic) }
        if isOld || abs(change) < noiseFloor { style.attributes.insert(.dim) }
        return style
    }
}

/// What a colour stands for. The ends are fixed, so that a colour means the same everywhere in a
/// trace and in every trace.
enum HeatScale {
    /// Entropy of the hottest colour, nats.
    static let entropy: Float = 3
    /// Surprise of the hottest colour, nats.
    static let surprise: Float = 6

    /// A change of the log-probability as -1...1: logarithmic from 0.01 to 3 nats, because heads
    /// differ in their effect by orders of magnitude.
    static func effect(_ change: Float) -> Float {
        let size = abs(change)
        guard size > 0.01 else { return 0 }
        // log10(3 / 0.01) decades lie between nothing and the end of the scale.
        let share = min(1, logarithm(size / 0.01) / logarithm(300))
        return change < 0 ? -share : share
    }

    private static func logarithm(_ value: Float) -> Float { Float(Digits.log10(Double(value))) }
}

/// The attention of the selected head at the shown query, painted over its keys.
struct AttentionPaint {
    private let weights: [Float]
    private let top: [AttendedKey]
    private let query: Int
    /// The largest weight, the first token left out: most heads rest there.
    let end: Float

    /// Nil while nothing is known of that head at that query.
    init?(_ state: State) {
        guard let query = state.cursorQuery else { return nil }
        let head = state.place.selectedHead
        let row = state.numbers.patterns.first { $0.head == head && $0.query == query }
        let summary = state.summary(of: head, atQuery: query)
        guard row != nil || summary != nil else { return nil }
        self.query = query
        weights = row?.weights ?? []
        top = summary?.top ?? []
        let heaviest = top.filter { $0.key > 0 }.map(\.weight).max()
        end = max(heaviest ?? weights.dropFirst().max() ?? 1, 1e-6)
    }

    /// The weight of a key as a share of the largest, nil behind the query.
    func share(ofKey key: Int) -> Float? {
        guard key <= query else { return nil }
        if weights.indices.contains(key) { return weights[key] / end }
        return (top.first { $0.key == key }?.weight ?? 0) / end
    }
}
