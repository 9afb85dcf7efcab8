/// One trace cut into what the measurements count: where grams stand, and sums over its tokens from
/// which any choice of grams is measured without looking at the text again.
struct TraceReading {
    /// A place of a gram, which may lie inside of another's.
    struct Place {
        var gram: Int
        var bytes: Range<Int>
        /// Words of the response, and its tokens, that it touches.
        var words: Range<Int>
        var tokens: Range<Int>
    }

    /// Ascending; of those that begin together the longest first.
    let places: [Place]
    let words: ResponseWords
    /// Hashes of the question and of the id; that of a missing question is nil.
    let question: UInt64?
    let id: UInt64
    let kind: TokenScoreKind
    private let correct: Bool?
    private let countedTokens: Int?
    private let listedTokens: Int?
    private let entropies: ColumnSums
    private let surprises: ColumnSums

    /// Linear in the trace.
    init(_ trace: Trace, matcher: LexiconMatcher) {
        let text = trace.textBytes
        let response = trace.contextLength..<text.count
        let words = ResponseWords(text: text, range: response)
        let table = trace.tokens
        let listed = table?.response ?? 0..<0
        places = matcher.candidates(in: text, range: response).map { span in
            var tokens = table?.tokens(overlapping: span.bytes).clamped(to: listed) ?? 0..<0
            tokens = tokens.lowerBound - listed.lowerBound..<tokens.upperBound - listed.lowerBound
            return Place(
                gram: span.gram, bytes: span.bytes, words: words.overlapping(span.bytes),
                tokens: table == nil ? 0..<0 : tokens)
        }
        self.words = words
        question = trace.prompt.isEmpty ? nil : TextHash.of(trace.prompt)
        id = TextHash.of(trace.id)
        correct = trace.correct
        countedTokens = trace.responseTokens
        listedTokens = table.map(\.response.count)
        kind = TokenScoreKind(trace)
        let columns = table == nil ? [] : TokenScoreKind.entropies(of: trace)
        entropies = ColumnSums(columns.prefix(listed.count))
        surprises = ColumnSums(
            table == nil ? [] : trace.scores.logprobs.prefix(listed.count).map { $0.map { -$0 } })
    }

    /// Every entropy of its tokens, in nats.
    var tokenEntropies: [Float] { entropies.values.compactMap(\.self) }

    /// The places that mark planning: all grams as `LexiconMatcher.spans` does, or only those that
    /// are kept. The leftmost wins, of those that begin together the longest.
    func resolved(keeping kept: [Bool]? = nil) -> [Place] {
        var end = 0
        return places.filter { place in
            guard place.bytes.lowerBound >= end, kept?[place.gram] ?? true else { return false }
            end = place.bytes.upperBound
            return true
        }
    }

    /// The sums under chosen places, forks left out. Linear in the places.
    func sums(_ chosen: [Place]) -> TraceSums {
        var sums = TraceSums()
        if let correct { sums.verdicts = MeanSum(sum: correct ? 1 : 0, count: 1) }
        if let countedTokens { sums.tokens = MeanSum(sum: Double(countedTokens), count: 1) }
        sums.words = MeanSum(sum: Double(words.count), count: 1)
        sums.planningWords.count = Double(words.count)
        sums.planningTokens.count = Double(listedTokens ?? 0)
        var wordEnd = 0
        for place in chosen {
            let fresh = max(wordEnd, place.words.lowerBound)..<max(wordEnd, place.words.upperBound)
            sums.planningWords.sum += Double(fresh.count)
            wordEnd = fresh.upperBound
        }
        let tokens = Self.freshTokens(chosen)
        for run in tokens {
            sums.planningTokens.sum += Double(run.count)
            sums.planningEntropy.add(entropies.sum(run), times: 1)
            sums.planningSurprise.add(surprises.sum(run), times: 1)
        }
        sums.executionEntropy = entropies.all.without(sums.planningEntropy)
        sums.executionSurprise = surprises.all.without(sums.planningSurprise)
        return sums
    }

    /// The sums that need to know from which entropy on a token is a fork.
    ///
    /// - Parameter forks: whether each response token is one, nil without an entropy.
    func forkSums(_ chosen: [Place], _ forks: ColumnSums) -> (planning: MeanSum, execution: MeanSum)
    {
        var planning = MeanSum()
        for run in Self.freshTokens(chosen) { planning.add(forks.sum(run), times: 1) }
        return (planning, forks.all.without(planning))
    }

    func forks(above threshold: EntropyHistogram.Threshold) -> ColumnSums {
        ColumnSums(entropies.values.map { $0.map { threshold.isAbove($0) ? 1 : 0 } })
    }

    /// The tokens of places, each once: a token may reach from one place into the next.
    private static func freshTokens(_ chosen: [Place]) -> [Range<Int>] {
        var end = 0
        return chosen.map { place in
            let fresh =
                max(end, place.tokens.lowerBound)..<max(end, place.tokens.upperBound)
            end = fresh.upperBound
            return fresh
        }
    }
}

extension MeanSum {
    func without(_ part: MeanSum) -> MeanSum {
        let count = count - part.count
        return MeanSum(sum: count > 0 ? sum - part.sum : 0, count: count)
    }
}

/// A column of numbers whose sums over ranges cost nothing.
struct ColumnSums {
    let values: [Float?]
    /// Sums and counts before each value, and of all.
    private var before: [MeanSum]

    init(_ values: some Sequence<Float?>) {
        self.values = Array(values)
        before = [MeanSum()]
        before.reserveCapacity(self.values.count + 1)
        var sum = MeanSum()
        for value in self.values {
            if let value, value.isFinite {
                sum.sum += Double(value)
                sum.count += 1
            }
            before.append(sum)
        }
    }

    var all: MeanSum { before[before.count - 1] }

    func sum(_ range: Range<Int>) -> MeanSum {
        let range = range.clamped(to: values.indices)
        let (low, high) = (before[range.lowerBound], before[range.upperBound])
        return MeanSum(sum: high.sum - low.sum, count: high.count - low.count)
    }
}

/// The words of a response, as they are counted where there are no tokens.
struct ResponseWords {
    private let text: [UInt8]
    private let starts: [Int]
    private let end: Int

    init(text: [UInt8], range: Range<Int>) {
        self.text = text
        starts = Segmentation(text: text, range: range).words
        end = range.upperBound
    }

    var count: Int { starts.count }

    /// The words that hold these bytes.
    func overlapping(_ bytes: Range<Int>) -> Range<Int> {
        guard !bytes.isEmpty, !starts.isEmpty else { return 0..<0 }
        let first = starts.partitioningIndex { $0 > bytes.lowerBound }
        let last = starts.partitioningIndex { $0 >= bytes.upperBound }
        return max(0, first - 1)..<max(last, first)
    }

    /// A hash of each run of words that begins with one: of one word, of two, … as many as there
    /// are. Case and punctuation do not count, every number is the same word.
    func runs(from first: Int, longest: Int) -> [UInt64] {
        var hash = TextHash()
        return (first..<min(first + longest, count)).map { word in
            add(word, to: &hash)
            return hash.value
        }
    }

    private func add(_ word: Int, to hash: inout TextHash) {
        let bytes = text[starts[word]..<(word + 1 < count ? starts[word + 1] : end)]
        let isSigns = !(bytes.first?.isWordByte ?? false)
        if bytes.first?.isDigit == true {
            hash.add(UInt8(ascii: "0"))
        } else {
            for byte in bytes where isSigns ? !byte.isBlank : byte.isWordByte {
                hash.add(byte.asciiLowercased)
            }
        }
        hash.add(0)
    }
}
