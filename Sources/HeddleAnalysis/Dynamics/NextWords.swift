/// What follows the grams of a trace in its execution, kept so that any choice of grams can be
/// measured: the words behind every place, without the text.
struct NextWords: Sendable {
    /// A place of a gram with hashes of the one, two, … words behind it.
    struct Place: Sendable {
        var gram: Int32
        var start: Int32
        var end: Int32
        var firstWord: Int32
        var endWord: Int32
        var runs: [UInt64]
    }

    /// Number of the trace in its corpus.
    let trace: Int
    /// What decides whether the trace is kept when there are too many; equal for one problem.
    let priority: UInt64
    private let places: [Place]

    var count: Int { places.count }

    init(_ reading: TraceReading, trace: Int, priority: UInt64, longest: Int) {
        self.trace = trace
        self.priority = priority
        places = reading.places.map { place in
            Place(
                gram: Int32(clamping: place.gram), start: Int32(clamping: place.bytes.lowerBound),
                end: Int32(clamping: place.bytes.upperBound),
                firstWord: Int32(clamping: place.words.lowerBound),
                endWord: Int32(clamping: place.words.upperBound),
                runs: reading.words.runs(from: place.words.upperBound, longest: longest))
        }
    }

    /// Hands over each gram that is followed by so many words of execution, with a hash of them:
    /// they stand directly behind it, before the next gram and the end.
    func forEach(
        words: Int, keeping kept: [Bool]? = nil, _ body: (_ gram: Int, _ next: UInt64) -> Void
    ) {
        var open: Place?
        func close(before next: Int32) {
            guard let open, open.runs.count >= words, next - open.endWord >= Int32(words) else {
                return
            }
            body(Int(open.gram), open.runs[words - 1])
        }
        var end: Int32 = 0
        for place in places where place.start >= end && kept?[Int(place.gram)] ?? true {
            close(before: place.firstWord)
            open = place
            end = place.end
        }
        close(before: .max)
    }
}

/// The words behind the grams of a corpus, as many as there is room for: of a longer corpus those
/// of the problems with the smallest hashes, which are the same problems in every corpus.
struct NextWordsSample: Sendable {
    private(set) var traces: [NextWords] = []
    /// Whether all traces are in it.
    private(set) var isWhole = true
    private let limit: Int
    private var places = 0
    /// Traces from this priority on are left out.
    private var bound = UInt64.max

    init(limit: Int) { self.limit = max(1, limit) }

    mutating func add(_ next: NextWords) {
        guard next.priority < bound else {
            isWhole = false
            return
        }
        traces.append(next)
        places += next.count
        // Some above the limit, so that sorting stays rare.
        if places > limit + limit / 4 { cut() }
    }

    /// Leaves out what is above the limit. Nothing is added after it.
    mutating func finish() {
        if places > limit { cut() }
        traces.sort { $0.trace < $1.trace }
    }

    private mutating func cut() {
        traces.sort { ($0.priority, $0.trace) < ($1.priority, $1.trace) }
        while places > limit, let last = traces.last, traces.count > 1 {
            isWhole = false
            bound = last.priority
            // Whole problems: one that is half left out would differ between corpora.
            while let other = traces.last, other.priority == bound, traces.count > 1 {
                places -= other.count
                traces.removeLast()
            }
        }
    }
}
