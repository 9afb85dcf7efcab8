/// Two traces side by side: where their responses part, their moves aligned, their answers.
public struct TraceComparison: Hashable, Sendable {
    /// The first place at which two responses differ.
    public struct Difference: Hashable, Sendable {
        /// Unicode scalars of the response that both share.
        public var character: Int
        /// Bytes of each trace's own text.
        public var leftByte: Int
        public var rightByte: Int
        /// First differing token of each trace; nil where it has no tokens or has ended.
        public var leftToken: Int?
        public var rightToken: Int?
    }

    /// Moves of equal intent stand in one row; a move without partner stands alone.
    public struct Row: Hashable, Sendable {
        public var left: OutlineMove?
        public var right: OutlineMove?
    }

    /// What a trace answers, and whether its file calls that right.
    public struct Answer: Hashable, Sendable {
        public var text: String?
        public var correct: Bool?

        public init(text: String?, correct: Bool?) {
            self.text = text
            self.correct = correct
        }
    }

    /// Nil when the responses are equal.
    public var firstDifference: Difference?
    public var moves: [Row]
    public var leftAnswer: Answer
    public var rightAnswer: Answer
    private var left: Trace
    private var right: Trace

    /// Linear in the texts; the moves are aligned by their intents (Myers 1986).
    public init(
        _ left: Trace, _ leftLabelling: Labelling, _ right: Trace, _ rightLabelling: Labelling
    ) {
        self.left = left
        self.right = right
        firstDifference = Self.difference(left, right)
        moves = Self.align(
            Outline(left, labelling: leftLabelling).moves,
            Outline(right, labelling: rightLabelling).moves)
        leftAnswer = Answer(
            text: AnswerCheck.finalAnswer(of: left.response), correct: left.correct)
        rightAnswer = Answer(
            text: AnswerCheck.finalAnswer(of: right.response), correct: right.correct)
    }

    private static func difference(_ left: Trace, _ right: Trace) -> Difference? {
        let leftBytes = Array(left.response.utf8)
        let rightBytes = Array(right.response.utf8)
        var shared = zip(leftBytes, rightBytes).prefix { $0 == $1 }.count
        if shared == leftBytes.count, shared == rightBytes.count { return nil }
        func isInside(_ bytes: [UInt8]) -> Bool {
            shared < bytes.count && bytes[shared].isContinuation
        }
        while shared > 0, isInside(leftBytes) || isInside(rightBytes) { shared -= 1 }
        let (leftToken, rightToken) = tokens(left, right, shared: shared)
        return Difference(
            character: leftBytes[..<shared].count { !$0.isContinuation },
            leftByte: left.contextLength + shared, rightByte: right.contextLength + shared,
            leftToken: leftToken, rightToken: rightToken)
    }

    /// By ids where both have them: one text can be cut into tokens in two ways. Else by place.
    private static func tokens(
        _ left: Trace, _ right: Trace, shared: Int
    ) -> (left: Int?, right: Int?) {
        func byPlace(_ trace: Trace) -> Int? {
            let byte = trace.contextLength + shared
            return byte < trace.textLength ? trace.tokens?.token(atByte: byte) : nil
        }
        guard let leftTable = left.tokens, let rightTable = right.tokens else {
            return (byPlace(left), byPlace(right))
        }
        let equal = zip(leftTable.ids[leftTable.response], rightTable.ids[rightTable.response])
            .prefix { $0 == $1 }.count
        let leftToken = leftTable.response.lowerBound + equal
        let rightToken = rightTable.response.lowerBound + equal
        return (
            leftToken < leftTable.count ? leftToken : nil,
            rightToken < rightTable.count ? rightToken : nil
        )
    }

    private static func align(_ left: [OutlineMove], _ right: [OutlineMove]) -> [Row] {
        let difference = right.map(\.intent).difference(from: left.map(\.intent))
        var removed: Set<Int> = []
        var inserted: Set<Int> = []
        for change in difference {
            switch change {
            case .remove(let offset, _, _): removed.insert(offset)
            case .insert(let offset, _, _): inserted.insert(offset)
            }
        }
        var rows: [Row] = []
        var (i, j) = (0, 0)
        while i < left.count || j < right.count {
            if removed.contains(i) {
                rows.append(Row(left: left[i], right: nil))
                i += 1
            } else if inserted.contains(j) {
                rows.append(Row(left: nil, right: right[j]))
                j += 1
            } else {
                rows.append(Row(left: left[i], right: right[j]))
                (i, j) = (i + 1, j + 1)
            }
        }
        return rows
    }

    /// `firstDifference`, `moves[].{left,right}` and `answers.{left,right}`.
    public var json: JSONValue {
        let leftOffsets = Self.offsets(left)
        let rightOffsets = Self.offsets(right)
        return [
            "left": .string(left.id), "right": .string(right.id),
            "firstDifference": firstDifference.map(json) ?? .null,
            "moves": .array(
                moves.map { row in
                    [
                        "left": row.left?.json(leftOffsets) ?? .null,
                        "right": row.right?.json(rightOffsets) ?? .null,
                    ]
                }), "answers": ["left": json(leftAnswer), "right": json(rightAnswer)],
        ]
    }

    private static func offsets(_ trace: Trace) -> ScalarOffsets {
        let text = trace.textBytes
        return ScalarOffsets(text, range: trace.contextLength..<text.count)
    }

    private func json(_ difference: Difference) -> JSONValue {
        [
            "character": .integer(difference.character),
            "leftToken": JSONValue(difference.leftToken),
            "rightToken": JSONValue(difference.rightToken),
        ]
    }

    private func json(_ answer: Answer) -> JSONValue {
        ["text": JSONValue(answer.text), "correct": JSONValue(answer.correct)]
    }
}
