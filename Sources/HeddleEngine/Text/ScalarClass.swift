/// The Unicode classes that pre-tokenizer patterns speak of, from the standard library's tables.
struct ScalarClass: OptionSet, Sendable {
    let rawValue: UInt8

    /// `\p{L}`
    static let letter = ScalarClass(rawValue: 1)
    /// `\p{N}`
    static let number = ScalarClass(rawValue: 2)
    /// `\s`
    static let space = ScalarClass(rawValue: 4)
    /// `\p{M}`
    static let mark = ScalarClass(rawValue: 8)
    /// `\p{P}`
    static let punctuation = ScalarClass(rawValue: 16)
    /// `\p{S}`
    static let symbol = ScalarClass(rawValue: 32)
    /// `[\r\n]`
    static let lineBreak = ScalarClass(rawValue: 64)

    init(rawValue: UInt8) { self.rawValue = rawValue }

    /// The classes of a scalar; a table answers below U+0800, where most text lies.
    init(of value: UInt32) {
        switch value {
        case ..<0x800: self = Self.table[Int(value)]
        case 0x4E00...0x9FFF, 0xAC00...0xD7A3: self = .letter
        default: self = Self.lookUp(value)
        }
    }

    private static let table: [ScalarClass] = (0..<0x800).map { lookUp($0) }

    private static func lookUp(_ value: UInt32) -> ScalarClass {
        guard let scalar = Unicode.Scalar(value) else { return [] }
        var result: ScalarClass = scalar.properties.isWhitespace ? .space : []
        if value == 0x0A || value == 0x0D { result.insert(.lineBreak) }
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter:
            result.insert(.letter)
        case .decimalNumber, .letterNumber, .otherNumber:
            result.insert(.number)
        case .nonspacingMark, .spacingMark, .enclosingMark:
            result.insert(.mark)
        case .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation,
            .initialPunctuation, .finalPunctuation, .otherPunctuation:
            result.insert(.punctuation)
        case .mathSymbol, .currencySymbol, .modifierSymbol, .otherSymbol:
            result.insert(.symbol)
        default: break
        }
        return result
    }
}
