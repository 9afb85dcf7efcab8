import HeddleAnalysis

/// One row of the trace list: what is known of a trace without opening it. The properties of its
/// facts are its own: `entry.correct`. Loops over many entries go through `facts`, which is quick.
@dynamicMemberLookup
public struct TraceEntry: Hashable, Sendable, Identifiable {
    public var facts: TraceFacts
    /// Nil for what was generated here and lives in the session.
    public var place: TracePlace?
    /// The entry's trace was made from this one by a branch or a regeneration.
    public var parent: String?

    public init(_ facts: TraceFacts, at place: TracePlace? = nil, parent: String? = nil) {
        self.facts = facts
        self.place = place
        self.parent = parent
    }

    public var id: String { facts.id }
    public var file: String? { place?.file }

    public subscript<Value>(dynamicMember path: WritableKeyPath<TraceFacts, Value>) -> Value {
        get { facts[keyPath: path] }
        set { facts[keyPath: path] = newValue }
    }
}

/// What the session's notes and tags say of a trace.
public struct TraceMarks: Hashable, Sendable {
    public var notes = 0
    public var tags: [String] = []

    public init() {}
}

/// The traces of the open files, filtered, ordered and grouped as the query says.
///
/// What is shown is kept as numbers of entries, worked out when something changes and not when it
/// is drawn: entries → those that pass (`passing`) → in their order (`visible`) → rows.
public struct TraceList: Hashable, Sendable {
    var all: [TraceEntry] = []
    private var indexes: [String: Int] = [:]

    public var query = TraceQuery() {
        didSet {
            if query.filter != oldValue.filter { filterChanged() }
            if query != oldValue { refilter() }
        }
    }
    /// The filter as it was understood; lets everything through where it was not.
    public internal(set) var filterInUse = TraceFilter()
    public internal(set) var filterProblem: TraceFilterError?
    /// The filter is still being typed: what only the text of a trace decides is shown.
    public var isPreview = false {
        didSet { if isPreview != oldValue, filterInUse.needsText { refilter() } }
    }
    public internal(set) var texts = TextVerdicts()
    /// By id of the trace; those that have some.
    public internal(set) var marks: [String: TraceMarks] = [:]
    /// Indexes in `entries` of the traces that were marked to do something with them.
    public internal(set) var chosen: Set<Int> = []

    /// Indexes in `entries` of those that pass, ascending.
    var passing: [Int] = []
    /// Indexes in `entries` of what the filter lets through, in the order of the list; those of
    /// folded groups too.
    public internal(set) var visible: [Int] = []
    /// In the order of the list; empty where it is not grouped.
    public internal(set) var groups: [TraceGroup] = []
    /// Keys of the groups of which only the heading is shown.
    var folded: Set<String> = []
    var groupKeys = GroupKeys()
    /// True when some visible trace has a thousand tokens or more: the list's columns are wider.
    public internal(set) var hasLongEntries = false
    /// Bytes of the longest id.
    public private(set) var longestID = 0

    /// Row of the list's own cursor; headings of groups are rows.
    public var selection = 0
    /// Index in `entries` of the open trace.
    public var current: Int?

    public init() {}

    /// All traces in the order of their files. Setting it builds everything anew: `append` and
    /// `update` cost less.
    public var entries: [TraceEntry] {
        get { all }
        set {
            all = newValue
            rebuild()
        }
    }

    /// The filter as it was typed.
    public var filter: String {
        get { query.filter }
        set { query.filter = newValue }
    }

    /// Index of the first entry of an id. Constant time.
    public func index(of id: String) -> Int? { indexes[id] }

    /// Adds entries at the end. The list's cursor stays on the trace that it is on. Linear in what
    /// is new while the list is in the order of the files, else it is sorted once.
    public mutating func append(_ new: [TraceEntry]) {
        guard !new.isEmpty else { return }
        let start = all.count
        all += new
        register(from: start)
        groupKeys.extend(to: all, by: query.grouping)
        filterNew(from: start)
    }

    /// Writes what has been counted into the entries of these ids.
    public mutating func note(_ counted: [String: CountedFacts]) {
        var touched: Set<TraceField> = []
        for (id, counts) in counted {
            guard let index = indexes[id] else { continue }
            let before = all[index].facts
            all[index].facts.take(counts)
            touched.formUnion(all[index].facts.numbersThatDiffer(from: before))
        }
        changed(touched)
    }

    /// Forgets all planning shares: they are of other labels.
    public mutating func forgetShares() {
        for index in all.indices { all[index].facts.planningShare = nil }
        changed([.plan])
    }

    /// Changes one entry; it goes where filter and order want it now.
    public mutating func update(at index: Int, _ change: (inout TraceEntry) -> Void) {
        guard all.indices.contains(index) else { return }
        let before = all[index]
        change(&all[index])
        let after = all[index]
        guard after != before else { return }
        all[index].facts.takeNumbers(of: before.facts)
        let isOtherwiseTheSame = all[index] == before
        all[index] = after
        if isOtherwiseTheSame {
            changed(Set(after.facts.numbersThatDiffer(from: before.facts)))
        } else {
            rebuild()
        }
    }

    /// Takes the traces of a file out of the list.
    public mutating func remove(file: String) {
        let open = current.map { all[$0].id }
        all.removeAll { $0.file == file }
        chosen = []
        rebuild()
        current = open.flatMap { indexes[$0] }
    }

    /// Takes over how many notes and which tags traces have.
    public mutating func mark(_ marks: [String: TraceMarks]) {
        guard marks != self.marks else { return }
        self.marks = marks
        changed([.notes, .tag])
    }

    /// Marks an entry to do something with it, or no longer.
    public mutating func toggleChosen(_ index: Int) {
        if chosen.remove(index) == nil { chosen.insert(index) }
    }

    public mutating func chooseNone() { chosen = [] }

    /// Puts the list right after fields of entries have changed.
    private mutating func changed(_ fields: Set<TraceField>) {
        guard !fields.isEmpty else { return }
        if fields.contains(where: filterInUse.uses) {
            refilter()
        } else if let column = query.sort?.column, fields.contains(column.field) {
            reorder(from: visible)
        } else if fields.contains(.tokens) || fields.contains(.correct) {
            noteLength(of: visible[...])
            refreshGroups()
        }
    }

    private mutating func rebuild() {
        indexes = [:]
        longestID = 0
        groupKeys = GroupKeys()
        register(from: 0)
        chosen = chosen.filter { $0 < all.count }
        if let current, current >= all.count { self.current = nil }
        texts = TextVerdicts(number: texts.number + 1)
        refilter()
    }

    private mutating func register(from start: Int) {
        indexes.reserveCapacity(all.count)
        for index in start..<all.count {
            let id = all[index].facts.id
            longestID = max(longestID, id.utf8.count)
            if indexes[id] == nil { indexes[id] = index }
        }
    }
}

extension TraceFacts {
    fileprivate func numbersThatDiffer(from other: TraceFacts) -> [TraceField] {
        var fields: [TraceField] = []
        if planningShare != other.planningShare { fields.append(.plan) }
        if meanEntropy != other.meanEntropy { fields.append(.entropy) }
        if firstDivergence != other.firstDivergence { fields.append(.divergence) }
        if tokens != other.tokens { fields.append(.tokens) }
        if correct != other.correct { fields.append(.correct) }
        return fields
    }

    fileprivate mutating func takeNumbers(of other: TraceFacts) {
        planningShare = other.planningShare
        meanEntropy = other.meanEntropy
        firstDivergence = other.firstDivergence
        tokens = other.tokens
        correct = other.correct
    }
}

extension TraceColumn {
    /// The same as a filter calls it.
    var field: TraceField {
        switch self {
        case .name: .id
        case .task: .task
        case .correct: .correct
        case .tokens: .tokens
        case .plan: .plan
        case .entropy: .entropy
        case .divergence: .divergence
        case .steps: .steps
        case .notes: .notes
        case .model: .model
        }
    }
}
