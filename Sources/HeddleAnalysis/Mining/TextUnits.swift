/// One piece of a solution's text, as the miner of strategic grams sees it.
public struct TextUnit: Hashable, Sendable {
    public enum Kind: Hashable, Sendable {
        /// A word of letters, with apostrophes and hyphens inside.
        case word
        /// What belongs to the one problem: numbers, variables, formulas, operators, names.
        case content
        case comma
        /// Any other punctuation: no gram goes across it.
        case mark
        case sentenceEnd
    }

    public var kind: Kind
    /// Bytes of the text; empty for a sentence end that no character marks.
    public var bytes: Range<Int>

    public init(kind: Kind, bytes: Range<Int>) {
        self.kind = kind
        self.bytes = bytes
    }
}

/// Cuts a text to units.
///
/// Sentences end at `.`, `!` and `?` before a blank, and at line ends. Single letters other than
/// `a` and `i`, letters joined to digits or underscores, TeX between its delimiters and TeX
/// commands are content.
struct UnitScanner {
    private let text: [UInt8]
    private let range: Range<Int>
    private var position: Int
    private var units: [TextUnit] = []
    /// A formula between single dollars that is longer than this is money twice.
    private static let longestInlineFormula = 200

    /// The units of a range of a text (bytes); linear.
    static func units(of text: [UInt8], range: Range<Int>) -> [TextUnit] {
        var scanner = UnitScanner(text: text, range: range.clamped(to: text.indices))
        scanner.scan()
        return scanner.units
    }

    private init(text: [UInt8], range: Range<Int>) {
        self.text = text
        self.range = range
        position = range.lowerBound
    }

    private mutating func scan() {
        while position < range.upperBound {
            let byte = text[position]
            if byte == 0x0A || byte == 0x0D {
                endSentence(at: position..<position)
                position += 1
            } else if byte.isBlank || blankLength(at: position) > 0 {
                position += max(1, blankLength(at: position))
            } else if let end = formulaEnd() {
                add(.content, to: end)
            } else if isWordPart(position) {
                scanRun()
            } else {
                scanSymbol(byte)
            }
        }
    }

    private mutating func add(_ kind: TextUnit.Kind, to end: Int) {
        units.append(TextUnit(kind: kind, bytes: position..<end))
        position = end
    }

    private mutating func endSentence(at bytes: Range<Int>) {
        guard let last = units.last, last.kind != .sentenceEnd else { return }
        units.append(TextUnit(kind: .sentenceEnd, bytes: bytes))
    }

    // MARK: - Words

    /// A run of letters, digits and underscores: a word if all of it is letters, else content.
    private mutating func scanRun() {
        let start = position
        var end = start
        var isLetters = true
        while end < range.upperBound {
            if isWordPart(end) {
                isLetters = isLetters && isLetter(end)
                end += length(at: end)
            } else if let joint = jointLength(at: end), isLetters, isLetter(end + joint) {
                end += joint
            } else {
                break
            }
        }
        let isWord = isLetters && (end - start > length(at: start) || isSingleLetterWord(start))
        add(isWord ? .word : .content, to: min(end, range.upperBound))
    }

    /// Bytes of an apostrophe or hyphen, which joins letters; nil for anything else.
    private func jointLength(at index: Int) -> Int? {
        if text[index] == UInt8(ascii: "'") || text[index] == UInt8(ascii: "-") { return 1 }
        return isApostrophe(at: index) ? 3 : nil
    }

    /// Whether U+2019 stands there.
    private func isApostrophe(at index: Int) -> Bool {
        index + 2 < range.upperBound && text[index] == 0xE2 && text[index + 1] == 0x80
            && text[index + 2] == 0x99
    }

    private func isSingleLetterWord(_ index: Int) -> Bool {
        let letter = text[index].asciiLowercased
        return letter == UInt8(ascii: "a") || letter == UInt8(ascii: "i")
    }

    private func isWordPart(_ index: Int) -> Bool {
        let byte = text[index]
        if byte < 0x80 { return byte.isASCIILetter || byte.isDigit || byte == 0x5F }
        return scalar(at: index)?.properties.isAlphabetic ?? false
    }

    private func isLetter(_ index: Int) -> Bool {
        guard index < range.upperBound else { return false }
        let byte = text[index]
        if byte < 0x80 { return byte.isASCIILetter }
        return scalar(at: index)?.properties.isAlphabetic ?? false
    }

    /// Bytes of the character at an index, at least 1.
    private func length(at index: Int) -> Int {
        var end = index + 1
        while end < range.upperBound, text[end].isContinuation { end += 1 }
        return end - index
    }

    private func scalar(at index: Int) -> Unicode.Scalar? {
        var iterator = text[index..<min(index + 4, range.upperBound)].makeIterator()
        var decoder = UTF8()
        guard case .scalarValue(let scalar) = decoder.decode(&iterator) else { return nil }
        return scalar
    }

    /// Bytes of a blank outside ASCII, 0 for anything else.
    private func blankLength(at index: Int) -> Int {
        guard text[index] >= 0x80, let scalar = scalar(at: index),
            scalar.properties.isWhitespace
        else { return 0 }
        return length(at: index)
    }

    // MARK: - Formulas and symbols

    /// The end of TeX that begins here: `\[…\]`, `\(…\)`, `$$…$$`, `$…$`, `\command`.
    private func formulaEnd() -> Int? {
        let next = position + 1
        guard next < range.upperBound else { return nil }
        switch (text[position], text[next]) {
        case (UInt8(ascii: "\\"), UInt8(ascii: "[")):
            return end(of: [UInt8(ascii: "\\"), UInt8(ascii: "]")], from: next + 1)
        case (UInt8(ascii: "\\"), UInt8(ascii: "(")):
            return end(of: [UInt8(ascii: "\\"), UInt8(ascii: ")")], from: next + 1)
        case (UInt8(ascii: "$"), UInt8(ascii: "$")):
            return end(of: [UInt8(ascii: "$"), UInt8(ascii: "$")], from: next + 1)
        case (UInt8(ascii: "$"), _):
            let line = min(next + Self.longestInlineFormula, range.upperBound)
            let closing = text[next..<line].firstIndex { $0 == UInt8(ascii: "$") || $0 == 0x0A }
            guard let closing, text[closing] != 0x0A else { return nil }
            return closing + 1
        case (UInt8(ascii: "\\"), let letter) where letter.isASCIILetter:
            return text[next..<range.upperBound].firstIndex { !$0.isASCIILetter }
                ?? range.upperBound
        default: return nil
        }
    }

    private func end(of closing: [UInt8], from start: Int) -> Int? {
        var index = start
        while index + closing.count <= range.upperBound {
            if text[index] == closing[0], text[index + 1] == closing[1] { return index + 2 }
            index += 1
        }
        return nil
    }

    private mutating func scanSymbol(_ byte: UInt8) {
        let end = position + length(at: position)
        switch byte {
        case UInt8(ascii: "."), UInt8(ascii: "!"), UInt8(ascii: "?"):
            if end >= range.upperBound || text[end].isBlank {
                endSentence(at: position..<end)
                position = end
            } else {
                add(.mark, to: end)
            }
        case UInt8(ascii: ","): add(.comma, to: end)
        case UInt8(ascii: ":"), UInt8(ascii: ";"), UInt8(ascii: "\""), UInt8(ascii: "'"),
            UInt8(ascii: "*"), UInt8(ascii: "`"), UInt8(ascii: "#"):
            add(.mark, to: end)
        default: add(isQuotation(byte) ? .mark : .content, to: end)
        }
    }

    /// Whether a typographic quotation mark stands here (U+2018…U+201F).
    private func isQuotation(_ byte: UInt8) -> Bool {
        byte == 0xE2 && position + 2 < range.upperBound && text[position + 1] == 0x80
            && (0x98...0x9F).contains(text[position + 2])
    }
}
