/// By what the problems of several corpora are told to be the same.
public enum DynamicsPairing: String, Hashable, Sendable {
    case question, id
    /// No problem is in all corpora, or there is one corpus only.
    case none
}

/// The problems that the traces of several corpora answer. They are what a bootstrap draws: traces
/// of one problem are alike, within a corpus and across corpora, and so stay together. A difference
/// between corpora that answer the same problems is thereby a paired one.
struct ProblemTable {
    /// Problems of all corpora.
    let count: Int
    /// Problem of each trace `[corpus][trace]`.
    let problems: [[Int]]
    let pairing: DynamicsPairing
    /// Problems that every corpus answers.
    let shared: Int

    /// Problems are told by their questions; by ids where those are in more corpora and name one
    /// problem each.
    init(_ corpora: [CorpusMeasurement]) {
        let byQuestion = Self(
            corpora.map { corpus in zip(corpus.questions, corpus.ids).map { $0 ?? $1 } }, .question)
        let ids = corpora.map(\.ids)
        guard corpora.count > 1, ids.allSatisfy({ Set($0).count == $0.count }) else {
            self = byQuestion
            return
        }
        let byID = Self(ids, .id)
        self = byID.shared > byQuestion.shared ? byID : byQuestion
    }

    private init(_ keys: [[UInt64]], _ pairing: DynamicsPairing) {
        var numbers: [UInt64: Int] = [:]
        problems = keys.map { keys in
            keys.map { key in
                let number = numbers[key] ?? numbers.count
                numbers[key] = number
                return number
            }
        }
        count = numbers.count
        let sets = problems.map { Set($0) }
        let common = sets.dropFirst().reduce(sets.first ?? []) { $0.intersection($1) }
        shared = keys.count > 1 ? common.count : 0
        self.pairing = shared > 0 ? pairing : .none
    }

    /// How often each problem is in a sample of as many drawn with replacement.
    func draw(_ random: inout DynamicsRandom) -> [Int] {
        var times = [Int](repeating: 0, count: count)
        for _ in 0..<count { times[random.below(count)] += 1 }
        return times
    }
}
