import COniguruma

/// A regular expression over UTF-8, compiled once and searched with by any number of threads.
public final class RegularExpression: @unchecked Sendable, Hashable {  // its pattern never changes
    /// How a pattern is read.
    public enum Dialect: Hashable, Sendable {
        /// As the `tokenizers` library reads it, by the same engine.
        case tokenizers
        /// As in Python and ripgrep, with look-around: `^` and `$` at every line, `.` within one
        /// (`(?s)` lets it pass line ends), classes by Unicode.
        case search(ignoresCase: Bool)
    }

    public let source: String
    public let dialect: Dialect
    private let compiled: OpaquePointer

    /// - Throws: `PatternError` for what is no pattern.
    public init(_ source: String, dialect: Dialect = .tokenizers) throws(PatternError) {
        let bytes = Array(source.utf8)
        do {
            compiled = try Self.compile(bytes[...], dialect)
        } catch {
            throw PatternError(
                problem: error.problem,
                place: PatternFault.place(in: source, as: dialect, of: error.number))
        }
        self.source = source
        self.dialect = dialect
    }

    deinit { con_pattern_free(compiled) }

    struct Refusal: Error {
        var number: Int32
        var problem: String
    }

    static func compile(
        _ source: ArraySlice<UInt8>, _ dialect: Dialect
    ) throws(Refusal) -> OpaquePointer {
        var message = [CChar](repeating: 0, count: Int(CON_MESSAGE_SIZE))
        var number: Int32 = 0
        // An empty array has no address of its own.
        let bytes = source.isEmpty ? [0] : Array(source)
        if let compiled = con_pattern_new(
            bytes, source.count, dialect.flags, &message, &number)
        {
            return compiled
        }
        let text = message.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
        throw Refusal(number: number, problem: String(decoding: text, as: UTF8.self))
    }

    public static func == (left: RegularExpression, right: RegularExpression) -> Bool {
        left.source == right.source && left.dialect == right.dialect
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(source)
        hasher.combine(dialect)
    }

    /// Bounds of one search: what goes beyond is given up.
    public struct Effort: Hashable, Sendable {
        /// How often the matcher may go back before it has a match.
        public var steps: Int
        /// Places that it may remember at a time, some fifty bytes each.
        public var memory: Int

        public init(steps: Int, memory: Int) {
            self.steps = steps
            self.memory = memory
        }
    }

    /// Hands out the matches from the left, as ranges of the text's indices; they do not overlap,
    /// begin before the text's end and may be empty.
    ///
    /// - Parameters:
    ///   - text: valid UTF-8.
    ///   - effort: bounds of the search for each match; nil takes those of a few seconds.
    ///   - body: false ends the search.
    /// - Returns: false where the search was given up because the pattern multiplies its
    ///   possibilities.
    @discardableResult
    public func forEachMatch(
        in text: ArraySlice<UInt8>, effort: Effort? = nil, _ body: (Range<Int>) -> Bool
    ) -> Bool {
        let steps = UInt(max(0, effort?.steps ?? 0))
        let memory = UInt32(clamping: effort?.memory ?? 0)
        return text.withUnsafeBufferPointer { buffer in
            guard let address = buffer.baseAddress else { return true }
            var from = 0
            var (start, end) = (0, 0)
            while from < buffer.count {
                let outcome = con_pattern_search(
                    compiled, address, buffer.count, from, steps, memory, &start, &end)
                if outcome < 0 { return false }
                guard outcome > 0, start < buffer.count,
                    body(text.startIndex + start..<text.startIndex + end)
                else { return true }
                from = end
                if end == start {
                    from += 1
                    while from < buffer.count, buffer[from] & 0xC0 == 0x80 { from += 1 }
                }
            }
            return true
        }
    }

    /// Whether a text is valid UTF-8, as searching needs it. Linear.
    public static func isText(_ text: ArraySlice<UInt8>) -> Bool {
        String(validating: text, as: UTF8.self) != nil
    }
}

extension RegularExpression.Dialect {
    fileprivate var flags: Int32 {
        switch self {
        case .tokenizers: Int32(CON_RUBY)
        case .search(ignoresCase: false): Int32(CON_PYTHON)
        case .search(ignoresCase: true): Int32(CON_PYTHON | CON_IGNORE_CASE)
        }
    }
}
