/// How many columns text takes in a terminal, and what of it can be shown at all.
///
/// Everything comes out as *pieces*: characters that fill one or two columns each and hold nothing
/// that a terminal could take as a command. Sequences that terminals draw in differing widths are
/// brought to their base character: emoji joined by ZWJ, emoji with a skin tone, characters with a
/// variation selector.
public enum TextWidth {
    /// Columns of a character as it is shown: at least 1, 2 for wide ones, more only for clusters
    /// of several spacing characters as Indic scripts have them.
    public static func columns(of character: Character) -> Int {
        if let (_, columns) = frequent(character) { return columns }
        return pieces(of: character).reduce(0) { $0 + glyph(of: $1).columns }
    }

    /// Columns of a text, one line.
    public static func columns(of text: String) -> Int {
        if text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return text.utf8.count }
        return text.reduce(0) { $0 + columns(of: $1) }
    }

    /// The character as it is shown, with a visible glyph in place of a control character.
    public static func visible(_ character: Character) -> Character {
        if frequent(character) != nil { return character }
        let pieces = pieces(of: character)
        return pieces.count == 1 ? pieces[0] : character
    }

    /// The character as the cells of a frame hold it: one piece a cell (or a pair of cells, for a
    /// wide one). Nearly always a single piece.
    public static func pieces(of character: Character) -> [Character] {
        if character.isPrintableASCII { return [character] }
        let scalars = character.unicodeScalars
        if scalars.count == 1, let scalar = scalars.first {
            return [piece(of: scalar)]
        }
        return piecesOfCluster(scalars)
    }

    /// What is sent to the terminal for one cell.
    public struct Glyph: Equatable, Sendable {
        public var first: Unicode.Scalar
        /// Combining marks, at most `markLimit`.
        public var marks: [Unicode.Scalar] = []
        /// 1 or 2.
        public var columns: Int
        /// Whether terminals agree on the width, so that text after it stands where it should.
        public var isSteady: Bool
    }

    /// Cells hold five code points in ncurses: a base and four marks.
    public static let markLimit = 4

    /// The glyph of a piece; of anything else the glyph of its first piece.
    public static func glyph(of character: Character) -> Glyph {
        if let (scalar, columns) = frequent(character) {
            return Glyph(first: scalar, columns: columns, isSteady: true)
        }
        var scalars = (pieces(of: character).first ?? " ").unicodeScalars[...]
        let first = scalars.popFirst() ?? " "
        let columns = max(1, width(of: first))
        return Glyph(
            first: first, marks: Array(scalars.prefix(markLimit)), columns: columns,
            isSteady: scalars.isEmpty && isSteady(first, columns: columns))
    }

    /// The scalar and the columns of a character that is shown as it is and that every terminal
    /// draws equally wide; nil says only that it takes a closer look.
    static func frequent(_ character: Character) -> (Unicode.Scalar, columns: Int)? {
        let scalars = character.unicodeScalars
        let first = scalars[scalars.startIndex]
        guard scalars.index(after: scalars.startIndex) == scalars.endIndex else { return nil }
        switch first.value {
        case 0x20..<0x7F, 0xAE..<0x300, 0x2500..<0x25FD: return (first, 1)
        case 0x4E00...0x9FFF, 0xAC00...0xD7A3: return (first, 2)
        default: return nil
        }
    }

    // MARK: one scalar

    /// A scalar that stands alone.
    private static func piece(of scalar: Unicode.Scalar) -> Character {
        if let stand = standIn(for: scalar) { return Character(stand) }
        if width(of: scalar) == 0 {
            return isMark(scalar) ? combined(dottedCircle, [scalar]) : Character(replacement)
        }
        return Character(scalar)
    }

    private static let replacement: Unicode.Scalar = "\u{FFFD}"
    private static let dottedCircle: Unicode.Scalar = "\u{25CC}"

    /// What is shown for characters that would command the terminal, hide, or turn text round.
    private static func standIn(for scalar: Unicode.Scalar) -> Unicode.Scalar? {
        switch scalar.value {
        case 0..<0x20: Unicode.Scalar(0x2400 + scalar.value)
        case 0x7F: "\u{2421}"
        case 0x80...0x9F: replacement
        case 0xA0: " "
        case 0xAD: "-"
        case 0x2028, 0x2029: "\u{21B5}"
        case 0x200E, 0x200F, 0x061C, 0x202A...0x202E, 0x2066...0x2069: "\u{21C4}"
        case 0x1F1E6...0x1F1FF: "\u{2691}"
        case 0x2000...0x200A, 0x202F, 0x205F: " "
        case 0xFDD0...0xFDEF: replacement
        case let value where value & 0xFFFE == 0xFFFE: replacement
        default: nil
        }
    }

    /// Columns of a scalar by the table: 0, 1 or 2.
    static func width(of scalar: Unicode.Scalar) -> Int {
        let value = scalar.value
        if value < 0x300 { return 1 }
        if value >= 0x4E00, value <= 0x9FFF { return 2 }
        if value >= 0xAC00, value <= 0xD7A3 { return 2 }
        if WidthTable.zero.pairsContain(value) { return 0 }
        return WidthTable.wide.pairsContain(value) ? 2 : 1
    }

    private static func isMark(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark: !isVariationSelector(scalar.value)
        default: false
        }
    }

    private static func isVariationSelector(_ value: UInt32) -> Bool {
        (0xFE00...0xFE0F).contains(value) || (0xE0100...0xE01EF).contains(value)
            || (0x180B...0x180F).contains(value)
    }

    private static func isSteady(_ scalar: Unicode.Scalar, columns: Int) -> Bool {
        switch (scalar.value, columns) {
        case (0x20..<0x590, 1), (0x1D00..<0x1DC0, 1), (0x1E00..<0x2C00, 1), (0xFFFD, 1): true
        case (0x2E80..<0xA000, 2), (0xAC00...0xD7A3, 2), (0xF900..<0xFB00, 2), (0xFE30..<0xFF61, 2),
            (0x20000..<0x30000, 2):
            true
        default: false
        }
    }

    // MARK: clusters

    private static func combined(_ base: Unicode.Scalar, _ marks: [Unicode.Scalar]) -> Character {
        if marks.isEmpty { return Character(base) }
        var view = String.UnicodeScalarView()
        view.append(base)
        view.append(contentsOf: marks)
        return String(view).first ?? Character(base)
    }

    private static func piecesOfCluster(
        _ scalars: String.UnicodeScalarView
    ) -> [Character] {
        // The only cluster of two controls is a line end.
        if scalars.first == "\r" { return ["\u{2424}"] }
        var result: [Character] = []
        var base: Unicode.Scalar?
        var marks: [Unicode.Scalar] = []
        var followsJoiner = false
        func flush() {
            if let base { result.append(combined(base, marks)) }
        }
        for scalar in scalars {
            let value = scalar.value
            let isJoined = followsJoiner
            followsJoiner = value == 0x200D
            if width(of: scalar) == 0 {
                if isMark(scalar), value != 0x20E3, marks.count < markLimit {
                    if base == nil { base = dottedCircle }
                    marks.append(scalar)
                } else if isHangulJamo(value), base != nil, marks.count < markLimit {
                    marks.append(scalar)
                }
                continue
            }
            let isModifier =
                (0x1F3FB...0x1F3FF).contains(value) || (0x1F1E6...0x1F1FF).contains(value)
            if base != nil, isModifier || (isJoined && scalar.properties.isEmoji) { continue }
            flush()
            base = standIn(for: scalar) ?? scalar
            marks = []
        }
        flush()
        return result.isEmpty ? [Character(replacement)] : result
    }

    private static func isHangulJamo(_ value: UInt32) -> Bool {
        (0x1160...0x11FF).contains(value) || (0xD7B0...0xD7FB).contains(value)
    }
}

extension Character {
    /// Space to tilde: what is by far the most frequent and needs no look-up.
    var isPrintableASCII: Bool {
        guard let value = asciiValue else { return false }
        return value >= 0x20 && value < 0x7F
    }
}

extension [UInt32] {
    /// Whether one of the pairs of first and last, in order, holds the value.
    fileprivate func pairsContain(_ value: UInt32) -> Bool {
        var low = 0
        var high = count / 2
        while low < high {
            let middle = (low + high) / 2
            if value > self[2 * middle + 1] {
                low = middle + 1
            } else if value < self[2 * middle] {
                high = middle
            } else {
                return true
            }
        }
        return false
    }
}
