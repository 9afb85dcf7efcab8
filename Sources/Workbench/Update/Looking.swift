import HeddleAnalysis

extension CommandHandlers {
    static let looking: [String: CommandHandler] = [
        "reading": { state, _, _ in state.toggleReading() },
        "sweep": { state, call, effects in state.beginSweep(call, &effects) },
        "measure": { state, call, _ in state.changeMeasure(call.argument) },
        "fit-scale": { state, _, _ in state.fitScale() },
        "color": { state, call, _ in state.changeColor(call.argument) },
        "head-screen": { state, _, _ in state.open(.head) },
        "score-anyway": { state, _, _ in state.scoreAnyway() },
    ]
}

extension State {
    mutating func toggleReading() {
        place.reading.toggle()
        say(
            place.reading
                ? "Heads of the query that reads token \(place.cursor)"
                : "Heads of the query that predicts token \(place.cursor)")
    }

    mutating func changeMeasure(_ argument: String?) {
        guard let measure = choose(argument, of: HeadMeasure.allCases, after: place.measure)
        else { return }
        place.measure = measure
        if measure == .receiver { renewReceivers() }
        gridScale = nil
        if measure.isSigned { fitScale() }
    }

    /// Colour modes that have something to show of the open trace.
    var colorModes: [TextColorMode] {
        TextColorMode.allCases.filter { mode in
            switch mode {
            case .steps: labelledSteps != nil
            case .importance: stepMeasure != nil
            case .decided, .received: mayAskModel
            case .knockout: numbers.knockout.result != nil
            default: true
            }
        }
    }

    mutating func changeColor(_ argument: String?) {
        guard
            let mode = choose(argument, of: colorModes, after: place.colorMode)
        else { return }
        place.colorMode = mode
        if mode == .decided { renewDepths() }
        if mode == .received { renewReceivers() }
        guard mode == .importance, let measure = stepMeasure else {
            say("Text coloured by \(mode.rawValue)")
            return
        }
        let kind = measure.isPlanningScore ? "" : "\(mode.rawValue): "
        say("Text coloured by \(kind)\(measure.name)")
    }

    /// What the grid shows of a head: its measure at the cursor's query, with `effect` the last
    /// sweep's figure, with `receiver` one of the whole trace. Nil where there is none (yet).
    public func gridValue(of head: HeadID) -> Float? {
        if place.measure.isAttribution { return readoutValue(of: head, place.measure) }
        if place.measure == .receiver {
            return numbers.broadcast?.kurtosis(of: head).map { Float($0) }
        }
        if place.measure == .effect {
            guard let rows = numbers.sweep?.effects, rows.indices.contains(head.layer),
                rows[head.layer].indices.contains(head.head)
            else { return nil }
            return rows[head.layer][head.head]
        }
        guard let shape = model.info?.shape, shape.contains(head), let query = cursorQuery,
            let row = numbers.summaries(at: query)
        else { return nil }
        let index = head.layer * shape.heads + head.head
        return row.indices.contains(index) ? place.measure.value(of: row[index]) : nil
    }

    /// Fixes the grid's scale to what it shows now, around zero for signed measures.
    mutating func fitScale() {
        guard let shape = model.info?.shape else { return }
        let values = shape.all.compactMap(gridValue).filter(\.isFinite)
        guard let low = values.min(), let high = values.max() else {
            gridScale = nil
            return
        }
        if place.measure.isSigned {
            let reach = max(abs(low), abs(high))
            gridScale = -reach...reach
        } else {
            gridScale = min(0, low)...max(0, high)
        }
    }

    mutating func scoreAnyway() {
        guard let writer = foreignWriter, let info = model.info else {
            say("No other model wrote this trace")
            return
        }
        scoresAnyway = true
        say("Scored by \(info.name), written by \(writer)", .warning)
    }

    mutating func beginSweep(_ call: CommandCall, _ effects: inout [Effect]) {
        let present = numbers.sweep?.metric ?? .difference
        // The gap is one between differences.
        let isForGap = place.measure == .gap && call.argument == nil
        var metric = isForGap ? .difference : present
        if let name = call.argument {
            guard let chosen = choose(name, of: SweepMetric.allCases, after: present) else {
                return
            }
            metric = chosen
        }
        guard let document, let info = model.info, place.cursor > 0,
            place.cursor <= info.contextLength
        else {
            say("The model predicts no token here", .warning)
            return
        }
        if let cost = sweepSeconds(info), cost > 2, !call.isConfirmed {
            let heads = info.shape.layers * info.shape.heads
            overlay = .confirmWork(
                text: "\(heads) heads, \(TimeWords.words(cost)). Enter starts",
                command: "sweep", argument: call.argument)
            return
        }
        if !isForGap { place.measure = .effect }
        gridScale = nil
        let label = "sweep of token \(place.cursor)"
        jobs[.sweep] = Progress(label: label, total: info.shape.layers * info.shape.heads)
        effects.append(
            .sweep(
                document: document.id, target: place.cursor, metric: metric,
                mode: isForGap ? .zero : place.mode))
    }

    /// Each head's pass begins at its own layer, so that half the work is left on average.
    private func sweepSeconds(_ info: ModelInfo) -> Double? {
        info.secondsPerToken.map {
            $0 * Double(place.cursor) * Double(info.shape.layers * info.shape.heads) / 2
        }
    }
}
