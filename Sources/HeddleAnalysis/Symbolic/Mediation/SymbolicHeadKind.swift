/// The three kinds of heads that together solve abstract rules (Yang et al. 2025, 2502.20332).
public enum SymbolicHeadKind: String, CaseIterable, Hashable, Sendable, Codable {
    /// At the third item of an example: which earlier item it repeats, as a variable.
    case abstraction
    /// At the last position: the variable of the missing item, from the examples' third items.
    case induction
    /// At the last position: the token that the variable stands for, from the query.
    case retrieval

    /// Its name on the screen and in reports.
    public var label: String {
        switch self {
        case .abstraction: "symbol abstraction"
        case .induction: "symbolic induction"
        case .retrieval: "retrieval"
        }
    }

    /// The badge of such a head.
    public var badge: String {
        switch self {
        case .abstraction: "abstraction"
        case .induction: "induction, symbolic"
        case .retrieval: "retrieval"
        }
    }

    /// The pairs that it is measured on.
    public var pairKind: ContextPair.Kind { self == .retrieval ? .token : .abstract }

    /// Whether it is patched at the examples' third items rather than at the last position.
    public var isPatchedAtThirdItems: Bool { self == .abstraction }
}
