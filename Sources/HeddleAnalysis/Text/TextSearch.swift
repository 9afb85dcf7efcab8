/// Why a pattern cannot be searched.
public enum SearchError: Error, Equatable, CustomStringConvertible {
    case badExpression(pattern: String, problem: String)

    public var description: String {
        switch self {
        case .badExpression(let pattern, let problem):
            "'\(pattern)' is no regular expression: \(problem)"
        }
    }
}

/// A search for a literal text or a regular expression.
///
/// Smart case: a pattern without capitals finds both cases (letters whose other case has another
/// number of bytes only as they are).
public struct TextSearch: Hashable, Sendable {
    public let pattern: String
    public let isExpression: Bool
    public let ignoresCase: Bool
    private let needle: [UInt8]
    /// How far the needle may move when its last place holds this byte (Horspool 1980).
    private let shifts: [Int]

    /// A literal pattern; an empty one finds nothing.
    public init(_ pattern: String) {
        self.init(literal: pattern, isExpression: false)
    }

    /// A regular expression in Swift's syntax.
    ///
    /// - Throws: `SearchError` when it is malformed.
    public init(expression pattern: String) throws(SearchError) {
        self.init(literal: pattern, isExpression: true)
        _ = try compiled()
    }

    private init(literal pattern: String, isExpression: Bool) {
        self.pattern = pattern
        self.isExpression = isExpression
        ignoresCase = !pattern.unicodeScalars.contains(where: \.properties.isUppercase)
        needle = ignoresCase ? Self.folded(Array(pattern.utf8)) : Array(pattern.utf8)
        var shifts = [Int](repeating: max(needle.count, 1), count: 256)
        for (index, byte) in needle.dropLast().enumerated() {
            shifts[Int(byte)] = needle.count - 1 - index
        }
        self.shifts = shifts
    }

    /// Byte ranges of all hits, ascending, without overlap; expressions that match nothing but
    /// emptiness have none. A literal search is linear in practice and quick on megabytes.
    public func hits(in text: [UInt8]) -> [Range<Int>] {
        isExpression ? expressionHits(in: text) : literalHits(in: text)
    }

    private func literalHits(in text: [UInt8]) -> [Range<Int>] {
        guard !needle.isEmpty, text.count >= needle.count else { return [] }
        let text = ignoresCase ? Self.folded(text) : text
        var hits: [Range<Int>] = []
        let last = needle.count - 1
        var start = 0
        while start + last < text.count {
            let end = text[start + last]
            if end == needle[last], text[start..<start + last].elementsEqual(needle[..<last]) {
                hits.append(start..<start + needle.count)
                start += needle.count
            } else {
                start += shifts[Int(end)]
            }
        }
        return hits
    }

    private func compiled() throws(SearchError) -> Regex<AnyRegexOutput> {
        do {
            let expression = try Regex(pattern)
            return ignoresCase ? expression.ignoresCase() : expression
        } catch {
            throw .badExpression(pattern: pattern, problem: "\(error)")
        }
    }

    private func expressionHits(in bytes: [UInt8]) -> [Range<Int>] {
        guard let expression = try? compiled() else { return [] }
        let text = String(decoding: bytes, as: UTF8.self)
        return text.matches(of: expression).compactMap { match in
            guard !match.range.isEmpty else { return nil }
            let start = text.utf8.distance(from: text.startIndex, to: match.range.lowerBound)
            return start..<start
                + text.utf8.distance(from: match.range.lowerBound, to: match.range.upperBound)
        }
    }

    /// Lower case where that has as many bytes.
    private static func folded(_ text: [UInt8]) -> [UInt8] {
        if text.allSatisfy({ $0 < 0x80 }) { return text.map(\.asciiLowercased) }
        var folded: [UInt8] = []
        folded.reserveCapacity(text.count)
        for scalar in String(decoding: text, as: UTF8.self).unicodeScalars {
            let lower = scalar.properties.lowercaseMapping.utf8
            if lower.count == UTF8.width(scalar) {
                folded.append(contentsOf: lower)
            } else {
                folded.append(contentsOf: String(scalar).utf8)
            }
        }
        // Text that is no UTF-8 was repaired to another length: compare it as it is.
        return folded.count == text.count ? folded : text.map(\.asciiLowercased)
    }

    /// The text around a hit on its own line, at most `reach` bytes to each side, cut between
    /// characters.
    public static func context(of hit: Range<Int>, in text: [UInt8], reach: Int = 40) -> String {
        let hit = hit.clamped(to: text.indices)
        var start = hit.lowerBound
        while start > 0, hit.lowerBound - start < reach, text[start - 1] != 0x0A { start -= 1 }
        while start < hit.lowerBound, text[start].isContinuation { start += 1 }
        var end = hit.upperBound
        while end < text.count, end - hit.upperBound < reach, text[end] != 0x0A { end += 1 }
        while end > hit.upperBound, end < text.count, text[end].isContinuation { end -= 1 }
        return text.text(text.trimmingBlanks(start..<end))
    }
}
