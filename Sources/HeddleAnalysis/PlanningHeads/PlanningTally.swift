/// Sums the effects of switching heads off by problem, group and bin of baseline negative
/// log-likelihood: all that a sweep by planning keeps of them.
///
/// Memory: effects × problems × 4 groups × bins × 8 bytes; 4 groups × bins × 8 bytes for an effect
/// of a random set.
public struct PlanningTally: Sendable {
    let cells: PlanningCells
    public let problems: Int
    /// Cell of each token `[text][token]`, -1 where it is left out.
    private let places: [[Int32]]
    private let baselines: [[Float]]
    private let textProblems: [Int]
    /// `[problem × cells + cell]`
    private(set) var counts: [Double]
    private(set) var baselineSums: [Double]
    /// `[effect][problem × cells + cell]`
    private(set) var sums: [[Double]]
    /// `[random set][cell]`
    private(set) var randomSums: [[Double]]

    /// What a token counts that the model gives no probability any more, nats.
    static let vanished = 100.0

    /// Linear in the tokens.
    ///
    /// - Parameters:
    ///   - effects: how many effects are measured.
    ///   - randomSets: of how many random sets of heads the effects are measured besides.
    public init(texts: [PlanningText], bins: Int, effects: Int, randomSets: Int = 0) {
        let starts = texts.flatMap { text in
            zip(text.groups, text.logprobs).compactMap { group, logprob in
                group == .start ? logprob.map { -$0 } : nil
            }.filter(\.isFinite)
        }
        let cells = PlanningCells(starts: starts, bins: bins)
        let problems = (texts.map(\.problem).max() ?? -1) + 1
        var places: [[Int32]] = []
        var counts = [Double](repeating: 0, count: problems * cells.count)
        var baselineSums = counts
        for text in texts {
            var column = [Int32](repeating: -1, count: text.logprobs.count)
            for (token, pair) in zip(text.groups, text.logprobs).enumerated() {
                guard let group = pair.0, let logprob = pair.1, logprob.isFinite else { continue }
                let cell = cells.cell(group, -logprob)
                column[token] = Int32(cell)
                counts[text.problem * cells.count + cell] += 1
                baselineSums[text.problem * cells.count + cell] -= Double(logprob)
            }
            places.append(column)
        }
        self.cells = cells
        self.problems = problems
        self.places = places
        self.counts = counts
        self.baselineSums = baselineSums
        baselines = texts.map { $0.logprobs.map { $0 ?? 0 } }
        textProblems = texts.map(\.problem)
        sums = Array(
            repeating: [Double](repeating: 0, count: problems * cells.count), count: effects)
        randomSums = Array(repeating: [Double](repeating: 0, count: cells.count), count: randomSets)
    }

    /// Adds one text read with heads off. Linear in its tokens.
    ///
    /// - Parameter logprobs: `[token]`; beyond its end nothing is added.
    public mutating func add(_ logprobs: [Float?], text: Int, effect: Int) {
        let base = textProblems[text] * cells.count
        Self.forEachChange(places[text], baselines[text], logprobs) { cell, change in
            sums[effect][base + cell] += change
        }
    }

    /// The same for a random set of heads.
    public mutating func add(_ logprobs: [Float?], text: Int, randomSet: Int) {
        Self.forEachChange(places[text], baselines[text], logprobs) { cell, change in
            randomSums[randomSet][cell] += change
        }
    }

    private static func forEachChange(
        _ places: [Int32], _ baseline: [Float], _ logprobs: [Float?], _ body: (Int, Double) -> Void
    ) {
        for token in 0..<min(places.count, logprobs.count) where places[token] >= 0 {
            let change = logprobs[token].map { Double(baseline[token]) - Double($0) }
            let isKnown = change?.isFinite ?? false
            body(Int(places[token]), isKnown ? change ?? 0 : vanished)
        }
    }
}
