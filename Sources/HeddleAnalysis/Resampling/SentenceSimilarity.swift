/// When a sentence says something else than another.
///
/// Source of the threshold: Thought Anchors (Bogdan et al. 2025, 2506.19143), which calls sentences
/// dissimilar whose embeddings by all-MiniLM-L6-v2 have a cosine below 0.8.
public struct SentenceSimilarity: Hashable, Sendable {
    public enum Measure: String, Hashable, Sendable, CaseIterable {
        /// The cosine of the sentences' embeddings.
        case embedding
        /// Twice the words that both have over the words of both (Dice 1945); a word that stands
        /// several times counts as often.
        case words
    }

    public var measure: Measure
    /// Below it a sentence says something else.
    public var threshold: Double

    public init(measure: Measure, threshold: Double = Self.publishedThreshold) {
        self.measure = measure
        self.threshold = threshold
    }

    public static let publishedThreshold = 0.8

    public func isDissimilar(_ similarity: Double) -> Bool { similarity < threshold }

    /// What the rule is, as people read it.
    public var words: String {
        let threshold = NumberText.twoDigits(threshold)
        switch measure {
        case .embedding:
            return "a sentence says something else where the cosine of its embedding with the "
                + "original's is below \(threshold)"
        case .words:
            return "no sentence encoder is loaded: a sentence says something else where twice the "
                + "words in common are below \(threshold) of the words of both"
        }
    }

    /// The likeness of two sentences by their words, 0...1, whatever the case; 1 for two sentences
    /// without words.
    public static func byWords(_ left: String, _ right: String) -> Double {
        let (left, right) = (words(of: left), words(of: right))
        guard !(left.isEmpty && right.isEmpty) else { return 1 }
        var counts: [[UInt8]: Int] = [:]
        for word in left { counts[word, default: 0] += 1 }
        var common = 0
        for word in right {
            guard let count = counts[word], count > 0 else { continue }
            counts[word] = count - 1
            common += 1
        }
        return 2 * Double(common) / Double(left.count + right.count)
    }

    private static func words(of sentence: String) -> [[UInt8]] {
        let text = Array(sentence.utf8)
        return SentenceWords(text: text, range: text.indices).words.map { word in
            text[word].map(\.asciiLowercased)
        }
    }
}
