/// The words of a text, sentence by sentence, as n-grams are cut from it: runs without blanks,
/// without the punctuation at their ends.
public struct SentenceWords: Hashable, Sendable {
    /// Bytes of the text; ascending.
    public let words: [Range<Int>]
    /// For each word the first word of the next sentence.
    private let ends: [Int]

    /// Cuts a range of a text; linear.
    public init(text: [UInt8], range: Range<Int>) {
        var words: [Range<Int>] = []
        var ends: [Int] = []
        for sentence in Segmentation(text: text, range: range).sentenceRanges(in: text) {
            var start = sentence.lowerBound
            while start < sentence.upperBound {
                var end = start
                while end < sentence.upperBound, !text[end].isBlank { end += 1 }
                if end > start { words.append(Self.bare(start..<end, text)) }
                start = end + 1
            }
            while ends.count < words.count { ends.append(words.count) }
        }
        self.words = words
        self.ends = ends
    }

    public var count: Int { words.count }

    /// The bytes of the n-gram that begins with a word; nil where its sentence ends before.
    public func bytes(ofGramAt word: Int, length: Int) -> Range<Int>? {
        guard word + length <= ends[word] else { return nil }
        return words[word].lowerBound..<words[word + length - 1].upperBound
    }

    /// The words of a phrase, as an n-gram's length counts them.
    public static func length(of phrase: String) -> Int {
        phrase.utf8.split(separator: 0x20).count
    }

    private static func bare(_ word: Range<Int>, _ text: [UInt8]) -> Range<Int> {
        var start = word.lowerBound
        var end = word.upperBound
        while end > start, closing.contains(text[end - 1]) { end -= 1 }
        while start < end, opening.contains(text[start]) { start += 1 }
        return start < end ? start..<end : word
    }

    private static let opening = Set("([{\"'*_".utf8)
    private static let closing = Set(".,;:!?)]}\"'*_".utf8)
}
