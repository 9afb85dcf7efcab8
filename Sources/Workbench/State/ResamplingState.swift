import HeddleAnalysis

/// A sentence of a trace: what resamplings are kept by.
public struct ResampledPlace: Hashable, Sendable {
    public var traceID: String
    /// The sentence's first token.
    public var token: Int

    public init(traceID: String, token: Int) {
        self.traceID = traceID
        self.token = token
    }

    public init(_ report: ResampleReport) {
        self.init(traceID: report.traceID, token: report.sentence.tokens.lowerBound)
    }

    /// Its name in a session: the token first, since an id may hold anything.
    var key: String { "\(token) \(traceID)" }
}

/// A resampling that is asked for.
public struct ResampleWork: Hashable, Sendable {
    public var document: DocumentID
    public var sentence: ResampledSentence
    /// Continuations of each arm.
    public var wanted: Int
    public var options: GenerationOptions
    /// What an earlier resampling of the sentence drew, to go on from where it was drawn alike.
    public var earlier: ResampleReport?

    public init(
        document: DocumentID, sentence: ResampledSentence, wanted: Int,
        options: GenerationOptions, earlier: ResampleReport? = nil
    ) {
        self.document = document
        self.sentence = sentence
        self.wanted = wanted
        self.options = options
        self.earlier = earlier
    }
}

extension State {
    /// What was found of the sentence that holds a token of the open trace.
    public func resampling(at token: Int) -> ResampleReport? {
        guard let id = document?.trace.id else { return nil }
        return resamplings.values.first {
            $0.traceID == id && $0.sentence.tokens.contains(token)
        }
    }

    /// The sentence of the reasoning that holds the cursor. Linear in the text.
    var sentenceAtCursor: ResampledSentence? {
        guard let document else { return nil }
        return ResampledSentence.all(of: document.trace, tokens: document.tokens)
            .first { $0.tokens.contains(place.cursor) }
    }
}
