/// The grams that occur in enough solutions, level by level: a gram of n words can only be
/// frequent if its first and its last n − 1 words are, so that only such candidates are counted
/// (Agrawal and Srikant 1994, "Apriori"). Memory is bounded by the candidates, not by the corpus.
struct GramTable: Sendable {
    /// A gram as the frequent gram that it lengthens and its last word.
    private typealias Key = UInt64

    private struct Count {
        var documents: Int32 = 0
        /// The last solution that was counted.
        var last: Int32 = -1

        mutating func add(_ solution: Int32) {
            guard last != solution else { return }
            last = solution
            documents += 1
        }
    }

    /// Index of each frequent gram `[length - 1][key]`; indexes run through all lengths.
    private var levels: [[Key: Int32]] = []
    /// The words of each gram `[gram]`.
    private(set) var grams: [[GramWord]] = []

    /// Counts the grams of all lengths up to a longest one; one pass over the source for each.
    ///
    /// - Parameters:
    ///   - floor: least number of solutions of a gram.
    ///   - progress: told the share that is done, 0...1, after each solution; what it throws ends
    ///     the work.
    init(
        counting source: some SolutionSource, longest: Int, floor: Int,
        progress: (Double) throws -> Void
    ) throws {
        for length in 1...max(1, longest) {
            var counts: [Key: Count] = [:]
            try source.visit { number, solution in
                count(solution, length: length, number: Int32(number), into: &counts)
                let done = Double(length - 1) + Double(number + 1) / Double(max(1, source.count))
                try progress(done / Double(longest))
            }
            keep(counts, floor: floor)
            if levels[length - 1].isEmpty { break }
        }
    }

    var count: Int { grams.count }

    private func count(
        _ solution: SolutionUnits, length: Int, number: Int32, into counts: inout [Key: Count]
    ) {
        WordRun.forEach(in: solution.codes) { run in
            guard run.words.count >= length else { return }
            var indexes = [Int32](repeating: 0, count: run.words.count)
            for shorter in 1..<max(1, length) { lengthen(&indexes, to: shorter, in: run) }
            for start in 0...run.words.count - length {
                let key: Key
                if length == 1 {
                    key = Self.key(prefix: nil, word: run.words[start])
                } else {
                    guard indexes[start] >= 0, indexes[start + 1] >= 0 else { continue }
                    key = Self.key(
                        prefix: indexes[start], word: run.words[start + length - 1],
                        hasComma: run.hasComma(before: start + length - 1))
                }
                counts[key, default: Count()].add(number)
            }
        }
    }

    private mutating func keep(_ counts: [Key: Count], floor: Int) {
        var kept: [Key: Int32] = [:]
        // Sorted, so that equal corpora number their grams alike.
        for key in counts.filter({ $0.value.documents >= floor }).keys.sorted() {
            kept[key] = Int32(grams.count)
            let last = GramWord(number: Int(key & Self.wordMask), hasComma: false)
            guard let prefix = Self.prefix(of: key) else {
                grams.append([last])
                continue
            }
            var words = grams[Int(prefix)]
            words[words.count - 1].hasComma = key & Self.commaBit != 0
            grams.append(words + [last])
        }
        levels.append(kept)
    }

    // MARK: - Finding grams

    /// The frequent grams in a run of words: `[length - 1][start]`, -1 where there is none.
    func indexes(in run: WordRun) -> [[Int32]] {
        var indexes = [Int32](repeating: 0, count: run.words.count)
        var all: [[Int32]] = []
        for length in 1...max(1, levels.count) where length <= run.words.count {
            lengthen(&indexes, to: length, in: run)
            all.append(Array(indexes[0...run.words.count - length]))
        }
        return all
    }

    /// Makes the indexes of grams of `length - 1` words those of grams of `length` words.
    private func lengthen(_ indexes: inout [Int32], to length: Int, in run: WordRun) {
        guard length <= run.words.count, length <= levels.count else { return }
        for start in 0...run.words.count - length {
            let last = start + length - 1
            if length > 1, indexes[start] < 0 { continue }
            let key = Self.key(
                prefix: length == 1 ? nil : indexes[start], word: run.words[last],
                hasComma: length > 1 && run.hasComma(before: last))
            indexes[start] = levels[length - 1][key] ?? -1
        }
        for start in max(0, run.words.count - length + 1)..<run.words.count { indexes[start] = -1 }
    }

    // MARK: - Keys

    private static let wordMask: Key = 1 << 28 - 1
    private static let commaBit: Key = 1 << 28
    private static let prefixShift: Key = 29

    private static func key(prefix: Int32?, word: Int, hasComma: Bool = false) -> Key {
        let prefix = prefix.map { Key($0) + 1 } ?? 0
        return prefix << prefixShift | (hasComma ? commaBit : 0) | Key(word) & wordMask
    }

    private static func prefix(of key: Key) -> Int32? {
        let prefix = key >> prefixShift
        return prefix == 0 ? nil : Int32(truncatingIfNeeded: prefix - 1)
    }
}

/// Words of one sentence that follow each other with nothing but commas between them.
struct WordRun {
    /// Numbers of the words.
    var words: [Int] = []
    /// Place of each word among the units of the solution.
    var places: [Int] = []

    func hasComma(before word: Int) -> Bool { places[word] > places[word - 1] + 1 }

    /// Calls `body` with each run of a solution.
    static func forEach(in codes: [UnitCode], _ body: (WordRun) -> Void) {
        var run = WordRun()
        for (place, code) in codes.enumerated() {
            if let word = code.word {
                run.words.append(word)
                run.places.append(place)
            } else if code != .comma || codes[max(0, place - 1)] == .comma {
                if !run.words.isEmpty { body(run) }
                run = WordRun()
            }
        }
        if !run.words.isEmpty { body(run) }
    }
}
