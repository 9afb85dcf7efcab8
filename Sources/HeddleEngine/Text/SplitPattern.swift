/// The patterns by which published tokenizers cut text into words before merging, each as a scanner
/// by hand: a general matcher would spend longer on a text than the merging does.
enum SplitPattern: Sendable, Equatable {
    /// The pattern of GPT-2 (Radford et al. 2019), which `ByteLevel` uses by itself.
    case gpt2
    /// The pattern of cl100k_base with its two published variations: how many digits stay together
    /// (3: Llama 3, 1: Qwen 2) and whether combining marks count as letters (Qwen 3.5).
    case words(digits: Int, marks: Bool)
    /// `\p{N}{1,3}`: the first of the three patterns of DeepSeek V3.
    case digitGroups
    /// Runs of Chinese and Japanese characters: the second pattern of DeepSeek V3.
    case ideographs
    /// The third pattern of DeepSeek V3.
    case deepSeekWords
    /// `\p{N}`: each digit by itself.
    case digit
    /// `\p{N}+`: digits that stand together.
    case digits
    /// `\s+`
    case spaces
    /// One character that BERT takes for punctuation: all of ASCII's signs, and `\p{P}`.
    case punctuation
    /// The bytes themselves, not empty.
    case literal([UInt8])

    /// Recognises a published pattern by its text, nil for any other.
    init?(regex: String) {
        guard let pattern = Self.published[regex] else { return nil }
        self = pattern
    }

    private static let published: [String: SplitPattern] = {
        let contractions = "(?i:'s|'t|'re|'ve|'m|'ll|'d)"
        let compact = "'(?i:[sdmt]|ll|ve|re)"
        let spaces = #"\s+(?!\S)|\s+"#
        var table: [String: SplitPattern] = [
            #"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|"# + spaces: .gpt2,
            #"'(?:[sdmt]|ll|ve|re)| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|"# + spaces: .gpt2,
            #"\p{N}{1,3}"#: .digitGroups,
            #"\p{N}"#: .digit,
            #"\p{N}+"#: .digits,
            "[\u{4E00}-\u{9FA5}\u{3040}-\u{309F}\u{30A0}-\u{30FF}]+": .ideographs,
            ##"[!"#$%&'()*+,\-./:;<=>?@\[\\\]^_`{|}~][A-Za-z]+"##
                + #"|[^\r\n\p{L}\p{P}\p{S}]?[\p{L}\p{M}]+"#
                + #"| ?[\p{P}\p{S}]+[\r\n]*|\s*[\r\n]+|"# + spaces: .deepSeekWords,
        ]
        for (digits, count) in [(#"\p{N}{1,3}"#, 3), (#"\p{N}"#, 1)] {
            for start in [contractions, compact] {
                table[
                    start + #"|[^\r\n\p{L}\p{N}]?\p{L}+|"# + digits
                        + #"| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|"# + spaces
                ] = .words(digits: count, marks: false)
                table[
                    start + #"|[^\r\n\p{L}\p{N}]?[\p{L}\p{M}]+|"# + digits
                        + #"| ?[^\s\p{L}\p{M}\p{N}]+[\r\n]*|\s*[\r\n]+|"# + spaces
                ] = .words(digits: count, marks: true)
            }
            table[
                compact + #"|[^\r\n\p{L}\p{N}]?+\p{L}+|"# + digits
                    + #"| ?[^\s\p{L}\p{N}]++[\r\n]*|\s*[\r\n]|"# + spaces
            ] = .words(digits: count, marks: false)
        }
        return table
    }()

    /// The end of the match that starts at `start`, or nil where the pattern does not match there.
    func matchEnd(in text: ArraySlice<UInt8>, at start: Int) -> Int? {
        let scanner = WordScanner(text: text)
        switch self {
        case .gpt2: return scanner.gpt2(start)
        case .words(let digits, let marks):
            return scanner.words(start, digits: digits, marks: marks)
        case .digitGroups: return scanner.run(of: .number, from: start, atMost: 3)
        case .digit: return scanner.run(of: .number, from: start, atMost: 1)
        case .digits: return scanner.run(of: .number, from: start)
        case .ideographs: return scanner.ideographs(start)
        case .deepSeekWords: return scanner.deepSeekWords(start)
        case .spaces: return scanner.run(of: .space, from: start)
        case .punctuation: return scanner.bertPunctuation(start)
        case .literal(let bytes):
            return text[start...].starts(with: bytes) ? start + bytes.count : nil
        }
    }
}
