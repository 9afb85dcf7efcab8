import Canvas
import HeddleAnalysis

/// The lexicon that labels come from, with where it is kept.
public struct LexiconInUse: Hashable, Sendable {
    public var lexicon: Lexicon
    /// How `:lexicon` and `--lexicon` name it: a name of the library, or a path.
    public var name: String
    public var path: String
    /// Edits are saved to its file. Of one that ships with the program, or is of another form, the
    /// first edit makes a copy.
    public var isOwned: Bool

    public init(lexicon: Lexicon, name: String, path: String, isOwned: Bool) {
        self.lexicon = lexicon
        self.name = name
        self.path = path
        self.isOwned = isOwned
    }

    /// The name without folders and ending.
    public var shortName: String {
        let file = name.split(separator: "/").last.map(String.init) ?? name
        return file.hasSuffix(".json") ? String(file.dropLast(5)) : file
    }
}

/// A line of the lexicon's left list: a cluster, or a phrase that is in none.
public enum LexiconRow: Hashable, Sendable {
    case cluster(Int)
    case gram(String)
}

/// A line of what belongs to a row of the lexicon.
public enum LexiconDetail: Hashable, Sendable {
    case heading(String)
    /// Index in the lexicon's grams.
    case member(Int)
    case example(GramExample)
    /// Index of a span of the open trace.
    case place(Int)
}

/// The lexicon in use and what its screen shows.
public struct LexiconState: Hashable, Sendable {
    public enum Side: Hashable, Sendable { case groups, members }

    /// Nil before one has been loaded.
    public var inUse: LexiconInUse?
    /// The user's own lexicons; copies of those that ship with the program go there.
    public var folder = ""
    /// Names of all that can be chosen.
    public var names: [String] = []
    /// The user named it on the command line: a session's own does not take its place.
    public var isNamed = false
    /// Counts the labels that were wanted so far: each edit, each other lexicon.
    public var number = 0
    /// The labels that the model's numbers were last computed with.
    public var numberInUse = 0

    public var side = Side.groups
    public var filter = ""
    /// The filter before it was typed anew.
    var filterBefore = ""
    /// Rows of the left list and phrases of the right one that were marked.
    public var marked: Set<LexiconRow> = []
    public var markedGrams: Set<String> = []
    /// Row of the side that has not the keys.
    public var otherRow = 0
    var undo: [Lexicon] = []
    var redo: [Lexicon] = []
    /// An example whose trace is on its way.
    var awaited: GramExample?
    var rows: LexiconRows?

    public init() {}

    public var lexicon: Lexicon? { inUse?.lexicon }

    /// What has come of the model may still be of earlier labels.
    var isRelabelling: Bool { number != numberInUse }
}

/// The rows of the lexicon, made once a change.
struct LexiconRows: Hashable, Sendable {
    struct Key: Hashable {
        var number: Int
        var filter: String
        var document: DocumentID?
        var labels: Int?
        var spans: Int
    }

    let key: Key
    let groups: [LexiconRow]
    /// Indexes of grams by the id of their cluster, the most frequent first.
    let members: [Int: [Int]]
    let indexes: [String: Int]
    /// Indexes of the open trace's spans by gram.
    let spans: [Int: [Int]]

    init(_ lexicon: Lexicon, key: Key, labelling: Labelling?) {
        self.key = key
        var members: [Int: [Int]] = [:]
        let clusters = Dictionary(
            lexicon.clusters.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        var loose: [Int] = []
        var indexes: [String: Int] = [:]
        for (index, gram) in lexicon.grams.enumerated() {
            indexes[gram.text] = index
            if let id = gram.cluster, clusters[id] != nil {
                members[id, default: []].append(index)
            } else {
                loose.append(index)
            }
        }
        self.indexes = indexes
        self.members = members.mapValues { grams in
            grams.sorted {
                let (one, other) = (lexicon.grams[$0], lexicon.grams[$1])
                return (one.documentFrequency ?? -1, other.text)
                    > (other.documentFrequency ?? -1, one.text)
            }
        }
        var spans: [Int: [Int]] = [:]
        for (index, span) in (labelling?.spans ?? []).enumerated() {
            spans[span.gram, default: []].append(index)
        }
        self.spans = spans
        groups = Self.groups(lexicon, members, loose, filter: key.filter)
    }

    /// Clusters by falling number of solutions, then phrases of none by their intents; of both
    /// those that hold all words of the filter.
    private static func groups(
        _ lexicon: Lexicon, _ members: [Int: [Int]], _ loose: [Int], filter: String
    ) -> [LexiconRow] {
        let words = filter.lowercased().split(separator: " ")
        func passes(_ texts: [String]) -> Bool {
            words.allSatisfy { word in texts.contains { $0.contains(word) } }
        }
        let clusters = lexicon.clusters.filter { cluster in
            let texts = (members[cluster.id] ?? []).map { lexicon.grams[$0].text }
            let own = [cluster.name.lowercased(), cluster.intent.rawValue, "#\(cluster.id)"]
            return words.isEmpty || passes(own + texts)
        }.sorted { ($0.documents, $1.id) > ($1.documents, $0.id) }
        let order = Dictionary(
            uniqueKeysWithValues: Intent.allCases.enumerated().map { ($1, $0) })
        let grams = loose.map { lexicon.grams[$0] }
            .filter { words.isEmpty || passes([$0.text, $0.intent.rawValue]) }
        let sorted = grams.enumerated().sorted {
            (order[$0.element.intent] ?? 0, $0.offset) < (order[$1.element.intent] ?? 0, $1.offset)
        }
        return clusters.map { .cluster($0.id) } + sorted.map { .gram($0.element.text) }
    }
}

extension State {
    /// The rows of the lexicon; made anew only where they are not kept.
    var lexiconRows: LexiconRows? {
        guard let inUse = lexicon.inUse else { return nil }
        let isLabelled = document?.labels == lexicon.number
        let key = LexiconRows.Key(
            number: lexicon.number, filter: lexicon.filter, document: document?.id,
            labels: document?.labels, spans: isLabelled ? document?.labelling.spans.count ?? 0 : 0)
        if let kept = lexicon.rows, kept.key == key { return kept }
        return LexiconRows(
            inUse.lexicon, key: key, labelling: isLabelled ? document?.labelling : nil)
    }

    /// Keeps the rows while the lexicon is on the screen.
    mutating func refreshLexicon() { lexicon.rows = screen == .lexicon ? lexiconRows : nil }

    /// Row of the left list, whichever side has the keys.
    var lexiconGroupRow: Int { lexicon.side == .groups ? row : lexicon.otherRow }

    /// What the left list's row stands for.
    var lexiconGroup: LexiconRow? {
        guard let rows = lexiconRows, rows.groups.indices.contains(lexiconGroupRow) else {
            return nil
        }
        return rows.groups[lexiconGroupRow]
    }

    /// What the right list shows of the left one's row: its phrases, its examples, where it stands
    /// in the open trace.
    var lexiconDetails: [LexiconDetail] {
        guard let group = lexiconGroup, let rows = lexiconRows, let used = lexicon.lexicon else {
            return []
        }
        var details: [LexiconDetail] = []
        var grams: [Int] = []
        switch group {
        case .cluster(let id):
            grams = rows.members[id] ?? []
            details = grams.map { .member($0) }
            let examples = used.cluster(id)?.examples ?? []
            if !examples.isEmpty {
                details.append(.heading("Examples"))
                details += examples.map { .example($0) }
            }
        case .gram(let text): grams = rows.indexes[text].map { [$0] } ?? []
        }
        let places = grams.flatMap { rows.spans[$0] ?? [] }.sorted()
        if let document {
            let count = places.isEmpty ? "not" : Words.times(places.count)
            details.append(.heading("\(count) in \(document.trace.id)"))
            details += places.map { .place($0) }
        }
        return details
    }

    /// What the right list's row stands for, while it has the keys.
    var lexiconDetail: LexiconDetail? {
        guard lexicon.side == .members else { return nil }
        let details = lexiconDetails
        return details.indices.contains(row) ? details[row] : nil
    }

    /// Times that a row's phrases mark the open trace.
    func lexiconPlaces(_ group: LexiconRow) -> Int {
        guard let rows = lexiconRows else { return 0 }
        switch group {
        case .cluster(let id):
            return (rows.members[id] ?? []).reduce(0) { $0 + (rows.spans[$1]?.count ?? 0) }
        case .gram(let text): return rows.indexes[text].flatMap { rows.spans[$0]?.count } ?? 0
        }
    }

    /// Rows of the side of the lexicon that has the keys.
    var lexiconRowCount: Int {
        lexicon.side == .groups ? lexiconRows?.groups.count ?? 0 : lexiconDetails.count
    }

    /// Left the clusters or phrases, right what belongs to the row.
    var lexiconColumns: (groups: Rect, members: Rect) {
        let body = screenBody
        let left = max(min(46, body.width), body.width / 2)
        return (
            Rect(x: body.x, y: body.y, width: left, height: body.height),
            Rect(x: body.x + left, y: body.y, width: body.width - left, height: body.height)
        )
    }

    /// Lines below the right list that show the whole example of its row, their rule included.
    var lexiconDetailHeight: Int { max(4, min(8, height / 4)) }
}
