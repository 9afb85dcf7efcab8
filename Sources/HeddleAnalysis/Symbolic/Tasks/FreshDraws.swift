/// Random draws none of which comes twice.
struct FreshDraws {
    private var generator: SeededGenerator
    private var seen: Set<String> = []

    /// Draws in a row without a usable one after which the search is given up.
    private static let patience = 20_000

    init(_ generator: SeededGenerator) { self.generator = generator }

    /// The next draw.
    ///
    /// - Parameter propose: makes a draw and the text that must be new, or nil for one that cannot
    ///   be used.
    /// - Throws: `SymbolicTaskError.noPrompt` where nothing new is left.
    mutating func next<Draw>(
        _ propose: (inout SeededGenerator) -> (draw: Draw, text: String)?
    ) throws(SymbolicTaskError) -> Draw {
        for _ in 0..<Self.patience {
            if let found = propose(&generator), seen.insert(found.text).inserted {
                return found.draw
            }
        }
        throw .noPrompt(draws: Self.patience, found: seen.count)
    }
}

extension SeededGenerator {
    /// So many different numbers from 0 up to below `limit`, in the order drawn; all of them where
    /// there are no more.
    mutating func distinct(_ count: Int, of limit: Int) -> [Int] {
        var drawn: Set<Int> = []
        var numbers: [Int] = []
        while numbers.count < min(count, limit) {
            let number = Int.random(in: 0..<limit, using: &self)
            if drawn.insert(number).inserted { numbers.append(number) }
        }
        return numbers
    }
}
