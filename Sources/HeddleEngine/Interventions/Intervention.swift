/// A change made to the forward pass: which quantity, of which heads, at which positions, and how.
///
/// Ablation, patching and knock-out are uses of it. Several interventions are applied in the order
/// in which they are given.
public struct Intervention: Sendable, Hashable {
    /// The quantity that is changed.
    public enum Site: Sendable, Hashable {
        /// The output of each head before the output projection, `z` (`blocks.L.attn.hook_z`).
        case headOutput
    }

    /// Query positions, 0-based from the start of the prompt.
    ///
    /// The query at position `q` predicts token `q + 1`. To change the prediction of token `t` and
    /// no earlier one, start at its query `t - 1` (`TokenPosition(target: t).query`).
    public enum Positions: Sendable, Hashable {
        /// Every position: "as if always off".
        case all
        /// This query and all later ones: "from here on"; keys and values before it stay.
        case from(Int)
        /// These queries only.
        case at([Int])
    }

    public enum Operation: Sendable, Hashable {
        /// Multiplies the quantity; 0 is zero ablation, 1 changes nothing.
        case scale(Float)
        /// Puts other values in its place: a mean, another trace's output, or values of one's own.
        case replace(HeadValues)
    }

    public var site: Site
    /// Query heads. On a grouped-query model the other query heads of the same key/value head are
    /// not touched.
    public var heads: [HeadID]
    public var positions: Positions
    public var operation: Operation

    public init(
        site: Site = .headOutput, heads: [HeadID], positions: Positions = .all,
        operation: Operation = .scale(0)
    ) {
        self.site = site
        self.heads = heads
        self.positions = positions
        self.operation = operation
    }
}

extension Intervention {
    /// Zero ablation.
    public static func zero(_ heads: [HeadID], at positions: Positions = .all) -> Intervention {
        Intervention(heads: heads, positions: positions, operation: .scale(0))
    }

    /// Replaces each head's output by given values.
    public static func replace(
        _ heads: [HeadID], with values: HeadValues, at positions: Positions = .all
    ) -> Intervention {
        Intervention(heads: heads, positions: positions, operation: .replace(values))
    }
}

extension Intervention.Positions {
    /// The first query touched at or after `start`; nil when there is none.
    func first(from start: Int) -> Int? {
        switch self {
        case .all: start
        case .from(let first): max(first, start)
        case .at(let queries): queries.filter { $0 >= start }.min()
        }
    }
}
