import HeddleAnalysis

extension State {
    var generationOptions: GenerationOptions {
        GenerationOptions(
            temperature: settings.temperature, maxTokens: settings.maxTokens, seed: settings.seed)
    }

    mutating func beginAsking(_ question: String?, _ effects: inout [Effect]) {
        guard model.info != nil else {
            say("No model is loaded: :model PATH", .warning)
            return
        }
        if let question {
            ask(question, &effects)
        } else {
            overlay = .prompt(.ask, input: TextInput())
        }
    }

    mutating func ask(_ question: String, _ effects: inout [Effect]) {
        guard !question.isEmpty else { return }
        generationParent = nil
        let id = newDocumentID()
        opening = Opening(document: id, traceID: "")
        jobs[.generate] = Progress(label: "answering", total: settings.maxTokens)
        effects.append(
            .ask(
                prompt: question, mask: annotations.mask, options: generationOptions, new: id))
    }

    /// In the detail: puts the marked alternative in the token's place and continues. In the text:
    /// goes to the alternatives first.
    mutating func takeAlternative(_ effects: inout [Effect]) {
        guard let document, let top = cursorPrediction?.top, top.indices.contains(alternative)
        else {
            say("This token has no alternatives (yet)", .warning)
            return
        }
        guard place.focus == .detail, lens == .off else {
            // The layers stand where the alternatives would be.
            lens = .off
            focus(.detail)
            markBestAlternative()
            say("j and k mark an alternative, Enter takes it")
            return
        }
        let chosen = top[alternative].id
        guard chosen != document.tokens.ids[place.cursor] else {
            say("This token stands there already: j and k mark another", .warning)
            return
        }
        generationParent = document.trace.id
        let id = newDocumentID()
        opening = Opening(document: id, traceID: "", cursor: place.cursor)
        jobs[.generate] = Progress(label: "branch", total: settings.maxTokens)
        effects.append(
            .branch(
                document: document.id, target: place.cursor, alternative: chosen,
                mask: annotations.mask, options: generationOptions, new: id))
    }

    mutating func regenerate(_ effects: inout [Effect]) {
        guard let document else { return }
        guard place.cursor > 0 else {
            say("The first token has no prediction: go to a later one", .warning)
            return
        }
        sideBySide = nil
        overlayScroll = 0
        open(.sideBySide)
        jobs[.compare] = Progress(label: "continuing both ways", total: settings.maxTokens)
        effects.append(
            .regenerate(
                document: document.id, target: place.cursor, mask: annotations.mask,
                options: generationOptions))
    }

    mutating func endGeneration() {
        generation = nil
        jobs[.generate] = nil
    }

    mutating func setTemperature(_ text: String) {
        guard let value = Float(text), value.isFinite, value >= 0 else {
            say("'\(text)' is no temperature: write a number from 0 on", .warning)
            return
        }
        settings.temperature = value
        say("Temperature \(value)")
    }

    mutating func setMaxTokens(_ text: String) {
        guard let value = Int(text), value > 0 else {
            say("'\(text)' is no length: write a number of tokens", .warning)
            return
        }
        settings.maxTokens = value
        say("Continuations have at most \(value) tokens")
    }

    mutating func setSeed(_ text: String) {
        guard let value = UInt64(text) else {
            say("'\(text)' is no seed: write a whole number from 0 on", .warning)
            return
        }
        settings.seed = value
        say("Seed \(value)")
    }
}
