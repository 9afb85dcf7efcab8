/// A person going through the items: pure, whoever shows them and saves the answers.
public struct AnnotationRound: Hashable, Sendable {
    /// What a key asks of whoever runs the round.
    public enum Outcome: Hashable, Sendable {
        /// Save the answer to this item.
        case save(item: Int, AnnotationAnswer)
        case moved
        case leave
        /// The key means nothing here.
        case unknown
    }

    public let items: AnnotationItems
    /// Answers by item.
    public private(set) var answers: [Int: AnnotationAnswer]
    /// The item that is shown; `items.count` behind the last.
    public private(set) var position: Int

    /// - Parameter answers: what was answered before; the first item without an answer is shown.
    public init(_ items: AnnotationItems, answers: [Int: AnnotationAnswer] = [:]) {
        self.items = items
        self.answers = answers.filter { items.items.indices.contains($0.key) }
        position = items.items.indices.first { answers[$0] == nil } ?? items.count
    }

    /// The item that is shown; nil when all are done.
    public var item: AnnotationItem? {
        items.items.indices.contains(position) ? items.items[position] : nil
    }

    /// Every item has an answer.
    public var isComplete: Bool { answers.count == items.count }

    /// `y` guides, `n` does not, `u` unsure, `b` back to the item before, `q` leave.
    public mutating func take(key: Character) -> Outcome {
        switch key {
        case "q": return .leave
        case "b":
            guard position > 0 else { return .unknown }
            position -= 1
            return .moved
        default:
            guard item != nil, let answer = AnnotationAnswer(key: key) else { return .unknown }
            let answered = position
            answers[answered] = answer
            position = nextPosition
            return .save(item: answered, answer)
        }
    }

    /// After going back, answers go on one by one; else the next item without an answer.
    private var nextPosition: Int {
        let rest = position + 1..<max(items.count, position + 1)
        return rest.first { answers[$0] == nil } ?? items.count
    }
}
