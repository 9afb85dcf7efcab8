extension AnnotationItems {
    /// Random n-grams that are looked at for each one that is chosen.
    private static let candidatesAnItem = 60

    /// Mixes grams of a lexicon that occur in a sample with as many random n-grams of the same
    /// length in words and as nearly as possible the same document frequency.
    ///
    /// Grams are drawn from those that occur, each alike; n-grams by the place where they begin.
    /// Equal seeds and samples give equal items in equal order.
    ///
    /// - Parameter count: how many items, fewer where there are not enough grams or n-grams.
    public static func draw(
        _ count: Int, from lexicon: Lexicon, sample: TextSample, seed: UInt64
    ) -> AnnotationItems {
        var generator = SeededGenerator(seed: seed, stream: 0xA77)
        let grams = PhraseTally.grams(of: lexicon, in: sample)
            .shuffled(using: &generator).prefix(max(0, count) / 2)
        let known = Set(lexicon.grams.map(\.text))
        let source = RandomGrams(sample: sample, lengths: grams.map(\.length))
        let texts = source.distinct(
            upTo: grams.count * candidatesAnItem, excluding: known, using: &generator)
        var candidates = PhraseTally.ngrams(texts, in: sample).shuffled(using: &generator)
        var chosen: [(phrase: PhraseTally, kind: AnnotationItem.Kind)] = []
        for gram in grams {
            guard let match = Self.nearest(to: gram, in: candidates) else { continue }
            chosen.append((gram, .gram))
            chosen.append((candidates.remove(at: match), .random))
        }
        return AnnotationItems(
            chosen.shuffled(using: &generator).map { phrase, kind in
                phrase.item(kind, sample: sample, using: &generator)
            })
    }

    /// The candidate of equal length whose document frequency has the nearest ratio; the first of
    /// several.
    private static func nearest(to gram: PhraseTally, in candidates: [PhraseTally]) -> Int? {
        let wanted = Double(gram.documents.count).logarithm
        var best: (index: Int, distance: Double)?
        for (index, candidate) in candidates.enumerated() where candidate.length == gram.length {
            let distance = abs(Double(candidate.documents.count).logarithm - wanted)
            if distance < best?.distance ?? .infinity { best = (index, distance) }
        }
        return best?.index
    }
}

/// A phrase with one occurrence in each trace of a sample that holds it.
private struct PhraseTally {
    let text: String
    /// Items of the sample with the first bytes there, ascending.
    var documents: [(item: Int, bytes: Range<Int>)] = []

    var length: Int { SentenceWords.length(of: text) }

    /// The grams of a lexicon that mark something in the reasoning of the sample.
    static func grams(of lexicon: Lexicon, in sample: TextSample) -> [PhraseTally] {
        let labeller = Labeller(lexicon)
        var tallies: [Int: PhraseTally] = [:]
        for (index, item) in sample.items.enumerated() {
            let labelling = labeller.label(text: item.text, tokens: nil, range: item.reasoning)
            for span in labelling.spans {
                tallies[span.gram, default: PhraseTally(text: lexicon.grams[span.gram].text)]
                    .note(index, span.bytes)
            }
        }
        return tallies.sorted { $0.key < $1.key }.map(\.value)
    }

    /// The n-grams of these texts, all in one pass over the sample.
    static func ngrams(_ texts: [String], in sample: TextSample) -> [PhraseTally] {
        var tallies = texts.map { PhraseTally(text: $0) }
        let places = Dictionary(zip(texts, texts.indices)) { first, _ in first }
        let lengths = Set(tallies.map(\.length)).sorted()
        for (index, item) in sample.items.enumerated() {
            let words = SentenceWords(text: item.text, range: item.reasoning)
            for word in 0..<words.count {
                for length in lengths {
                    guard let bytes = words.bytes(ofGramAt: word, length: length) else { break }
                    let text = Gram.normalised(item.text.text(bytes))
                    if let place = places[text] { tallies[place].note(index, bytes) }
                }
            }
        }
        return tallies.filter { !$0.documents.isEmpty }
    }

    mutating func note(_ item: Int, _ bytes: Range<Int>) {
        if documents.last?.item != item { documents.append((item, bytes)) }
    }

    /// The phrase with the example of one trace, each alike.
    func item(
        _ kind: AnnotationItem.Kind, sample: TextSample, using generator: inout SeededGenerator
    ) -> AnnotationItem {
        let document = documents.randomElement(using: &generator) ?? (0, 0..<0)
        let source = sample.items[document.item]
        let example = ExampleSentence(
            of: document.bytes, text: source.text, range: source.reasoning)
        return AnnotationItem(
            text: text, kind: kind, documents: documents.count, trace: source.id,
            context: example.text, place: example.place)
    }
}
