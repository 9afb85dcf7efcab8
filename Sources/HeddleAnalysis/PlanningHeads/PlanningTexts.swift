/// A response that a sweep by planning counts.
public struct PlanningText: Hashable, Sendable {
    /// Number of its problem, from 0; see `ProblemNumbers`.
    public var problem: Int
    /// Group of each token `[token]`, nil where it is left out.
    public var groups: [TokenGroup?]
    /// Logarithms of the tokens' probabilities with all heads on `[token]`; nil where a token has
    /// no prediction.
    public var logprobs: [Float?]

    public init(problem: Int, groups: [TokenGroup?], logprobs: [Float?]) {
        self.problem = problem
        self.groups = groups
        self.logprobs = logprobs
    }
}

/// Numbers problems in the order in which they come: traces of one prompt are of one problem.
public struct ProblemNumbers: Hashable, Sendable {
    private var numbers: [String: Int] = [:]

    public init() {}

    public var count: Int { numbers.count }

    public mutating func number(of prompt: String) -> Int {
        let number = numbers[prompt] ?? numbers.count
        numbers[prompt] = number
        return number
    }
}

/// The cells that tokens are counted in: a group and a bin of baseline negative log-likelihood.
///
/// The bins hold equal numbers of move starts (Cochran 1968 stratifies at quantiles of the group of
/// interest): quantiles of all tokens would put nearly all move starts into the last bin, since a
/// model is sure of most tokens, and within it they would be matched with nothing.
struct PlanningCells: Hashable, Sendable {
    /// Inner edges, ascending, nats: bin b holds values above edge b-1 up to edge b.
    let edges: [Float]

    var bins: Int { edges.count + 1 }
    var count: Int { bins * TokenGroup.allCases.count }

    /// - Parameter starts: baseline negative log-likelihoods of the move starts.
    init(starts: [Float], bins: Int) {
        let sorted = starts.sorted()
        var edges: [Float] = []
        for bin in 1..<max(bins, 1) where !sorted.isEmpty {
            let edge = sorted[max(0, bin * sorted.count / bins - 1)]
            // Equal values stay in one bin.
            if edge > (edges.last ?? -.infinity), edge < sorted[sorted.count - 1] {
                edges.append(edge)
            }
        }
        self.edges = edges
    }

    func bin(of value: Float) -> Int { edges.partitioningIndex { $0 >= value } }

    func range(of group: TokenGroup) -> Range<Int> {
        let first = Self.place(group) * bins
        return first..<first + bins
    }

    func cell(_ group: TokenGroup, _ value: Float) -> Int {
        Self.place(group) * bins + bin(of: value)
    }

    private static func place(_ group: TokenGroup) -> Int {
        switch group {
        case .start: 0
        case .rest: 1
        case .prose: 2
        case .mathematics: 3
        }
    }
}
