/// Reads lists of hook points as people write them.
public enum HookSelection {
    /// Parses TransformerLens names separated by commas or blanks; `*` stands for any characters, as
    /// in `blocks.*.attn.hook_z`. The result has no hook twice and is in the order of a run.
    ///
    /// - Throws: `EngineError.noSuchHook` for a name or pattern that is none of the model's, with
    ///   names that come close; `.invalidRequest` for an empty list.
    public static func parse(
        _ text: String, _ configuration: ModelConfiguration
    ) throws(EngineError) -> [HookPoint] {
        let items = text.split { $0 == "," || $0.isWhitespace }.map(String.init)
        guard !items.isEmpty else {
            throw .invalidRequest(
                problem: "no hook is named", remedy: "write some, as in blocks.*.attn.hook_z")
        }
        let known = configuration.hooks
        var wanted: Set<HookPoint> = []
        for item in items {
            let found = known.filter { matches($0.name.utf8[...], item.utf8[...]) }
            if found.isEmpty { throw missing(item, configuration) }
            wanted.formUnion(found)
        }
        return known.filter(wanted.contains)
    }

    private static func missing(_ item: String, _ configuration: ModelConfiguration) -> EngineError
    {
        let all = configuration.hooks
        if item.contains("*") {
            return .noSuchHook(
                name: item, reason: "the pattern fits none of the \(all.count) of this model",
                near: near(item, all))
        }
        let reason = HookPoint(name: item)?.absence(in: configuration)
        return .noSuchHook(
            name: item, reason: reason ?? "no hook has this name", near: near(item, all))
    }

    /// Whether a name fits a pattern in which `*` stands for any bytes.
    private static func matches(
        _ name: Substring.UTF8View, _ pattern: Substring.UTF8View
    ) -> Bool {
        guard let first = pattern.first else { return name.isEmpty }
        let rest = pattern.dropFirst()
        if first == UInt8(ascii: "*") {
            return matches(name, rest) || (!name.isEmpty && matches(name.dropFirst(), pattern))
        }
        return name.first == first && matches(name.dropFirst(), rest)
    }

    /// The three names that take the fewest changes of a byte to become `name`.
    static func near(_ name: String, _ hooks: [HookPoint]) -> [String] {
        let wanted = Array(name.utf8)
        let distances = hooks.map { ($0.name, distance(wanted, Array($0.name.utf8))) }
        return distances.enumerated()
            .sorted { ($0.element.1, $0.offset) < ($1.element.1, $1.offset) }
            .prefix(3).map(\.element.0)
    }

    /// Bytes to put in, take out or exchange (Levenshtein).
    private static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
        var row = Array(0...right.count)
        for (i, byte) in left.enumerated() {
            var diagonal = row[0]
            row[0] = i + 1
            for (j, other) in right.enumerated() {
                let exchanged = diagonal + (byte == other ? 0 : 1)
                diagonal = row[j + 1]
                row[j + 1] = min(exchanged, row[j] + 1, row[j + 1] + 1)
            }
        }
        return row[right.count]
    }
}
