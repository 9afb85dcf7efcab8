/// A rule over three items, two of which are the same.
public enum IdentityRule: String, CaseIterable, Hashable, Sendable, Codable {
    case aba = "ABA"
    case abb = "ABB"
    /// A control: nothing before the third item tells what it is.
    case aab = "AAB"

    /// The rules that a context can show and a query can follow.
    public static let solvable: [IdentityRule] = [.aba, .abb]

    /// The items of an example from its two different tokens.
    public func items<Item>(_ first: Item, _ second: Item) -> [Item] {
        switch self {
        case .aba: [first, second, first]
        case .abb: [first, second, second]
        case .aab: [first, first, second]
        }
    }

    /// The other rule of an abstract pair; nil for the control.
    public var opposite: IdentityRule? {
        switch self {
        case .aba: .abb
        case .abb: .aba
        case .aab: nil
        }
    }
}
