/// A change made to the forward pass: which outputs or scores, at which positions, and how.
///
/// Ablation, patching and knock-out are uses of it. Several interventions are applied in the order
/// in which they are given; scores come before the heads' outputs that are made with them, and those
/// before the output of the block that the heads are in.
public struct Intervention: Sendable, Hashable {
    /// What is done to outputs.
    public enum Operation<Part: OutputPart>: Sendable, Hashable {
        /// Multiplies the output; 0 is zero ablation, 1 changes nothing.
        case scale(Float)
        /// Puts other values in its place: a mean, another trace's output, or values of one's own.
        case replace(OutputValues<Part>)
    }

    /// The outputs that are changed, and how.
    public enum Change: Sendable, Hashable {
        /// Outputs of query heads before the output projection, `z` (`blocks.L.attn.hook_z`). On a
        /// grouped-query model the other query heads of the same key/value head are not touched.
        case heads([HeadID], Operation<HeadID>)
        /// What attention and feed-forward blocks add to the residual stream, after the block's own
        /// norm where it has one (`blocks.L.hook_attn_out`, `blocks.L.hook_mlp_out`).
        case blocks([BlockID], Operation<BlockID>)
        /// Attention knock-out: query heads do not see these keys (positions, as those of queries).
        /// Their scores are masked before the softmax, so that the weights of the others sum to 1.
        /// A query that sees no key at all then has the output zero, as in TransformerLens and in
        /// PyTorch's own attention from 2.5 on. In summaries hidden keys count as seen, with weight
        /// zero. Several knock-outs add up.
        case knockOut([HeadID], keys: Range<Int>)
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

    public var change: Change
    public var positions: Positions

    public init(_ change: Change, at positions: Positions = .all) {
        self.change = change
        self.positions = positions
    }

    public init(
        heads: [HeadID], positions: Positions = .all, operation: Operation<HeadID> = .scale(0)
    ) {
        self.init(.heads(heads, operation), at: positions)
    }

    public init(
        blocks: [BlockID], positions: Positions = .all, operation: Operation<BlockID> = .scale(0)
    ) {
        self.init(.blocks(blocks, operation), at: positions)
    }
}

extension Intervention {
    /// Zero ablation.
    public static func zero(_ heads: [HeadID], at positions: Positions = .all) -> Intervention {
        Intervention(heads: heads, positions: positions)
    }

    /// Replaces each head's output by given values.
    public static func replace(
        _ heads: [HeadID], with values: HeadValues, at positions: Positions = .all
    ) -> Intervention {
        Intervention(heads: heads, positions: positions, operation: .replace(values))
    }

    /// Zero ablation of whole blocks.
    public static func zero(
        blocks: [BlockID], at positions: Positions = .all
    ) -> Intervention {
        Intervention(blocks: blocks, positions: positions)
    }

    /// Hides keys from queries of heads.
    public static func knockOut(
        _ heads: [HeadID], keys: Range<Int>, at positions: Positions = .all
    ) -> Intervention {
        Intervention(.knockOut(heads, keys: keys), at: positions)
    }

    /// Replaces each block's output by given values.
    public static func replace(
        blocks: [BlockID], with values: BlockValues, at positions: Positions = .all
    ) -> Intervention {
        Intervention(blocks: blocks, positions: positions, operation: .replace(values))
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

    /// The queries touched at or after `start`, as runs of consecutive ones.
    func runs(from start: Int) -> [Range<Int>] {
        guard case .at(let queries) = self else { return [start..<Int.max] }
        var runs: [Range<Int>] = []
        for query in Set(queries).sorted() where query >= start {
            if let last = runs.last, last.upperBound == query {
                runs[runs.count - 1] = last.lowerBound..<query + 1
            } else {
                runs.append(query..<query + 1)
            }
        }
        return runs
    }
}
