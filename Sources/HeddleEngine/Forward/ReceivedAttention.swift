import CKernels

/// Which spans of a text are asked how much attention later ones pay to them.
public struct ReceivedAttentionRequest: Sendable, Hashable {
    /// Positions, ascending and disjoint, none empty.
    public var spans: [Range<Int>]
    /// Only spans that come at least this many after a span count for it; at least 1.
    public var distance: Int

    public init(spans: [Range<Int>], distance: Int = 4) {
        self.spans = spans
        self.distance = distance
    }

    /// - Throws: `EngineError.invalidRequest` for spans out of order, empty or outside the run.
    func check(run: Range<Int>) throws(EngineError) {
        let first = run.lowerBound
        let isOrdered = zip(spans, spans.dropFirst()).allSatisfy { $0.upperBound <= $1.lowerBound }
        let isInside =
            spans.allSatisfy { $0.lowerBound >= 0 && $0.upperBound <= run.upperBound }
            && spans.dropFirst(distance).allSatisfy { $0.lowerBound >= first }
        guard distance > 0, isOrdered, isInside, !spans.contains(where: \.isEmpty) else {
            throw .invalidRequest(
                problem: "attention between spans that are empty, out of order or outside the run, "
                    + "or at distance \(distance)",
                remedy: "give ascending, disjoint spans of positions that are run, and a distance "
                    + "of at least 1")
        }
    }
}

/// How much attention each span of a text receives from later ones, head by head.
///
/// Attention of span i to span j is the mean weight over the queries that read i's tokens and the
/// keys of j's; a span's value is the mean of that over the spans at least `distance` after it (the
/// vertical attention score of Bogdan et al. 2025, 2506.19143).
public struct ReceivedAttention: Sendable, Equatable {
    public let spans: [Range<Int>]
    public let distance: Int
    /// `[layer][head][span]`; nil where no span is that far behind.
    public let scores: [[[Double?]]]
}

/// Adds up the attention that spans receive while the rows pass, without keeping the rows.
///
/// Memory: one number for each layer, head and span.
struct ReceivedSums {
    let request: ReceivedAttentionRequest
    private let shape: HeadShape
    /// `[layer][head][span]` flat: the sum over later spans of the mean weight.
    private var totals: [Double]

    init(_ request: ReceivedAttentionRequest, _ configuration: ModelConfiguration) {
        self.request = request
        shape = configuration.headShape
        totals = Array(repeating: 0, count: shape.layers * shape.heads * request.spans.count)
    }

    /// As the kernels read them.
    var spans: [ck_key_span] {
        request.spans.map { ck_key_span(first: $0.lowerBound, end: $0.upperBound) }
    }

    /// The first query whose attention counts; nil where none does.
    var firstQuery: Int? { request.spans.dropFirst(request.distance).first?.lowerBound }

    /// - Parameter sums: the weights on each span, `[query][head][span]` flat.
    mutating func add(_ sums: [Float], layer: Int, heads: Range<Int>, queries: Range<Int>) {
        let count = request.spans.count
        for query in queries {
            guard let reader = span(of: query), reader >= request.distance else { continue }
            let readerLength = Double(request.spans[reader].count)
            for head in heads {
                let row = (query - queries.lowerBound) * heads.count + head - heads.lowerBound
                let place = (layer * shape.heads + head) * count
                for span in 0...(reader - request.distance) {
                    let cells = readerLength * Double(request.spans[span].count)
                    totals[place + span] += Double(sums[row * count + span]) / cells
                }
            }
        }
    }

    /// The span that a position lies in.
    private func span(of position: Int) -> Int? {
        var (low, high) = (0, request.spans.count)
        while low < high {
            let middle = (low + high) / 2
            if request.spans[middle].upperBound <= position {
                low = middle + 1
            } else {
                high = middle
            }
        }
        guard low < request.spans.count, request.spans[low].contains(position) else { return nil }
        return low
    }

    func result() -> ReceivedAttention {
        let count = request.spans.count
        let scores = (0..<shape.layers).map { layer in
            (0..<shape.heads).map { head in
                (0..<count).map { span -> Double? in
                    let readers = count - request.distance - span
                    guard readers > 0 else { return nil }
                    return totals[(layer * shape.heads + head) * count + span] / Double(readers)
                }
            }
        }
        return ReceivedAttention(
            spans: request.spans, distance: request.distance, scores: scores)
    }
}
