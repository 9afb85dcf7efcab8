import HeddleAnalysis

/// One step of the reasoning: a labelled one of the source, or a sentence.
public struct DocumentStep: Hashable, Sendable {
    /// Tokens that hold some of it.
    public var tokens: Range<Int>
    /// Bytes of the document's text.
    public var bytes: Range<Int>
    public var labels: [String]
    /// Numbers, from 0, of the steps that this one builds on.
    public var dependsOn: [Int]
}

/// The steps of a document in the order of their source, found once when it opens.
public struct DocumentSteps: Hashable, Sendable {
    public enum Origin: Hashable, Sendable {
        /// The trace's source has labelled them.
        case source
        /// The source has none: they are the sentences as Thought Anchors cuts them.
        case sentences
    }

    public let origin: Origin
    /// Numbered from 0, as `dependsOn` counts them.
    public let steps: [DocumentStep]
    /// What the source measured of them, its importance first, and behind it the planning score.
    public private(set) var measures: [StepMeasure]
    /// How each tag that occurs is marked.
    public let marks: StepMarks
    /// Numbers of the steps in the order of the text, and where each begins.
    private let order: [Int]
    private let starts: [Int]
    /// Bytes of what the planning score is given to: the steps, and the sentences of the answer.
    private let scored: [Range<Int>]

    /// Linear in the text, N log N in the steps.
    ///
    /// - Parameter reasoning: bytes of the text that are cut into sentences where the source has
    ///   no steps.
    init(
        trace: Trace, tokens: TokenTable, bytes: [UInt8], reasoning: Range<Int>,
        labelling: Labelling
    ) {
        origin = trace.steps.isEmpty ? .sentences : .source
        if trace.steps.isEmpty {
            steps = AnchorSentences(text: bytes, range: reasoning).sentences.map {
                Self.step($0.bytes, tokens)
            }
        } else {
            let offsets = ScalarOffsets(bytes, range: trace.contextLength..<bytes.count)
            steps = trace.steps.map { step in
                Self.step(step.bytes(offsets), tokens, step.labels, step.dependsOn)
            }
        }
        measures = trace.steps.measures
        marks = StepMarks(steps.flatMap(\.labels))
        let starts = steps.map(\.tokens.lowerBound)
        // A step of no token never stands before the one that its place belongs to.
        let sizes = steps.map { min(1, $0.tokens.count) }
        order = steps.indices.sorted {
            (starts[$0], sizes[$0], $0) < (starts[$1], sizes[$1], $1)
        }
        self.starts = order.map { starts[$0] }
        scored = trace.planningSentences
        score(bytes, labelling)
    }

    /// Gives the steps the planning score of these labels in the place of an earlier one. Linear
    /// in the text.
    ///
    /// - Parameter bytes: the document's text.
    public mutating func score(_ bytes: [UInt8], _ labelling: Labelling) {
        measures.removeAll(where: \.isPlanningScore)
        guard !scored.isEmpty else { return }
        let scores = PlanningScore().scores(text: bytes, labelling: labelling, sentences: scored)
        let values = steps.map { step -> Double? in
            guard !step.bytes.isEmpty else { return nil }
            let behind = scored.partitioningIndex { $0.lowerBound > step.bytes.lowerBound }
            return scores[max(0, behind - 1)]
        }
        measures.append(StepMeasure(name: StepMeasure.planningScore, values: values))
    }

    private static func step(
        _ bytes: Range<Int>, _ tokens: TokenTable, _ labels: [String] = [], _ bases: [Int] = []
    ) -> DocumentStep {
        var range = tokens.tokens(overlapping: bytes)
        if range.isEmpty {
            let place = tokens.token(atByte: bytes.lowerBound) ?? 0
            range = place..<place
        }
        return DocumentStep(tokens: range, bytes: bytes, labels: labels, dependsOn: bases)
    }

    public var isEmpty: Bool { steps.isEmpty }

    public var count: Int { steps.count }

    /// True where the source has labelled the steps.
    public var areLabelled: Bool { origin == .source }

    /// The step that a token belongs to: the one that began last, nil behind its end. Logarithmic.
    public func step(at token: Int) -> Int? {
        guard let step = lastStep(upTo: token), steps[step].tokens.contains(token) else {
            return nil
        }
        return step
    }

    /// The step that began last at or before a token. Logarithmic.
    public func lastStep(upTo token: Int) -> Int? {
        let behind = starts.partitioningIndex { $0 > token }
        return behind > 0 ? order[behind - 1] : nil
    }

    /// Numbers of the steps that overlap some tokens, in the order of the text. Costs the steps
    /// that it returns.
    public func steps(in tokens: Range<Int>) -> [Int] {
        guard !tokens.isEmpty else { return [] }
        let behind = starts.partitioningIndex { $0 >= tokens.upperBound }
        let first = max(0, starts.partitioningIndex { $0 >= tokens.lowerBound } - 1)
        return order[min(first, behind)..<behind].filter { steps[$0].tokens.overlaps(tokens) }
    }

    /// The steps that build on one.
    public func dependents(of step: Int) -> [Int] {
        steps.indices.filter { steps[$0].dependsOn.contains(step) }
    }

    /// Numbers of the steps in the order of the text.
    var inOrder: [Int] { order }

    /// First tokens of the steps with those `sentences` that lie in no step: where a cursor that
    /// moves by sentence stops.
    func stops(with sentences: [Int]) -> [Int] {
        Stops(starts + sentences.filter { step(at: $0) == nil }).positions
    }

    /// A measure by its name; the first one where the source has none of that name.
    public func measure(named name: String?) -> StepMeasure? {
        measures.first { $0.name == name } ?? measures.first
    }

    /// The label that a step is marked by: its first.
    public func label(of step: Int) -> String? {
        steps.indices.contains(step) ? steps[step].labels.first : nil
    }
}

/// A letter and a colour for every tag of a document.
public struct StepMarks: Hashable, Sendable {
    /// Tags in the order in which they occur.
    public let tags: [String]
    private let letters: [String: Character]

    /// Tags of Thought Anchors keep their letters; others have the first letter of theirs that is
    /// free.
    init(_ labels: some Sequence<String>) {
        var tags: [String] = []
        var letters: [String: Character] = [:]
        var taken = Set(StepTag.allCases.map(\.letter))
        for label in labels where letters[label] == nil {
            tags.append(label)
            if let known = StepTag(rawValue: label) {
                letters[label] = known.letter
                continue
            }
            let own = label.lowercased().filter { $0.isASCII && $0.isLetter }
            let letter = (own + "abcdefghijklmnopqrstuvwxyz").first { !taken.contains($0) } ?? "·"
            taken.insert(letter)
            letters[label] = letter
        }
        self.tags = tags
        self.letters = letters
    }

    public func letter(of tag: String) -> Character { letters[tag] ?? "·" }

    /// Place of a tag among those that are not Thought Anchors' own: it chooses the colour.
    func number(ofForeign tag: String) -> Int {
        tags.filter { StepTag(rawValue: $0) == nil }.firstIndex(of: tag) ?? 0
    }
}

extension State {
    /// The steps that the open trace's source has labelled; nil where it has none.
    public var labelledSteps: DocumentSteps? {
        guard let steps = document?.steps, steps.areLabelled else { return nil }
        return steps
    }

    /// The measure of the steps that is shown: the one that was chosen, the source's first, or the
    /// planning score where the source has none.
    public var stepMeasure: StepMeasure? {
        document?.steps.measure(named: stepMeasureName)
    }

    /// The measure is the source's first, which may be called importance where its name is long.
    var isMainStepMeasure: Bool {
        guard let stepMeasure, !stepMeasure.isPlanningScore else { return false }
        return stepMeasure.name == labelledSteps?.measures.first?.name
    }
}
