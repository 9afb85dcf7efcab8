/// One strategic gram: a phrase that steers a solution.
public struct Gram: Hashable, Sendable, Codable {
    /// The phrase, lower case, words separated by single blanks.
    public var text: String
    public var intent: Intent
    /// Cluster in a mined lexicon, nil in a list.
    public var cluster: Int?
    /// Share of the corpus's solutions that hold it, 0...1, where it was mined.
    public var documentFrequency: Double?
    /// Times that it occurs in the corpus, where it was mined.
    public var occurrences: Int?
    /// Whether it marks planning; grams that were dropped one by one stay in the file.
    public var isKept: Bool

    public init(
        text: String, intent: Intent, cluster: Int? = nil, documentFrequency: Double? = nil,
        occurrences: Int? = nil, isKept: Bool = true
    ) {
        self.text = text
        self.intent = intent
        self.cluster = cluster
        self.documentFrequency = documentFrequency
        self.occurrences = occurrences
        self.isKept = isKept
    }
}

extension Gram {
    /// Whether it marks planning where these clusters are dropped.
    public func marks(besides dropped: Set<Int>) -> Bool {
        isKept && cluster.map(dropped.contains) != true
    }
}

/// Which of the occurrences that overlap are marked.
public enum Matching: String, Hashable, Sendable {
    /// The leftmost, and of those that begin together the longest; the next search begins behind.
    case longest
    /// Every one: an occurrence that begins inside another and ends behind it adds what is behind.
    /// Grams of limited length cover a longer phrase this way.
    case overlapping
}

/// A list of strategic grams with where it comes from (`heddle.lexicon/1`).
public struct Lexicon: Hashable, Sendable {
    public var name: String
    public var source: String
    public var grams: [Gram]
    /// How overlapping occurrences are marked.
    public var matching: Matching
    /// The clusters of a mined lexicon, by falling document frequency; empty in a list.
    public var clusters: [GramCluster]
    /// Where a mined lexicon comes from.
    public var origin: LexiconOrigin?

    public init(
        name: String, source: String, grams: [Gram], matching: Matching = .longest,
        clusters: [GramCluster] = [], origin: LexiconOrigin? = nil
    ) {
        self.name = name
        self.source = source
        self.grams = grams
        self.matching = matching
        self.clusters = clusters
        self.origin = origin
    }

    /// Ids of the clusters whose grams mark nothing.
    public var droppedClusters: Set<Int> {
        Set(clusters.lazy.filter { !$0.isKept }.map(\.id))
    }
}
