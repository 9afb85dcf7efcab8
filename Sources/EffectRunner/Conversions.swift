import HeddleAnalysis
import HeddleEngine
import HeddleExperiments
import Workbench

extension ModelInfo {
    /// What the workbench shows of a loaded model.
    init(_ loaded: LoadedModel) {
        let configuration = loaded.model.configuration
        self.init(
            name: loaded.model.name, path: loaded.model.path,
            parameters: loaded.model.parameterCount, shape: configuration.headShape,
            contextLength: configuration.contextLength, vocabulary: configuration.vocabulary,
            arithmetic: loaded.model.dotProducts)
        architecture = configuration.architecture
        headDimension = configuration.headDimension
        beginningOfText = configuration.beginningOfText
        hasHalfSteps = !configuration.parallelBlocks
    }
}

extension Document {
    /// The workbench's form of an opened trace. Linear in its length.
    init(id: DocumentID, opened: OpenedTrace, modelName: String?) {
        let source: Document.TokenSource =
            switch opened.tokenSource {
            case .file: .file
            case .tokenizer: .tokenizer(model: modelName ?? "the model")
            case .words: .words
            }
        self.init(
            id: id, trace: opened.trace, tokens: opened.tokens, tokenSource: source,
            labelling: opened.labelling)
        fitsModel = opened.fitsModel
    }
}

/// What the file itself recorded of a trace's tokens, before a model has scored them.
enum RecordedScores {
    /// Predictions `[target]` over prompt and response; nil where nothing was recorded. A
    /// log-probability that the file does not tell is not a number, and its rank is 0.
    static func predictions(of opened: OpenedTrace) -> [Prediction?] {
        guard opened.tokenSource != .words else { return [] }
        let scores = opened.trace.scores
        guard !scores.isEmpty else { return [] }
        let predictions = (0..<opened.tokens.count).map { target in
            prediction(scores, at: target - opened.tokens.promptLength)
        }
        return predictions.contains { $0 != nil } ? predictions : []
    }

    private static func prediction(_ scores: TokenScores, at index: Int) -> Prediction? {
        func value<Value>(_ column: [Value?]) -> Value? {
            column.indices.contains(index) ? column[index] : nil
        }
        let logprob = value(scores.logprobs)
        let entropy = value(scores.entropies)
        let top = scores.top.indices.contains(index) ? scores.top[index] : []
        guard logprob != nil || entropy != nil || !top.isEmpty else { return nil }
        var rank = 0
        if let logprob, !top.isEmpty { rank = top.count { $0.logprob > logprob } + 1 }
        return Prediction(
            logprob: logprob ?? .nan, entropy: entropy ?? .nan, rank: rank, top: top)
    }
}
