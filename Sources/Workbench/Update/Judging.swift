import HeddleAnalysis

extension CommandHandlers {
    static let judging: [String: CommandHandler] = [
        "annotate": { state, call, effects in state.beginJudging(call.argument, &effects) },
        "judge-guides": { state, _, effects in state.judge("y", &effects) },
        "judge-does-not": { state, _, effects in state.judge("n", &effects) },
        "judge-unsure": { state, _, effects in state.judge("u", &effects) },
        "judge-back": { state, _, effects in state.judge("b", &effects) },
    ]
}

extension State {
    private static let judgingFile = "annotations.jsonl"

    /// Shows the round that was begun, or has phrases drawn from the open files.
    mutating func beginJudging(_ file: String?, _ effects: inout [Effect]) {
        if let judging, file == nil || file == judging.output {
            open(.judging)
            return
        }
        guard !settings.readOnly else {
            say("Answers are saved as they are given, and nothing may be written now", .warning)
            return
        }
        guard !files.isEmpty else {
            say("No traces: \(keyMap.label(of: "open") ?? ":open") opens a file", .warning)
            return
        }
        judging = nil
        open(.judging)
        jobs[.judging] = Progress(label: "drawing phrases")
        effects.append(
            .drawPhrases(JudgingRequest(files: files, output: file ?? Self.judgingFile)))
    }

    mutating func take(_ judging: Judging) {
        jobs[.judging] = nil
        self.judging = judging
        let answered = judging.round.answers.count
        if answered > 0 {
            say("\(answered) of \(judging.round.items.count) were answered before")
        }
    }

    mutating func judge(_ key: Character, _ effects: inout [Effect]) {
        guard var judging else { return }
        switch judging.round.take(key: key) {
        case .save(let item, let answer):
            effects.append(.saveAnswer(judging.record(answer, to: item), path: judging.output))
        case .moved, .leave: break
        case .unknown:
            say(key == "b" ? "This is the first phrase" : "All phrases are judged")
        }
        self.judging = judging
    }
}
