/// What a report takes from one response.
public struct RegeneratedResponse: Hashable, Sendable {
    /// Ids of its tokens, the one that ends it included.
    public var ids: [Int32]
    /// Nil where the answer cannot be checked.
    public var correct: Bool?
    /// Whether the model ended it before the largest length.
    public var ended: Bool
    /// Planning moves by kind.
    public var moves: [Intent: Int]

    public init(ids: [Int32], correct: Bool?, ended: Bool, moves: [Intent: Int]) {
        self.ids = ids
        self.correct = correct
        self.ended = ended
        self.moves = moves
    }

    /// Takes the counts from a generated trace and its labels.
    public init(_ trace: Trace, labelling: Labelling) {
        let tokens = trace.tokens
        self.init(
            ids: tokens.map { Array($0.ids[$0.response]) } ?? [], correct: trace.correct,
            ended: trace.sampling["stop"]?.string == "end",
            moves: labelling.moves.reduce(into: [:]) { $0[$1.intent, default: 0] += 1 })
    }

    /// The first token that differs from another response's, counted from the beginning; nil where
    /// both are equal.
    public func firstDivergence(from other: RegeneratedResponse) -> Int? {
        let shared = min(ids.count, other.ids.count)
        let differing = (0..<shared).first { ids[$0] != other.ids[$0] }
        return differing ?? (ids.count == other.ids.count ? nil : shared)
    }
}

/// Collects the responses of all arms and compares them.
public struct RegenerationTally: Sendable {
    /// `[problem][arm][continuation]`
    private var responses: [[RegenerationArm: [Int: RegeneratedResponse]]]

    public init(problems: Int) { responses = Array(repeating: [:], count: problems) }

    public mutating func add(
        _ response: RegeneratedResponse, problem: Int, arm: RegenerationArm, continuation: Int
    ) {
        responses[problem][arm, default: [:]][continuation] = response
    }

    /// Fills in the figures of a report: means, and intervals from samples in which the problems
    /// are drawn with replacement. Draws × problems × some 60 numbers.
    public func complete(_ report: RegenerationReport) -> RegenerationReport {
        let sums = ProblemSums(responses)
        let values = sums.values(weights: Array(repeating: 1, count: responses.count))
        let spreads = Bootstrap(draws: report.draws, seed: report.seed)
            .spreads(traces: responses.count) { sums.values(weights: $0) }
        var found: [ProblemSums.Figure: RegenerationFigure] = [:]
        for (index, figure) in ProblemSums.Figure.all.enumerated() {
            guard let value = values[index] else { continue }
            found[figure] = RegenerationFigure(
                value: value, spread: spreads.indices.contains(index) ? spreads[index] : nil)
        }
        var report = report
        for arm in RegenerationArm.allCases { report.arms[arm] = figures(of: arm, found) }
        for arm in RegenerationArm.compared { report.comparisons[arm] = comparison(of: arm, found) }
        return report
    }

    private func figures(
        of arm: RegenerationArm, _ found: [ProblemSums.Figure: RegenerationFigure]
    ) -> RegenerationFigures {
        let all = responses.flatMap { $0[arm].map { Array($0.values) } ?? [] }
        return RegenerationFigures(
            responses: all.count, checked: all.count { $0.correct != nil },
            right: all.count { $0.correct == true },
            figures: Self.byMeasure { found[.mean(arm, $0)] })
    }

    private func comparison(
        of arm: RegenerationArm, _ found: [ProblemSums.Figure: RegenerationFigure]
    ) -> RegenerationComparison {
        let divergences = responses.flatMap { Self.divergences($0, arm) }
        let places = divergences.compactMap(\.self).map(Double.init).sorted()
        return RegenerationComparison(
            pairs: divergences.count, differences: Self.byMeasure { found[.difference(arm, $0)] },
            differing: found[.differing(arm)], firstDivergence: found[.firstDivergence(arm)],
            divergenceQuartiles: places.isEmpty
                ? nil : [0.25, 0.5, 0.75].map { Statistics.quantile(ofAscending: places, $0) })
    }

    private static func byMeasure(
        _ figure: (RegenerationMeasure) -> RegenerationFigure?
    ) -> [RegenerationMeasure: RegenerationFigure] {
        var figures: [RegenerationMeasure: RegenerationFigure] = [:]
        for measure in RegenerationMeasure.allCases { figures[measure] = figure(measure) }
        return figures
    }

    /// First divergences from the intact arm's responses; nil for equal ones.
    fileprivate static func divergences(
        _ problem: [RegenerationArm: [Int: RegeneratedResponse]], _ arm: RegenerationArm
    ) -> [Int?] {
        guard let intact = problem[.intact], let others = problem[arm] else { return [] }
        return others.keys.sorted().compactMap { continuation -> Int?? in
            guard let other = others[continuation], let own = intact[continuation] else {
                return nil
            }
            return .some(other.firstDivergence(from: own))
        }
    }
}

/// Numerators and denominators of all figures by problem.
private struct ProblemSums {
    enum Figure: Hashable {
        case mean(RegenerationArm, RegenerationMeasure)
        case difference(RegenerationArm, RegenerationMeasure)
        case differing(RegenerationArm)
        case firstDivergence(RegenerationArm)

        static let all: [Figure] =
            RegenerationArm.allCases.flatMap { arm in
                RegenerationMeasure.allCases.map { .mean(arm, $0) }
            }
            + RegenerationArm.compared.flatMap { arm in
                RegenerationMeasure.allCases.map { .difference(arm, $0) }
                    + [.differing(arm), .firstDivergence(arm)]
            }
    }

    private struct Ratio {
        var sum = 0.0
        var count = 0.0

        mutating func add(_ other: Ratio, times: Double = 1) {
            sum += times * other.sum
            count += times * other.count
        }

        var value: Double? { count > 0 ? sum / count : nil }
    }

    private static let places = Dictionary(
        uniqueKeysWithValues: Figure.all.enumerated().map { ($1, $0) })

    /// `[problem][figure]`; differences are taken from sums of problems later.
    private let ratios: [[Ratio]]

    init(_ responses: [[RegenerationArm: [Int: RegeneratedResponse]]]) {
        ratios = responses.map { problem in
            var ratios = Array(repeating: Ratio(), count: Figure.all.count)
            func add(_ ratio: Ratio, to figure: Figure) {
                if let place = Self.places[figure] { ratios[place].add(ratio) }
            }
            for (arm, responses) in problem {
                for response in responses.values {
                    for measure in RegenerationMeasure.allCases {
                        add(Self.ratio(measure, of: response), to: .mean(arm, measure))
                    }
                }
            }
            for arm in RegenerationArm.compared {
                for divergence in RegenerationTally.divergences(problem, arm) {
                    add(Ratio(sum: divergence == nil ? 0 : 1, count: 1), to: .differing(arm))
                    guard let divergence else { continue }
                    add(Ratio(sum: Double(divergence), count: 1), to: .firstDivergence(arm))
                }
            }
            return ratios
        }
    }

    private static func ratio(
        _ measure: RegenerationMeasure, of response: RegeneratedResponse
    ) -> Ratio {
        switch measure {
        case .accuracy:
            guard let correct = response.correct else { return Ratio() }
            return Ratio(sum: correct ? 1 : 0, count: 1)
        case .ended: return Ratio(sum: response.ended ? 1 : 0, count: 1)
        case .length: return Ratio(sum: Double(response.ids.count), count: 1)
        case .moves: return Ratio(sum: Double(response.moves.values.reduce(0, +)), count: 1)
        case .moveRate:
            return Ratio(
                sum: 100 * Double(response.moves.values.reduce(0, +)),
                count: Double(response.ids.count))
        case .intent(let intent): return Ratio(sum: Double(response.moves[intent] ?? 0), count: 1)
        }
    }

    /// `Figure.all` when problem `i` counts `weights[i]` times.
    func values(weights: [Int]) -> [Double?] {
        var totals = Array(repeating: Ratio(), count: Figure.all.count)
        for (problem, weight) in zip(ratios, weights) where weight > 0 {
            for place in totals.indices { totals[place].add(problem[place], times: Double(weight)) }
        }
        func value(_ figure: Figure) -> Double? { Self.places[figure].flatMap { totals[$0].value } }
        return Figure.all.enumerated().map { place, figure in
            guard case .difference(let arm, let measure) = figure else {
                return totals[place].value
            }
            guard let own = value(.mean(arm, measure)), let intact = value(.mean(.intact, measure))
            else { return nil }
            return own - intact
        }
    }
}
