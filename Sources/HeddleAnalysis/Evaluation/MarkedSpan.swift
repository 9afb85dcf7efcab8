/// A planning span that a person, a generator or a lexicon marked.
public struct MarkedSpan: Hashable, Sendable {
    /// Bytes of `Trace.text`.
    public var bytes: Range<Int>
    /// Nil where whoever marked it names none.
    public var intent: Intent?

    public init(bytes: Range<Int>, intent: Intent?) {
        self.bytes = bytes
        self.intent = intent
    }
}

extension Trace {
    /// The gold spans of the field `gold` (`[{start, end, intent}]`, Unicode scalars of the
    /// response, end exclusive), ascending; nil where the trace has none. Linear in the text.
    public var goldSpans: [MarkedSpan]? {
        guard let values = extra["gold"]?.array else { return nil }
        let text = textBytes
        let offsets = ScalarOffsets(text, range: contextLength..<text.count)
        let spans = values.compactMap { value -> MarkedSpan? in
            guard let start = value["start"]?.int, let end = value["end"]?.int, 0 <= start,
                start < end
            else { return nil }
            let bytes = offsets.byte(atScalar: start)..<offsets.byte(atScalar: end)
            return MarkedSpan(
                bytes: bytes, intent: value["intent"]?.string.flatMap(Intent.init(rawValue:)))
        }
        return spans.sorted { $0.bytes.lowerBound < $1.bytes.lowerBound }
    }
}

extension Labelling {
    public var markedSpans: [MarkedSpan] {
        spans.map { MarkedSpan(bytes: $0.bytes, intent: $0.intent) }
    }

    /// How much a stretch of text plans: the share of its bytes inside planning spans, 0...1.
    /// Logarithmic in the number of spans, linear in those that overlap.
    public func planningShare(ofBytes range: Range<Int>) -> Double {
        guard !range.isEmpty else { return 0 }
        var covered = 0
        var index = spans.partitioningIndex { $0.bytes.upperBound > range.lowerBound }
        while index < spans.count, spans[index].bytes.lowerBound < range.upperBound {
            covered += spans[index].bytes.clamped(to: range).count
            index += 1
        }
        return Double(covered) / Double(range.count)
    }
}

extension [MarkedSpan] {
    /// The share of a stretch's characters (Unicode scalars) inside spans, 0...1. Logarithmic in
    /// the number of spans, linear in the stretch.
    ///
    /// - Precondition: the spans ascend.
    public func share(ofCharactersIn range: Range<Int>, of text: [UInt8]) -> Double {
        let range = range.clamped(to: text.indices)
        let characters = text.characters(in: range)
        guard characters > 0 else { return 0 }
        var covered = 0
        var position = range.lowerBound
        var index = partitioningIndex { $0.bytes.upperBound > range.lowerBound }
        while index < count, self[index].bytes.lowerBound < range.upperBound {
            let start = Swift.max(position, self[index].bytes.lowerBound)
            let end = Swift.min(range.upperBound, self[index].bytes.upperBound)
            if start < end {
                covered += text.characters(in: start..<end)
                position = end
            }
            index += 1
        }
        return Double(covered) / Double(characters)
    }
}

extension [UInt8] {
    /// Unicode scalars that begin in a range.
    fileprivate func characters(in range: Range<Int>) -> Int {
        self[range].count { !$0.isContinuation }
    }
}
