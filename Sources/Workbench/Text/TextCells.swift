import Canvas

/// One character of the text as it is shown.
struct TextCell {
    enum Kind { case plain, blank, newline, hex }
    var bytes: Range<Int>
    var width: Int
    var kind: Kind
}

/// Walks over UTF-8 text character by character. ASCII, nearly all of a trace, costs a comparison a
/// byte; only stretches with other bytes are decoded to grapheme clusters.
enum TextCells {
    /// Calls `body` for each cell of `range`, in order. Newlines have width 1: the place behind a
    /// line where the cursor can stand. Bytes that are no UTF-8 are cells of their own.
    @inline(__always)
    static func forEach(in range: Range<Int>, of bytes: [UInt8], _ body: (TextCell) -> Void) {
        var index = range.lowerBound
        while index < range.upperBound {
            let next = index + 1
            if bytes[index] < 0x80, next == range.upperBound || bytes[next] < 0x80 {
                body(ascii(bytes[index], at: index))
                index = next
            } else {
                let end = stretchEnd(from: next, below: range.upperBound, in: bytes)
                for cell in decoded(index..<end, of: bytes) { body(cell) }
                index = end
            }
        }
    }

    /// What stands on the screen for a cell.
    static func text(of cell: TextCell, in bytes: [UInt8]) -> String {
        switch cell.kind {
        case .blank, .newline: return " "
        case .hex:
            return bytes[cell.bytes].map(hex).joined()
        case .plain:
            let text = String(decoding: bytes[cell.bytes], as: UTF8.self)
            return String(text.map { TextWidth.visible($0) })
        }
    }

    @inline(__always)
    private static func ascii(_ byte: UInt8, at index: Int) -> TextCell {
        let kind: TextCell.Kind = byte == 0x0A ? .newline : byte == 0x20 ? .blank : .plain
        return TextCell(bytes: index..<index + 1, width: 1, kind: kind)
    }

    /// End of the stretch of bytes that are no ASCII. A base letter before it belongs to it, since
    /// a mark may follow.
    private static func stretchEnd(from start: Int, below end: Int, in bytes: [UInt8]) -> Int {
        var index = start
        while index < end, bytes[index] >= 0x80 { index += 1 }
        return index
    }

    private static func decoded(_ range: Range<Int>, of bytes: [UInt8]) -> [TextCell] {
        if let text = String(validating: bytes[range], as: UTF8.self) {
            return cells(of: text, from: range.lowerBound)
        }
        var cells: [TextCell] = []
        var index = range.lowerBound
        while index < range.upperBound {
            let end = min(range.upperBound, index + sequenceLength(bytes[index]))
            if let text = String(validating: bytes[index..<end], as: UTF8.self) {
                cells += self.cells(of: text, from: index)
                index = end
            } else {
                cells.append(TextCell(bytes: index..<index + 1, width: 4, kind: .hex))
                index += 1
            }
        }
        return cells
    }

    private static func cells(of text: String, from start: Int) -> [TextCell] {
        var cells: [TextCell] = []
        var index = start
        for character in text {
            let end = index + character.utf8.count
            let kind: TextCell.Kind =
                character == "\n" ? .newline : character == " " ? .blank : .plain
            let width = TextWidth.columns(of: character)
            cells.append(TextCell(bytes: index..<end, width: width, kind: kind))
            index = end
        }
        return cells
    }

    /// Bytes of the UTF-8 sequence that begins with this byte; 1 where none does.
    static func sequenceLength(_ first: UInt8) -> Int {
        switch first {
        case 0xC2...0xDF: 2
        case 0xE0...0xEF: 3
        case 0xF0...0xF4: 4
        default: 1
        }
    }

    /// A byte that is no text: `<E2>`.
    static func hex(_ byte: UInt8) -> String {
        (byte < 16 ? "<0" : "<") + String(byte, radix: 16, uppercase: true) + ">"
    }
}
