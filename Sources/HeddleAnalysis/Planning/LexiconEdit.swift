/// One change that a person makes to a lexicon. Clusters are named by their ids, which no edit
/// changes and none gives out twice while a cluster of that id is there; grams by their texts.
public enum LexiconEdit: Hashable, Sendable {
    case renameCluster(Int, to: String)
    /// Puts the members of other clusters into the first one, which keeps its name and intent.
    case merge([Int])
    /// Makes a cluster of its own of some members of a cluster.
    case split(Int, grams: Set<String>)
    /// Drops clusters, so that their members mark nothing, or restores them.
    case keepClusters(Set<Int>, Bool)
    case keepGrams(Set<String>, Bool)
    /// Gives clusters an intent, which their members follow.
    case setIntent(clusters: Set<Int>, Intent)
    /// Gives grams of no cluster an intent.
    case setGramIntent(Set<String>, Intent)
    /// Adds a phrase, to a cluster with the cluster's intent.
    case add(String, Intent, cluster: Int?)
}

/// Why an edit cannot be made. The lexicon is then as it was.
public enum LexiconEditError: Error, Equatable, CustomStringConvertible {
    case noCluster(Int)
    case noGram(String)
    case emptyName
    case tooFewToMerge
    case allOrNoneToSplit(cluster: Int)
    case intentIsTheClusters(gram: String, cluster: Int)
    case known(gram: String, cluster: Int?)
    case emptyGram

    public var description: String {
        switch self {
        case .noCluster(let id): "there is no cluster #\(id) in this lexicon"
        case .noGram(let text): "'\(text)' is not in this lexicon"
        case .emptyName: "a cluster needs a name"
        case .tooFewToMerge: "mark two clusters or more to merge them"
        case .allOrNoneToSplit(let cluster):
            "mark some of the members of #\(cluster), not all of them, to split them off"
        case .intentIsTheClusters(let gram, let cluster):
            "'\(gram)' follows its cluster #\(cluster): change that one's intent"
        case .known(let gram, let cluster):
            "'\(gram)' is there already" + (cluster.map { ", in cluster #\($0)" } ?? "")
        case .emptyGram: "a phrase needs a word"
        }
    }
}

extension Lexicon {
    /// The lexicon with a change made to it; what it was undoes it exactly.
    ///
    /// What is no longer known from counts alone is kept as a bound (`documentsAreAtLeast`): of the
    /// distinct solutions with any member of a union at least as many as the larger part has, and
    /// of a part at least those of its most frequent member and those that the other part's members
    /// cannot account for. Occurrences add up and stay exact. Linear in the lexicon.
    /// - Throws: `LexiconEditError` where the edit cannot be made.
    public func applying(_ edit: LexiconEdit) throws(LexiconEditError) -> Lexicon {
        var result = self
        switch edit {
        case .renameCluster(let id, let name):
            let name = name.split(whereSeparator: \.isWhitespace).joined(separator: " ")
            guard !name.isEmpty else { throw .emptyName }
            result.clusters[try place(of: id)].name = name
        case .merge(let ids): try result.merge(ids)
        case .split(let id, let texts): try result.split(id, texts)
        case .keepClusters(let ids, let isKept):
            for id in ids { result.clusters[try place(of: id)].isKept = isKept }
        case .keepGrams(let texts, let isKept):
            for index in try places(of: texts) { result.grams[index].isKept = isKept }
        case .setIntent(let ids, let intent):
            for id in ids { result.clusters[try place(of: id)].intent = intent }
            for index in grams.indices where grams[index].cluster.map(ids.contains) == true {
                result.grams[index].intent = intent
            }
        case .setGramIntent(let texts, let intent):
            for index in try places(of: texts) {
                if let cluster = cluster(of: grams[index])?.id {
                    throw .intentIsTheClusters(gram: grams[index].text, cluster: cluster)
                }
                result.grams[index].intent = intent
            }
        case .add(let phrase, let intent, let cluster):
            try result.add(phrase, intent, cluster)
        }
        return result
    }

    /// The cluster of an id; nil where there is none.
    public func cluster(_ id: Int) -> GramCluster? { clusters.first { $0.id == id } }

    /// The cluster that a gram is in; nil for a gram of a list, or of a cluster that is not there.
    public func cluster(of gram: Gram) -> GramCluster? { gram.cluster.flatMap(cluster) }

    /// Indexes of a cluster's members, the one found in the most solutions first.
    public func members(of id: Int) -> [Int] {
        grams.indices.filter { grams[$0].cluster == id }.sorted { first, second in
            let (one, other) = (grams[first], grams[second])
            return (one.documentFrequency ?? -1, other.text) > (
                other.documentFrequency ?? -1, one.text
            )
        }
    }

    /// Distinct solutions with a gram; nil where that was not counted.
    func documents(of gram: Gram) -> Int? {
        guard let share = gram.documentFrequency, let origin, origin.solutions > 0 else {
            return nil
        }
        return Int((share * Double(origin.solutions)).rounded())
    }

    // MARK: - Edits

    private func place(of id: Int) throws(LexiconEditError) -> Int {
        guard let index = clusters.firstIndex(where: { $0.id == id }) else { throw .noCluster(id) }
        return index
    }

    private func places(of texts: Set<String>) throws(LexiconEditError) -> [Int] {
        let found = grams.indices.filter { texts.contains(grams[$0].text) }
        if found.count < texts.count {
            let known = Set(found.map { grams[$0].text })
            throw .noGram(texts.subtracting(known).min() ?? "")
        }
        return found
    }

    private mutating func merge(_ ids: [Int]) throws(LexiconEditError) {
        guard let target = ids.first, Set(ids).count > 1 else { throw .tooFewToMerge }
        let others = Set(ids).subtracting([target])
        var union = clusters[try place(of: target)]
        for id in ids where others.contains(id) {
            let other = clusters[try place(of: id)]
            union.documentsAreAtLeast =
                union.documentsAreAtLeast || other.documentsAreAtLeast
                || (union.documents > 0 && other.documents > 0)
            union.documents = max(union.documents, other.documents)
            union.occurrences += other.occurrences
            union.examples += other.examples
        }
        for index in grams.indices where grams[index].cluster.map(others.contains) == true {
            grams[index].cluster = target
            grams[index].intent = union.intent
        }
        clusters[try place(of: target)] = union
        clusters.removeAll { others.contains($0.id) }
        sortClusters()
    }

    private mutating func split(
        _ id: Int, _ texts: Set<String>
    ) throws(LexiconEditError) {
        let place = try place(of: id)
        let chosen = try places(of: texts)
        let members = members(of: id)
        guard !chosen.isEmpty, chosen.count < members.count,
            Set(chosen).isSubset(of: members)
        else { throw .allOrNoneToSplit(cluster: id) }
        let moved = members.filter(Set(chosen).contains)
        let rest = members.filter { !Set(chosen).contains($0) }
        let whole = clusters[place]
        var part = GramCluster(
            id: (clusters.map(\.id).max() ?? 0) + 1, name: grams[moved[0]].text,
            intent: whole.intent, documents: 0, occurrences: 0, isKept: whole.isKept)
        part.occurrences = min(
            whole.occurrences, moved.reduce(0) { $0 + (grams[$1].occurrences ?? 0) })
        clusters[place].occurrences = whole.occurrences - part.occurrences
        count(moved, besides: rest, of: whole, into: &part)
        count(rest, besides: moved, of: whole, into: &clusters[place])
        let phrases = Lexicon(name: "", source: "", grams: moved.map { Gram(grams[$0]) })
        let finder = LexiconMatcher(phrases)
        part.examples = whole.examples.filter { finder.shows($0) }
        clusters[place].examples = whole.examples.filter { !finder.shows($0) }
        if clusters[place].name == part.name { clusters[place].name = grams[rest[0]].text }
        for index in moved { grams[index].cluster = part.id }
        clusters.append(part)
        sortClusters()
    }

    /// What is known of the solutions of some members of a cluster.
    private func count(
        _ members: [Int], besides others: [Int], of whole: GramCluster,
        into cluster: inout GramCluster
    ) {
        let own = members.compactMap { documents(of: grams[$0]) }
        let theirs = others.compactMap { documents(of: grams[$0]) }
        let left = theirs.count == others.count ? whole.documents - theirs.reduce(0, +) : 0
        cluster.documents = min(whole.documents, max(own.max() ?? 0, left, 0))
        cluster.documentsAreAtLeast = members.count > 1 || own.isEmpty
    }

    private mutating func add(
        _ phrase: String, _ intent: Intent, _ cluster: Int?
    ) throws(LexiconEditError) {
        let text = Gram.normalised(phrase)
        guard !text.isEmpty else { throw .emptyGram }
        if let known = grams.first(where: { $0.text == text }) {
            throw .known(gram: text, cluster: self.cluster(of: known)?.id)
        }
        var gram = Gram(text: text, intent: intent, cluster: cluster)
        if let cluster {
            let place = try place(of: cluster)
            gram.intent = clusters[place].intent
            clusters[place].documentsAreAtLeast = true
        }
        grams.append(gram)
    }

    private mutating func sortClusters() {
        clusters.sort { ($0.documents, $1.id) > ($1.documents, $0.id) }
    }
}

extension Gram {
    /// Its phrase alone.
    fileprivate init(_ gram: Gram) { self.init(text: gram.text, intent: gram.intent) }
}

extension LexiconMatcher {
    /// Whether an example is one of these grams: its sentence holds one of the example's length.
    fileprivate func shows(_ example: GramExample) -> Bool { place(of: example) != nil }

    /// Bytes of an example's sentence in which its gram stands; nil where none of these is found.
    /// Linear in the sentence.
    public func place(of example: GramExample) -> Range<Int>? {
        let text = Array(example.context.utf8)
        return spans(in: text, range: text.indices).lazy.map(\.bytes).first { bytes in
            text[bytes].count { !$0.isContinuation } == example.end - example.start
        }
    }
}
