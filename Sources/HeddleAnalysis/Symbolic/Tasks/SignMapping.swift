/// Which signs of a task are replaced by others.
public enum RemappedSymbols: String, CaseIterable, Hashable, Sendable, Codable {
    /// Signs of calculation; the sign between the items of an example.
    case operators
    /// What they stand between: digits, words, letters.
    case operands
    case both

    public var hasOperators: Bool { self != .operands }
    public var hasOperands: Bool { self != .operators }
}

/// Signs and what stands for each: no sign twice on either side, none on both.
///
/// A text in which the other signs do not occur comes back from `restored(mapped(text))` as it was.
public struct SignMapping: Hashable, Sendable {
    public struct Entry: Hashable, Sendable {
        public var sign: Character
        public var stand: Character
    }

    public let entries: [Entry]
    private let forwards: [Character: Character]
    private let backwards: [Character: Character]

    public init(_ signs: [Character], to stands: [Character]) {
        entries = zip(signs, stands).map { Entry(sign: $0, stand: $1) }
        forwards = Dictionary(entries.map { ($0.sign, $0.stand) }) { first, _ in first }
        backwards = Dictionary(entries.map { ($0.stand, $0.sign) }) { first, _ in first }
    }

    /// The text with every sign replaced. A hyphen between two letters is no sign of calculation and
    /// stays.
    public func mapped(_ text: String) -> String {
        let characters = Array(text)
        return String(
            characters.indices.map { index in
                isHyphen(characters, index)
                    ? characters[index] : forwards[characters[index]] ?? characters[index]
            })
    }

    /// The text with the replaced signs in their own form again.
    public func restored(_ text: String) -> String { String(text.map { backwards[$0] ?? $0 }) }

    /// Whether the text has a sign that `mapped` replaces.
    public func occurs(in text: String) -> Bool {
        let characters = Array(text)
        return characters.indices.contains { index in
            forwards[characters[index]] != nil && !isHyphen(characters, index)
        }
    }

    private func isHyphen(_ text: [Character], _ index: Int) -> Bool {
        text[index] == "-" && index > 0 && index + 1 < text.count && text[index - 1].isLetter
            && text[index + 1].isLetter
    }

    /// What a prompt says of the mapping, before the task itself.
    public var explanation: String {
        let told = entries.map { "\($0.stand) stands for \($0.sign)" }.joined(separator: ", ")
        return
            "Some signs are replaced here: \(told). Write the answer with the replaced signs too."
    }
}

extension SignMapping {
    private static let digits: [Character] = Array("0123456789")
    private static let signs: [Character] = Array("+-*/")
    private static let otherSigns: [Character] = Array("×÷−")
    private static let digitStands: [Character] = Array("αβγδεζηθικλμνξπρστφχψω")
    private static let signStands: [Character] = Array("@&~%§¤¶#$!")

    /// A mapping for problems: digits to Greek letters, signs of calculation to signs without a
    /// fixed meaning in arithmetic, those that occur in none of the texts, in an order that the seed
    /// decides.
    ///
    /// - Throws: `RemapError.noSigns` where too few are left.
    public static func of(
        _ symbols: RemappedSymbols, for texts: [String], seed: UInt64
    ) throws(RemapError) -> SignMapping {
        let used = texts.reduce(into: Set<Character>()) { $0.formUnion($1) }
        var generator = SeededGenerator(seed: seed, stream: 0x51_67)
        var (from, to): ([Character], [Character]) = ([], [])
        func add(_ wanted: [Character], _ stands: [Character]) throws(RemapError) {
            let free = stands.filter { !used.contains($0) }.prefix(wanted.count)
            guard free.count == wanted.count else {
                throw .noSigns(needed: wanted.count, found: free.count)
            }
            from += wanted
            to += free.shuffled(using: &generator)
        }
        if symbols.hasOperands { try add(digits, digitStands) }
        if symbols.hasOperators { try add(signs + otherSigns.filter(used.contains), signStands) }
        return SignMapping(from, to: to)
    }
}

/// Why symbols cannot be remapped.
public enum RemapError: Error, Hashable, CustomStringConvertible {
    case noSigns(needed: Int, found: Int)
    case tooFewWords(needed: Int, found: Int)
    case nothingToRemap

    public var description: String {
        switch self {
        case .noSigns(let needed, let found):
            "\(needed) signs that occur in no problem are needed and \(found) are left; "
                + "take problems with fewer different signs"
        case .tooFewWords(let needed, let found):
            "\(needed) words are to be replaced and there are \(found) to put in their place; "
                + "give fewer words with --words FILE"
        case .nothingToRemap:
            "no problem has such symbols together with a known answer"
        }
    }
}
