/// The kinds of bytes that texts are cut at.
extension UInt8 {
    /// Blank, tab, line feed, carriage return, vertical tab, form feed.
    var isBlank: Bool { self == 0x20 || (0x09...0x0D).contains(self) }

    var isDigit: Bool { self &- 0x30 < 10 }

    var isASCIILetter: Bool { (self | 0x20) &- 0x61 < 26 }

    /// A letter, digit or underscore, or part of a character outside ASCII.
    var isWordByte: Bool { isASCIILetter || isDigit || self == 0x5F || self >= 0x80 }

    /// A byte inside a UTF-8 character, not its first.
    var isContinuation: Bool { self & 0xC0 == 0x80 }

    var asciiLowercased: UInt8 { self &- 0x41 < 26 ? self | 0x20 : self }
}

extension [UInt8] {
    /// `range` without the blanks at its ends.
    func trimmingBlanks(_ range: Range<Int>) -> Range<Int> {
        var start = range.lowerBound
        var end = range.upperBound
        while start < end, self[start].isBlank { start += 1 }
        while end > start, self[end - 1].isBlank { end -= 1 }
        return start..<end
    }

    /// The text of a range, with U+FFFD for what is no UTF-8; the range is cut to the bytes.
    func text(_ range: Range<Int>) -> String {
        String(decoding: self[range.clamped(to: indices)], as: UTF8.self)
    }
}
