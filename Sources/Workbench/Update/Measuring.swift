import HeddleAnalysis

extension CommandHandlers {
    static let measuring: [String: CommandHandler] = [
        "dynamics": { state, _, effects in state.openDynamics(&effects) },
        "measure-again": { state, _, effects in state.measureDynamics(&effects) },
        "export-dynamics": { state, call, effects in
            state.exportDynamics(call.argument ?? "", &effects)
        },
    ]
}

extension State {
    /// Opens the screen; measures what has not been measured yet.
    mutating func openDynamics(_ effects: inout [Effect]) {
        guard !files.isEmpty else {
            say(
                "No files are open: \(keyMap.label(of: "open") ?? ":open") opens one; several are "
                    + "compared in their order", .warning)
            return
        }
        open(.dynamics)
        let isKnown = dynamics?.paths == files && dynamics?.report != nil
        if !isKnown, jobs[.dynamics] == nil || dynamics?.paths != files {
            measureDynamics(&effects)
        }
    }

    mutating func measureDynamics(_ effects: inout [Effect]) {
        guard !files.isEmpty else { return }
        let number = (dynamics?.number ?? 0) + 1
        dynamics = DynamicsState(number: number, paths: files)
        row = 0
        jobs[.dynamics] = Progress(label: "measuring")
        effects.append(.dynamics(DynamicsRequest(number: number, paths: files)))
    }

    mutating func take(_ report: DynamicsReport, number: Int) {
        guard dynamics?.number == number else { return }
        dynamics?.report = report
        if screen == .dynamics { row = 0 }
    }

    /// `FORMAT [FILE]`, or a file alone, whose ending says the format.
    mutating func exportDynamics(_ argument: String, _ effects: inout [Effect]) {
        guard let report = dynamics?.report else { return }
        let words = argument.split(separator: " ", maxSplits: 1).map(String.init)
        let named = words.first.flatMap { DynamicsExport.Format(rawValue: $0.lowercased()) }
        let ending = argument.split(separator: ".").last.map { $0.lowercased() } ?? ""
        let byEnding = argument.contains(".") ? DynamicsExport.Format(rawValue: ending) : nil
        guard let format = named ?? byEnding else {
            let names = DynamicsExport.Format.allCases.map(\.rawValue).joined(separator: ", ")
            say("'\(argument)' is no format: \(names), then a file", .warning)
            return
        }
        let path =
            named == nil ? argument : words.dropFirst().first ?? "heddle-dynamics.\(format)"
        effects.append(
            .exportDynamics(DynamicsExport(format: format, path: path, report: report)))
    }
}

extension State {
    /// The sentences, or the chosen figure's values.
    var dynamicsCopy: String? {
        guard let dynamics, let report = dynamics.report, dynamics.rows.indices.contains(row)
        else { return nil }
        guard case .measure(let measure) = dynamics.rows[row] else {
            return report.summary.joined(separator: "\n")
        }
        let values = report.corpora.compactMap { corpus in
            corpus.figures[measure].map { "\(corpus.name): \(report.text($0.value, measure))" }
        }
        return measure.title + ": " + values.joined(separator: ", ")
    }
}
