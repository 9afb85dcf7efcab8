/// Parts the tokens of a response into move starts, rests of moves, prose and mathematics.
///
/// The first token of a planning move is a start, its other tokens are its rest, whatever they say.
/// Every other token is mathematics if it holds a byte of mathematics, else prose. Left out (nil)
/// are the prompt, reasoning tags, tokens without text, and blanks at the end of a line.
///
/// Mathematics are numbers, single letters other than `a` and `i`, letters joined to digits,
/// TeX formulas with their delimiters, TeX commands, and `+ = < > ^ ~` and the mathematical signs
/// of Unicode; `a` and `I` beside such a sign or an operator; any other sign (`-`, `/`, `*`,
/// brackets, a comma) that stands between mathematics on both sides or, unless it is punctuation of
/// sentences, touches some; and blanks before mathematics. Sentence ends and line ends are never
/// mathematics, and nothing reaches over them.
public enum TokenGroups {
    /// The group of each token `[token]`, nil where it is left out. Linear in the text.
    ///
    /// - Parameters:
    ///   - text: the bytes that the tokens lie in: `Trace.text`.
    ///   - labelling: its `intents` say which tokens plan.
    ///   - tags: bytes that are tags and not text.
    public static func groups(
        text: [UInt8], tokens: TokenTable, labelling: Labelling, tags: [Range<Int>] = []
    ) -> [TokenGroup?] {
        var groups = [TokenGroup?](repeating: nil, count: tokens.count)
        guard !tokens.response.isEmpty else { return groups }
        let response = tokens.offsets[tokens.response.lowerBound]..<text.count
        let bytes = MathematicalBytes(text: text, range: response, tags: tags)
        for token in tokens.response {
            if labelling.isPlanning(token) {
                groups[token] = .rest
            } else {
                groups[token] = bytes.group(of: tokens.bytes(of: token))
            }
        }
        for token in labelling.decisions where groups.indices.contains(token) {
            if groups[token] != nil { groups[token] = .start }
        }
        return groups
    }
}

/// Which bytes of a text are mathematics.
private struct MathematicalBytes {
    private enum Mark: UInt8 { case blank, tag, prose, mathematics }

    private let text: [UInt8]
    private let range: Range<Int>
    /// `[byte of the range]`
    private var marks: [Mark]

    init(text: [UInt8], range: Range<Int>, tags: [Range<Int>]) {
        self.text = text
        self.range = range
        marks = text[range].map { $0.isBlank ? .blank : .prose }
        let units = UnitScanner.units(of: text, range: range)
        for (unit, isMathematics) in zip(units, Self.mathematics(units, text)) where isMathematics {
            set(.mathematics, unit.bytes)
        }
        for tag in tags { set(.tag, tag) }
    }

    private mutating func set(_ mark: Mark, _ bytes: Range<Int>) {
        for byte in bytes.clamped(to: range) { marks[byte - range.lowerBound] = mark }
    }

    /// The group of a token outside moves.
    func group(of bytes: Range<Int>) -> TokenGroup? {
        let bytes = bytes.clamped(to: range)
        let found = marks[
            (bytes.lowerBound - range.lowerBound)..<(bytes.upperBound - range.lowerBound)]
        if found.contains(.mathematics) { return .mathematics }
        if found.contains(.prose) { return .prose }
        guard !found.isEmpty, !found.contains(.tag), bytes.upperBound < range.upperBound else {
            return nil
        }
        return text[bytes].contains(0x0A) ? nil : groupBehind(bytes.upperBound)
    }

    /// Blanks belong to what follows, as in tokenizers that put the blank before the word.
    private func groupBehind(_ start: Int) -> TokenGroup? {
        var byte = start
        while byte < range.upperBound, text[byte].isBlank {
            if text[byte] == 0x0A { return nil }
            byte += 1
        }
        guard byte < range.upperBound else { return nil }
        switch marks[byte - range.lowerBound] {
        case .mathematics: return .mathematics
        case .prose: return .prose
        case .blank, .tag: return nil
        }
    }
}

// MARK: - Units

extension MathematicalBytes {
    private enum Role {
        case word, mathematics
        /// `a` or `i`, which may be a variable.
        case letter
        /// Mathematics if what is around it is.
        case sign
        /// A sign that ends or joins parts of sentences.
        case punctuation
        case end
    }

    /// Whether each unit is mathematics `[unit]`.
    private static func mathematics(_ units: [TextUnit], _ text: [UInt8]) -> [Bool] {
        var roles = units.map { role(of: $0, text) }
        // Twice, since one such letter may stand beside the operator of another.
        for index in Array(roles.indices) + roles.indices.reversed()
        where roles[index] == .letter && isBesideOperator(index, units, roles, text) {
            roles[index] = .mathematics
        }
        let isBetween = between(roles)
        return roles.indices.map { index in
            switch roles[index] {
            case .mathematics: true
            case .sign: isBetween[index] || touches(index, units, roles)
            case .punctuation: isBetween[index]
            case .word, .letter, .end: false
            }
        }
    }

    private static func role(of unit: TextUnit, _ text: [UInt8]) -> Role {
        let bytes = text[unit.bytes]
        switch unit.kind {
        case .sentenceEnd: return .end
        case .word:
            let isLetter =
                bytes.count == 1
                && bytes.first.map { [0x61, 0x69].contains($0.asciiLowercased) } ?? false
            return isLetter ? .letter : .word
        case .comma: return .punctuation
        case .mark: return bytes.first == UInt8(ascii: "*") ? .sign : .punctuation
        case .content: return contentRole(bytes)
        }
    }

    private static func contentRole(_ bytes: ArraySlice<UInt8>) -> Role {
        guard let first = bytes.first else { return .word }
        if first >= 0x80 { return isMathematical(bytes) ? .mathematics : .sign }
        if first.isWordByte { return isName(bytes) ? .word : .mathematics }
        let isFormula = bytes.count > 1 && [UInt8(ascii: "$"), UInt8(ascii: "\\")].contains(first)
        return isFormula || alwaysMathematics.contains(first) ? .mathematics : .sign
    }

    private static let alwaysMathematics = Set("+=<>^~".utf8)
    private static let operators = alwaysMathematics.union("-*/".utf8)

    /// Words joined by underscores, as in programs.
    private static func isName(_ bytes: ArraySlice<UInt8>) -> Bool {
        !bytes.contains(where: \.isDigit)
            && bytes.split(separator: UInt8(ascii: "_")).contains { $0.count > 1 }
    }

    /// A number, a mathematical sign, or a letter that formulas are written with.
    private static func isMathematical(_ bytes: ArraySlice<UInt8>) -> Bool {
        guard let scalar = String(decoding: bytes, as: UTF8.self).unicodeScalars.first else {
            return false
        }
        switch scalar.properties.generalCategory {
        case .mathSymbol, .decimalNumber, .otherNumber, .letterNumber: return true
        default:
            return scalar.properties.isAlphabetic
                && (scalar.value < 0x0590 || (0x2100..<0x2150).contains(scalar.value)
                    || (0x1D400..<0x1D800).contains(scalar.value))
        }
    }

    /// Whether an equals sign or the like stands beside a letter, or `-`, `*` or `/` with
    /// mathematics on its other side.
    private static func isBesideOperator(
        _ index: Int, _ units: [TextUnit], _ roles: [Role], _ text: [UInt8]
    ) -> Bool {
        [-1, 1].contains { step in
            let (beside, beyond) = (index + step, index + 2 * step)
            guard roles.indices.contains(beside), isOperator(units[beside], text) else {
                return false
            }
            return roles[beside] == .mathematics
                || roles.indices.contains(beyond) && roles[beyond] == .mathematics
        }
    }

    private static func isOperator(_ unit: TextUnit, _ text: [UInt8]) -> Bool {
        let bytes = text[unit.bytes]
        guard unit.kind == .content || unit.kind == .mark, let first = bytes.first else {
            return false
        }
        if first < 0x80 { return operators.contains(first) }
        let scalar = String(decoding: bytes, as: UTF8.self).unicodeScalars.first
        return scalar?.properties.generalCategory == .mathSymbol
    }

    /// For each unit, whether the nearest units before and behind that are neither signs nor
    /// punctuation are both mathematics.
    private static func between(_ roles: [Role]) -> [Bool] {
        func reach(_ order: some Sequence<Int>) -> [Bool] {
            var isBehind = [Bool](repeating: false, count: roles.count)
            var current = false
            for index in order {
                isBehind[index] = current
                switch roles[index] {
                case .mathematics: current = true
                case .word, .letter, .end: current = false
                case .sign, .punctuation: break
                }
            }
            return isBehind
        }
        return zip(reach(roles.indices), reach(roles.indices.reversed())).map { $0 && $1 }
    }

    /// Whether mathematics follows or precedes a sign without a blank, other signs between.
    private static func touches(_ index: Int, _ units: [TextUnit], _ roles: [Role]) -> Bool {
        for step in [-1, 1] {
            var (here, next) = (index, index + step)
            while roles.indices.contains(next),
                isJoined(units[min(here, next)], units[max(here, next)])
            {
                if roles[next] == .mathematics { return true }
                guard roles[next] == .sign else { break }
                (here, next) = (next, next + step)
            }
        }
        return false
    }

    private static func isJoined(_ left: TextUnit, _ right: TextUnit) -> Bool {
        left.bytes.upperBound == right.bytes.lowerBound
    }
}
