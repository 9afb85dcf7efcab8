import Canvas
import HeddleAnalysis

/// What the model said of the cursor's token, and what it could have been instead.
struct TokenDetailView {
    let state: State
    let look: Look
    let isFocused: Bool

    private var token: Int { state.place.cursor }

    var title: StyledLine {
        guard state.document != nil else { return StyledLine("Token", look[.title]) }
        var line = StyledLine("Token \(token) ", look[.title])
        line.add(state.quoted(token), look[.title])
        return line
    }

    /// All lines, the alternatives in as many rows as there are.
    func lines(width: Int, height: Int) -> [StyledLine] {
        guard let document = state.document else {
            return [StyledLine("No trace is open: o opens a file", look[.textDim])]
        }
        var lines =
            facts(document, width: width, height: height) + selection(document)
            + notes(width: width)
        let strip = LensStripView(state: state, look: look)
        if let rows = strip.lines(width: width, height: height - lines.count) {
            return lines + rows
        }
        let prediction = state.prediction(of: token)
        if let prediction, !prediction.top.isEmpty {
            let room = height - lines.count
            let hasHint = state.missingModel == nil && (isFocused || room > 3)
            lines += Alternatives(
                state: state, look: look, prediction: prediction, isFocused: isFocused
            ).lines(width: width, height: room - (hasHint ? 1 : 0))
            if hasHint { lines.append(StyledLine("Enter takes an alternative", look[.textDim])) }
        }
        return lines
    }

    private func facts(_ document: Document, width: Int, height: Int) -> [StyledLine] {
        var lines: [StyledLine] = []
        let identity = StyledLine(identity(document) + " · ", look[.textDim])
        if let prediction = state.prediction(of: token) {
            let line = StyledLine(
                "p \(Digits.probability(logprob: prediction.logprob)) · "
                    + "\(Digits.short(-prediction.logprob)) nats", look[.text])
            // A narrow pane leaves the id out rather than cut a number.
            let fits = identity.columns + line.columns <= width
            lines.append(fits ? identity.appending(line) : line)
            let bound = state.entropiesAreLowerBounds && prediction.entropy.isFinite ? "≥ " : ""
            let entropy = "entropy \(bound)\(Digits.short(prediction.entropy)) nats"
            let rank = "rank \(rank(prediction))"
            let both = StyledLine("\(entropy) · \(rank)", look[.text])
            lines +=
                both.columns <= width
                ? [both] : [entropy, rank].map { StyledLine($0, look[.text]) }
        } else {
            lines.append(identity.appending(StyledLine("p – · – nats", look[.textDim])))
            lines += TextFit.wrap(whyUnpredicted, columns: width).map {
                StyledLine($0, look[.textDim])
            }
        }
        if let planning = planning(document, width: width) { lines.append(planning) }
        if document.steps.areLabelled {
            lines += step(document, width: width)
        } else {
            addSentence(of: document, to: &lines, width: width, height: height)
        }
        if let effect = effectLine(width: width) { lines.append(effect) }
        if let report = state.resampling(at: token) {
            lines += ResamplingText.lines(report, look, width: width)
        }
        if let knockout = knockoutLine(width: width) { lines.append(knockout) }
        return lines
    }

    /// The sentence and its score behind the last line: worth lines of their own only where there
    /// are many, or where they are the text's colour.
    private func addSentence(
        of document: Document, to lines: inout [StyledLine], width: Int, height: Int
    ) {
        let isRoomy = height >= Self.roomyHeight || state.place.colorMode == .importance
        for fact in stepFacts(document, width: width) {
            guard let last = lines.last else { return }
            let part = StyledLine(fact, look[.textDim])
            let joined = last.appending(StyledLine(" · ", look[.textDim])).appending(part)
            if joined.columns <= width {
                lines[lines.count - 1] = joined
            } else if isRoomy {
                lines.append(part)
            }
        }
    }

    private static let roomyHeight = 16

    /// A file that lists the best 20 tells of a token below them only that its rank is above 20.
    private func rank(_ prediction: Prediction) -> String {
        guard prediction.rank > 0 else { return "–" }
        let listed = prediction.top.count
        let isListed = prediction.rank <= listed
        return !isListed && state.numbers.isRecorded ? "> \(listed)" : String(prediction.rank)
    }

    private func identity(_ document: Document) -> String {
        guard document.tokenSource != .words, document.tokens.ids.indices.contains(token) else {
            return "a word, no id"
        }
        let id = document.tokens.ids[token]
        return id < 0 ? "no id" : "id \(id)"
    }

    private var whyUnpredicted: String {
        if token == 0 { return "The first token has no prediction" }
        if let context = state.scoringContext, token >= context {
            return "Beyond the model's context of \(context) tokens"
        }
        if state.numbers.isRecorded { return "The file records nothing of it" }
        if state.model.info == nil { return "No model is loaded: :model PATH" }
        return state.jobs[.score] == nil ? "Not scored by \(state.modelName)" : "computing…"
    }

    /// `backtrack · mined #12 df 41 %`, `branch · starter #3`: the intent, the cluster that its gram
    /// is in, or the gram.
    private func planning(_ document: Document, width: Int) -> StyledLine? {
        let labelling = document.labelling
        guard labelling.intents.indices.contains(token), let intent = labelling.intents[token]
        else {
            return token < document.tokens.promptLength
                ? StyledLine("prompt", look[.textDim]) : StyledLine("execution", look[.textDim])
        }
        var line = StyledLine(intent.rawValue, look.intentMark(intent))
        let bytes = document.tokens.bytes(of: token)
        if let move = labelling.move(at: token),
            let span = labelling.spans[move.spans].first(where: { $0.bytes.overlaps(bytes) })
        {
            // A long name gives way to the number and the frequency.
            let gram = gramName(span, document)
            let room = width - line.columns - 3 - TextWidth.columns(of: gram)
            let lexicon = TextFit.cut(SkippedView.oneLine(labelling.lexicon), to: max(4, room))
            line.add(" · " + lexicon + gram, look[.textDim])
            let text =
                document.bytes.indices.contains(span.bytes.upperBound - 1)
                ? TokenText.quoted(document.bytes[span.bytes], limit: 24) : ""
            if width - line.columns > 2 { line.add(" " + text, look[.textDim]) }
        }
        return line
    }

    /// ` #12 df 41 %` for a gram of a cluster, else ` #3`, its number in the list.
    private func gramName(_ span: PlanningSpan, _ document: Document) -> String {
        guard document.labels == state.lexicon.number, let used = state.lexicon.lexicon,
            used.grams.indices.contains(span.gram),
            let cluster = used.cluster(of: used.grams[span.gram])
        else { return " #\(span.gram)" }
        let share = LexiconWords.share(cluster, used.origin).map { " df " + $0 } ?? ""
        return " #\(cluster.id)\(share)"
    }

    /// The labelled step that the token belongs to: `step 12 of 170 · active_computation ·
    /// counterfactual_importance_kl 0.34 · builds on 8 11`, broken between its parts.
    private func step(_ document: Document, width: Int) -> [StyledLine] {
        let steps = document.steps
        var tag = steps.step(at: token).flatMap(steps.label(of:))
        var lines: [StyledLine] = []
        for fact in stepFacts(document, width: width) {
            var part = StyledLine(fact, look[.text])
            if fact == tag {
                part = StyledLine(fact, look.step(fact, steps.marks))
                tag = nil
            }
            if let last = lines.last, last.columns + 3 + part.columns <= width {
                lines[lines.count - 1] = last.appending(StyledLine(" · ", look[.textDim]))
                    .appending(part)
            } else {
                lines.append(part)
            }
        }
        return lines
    }

    /// The facts of the step, a measure's number first where its name has no room.
    private func stepFacts(_ document: Document, width: Int) -> [String] {
        let facts = state.stepFacts(at: token) ?? []
        guard let measure = state.stepMeasure, let step = document.steps.step(at: token),
            let value = measure.value(of: step)
        else { return facts }
        let number = NumberText.twoDigits(value)
        return facts.map { fact in
            guard fact.hasPrefix(measure.name), TextWidth.columns(of: fact) > width else {
                return fact
            }
            return state.isMainStepMeasure ? "importance \(number)" : "\(number) \(measure.name)"
        }
    }

    /// `without 0.2 3.5: p 0.09 ▼1.58`; the heads are left out where they have no room.
    private func effectLine(width: Int) -> StyledLine? {
        guard !state.mask.isEmpty else { return nil }
        let effect = effectNumbers
        let heads = MaskText.heads(state.mask, limit: 3)
        let full = StyledLine("without \(heads): ", look[.text]).appending(effect)
        if full.columns <= width { return full }
        return StyledLine("without: ", look[.text]).appending(effect)
    }

    /// `hidden: KL 0.86 nats ▼0.86`, from the destination of a knock-out on.
    private func knockoutLine(width: Int) -> StyledLine? {
        guard let result = state.numbers.knockout.result,
            token >= result.question.spans.destination.lowerBound,
            result.effects.indices.contains(token), let effect = result.effects[token]
        else { return nil }
        var line = StyledLine("hidden: KL \(Digits.short(effect.kl)) nats ", look[.text])
        let change = effect.change
        line.add(
            (change < 0 ? "▼" : "▲") + Digits.short(abs(change)), look[change < 0 ? .less : .more])
        return line.cut(to: width)
    }

    private var effectNumbers: StyledLine {
        guard let (effect, isOld) = state.shownEffect(on: token) else {
            return StyledLine(state.jobs[.effects] == nil ? "–" : "computing…", look[.textDim])
        }
        var line = StyledLine(
            "p \(Digits.probability(logprob: effect.ablatedLogprob)) ", look[.text])
        let change = effect.change
        let role: Role = change < 0 ? .less : .more
        line.add((change < 0 ? "▼" : "▲") + Digits.short(abs(change)), look[role])
        return isOld || abs(change) < state.noiseFloor ? line.restyled(look.dim) : line
    }

    /// The selected span, while there is one.
    private func selection(_ document: Document) -> [StyledLine] {
        guard let span = state.span, span.count > 1 else { return [] }
        var line = StyledLine("span \(span.lowerBound)–\(span.upperBound - 1)", look[.selection])
        line.add(" · \(span.count) tokens", look[.text])
        return [line]
    }

    private func notes(width: Int) -> [StyledLine] {
        state.notes(at: token).prefix(2).map { note in
            var line = StyledLine(note.isBookmark ? "☆ " : "» ", look[.note])
            line.add(note.text.isEmpty ? "bookmark" : note.text, look[.text])
            return line.cut(to: width)
        }
    }
}

/// The most probable tokens with bars, two bars each under a mask.
struct Alternatives {
    let state: State
    let look: Look
    let prediction: Prediction
    let isFocused: Bool

    func lines(width: Int, height: Int) -> [StyledLine] {
        let after = state.mask.isEmpty ? nil : state.ablatedPrediction(of: state.place.cursor)
        let count = prediction.top.count
        let isDouble = after != nil && height >= 2 * min(count, 3)
        let rows = max(0, min(count, isDouble ? height / 2 : height))
        let marked = min(max(0, state.alternative), count - 1)
        let shown = ListRows.rows(count: count, selection: marked, height: rows)
        return shown.flatMap { index -> [StyledLine] in
            var lines = [line(index, after: after, isDouble: isDouble, width: width)]
            if isFocused, index == marked { lines = lines.map { $0.restyled(look[.listSelected]) } }
            if isDouble, let after { lines.append(second(index, after: after, width: width)) }
            return lines
        }
    }

    private static let numberWidth = 6
    /// Columns of the number and the text in front of a bar.
    private static func labelWidth(in width: Int) -> Int { width < 28 ? 13 : 15 }

    private func line(
        _ index: Int, after: Prediction?, isDouble: Bool, width: Int
    ) -> StyledLine {
        let alternative = prediction.top[index]
        let isToken = alternative.id == state.cursorTokenID
        let labelWidth = Self.labelWidth(in: width)
        var line = StyledLine("\(index + 1) ", look[.textDim])
        line.add(
            state.quoted(id: alternative.id, limit: labelWidth - 5),
            isToken ? Style(attributes: .bold).over(look[.text]) : look[.text],
            width: labelWidth - 2)
        let numbers = Self.numberWidth * (after != nil && !isDouble ? 2 : 1)
        let room = max(0, width - labelWidth - numbers)
        let share = probability(alternative.logprob)
        line.add(
            Meter.bar(share, width: room), look[isDouble ? .barBefore : .bar], width: room)
        line.add(Digits.fraction(share), look[.text], width: Self.numberWidth, alignRight: true)
        if let after, !isDouble {
            line.add(
                afterText(alternative.id, after), look[.textDim], width: Self.numberWidth,
                alignRight: true)
        }
        return line
    }

    /// The bar under the mask, below the one with all heads on.
    private func second(_ index: Int, after: Prediction, width: Int) -> StyledLine {
        let id = prediction.top[index].id
        var line = StyledLine()
        let labelWidth = Self.labelWidth(in: width)
        line.add("  off", look[.textDim], width: labelWidth)
        let room = max(0, width - labelWidth - Self.numberWidth)
        let share = logprob(id, after).map(probability) ?? 0
        line.add(Meter.bar(share, width: room), look[.bar], width: room)
        line.add(afterText(id, after), look[.text], width: Self.numberWidth, alignRight: true)
        return state.effectsAreOld ? line.restyled(look.dim) : line
    }

    /// Below the last of the best tokens nothing more is known than that it is less probable.
    private func afterText(_ id: Int32, _ after: Prediction) -> String {
        if let logprob = logprob(id, after) { return Digits.fraction(probability(logprob)) }
        return after.top.last.map { "<" + Digits.fraction(probability($0.logprob)) } ?? "–"
    }

    private func logprob(_ id: Int32, _ after: Prediction) -> Float? {
        if id == state.cursorTokenID { return after.logprob }
        return after.top.first { $0.id == id }?.logprob
    }

    private func probability(_ logprob: Float) -> Double { Digits.value(logprob: logprob) }
}
