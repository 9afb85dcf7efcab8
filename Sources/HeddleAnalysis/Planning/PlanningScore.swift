/// How much each sentence of a reasoning plans, from its lexicon spans and from what else tells
/// steering from carrying out without any label.
///
/// The score is for reading: it orders sentences. Classes of measurements are defined by spans
/// alone; a class that counts mathematics would find mathematics.
///
/// A weighted sum by hand, brought to 0...1; the parts are `Part`. No label entered it.
public struct PlanningScore: Hashable, Sendable {
    /// What the score is made of.
    public enum Part: String, CaseIterable, Hashable, Sendable {
        /// Share of the characters that are no digits, operators, brackets or TeX.
        case words
        /// Share of the characters inside planning spans.
        case spans
        /// Whether the first word weighs and turns ("wait", "let", "maybe") or goes on
        /// ("so", "then", "therefore").
        case opening
        /// Words of doubt, choice, need and checking.
        case weighing
        /// Questions, the first person, and colons, behind which something is carried out.
        case form
        /// Where the sentence stands: late rather than in the opening, and beside planning.
        case place
    }

    /// The parts that count.
    public var parts: Set<Part>

    public init(parts: Set<Part> = Set(Part.allCases)) { self.parts = parts }

    /// The score of each sentence, 0...1; linear in the text.
    ///
    /// - Parameters:
    ///   - text: bytes of the trace's text.
    ///   - sentences: ascending ranges of bytes.
    public func scores(text: [UInt8], labelling: Labelling, sentences: [Range<Int>]) -> [Double] {
        guard let first = sentences.first, let last = sentences.last else { return [] }
        let length = Double(max(1, last.upperBound - first.lowerBound))
        let own = sentences.map { bytes in
            let sentence = SentenceForm(text: text, bytes: bytes)
            var score = 0.0
            if parts.contains(.words) { score += sentence.wordShare }
            if parts.contains(.spans) {
                score += 0.5 * labelling.planningShare(ofBytes: bytes)
            }
            if parts.contains(.opening) { score += 0.15 * sentence.opening }
            if parts.contains(.weighing) { score += 0.3 * sentence.weighing }
            if parts.contains(.form) { score += sentence.form }
            if parts.contains(.place) {
                score += 0.1 * Double(bytes.lowerBound - first.lowerBound) / length
            }
            return score
        }
        return own.indices.map { index in
            var score = own[index]
            if parts.contains(.place) {
                if index > 0 { score += Self.neighbour * own[index - 1] }
                if index + 1 < own.count { score += Self.neighbour * own[index + 1] }
            }
            return (score - Self.least) / (Self.most - Self.least)
        }
    }

    /// What a neighbour adds of its own score.
    private static let neighbour = 0.1
    /// The ends of the weighted sum.
    private static let least = -0.3
    private static let most = 2.64
}

extension Trace {
    /// What a planning score is given to: the labelled steps of the response, or without them the
    /// sentences of its reasoning and of its answer as Thought Anchors cuts them; ascending ranges
    /// of bytes of the text.
    public var planningSentences: [Range<Int>] {
        let text = textBytes
        if !steps.isEmpty {
            let offsets = ScalarOffsets(text, range: contextLength..<text.count)
            return steps.map { $0.bytes(offsets) }.filter { !$0.isEmpty }
                .sorted { $0.lowerBound < $1.lowerBound }
        }
        let regions = TraceRegions(text: text, contextLength: contextLength)
        return [regions.reasoning, regions.final].flatMap {
            AnchorSentences(text: text, range: $0).sentences.map(\.bytes)
        }
    }
}

/// What is seen of a sentence without a lexicon.
private struct SentenceForm {
    /// 0...1.
    let wordShare: Double
    /// -1, 0 or 1.
    let opening: Double
    /// 0...1, full from three words on.
    let weighing: Double
    /// Between -0.1 and 0.15.
    let form: Double

    init(text: [UInt8], bytes: Range<Int>) {
        var characters = 0
        var symbols = 0
        var isQuestion = false
        for byte in text[bytes] where !byte.isContinuation {
            characters += 1
            if Self.isSymbol(byte) { symbols += 1 }
            if byte == UInt8(ascii: "?") { isQuestion = true }
        }
        wordShare = characters > 0 ? 1 - Double(symbols) / Double(characters) : 0
        let words = UnitScanner.units(of: text, range: bytes).filter { $0.kind == .word }
            .map { Gram.normalised(text.text($0.bytes)) }
        let first = words.first ?? ""
        opening =
            Self.turningOpenings.contains(first)
            ? 1 : Self.continuingOpenings.contains(first) ? -1 : 0
        weighing = min(1, Double(words.count { Self.weighingWords.contains($0) }) / 3)
        let end = text.trimmingBlanks(bytes).upperBound
        let leadsOn = end > bytes.lowerBound && text[end - 1] == UInt8(ascii: ":")
        form =
            (isQuestion ? 0.1 : 0) + (words.contains("i") ? 0.05 : 0) - (leadsOn ? 0.1 : 0)
    }

    private static func isSymbol(_ byte: UInt8) -> Bool {
        byte.isDigit || symbols.contains(byte)
    }

    private static let symbols = Set("+-*/=<>^()[]{}\\|_$".utf8)

    private static let turningOpenings: Set<String> = [
        "wait", "hmm", "but", "alternatively", "maybe", "perhaps", "let", "let's", "actually",
        "however", "hold", "what", "should", "can", "could", "does", "do", "is", "are", "did",
        "that", "that's", "it", "i'm", "i", "another",
    ]

    private static let continuingOpenings: Set<String> = [
        "so", "therefore", "thus", "then", "hence", "which", "because", "the", "since", "in", "for",
        "with", "a", "an", "and", "as", "to", "next", "similarly", "final", "given", "adding",
        "subtracting", "multiplying", "dividing", "substituting", "compute",
    ]

    private static let weighingWords: Set<String> = [
        "maybe", "perhaps", "might", "could", "should", "would", "possible", "possibly", "seems",
        "seem", "if", "whether", "how", "what", "why", "think", "need", "try", "trying", "consider",
        "figure", "remember", "recall", "understand", "see", "let", "check", "double-check",
        "verify", "confirm", "sure", "careful", "mistake", "wrong", "correct", "correctly", "right",
        "confused", "wait", "hmm", "actually", "instead", "approach", "method", "way", "idea",
        "another", "different", "know",
    ]
}
