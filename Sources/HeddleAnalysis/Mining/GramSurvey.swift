/// Gathers what is known of all frequent grams in one more pass over the solutions.
struct GramSurvey {
    private let table: GramTable
    private let wordLengths: [Int]
    private var totals: [Totals]
    private var local: [Totals]
    private var lengths: [Int: Int] = [:]
    private(set) var words = 0

    /// Sums over the occurrences in one solution, or means of those over solutions.
    private struct Totals {
        var documents = 0
        var occurrences = 0
        var before = 0.0
        var after = 0.0
        var opening = 0.0
    }

    init(table: GramTable, words: WordTable) {
        self.table = table
        wordLengths = words.lengths
        totals = Array(repeating: Totals(), count: table.count)
        local = totals
    }

    /// Adds a solution; linear in it.
    mutating func add(_ solution: SolutionUnits) {
        let count = solution.words
        lengths[count, default: 0] += 1
        words += count
        let company = SentenceCompany(solution.codes, wordLengths: wordLengths)
        var touched: [Int] = []
        WordRun.forEach(in: solution.codes) { run in
            for (level, grams) in table.indexes(in: run).enumerated() {
                for (start, gram) in grams.enumerated() where gram >= 0 {
                    let gram = Int(gram)
                    if local[gram].occurrences == 0 { touched.append(gram) }
                    local[gram].occurrences += 1
                    local[gram].before += company.before(run.places[start])
                    local[gram].after += company.after(run.places[start + level])
                    local[gram].opening += company.opensClause(run.places[start]) ? 1 : 0
                }
            }
        }
        for gram in touched { fold(gram) }
    }

    /// Takes the means of one solution into the totals.
    private mutating func fold(_ gram: Int) {
        let found = local[gram]
        let count = Double(found.occurrences)
        totals[gram].documents += 1
        totals[gram].occurrences += found.occurrences
        totals[gram].before += found.before / count
        totals[gram].after += found.after / count
        totals[gram].opening += found.opening / count
        local[gram] = Totals()
    }

    /// The statistics of all grams `[gram]`, as the table numbers them.
    func statistics() -> [GramStatistics] {
        let residual = ResidualIDF(lengths: lengths)
        return zip(table.grams, totals).map { words, total in
            let documents = Double(max(1, total.documents))
            return GramStatistics(
                words: words, documents: total.documents, occurrences: total.occurrences,
                residualIDF: residual.bits(
                    occurrences: total.occurrences, documents: total.documents),
                contentBefore: total.before / documents, contentAfter: total.after / documents,
                opening: total.opening / documents)
        }
    }
}

/// The shares of content around each unit in its sentence, by characters of words and content.
struct SentenceCompany {
    /// Characters, and those of content, of all units in front of a unit.
    private var characters = [0]
    private var content = [0]
    /// First unit of each unit's sentence and the unit behind its last.
    private var starts: [Int] = []
    private var ends: [Int]
    private let codes: [UnitCode]

    init(_ codes: [UnitCode], wordLengths: [Int]) {
        self.codes = codes
        ends = Array(repeating: codes.count, count: codes.count)
        var start = 0
        for (place, code) in codes.enumerated() {
            let own = code.content ?? 0
            characters.append(characters[place] + (code.word.map { wordLengths[$0] } ?? own))
            content.append(content[place] + own)
            starts.append(start)
            guard code == .sentenceEnd else { continue }
            for unit in start...place { ends[unit] = place }
            start = place + 1
        }
    }

    /// Share of content in front of a unit, 0 where nothing is.
    func before(_ unit: Int) -> Double { share(starts[unit]..<unit) }

    /// Share of content behind a unit, 0 where nothing is.
    func after(_ unit: Int) -> Double { share(unit + 1..<max(unit + 1, ends[unit])) }

    /// Whether a unit begins its sentence or stands behind punctuation.
    func opensClause(_ unit: Int) -> Bool {
        unit == starts[unit] || codes[unit - 1] == .comma || codes[unit - 1] == .mark
    }

    private func share(_ units: Range<Int>) -> Double {
        let all = characters[units.upperBound] - characters[units.lowerBound]
        guard all > 0 else { return 0 }
        return Double(content[units.upperBound] - content[units.lowerBound]) / Double(all)
    }
}
