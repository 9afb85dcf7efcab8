/// The names in a problem: words that it writes with a capital inside a sentence and never in
/// lower case.
///
/// They are the problem's own, like its numbers; a phrase that holds one cannot be used for
/// another problem. A name that only ever begins sentences is not found by this.
struct ProblemNames: Hashable, Sendable {
    /// In lower case.
    let names: Set<[UInt8]>

    static let none = ProblemNames(names: [])

    private init(names: Set<[UInt8]>) { self.names = names }

    /// Linear in the prompt.
    init(prompt: String) {
        let text = Array(prompt.utf8)
        var capital: Set<[UInt8]> = []
        var small: Set<[UInt8]> = []
        var isFirst = true
        for unit in UnitScanner.units(of: text, range: text.indices) {
            switch unit.kind {
            case .word:
                let word = Array(text[unit.bytes])
                let lower = word.map(\.asciiLowercased)
                if word[0] == lower[0] {
                    small.insert(lower)
                } else if !isFirst, word.count > 1, word.dropFirst() == lower.dropFirst() {
                    capital.insert(lower)
                }
                isFirst = false
            case .sentenceEnd, .mark: isFirst = true
            case .comma: break
            case .content: isFirst = false
            }
        }
        names = capital.subtracting(small)
    }
}
