/// A text as lexicons are matched: lower case, runs of blanks as one blank, plain apostrophes and
/// quotation marks; every byte knows the byte of the original that it comes from.
///
/// Bytes may be appended in any pieces, also cut inside a character.
struct NormalisedText: Sendable {
    private(set) var bytes: [UInt8] = []
    /// Byte offset in the original, counted from the first appended byte.
    private(set) var origins: [Int] = []
    /// Whether the byte belongs to a letter, digit or underscore.
    private(set) var isWord: [Bool] = []
    /// Original bytes that `bytes` stands for.
    private(set) var length = 0
    /// The beginning of a character that is not complete yet.
    private var partial: [UInt8] = []

    var count: Int { bytes.count }

    mutating func reserveCapacity(_ count: Int) {
        bytes.reserveCapacity(count)
        origins.reserveCapacity(count)
        isWord.reserveCapacity(count)
    }

    mutating func append(_ original: some Sequence<UInt8>) {
        for byte in original {
            if byte < 0x80 {
                flushPartial()
                appendASCII(byte)
            } else {
                appendPart(byte)
            }
        }
    }

    /// Takes a character that was cut off at the end of the text as it is.
    mutating func finish() { flushPartial() }

    /// The original byte at which the character after `index - 1` begins.
    func originalEnd(at index: Int) -> Int { index < count ? origins[index] : length }

    private mutating func appendASCII(_ byte: UInt8) {
        defer { length += 1 }
        if byte.isBlank {
            if bytes.last != 0x20 { push(0x20, isWord: false) }
        } else {
            push(byte.asciiLowercased, isWord: byte.isWordByte)
        }
    }

    private mutating func push(_ byte: UInt8, isWord word: Bool) {
        bytes.append(byte)
        origins.append(length)
        isWord.append(word)
    }

    private mutating func appendPart(_ byte: UInt8) {
        if !byte.isContinuation { flushPartial() }
        partial.append(byte)
        guard let lead = partial.first, partial.count >= Self.sequenceLength(lead) else { return }
        var iterator = partial.makeIterator()
        var decoder = UTF8()
        if case .scalarValue(let scalar) = decoder.decode(&iterator) {
            appendScalar(scalar)
            length += partial.count
            partial.removeAll(keepingCapacity: true)
        } else {
            flushPartial()
        }
    }

    private mutating func appendScalar(_ scalar: Unicode.Scalar) {
        if let plain = Self.plainForm(scalar) {
            if plain != 0x20 || bytes.last != 0x20 { push(plain, isWord: false) }
            return
        }
        let word = scalar.properties.isAlphabetic || scalar.properties.numericType != nil
        for byte in scalar.properties.lowercaseMapping.utf8 { push(byte, isWord: word) }
    }

    private mutating func flushPartial() {
        for byte in partial {
            push(byte, isWord: false)
            length += 1
        }
        partial.removeAll(keepingCapacity: true)
    }

    private static func sequenceLength(_ lead: UInt8) -> Int {
        switch lead {
        case 0xC2...0xDF: 2
        case 0xE0...0xEF: 3
        case 0xF0...0xF4: 4
        default: 1
        }
    }

    /// The ASCII byte that stands for typographic apostrophes, quotation marks and blanks.
    private static func plainForm(_ scalar: Unicode.Scalar) -> UInt8? {
        switch scalar.value {
        case 0x2018, 0x2019, 0x02BC, 0x2032: UInt8(ascii: "'")
        case 0x201C, 0x201D: UInt8(ascii: "\"")
        case 0x00A0, 0x2000...0x200A, 0x2028, 0x2029, 0x202F, 0x3000: 0x20
        default: nil
        }
    }
}
