/// Random n-grams of a corpus, of the lengths that a lexicon's grams have: a place of the sample is
/// drawn, each alike, so that a frequent n-gram is drawn more often than a rare one.
public struct RandomGrams: Sendable {
    private let sample: TextSample
    private let words: [SentenceWords]
    /// Words before each item of the sample, and all of them.
    private var starts: [Int] = [0]
    /// Lengths in words, one entry a gram of the lexicon.
    private let lengths: [Int]

    /// - Parameter lexicon: grams of dropped clusters do not count.
    public init(sample: TextSample, like lexicon: Lexicon) {
        let dropped = lexicon.droppedClusters
        let grams = lexicon.grams.filter { gram in
            gram.cluster.map { !dropped.contains($0) } ?? true
        }
        self.init(sample: sample, lengths: grams.map { SentenceWords.length(of: $0.text) })
    }

    /// - Parameter lengths: in words; a length that stands here more often is drawn more often.
    public init(sample: TextSample, lengths: [Int]) {
        self.sample = sample
        self.lengths = lengths
        words = sample.items.map { SentenceWords(text: $0.text, range: $0.reasoning) }
        for item in words { starts.append((starts.last ?? 0) + item.count) }
    }

    /// Distinct n-grams that are not among `known`, fewer where no new ones are found.
    public func distinct(
        upTo count: Int, excluding known: Set<String>, using generator: inout SeededGenerator
    ) -> [String] {
        var known = known
        var grams: [Gram] = []
        _ = draw(upTo: count, &grams, &known, &generator)
        return grams.map(\.text)
    }

    /// Draws distinct n-grams until they mark as large a share of the sample's tokens as wanted,
    /// or no new ones are found.
    public func lexicon(
        coverage wanted: Double, using generator: inout SeededGenerator
    ) -> Lexicon {
        var grams: [Gram] = []
        var known: Set<String> = []
        var size = 16
        repeat {
            let isFull = draw(upTo: size, &grams, &known, &generator)
            if !isFull || covers(grams[...], wanted) { break }
            size *= 2
        } while size < 1 << 18
        fit(&grams, to: wanted)
        return Lexicon(name: "random n-grams", source: "", grams: grams)
    }

    /// False when no new n-grams are found.
    private func draw(
        upTo size: Int, _ grams: inout [Gram], _ known: inout Set<String>,
        _ generator: inout SeededGenerator
    ) -> Bool {
        var failures = 0
        while grams.count < size, failures < 2_000 {
            if let text = draw(&generator), known.insert(text).inserted {
                grams.append(Gram(text: text, intent: .deduce))
                failures = 0
            } else {
                failures += 1
            }
        }
        return grams.count == size
    }

    private func draw(_ generator: inout SeededGenerator) -> String? {
        guard let length = lengths.randomElement(using: &generator), let total = starts.last,
            total > 0
        else { return nil }
        let place = Int.random(in: 0..<total, using: &generator)
        let item = starts.partitioningIndex { $0 > place } - 1
        guard let bytes = words[item].bytes(ofGramAt: place - starts[item], length: length) else {
            return nil
        }
        let text = Gram.normalised(sample.items[item].text.text(bytes))
        return text.isEmpty ? nil : text
    }

    /// Keeps the first grams whose coverage is nearest to what is wanted. One that alone takes it
    /// too far is left out, a few times, and those behind it tried.
    private func fit(_ grams: inout [Gram], to wanted: Double) {
        var low = 0
        for _ in 0..<12 {
            var high = grams.count
            while low < high {
                let middle = (low + high) / 2
                if covers(grams[...middle], wanted) { high = middle } else { low = middle + 1 }
            }
            guard low < grams.count else { return }
            if coverage(grams[...low]) <= wanted * 1.02 {
                low += 1
                break
            }
            if coverage(grams[..<low]) >= wanted * 0.98 { break }
            grams.remove(at: low)
        }
        grams.removeSubrange(low...)
    }

    private func covers(_ grams: ArraySlice<Gram>, _ wanted: Double) -> Bool {
        coverage(grams) >= wanted
    }

    private func coverage(_ grams: ArraySlice<Gram>) -> Double {
        guard !grams.isEmpty else { return 0 }
        return sample.coverage(of: Labeller(Lexicon(name: "", source: "", grams: Array(grams))))
            ?? 0
    }
}
