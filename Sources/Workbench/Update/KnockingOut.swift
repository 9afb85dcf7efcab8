import HeddleAnalysis

extension CommandHandlers {
    static let knockingOut: [String: CommandHandler] = [
        "knock-out": { state, call, effects in state.knockOut(call.argument, &effects) }
    ]
}

extension State {
    /// The first marked span is hidden, the second is what it is hidden from; without a span the
    /// knock-out goes. Heads alone ask the same again of these heads.
    mutating func knockOut(_ argument: String?, _ effects: inout [Effect]) {
        guard let document, let info = model.info else { return }
        var heads: [HeadID] = []
        if let argument {
            do throws(HeadSetError) {
                heads = try HeadSetContext(shape: info.shape, sets: annotations.sets)
                    .heads(argument)
            } catch {
                return say(error.description, .warning)
            }
        }
        guard let span else {
            let known = numbers.knockout.asked ?? numbers.knockout.result?.question
            guard argument != nil, let known else { return forgetKnockout(&effects) }
            return ask(KnockoutQuestion(spans: known.spans, heads: heads), &effects)
        }
        guard let source = numbers.knockout.source else {
            numbers.knockout.source = span
            anchor = nil
            return say(
                "\(Words.span(span)) to be hidden: mark with \(key("span")) what must not see it, "
                    + "then \(key("knock-out"))")
        }
        do throws(KnockoutSpanError) {
            let spans = try KnockoutSpans(
                source: source, destination: span,
                tokens: min(document.tokens.count, info.contextLength))
            ask(KnockoutQuestion(spans: spans, heads: heads), &effects)
        } catch {
            say(error.description, .warning)
        }
    }

    private mutating func ask(_ question: KnockoutQuestion, _ effects: inout [Effect]) {
        guard let document else { return }
        anchor = nil
        numbers.knockout.source = nil
        numbers.knockout.asked = question
        say("\(Words.knockout(question)): being measured")
        effects.append(.knockout(document: document.id, question))
    }

    mutating func take(_ result: KnockoutResult) {
        guard numbers.knockout.asked == result.question else { return }
        numbers.knockout.asked = nil
        numbers.knockout.result = result
        if place.colorMode != .knockout {
            numbers.knockout.colorBefore = place.colorMode
            place.colorMode = .knockout
        }
        guard let kl = result.meanKL, let change = result.meanChange else { return }
        say(
            "\(Words.knockout(result.question)): KL \(NumberText.twoDigits(kl)) nats, log p "
                + "\(NumberText.twoDigits(change, signed: true)) nats a token")
    }

    private mutating func forgetKnockout(_ effects: inout [Effect]) {
        guard !numbers.knockout.isEmpty else {
            return say(
                "Mark the tokens to hide with \(key("span")), then press \(key("knock-out"))")
        }
        if numbers.knockout.asked != nil { effects.append(.cancel(.knockout)) }
        if place.colorMode == .knockout {
            place.colorMode = numbers.knockout.colorBefore ?? .planning
        }
        numbers.knockout = KnockoutState()
        say("Nothing is hidden")
    }

    private func key(_ command: String) -> String { keyMap.label(of: command) ?? ":" + command }
}
