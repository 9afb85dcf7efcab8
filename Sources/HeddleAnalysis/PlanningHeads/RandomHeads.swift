/// Sets of heads to compare a set with: as many heads in each of the same layers.
public enum RandomHeads {
    /// Different sets, none of them the set itself, of heads outside it wherever a layer has enough
    /// others. Fewer than `count` where there are no more; then all of them. Equal seeds give equal
    /// sets.
    public static func sets(
        like heads: [HeadID], shape: HeadShape, count: Int, seed: UInt64
    ) -> [[HeadID]] {
        let layers = layers(of: heads, shape: shape)
        guard count > 0, !layers.isEmpty else { return [] }
        if let all = enumerated(layers, limit: count + 1) {
            return Array(all.filter { $0 != heads.sorted() }.prefix(count))
        }
        var generator = SeededGenerator(seed: seed, stream: 0x4EAD)
        var seen: Set<[HeadID]> = [heads.sorted()]
        var sets: [[HeadID]] = []
        // More sets exist than are wanted; repeats are rare unless nearly all are.
        for _ in 0..<count * 50 where sets.count < count {
            let drawn = layers.flatMap { layer in
                Array(layer.candidates.shuffled(using: &generator).prefix(layer.wanted))
            }.sorted()
            if seen.insert(drawn).inserted { sets.append(drawn) }
        }
        return sets
    }

    private struct Layer {
        var candidates: [HeadID]
        var wanted: Int
    }

    private static func layers(of heads: [HeadID], shape: HeadShape) -> [Layer] {
        Dictionary(grouping: Set(heads), by: \.layer).sorted { $0.key < $1.key }.map { layer, own in
            let all = (0..<shape.heads).map { HeadID(layer: layer, head: $0) }
            let others = all.filter { !own.contains($0) }
            return Layer(candidates: others.count >= own.count ? others : all, wanted: own.count)
        }
    }

    /// All sets, ascending; nil where they are more than `limit`.
    private static func enumerated(_ layers: [Layer], limit: Int) -> [[HeadID]]? {
        var sets: [[HeadID]] = [[]]
        for layer in layers {
            guard let choices = choices(layer.candidates, layer.wanted, limit: limit),
                sets.count * choices.count <= limit
            else { return nil }
            sets = sets.flatMap { set in choices.map { set + $0 } }
        }
        return sets
    }

    private static func choices(_ heads: [HeadID], _ wanted: Int, limit: Int) -> [[HeadID]]? {
        var partial: [[HeadID]] = [[]]
        var done: [[HeadID]] = wanted == 0 ? [[]] : []
        for head in heads {
            for set in partial {
                let longer = set + [head]
                if longer.count == wanted { done.append(longer) } else { partial.append(longer) }
                if done.count > limit || partial.count > 64 * limit { return nil }
            }
        }
        return done.sorted { $0.lexicographicallyPrecedes($1) }
    }
}
