/// Grams that say the same thing, with what is known of them in the corpus that they were mined
/// from (2509.03646, section 2.1).
public struct GramCluster: Hashable, Sendable, Identifiable {
    /// Number in its lexicon; the grams' `cluster` refers to it.
    public var id: Int
    /// What a person reads: the member found in the most solutions, until it is renamed.
    public var name: String
    public var intent: Intent
    /// Cluster document frequency: distinct solutions that hold any member, dropped ones included.
    public var documents: Int
    /// `documents` is the least that it can be: clusters were merged or split, and which solutions
    /// they share is not known from their counts.
    public var documentsAreAtLeast: Bool
    /// Times that members occur in the corpus.
    public var occurrences: Int
    /// Whether its members mark planning; clusters that were dropped stay in the file.
    public var isKept: Bool
    public var examples: [GramExample]

    public init(
        id: Int, name: String, intent: Intent, documents: Int, occurrences: Int,
        documentsAreAtLeast: Bool = false, isKept: Bool = true, examples: [GramExample] = []
    ) {
        self.id = id
        self.name = name
        self.intent = intent
        self.documents = documents
        self.documentsAreAtLeast = documentsAreAtLeast
        self.occurrences = occurrences
        self.isKept = isKept
        self.examples = examples
    }

    /// Mean occurrences in the solutions that hold any member; near 1 is sparing use. The most that
    /// it can be where `documentsAreAtLeast`.
    public var occurrencesPerDocument: Double {
        documents > 0 ? Double(occurrences) / Double(documents) : 0
    }
}

/// One place where a member of a cluster occurs.
public struct GramExample: Hashable, Sendable {
    /// The file as it was named to the miner.
    public var file: String
    /// Id of the trace.
    public var trace: String
    /// Unicode scalars of the response, end exclusive.
    public var start: Int
    public var end: Int
    /// The sentence around it, as it is written there.
    public var context: String

    public init(file: String, trace: String, start: Int, end: Int, context: String) {
        self.file = file
        self.trace = trace
        self.start = start
        self.end = end
        self.context = context
    }
}

/// What a mined lexicon was mined from, and how.
public struct LexiconOrigin: Hashable, Sendable {
    /// Hash over the texts of the solutions that were counted.
    public var corpusHash: String
    /// Solutions that were counted.
    public var solutions: Int
    /// Words in them.
    public var words: Int
    /// The miner's parameters, as they were set.
    public var parameters: JSONValue

    public init(corpusHash: String, solutions: Int, words: Int, parameters: JSONValue) {
        self.corpusHash = corpusHash
        self.solutions = solutions
        self.words = words
        self.parameters = parameters
    }
}
