/// The sentence around a phrase on one line, cut where it is long.
struct ExampleSentence: Hashable, Sendable {
    let text: String
    /// The phrase in `text`, in Unicode scalars.
    let place: Range<Int>

    /// Bytes that are shown on each side of the phrase.
    private static let reach = 160

    /// Linear in `range`.
    init(of phrase: Range<Int>, text: [UInt8], range: Range<Int>) {
        let sentences = Segmentation(text: text, range: range).sentenceRanges(in: text)
        let touched = sentences.filter { $0.overlaps(phrase) }
        let whole = (touched.first ?? phrase).lowerBound..<(touched.last ?? phrase).upperBound
        let bounds = Self.shortened(whole, around: phrase, text: text)
        let start =
            (bounds.lowerBound > whole.lowerBound ? "… " : "")
            + Self.line(text, bounds.lowerBound..<phrase.lowerBound)
        let middle = Self.line(text, phrase)
        let end =
            Self.line(text, phrase.upperBound..<bounds.upperBound)
            + (bounds.upperBound < whole.upperBound ? " …" : "")
        self.text = start + middle + end
        let first = start.unicodeScalars.count
        place = first..<first + middle.unicodeScalars.count
    }

    /// At most `reach` bytes on each side, cut at blanks.
    private static func shortened(
        _ sentence: Range<Int>, around phrase: Range<Int>, text: [UInt8]
    ) -> Range<Int> {
        var start = min(sentence.lowerBound, phrase.lowerBound)
        if phrase.lowerBound - start > reach {
            start = phrase.lowerBound - reach
            while start < phrase.lowerBound, !text[start - 1].isBlank { start += 1 }
        }
        var end = max(sentence.upperBound, phrase.upperBound)
        if end - phrase.upperBound > reach {
            end = phrase.upperBound + reach
            while end > phrase.upperBound, !text[end].isBlank { end -= 1 }
        }
        return start..<end
    }

    /// Runs of blanks as one blank.
    private static func line(_ text: [UInt8], _ range: Range<Int>) -> String {
        var bytes: [UInt8] = []
        for byte in text[range] {
            if !byte.isBlank {
                bytes.append(byte)
            } else if bytes.last != 0x20 {
                bytes.append(0x20)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
