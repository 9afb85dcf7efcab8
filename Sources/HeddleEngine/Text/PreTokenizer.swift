/// Cuts text into the words inside which pieces are merged.
struct PreTokenizer: Sendable {
    enum Step: Sendable, Equatable {
        /// Cuts at the matches of a pattern.
        case split(SplitPattern, Outcome)
        /// Puts a space before every word that does not start with one.
        case prefixSpace
    }

    /// What becomes of the matches of a pattern and of the text between them.
    enum Outcome: Sendable, Equatable {
        /// Both are words.
        case keepAll
        case dropMatches
        case dropGaps
    }

    /// BERT's: white space is dropped, every punctuation mark is a word.
    static let bert: [Step] = [.split(.spaces, .dropMatches), .split(.punctuation, .keepAll)]

    var steps: [Step]

    /// The words of a text, one after another in the returned buffer; none is empty.
    func words(of text: [UInt8]) -> (text: [UInt8], words: [Range<Int>]) {
        var text = text
        var words = text.isEmpty ? [] : [text.indices]
        for step in steps {
            switch step {
            case .split(let pattern, let outcome):
                words = Self.split(text, words, at: pattern, outcome)
            case .prefixSpace:
                (text, words) = Self.prefixed(text, words)
            }
        }
        return (text, words)
    }

    private static func split(
        _ text: [UInt8], _ words: [Range<Int>], at pattern: SplitPattern, _ outcome: Outcome
    ) -> [Range<Int>] {
        var result: [Range<Int>] = []
        result.reserveCapacity(words.count)
        for word in words {
            let slice = text[word]
            var index = word.lowerBound
            var gapStart = index
            func endGap() {
                if gapStart < index, outcome != .dropGaps { result.append(gapStart..<index) }
            }
            while index < word.upperBound {
                guard let end = pattern.matchEnd(in: slice, at: index) else {
                    index += ScalarReader.scalar(in: slice, at: index).length
                    continue
                }
                endGap()
                if outcome != .dropMatches { result.append(index..<end) }
                index = end
                gapStart = end
            }
            endGap()
        }
        return result
    }

    private static func prefixed(
        _ text: [UInt8], _ words: [Range<Int>]
    ) -> ([UInt8], [Range<Int>]) {
        var result: [UInt8] = []
        result.reserveCapacity(text.count + words.count)
        let ranges = words.map { word in
            let start = result.count
            if text[word.lowerBound] != 0x20 { result.append(0x20) }
            result.append(contentsOf: text[word])
            return start..<result.count
        }
        return (result, ranges)
    }
}
