/// A text unit in 32 bits, as solutions are counted: the kind above, a word's number or the
/// characters of content below.
public struct UnitCode: Hashable, Sendable {
    public let rawValue: UInt32

    private static let payloadBits: UInt32 = 28
    private static let payload: UInt32 = (1 << payloadBits) - 1

    public init(rawValue: UInt32) { self.rawValue = rawValue }

    private init(tag: UInt32, payload: Int) {
        rawValue = tag << Self.payloadBits | UInt32(clamping: payload) & Self.payload
    }

    static func word(_ number: Int) -> UnitCode { UnitCode(tag: 0, payload: number) }

    /// - Parameter characters: its length.
    static func content(_ characters: Int) -> UnitCode { UnitCode(tag: 1, payload: characters) }

    static let comma = UnitCode(tag: 2, payload: 0)
    static let mark = UnitCode(tag: 3, payload: 0)
    static let sentenceEnd = UnitCode(tag: 4, payload: 0)

    /// The number of a word in its table, nil for anything else.
    var word: Int? { isWord ? Int(rawValue) : nil }

    var isWord: Bool { rawValue <= Self.payload }

    /// Characters of content, nil for anything else.
    var content: Int? {
        rawValue >> Self.payloadBits == 1 ? Int(rawValue & Self.payload) : nil
    }
}

/// The words of a corpus by number, in the order in which they were met.
public struct WordTable: Hashable, Sendable {
    /// As texts are matched: lower case, plain apostrophes.
    public private(set) var words: [String] = []
    /// Characters of each word.
    public private(set) var lengths: [Int] = []
    private var numbers: [[UInt8]: Int] = [:]

    public init() {}

    /// A table of words in their order.
    public init(words: [String]) {
        for word in words { _ = number(of: Array(word.utf8)) }
    }

    /// The number of a word, given as it is written.
    mutating func number(of word: some Collection<UInt8>) -> Int {
        let plain = Self.plain(word)
        if let known = numbers[plain] { return known }
        let number = words.count
        numbers[plain] = number
        words.append(String(decoding: plain, as: UTF8.self))
        lengths.append(plain.count { !$0.isContinuation })
        return number
    }

    private static func plain(_ word: some Collection<UInt8>) -> [UInt8] {
        guard word.contains(where: { $0 >= 0x80 }) else { return word.map(\.asciiLowercased) }
        return Array(Gram.normalised(String(decoding: word, as: UTF8.self)).utf8)
    }
}
