/// One strategic gram: a phrase that steers a solution.
public struct Gram: Hashable, Sendable, Codable {
    /// The phrase, lower case, words separated by single blanks.
    public var text: String
    public var intent: Intent
    /// Cluster in a mined lexicon, nil in a list.
    public var cluster: Int?
    /// Share of the corpus's solutions that hold it, 0...1, where it was mined.
    public var documentFrequency: Double?

    public init(text: String, intent: Intent, cluster: Int? = nil, documentFrequency: Double? = nil)
    {
        self.text = text
        self.intent = intent
        self.cluster = cluster
        self.documentFrequency = documentFrequency
    }
}

/// A list of strategic grams with where it comes from (`heddle.lexicon/1`).
public struct Lexicon: Hashable, Sendable {
    public var name: String
    public var source: String
    public var grams: [Gram]

    public init(name: String, source: String, grams: [Gram]) {
        self.name = name
        self.source = source
        self.grams = grams
    }
}
