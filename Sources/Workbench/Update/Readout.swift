import HeddleAnalysis

extension CommandHandlers {
    static let readout: [String: CommandHandler] = [
        "lens": { state, call, _ in state.changeLens(call.argument) },
        "against": { state, call, _ in state.compareToken(with: call.argument) },
    ]
}

/// What the token pane shows of the layers.
public enum LensMode: String, CaseIterable, Hashable, Sendable {
    case off, layers
    /// Also between the attention and the feed-forward block of each layer.
    case halves
}

/// A token that another one is compared with, by the name that a person gave it.
public struct Rival: Hashable, Sendable {
    /// The token that is compared.
    public var target: Int
    /// A text that is one token, or `#ID`.
    public var name: String
}

extension State {
    /// What the cursor's token is compared with; nil for the best other one.
    var rivalAtCursor: String? { rival?.target == place.cursor ? rival?.name : nil }

    /// Without a name the marked alternative; where that is compared with already, the best again.
    mutating func compareToken(with name: String?) {
        var chosen = name
        if chosen == nil, let prediction = cursorPrediction,
            prediction.top.indices.contains(alternative)
        {
            let marked = prediction.top[alternative].id
            let ids = document?.tokens.ids ?? []
            if ids.indices.contains(place.cursor), marked != ids[place.cursor] {
                chosen = "#\(marked)"
            }
        }
        if chosen == rivalAtCursor { chosen = nil }
        rival = chosen.map { Rival(target: place.cursor, name: $0) }
        numbers.attribution = nil
        requests.attribution = nil
        if numbers.sweep?.metric == .difference { numbers.sweep = nil }
        if !place.measure.isAttribution { place.measure = .direct }
        gridScale = nil
        say(
            chosen.map { "Compared with \($0)" }
                ?? "Compared with the best other token")
    }

    mutating func changeLens(_ argument: String?) {
        guard var mode = choose(argument, of: LensMode.allCases, after: lens) else { return }
        if mode == .halves, model.info?.hasHalfSteps == false {
            guard argument == nil else {
                return say(
                    "This model's attention and feed-forward blocks run side by side: "
                        + "there is nothing between them", .warning)
            }
            mode = .off
        }
        lens = mode
        switch mode {
        case .off: say("The token pane shows the alternatives")
        case .layers:
            let more = model.info?.hasHalfSteps == false ? "" : "; again: half-steps too"
            say("What each layer would predict" + more)
        case .halves: say("What each half of a layer would predict: a is after its attention")
        }
    }

    /// Whether the layer that decides is known of every token that the model predicts.
    var depthsAreComplete: Bool {
        guard let depths = numbers.depths, let info = model.info else { return false }
        return depths.isComplete(context: info.contextLength)
    }

    /// Asks again for receivers that were cancelled.
    mutating func renewReceivers() {
        if numbers.broadcast == nil, jobs[.receivers] == nil { requests.receivers = false }
    }

    /// Asks again for what was cancelled.
    mutating func renewDepths() {
        guard !depthsAreComplete, jobs[.depths] == nil else { return }
        numbers.depths = nil
        requests.depths = false
    }

    /// The direct shares of the heads, where they are of the cursor's token.
    var attributionAtCursor: DirectAttribution? {
        guard let attribution = numbers.attribution,
            attribution.position.target == place.cursor
        else { return nil }
        return attribution
    }

    /// What a head writes straight into the cursor's token; with `gap` less what goes with it when
    /// it is off, which a sweep of the token by difference tells. Nil where it is not known (yet).
    func readoutValue(of head: HeadID, _ measure: HeadMeasure) -> Float? {
        guard let direct = attributionAtCursor?.direct(of: head) else { return nil }
        guard measure == .gap else { return Float(direct) }
        guard let sweep = sweepAtCursor, sweep.metric == .difference, sweep.mode == .zero,
            sweep.effects.indices.contains(head.layer),
            sweep.effects[head.layer].indices.contains(head.head)
        else { return nil }
        return sweep.effects[head.layer][head.head].map { Float(direct) + $0 }
    }

    /// Asks for what the readout measures of the cursor's token and the trace need.
    mutating func requestReadout(_ document: Document, _ effects: inout [Effect]) {
        let id = document.id
        if place.colorMode == .decided, numbers.depths == nil, !requests.depths {
            requests.depths = true
            effects.append(.depths(document: id))
        }
        if place.measure == .receiver || place.colorMode == .received,
            numbers.broadcast == nil, !requests.receivers, mayAskModel
        {
            requests.receivers = true
            effects.append(.receivers(document: id))
        }
        guard !document.tokens.ids.isEmpty, place.cursor > 0,
            place.cursor < document.tokens.count,
            model.info.map({ place.cursor <= $0.contextLength }) == true
        else { return }
        let target = place.cursor
        if place.measure.isAttribution, attributionAtCursor == nil,
            requests.attribution != target
        {
            requests.attribution = target
            effects.append(
                .attribute(document: id, target: target, against: rivalAtCursor))
        }
        let wanted = Requests.Lens(target: target, halfSteps: wantsHalfSteps)
        if lens != .off, numbers.lens?.position.target != target || numbers.lensIs != wanted,
            requests.lens != wanted
        {
            requests.lens = wanted
            effects.append(
                .lens(document: id, target: target, halfSteps: wanted.halfSteps))
        }
    }

    private var wantsHalfSteps: Bool { lens == .halves }

    /// Results of tokens that the cursor has left are dropped where newer ones are on their way.
    mutating func takeReadout(_ result: EffectResult) {
        switch result {
        case .attribution(let id, let attribution):
            guard id == document?.id else { return }
            numbers.attribution = attribution
            if requests.attribution == attribution.position.target { requests.attribution = nil }
            if place.measure.isAttribution { fitScale() }
        case .lens(let id, let strip, let halfSteps):
            guard id == document?.id else { return }
            numbers.lens = strip
            let isOf = Requests.Lens(target: strip.position.target, halfSteps: halfSteps)
            numbers.lensIs = isOf
            if requests.lens == isOf { requests.lens = nil }
        case .depths(let id, let depths):
            guard id == document?.id else { return }
            numbers.depths = depths
        case .receivers(let id, let broadcast):
            guard id == document?.id else { return }
            numbers.broadcast = broadcast
            if place.measure == .receiver { gridScale = nil }
        default: break
        }
    }
}
