import HeddleAnalysis

/// Small corpora for the measurements.
enum DynamicsSupport {
    static let lexicon = Lexicon(
        name: "tiny", source: "",
        grams: [
            Gram(text: "so", intent: .deduce, cluster: 1),
            Gram(text: "wait", intent: .backtrack, cluster: 2),
            Gram(text: "let me try", intent: .branch, cluster: 3),
            Gram(text: "let me", intent: .branch, cluster: 3),
        ])

    static func options(
        repeats: Int = 0, resamples: Int = 0, longestNext: Int = 2, forks: Double = 0.3
    ) -> DynamicsOptions {
        var options = DynamicsOptions()
        options.repeats = repeats
        options.resamples = resamples
        options.longestNext = longestNext
        options.forkShare = forks
        return options
    }

    /// A trace whose response is made of these tokens.
    static func trace(
        _ id: String, prompt: String = "", pieces: [String], entropies: [Float?] = [],
        logprobs: [Float?] = [], correct: Bool? = nil
    ) -> Trace {
        var offsets = [prompt.utf8.count]
        for piece in pieces { offsets.append(offsets[offsets.count - 1] + piece.utf8.count) }
        return Trace(
            id: id, prompt: prompt, response: pieces.joined(),
            tokens: TokenTable(
                ids: Array(repeating: 7, count: pieces.count), offsets: offsets, promptLength: 0),
            scores: TokenScores(logprobs: logprobs, entropies: entropies), correct: correct)
    }

    static func words(_ id: String, _ response: String, correct: Bool? = nil) -> Trace {
        Trace(id: id, prompt: "question \(id)", response: response, correct: correct)
    }

    static func measure(
        _ corpora: [[Trace]], lexicon: Lexicon = lexicon, options: DynamicsOptions = options()
    ) -> DynamicsReport? {
        let design = DynamicsDesign(labeller: Labeller(lexicon), options: options)
        let measured = corpora.enumerated().map { number, traces in
            var corpus = CorpusMeasurement(name: "step \(number)", design: design)
            for trace in traces { corpus.add(trace) }
            corpus.finishTraces()
            if corpus.hasEntropies { for trace in traces { corpus.addForks(trace) } }
            return corpus
        }
        return DynamicsAnalysis(measured, design: design).report()
    }
}

func close(_ a: Double?, _ b: Double, _ tolerance: Double = 1e-9) -> Bool {
    a.map { abs($0 - b) <= tolerance } ?? false
}
