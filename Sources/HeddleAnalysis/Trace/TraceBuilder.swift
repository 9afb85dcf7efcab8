/// Folds generated tokens into a trace.
public struct TraceBuilder: Sendable {
    private var template: Trace
    private let prompt: TokenTable
    private var ids: [Int32] = []
    /// Ends of the response tokens in `bytes`.
    private var ends: [Int] = []
    private var scores = TokenScores()
    /// The response so far; its end may lie inside a character.
    public private(set) var bytes: [UInt8] = []

    /// - Parameters:
    ///   - template: everything that is known before the first token; its response is ignored.
    ///   - prompt: the tokens of `template.context`.
    public init(_ template: Trace, prompt: TokenTable) {
        self.template = template
        self.prompt = prompt
    }

    /// Response tokens so far.
    public var count: Int { ids.count }

    /// Adds the next token with its bytes and what the model said of it.
    public mutating func append(
        id: Int32, bytes piece: some Collection<UInt8>, prediction: Prediction?
    ) {
        bytes.append(contentsOf: piece)
        ids.append(id)
        ends.append(bytes.count)
        scores.logprobs.append(prediction.map(\.logprob))
        scores.entropies.append(prediction.map(\.entropy))
        scores.top.append(prediction?.top ?? [])
    }

    /// The trace so far. Bytes that are no UTF-8 become U+FFFD and the offsets follow. Linear in
    /// the response.
    public var trace: Trace {
        var trace = template
        let (response, repairedEnds) = Self.repaired(bytes, ends: ends)
        trace.response = response
        let start = trace.contextLength
        trace.tokens = TokenTable(
            ids: prompt.ids + ids,
            offsets: prompt.offsets.dropLast() + [start] + repairedEnds.map { start + $0 },
            promptLength: prompt.count)
        trace.scores = scores
        return trace
    }

    /// The bytes as text, and where the ends lie in that text.
    private static func repaired(_ bytes: [UInt8], ends: [Int]) -> (text: String, ends: [Int]) {
        if let text = String(validating: bytes, as: UTF8.self) { return (text, ends) }
        var parser = Unicode.UTF8.ForwardParser()
        var input = bytes.makeIterator()
        var repaired: [UInt8] = []
        var newEnds: [Int] = []
        var read = 0
        func close(upTo length: Int) {
            while newEnds.count < ends.count, ends[newEnds.count] <= length {
                newEnds.append(repaired.count)
            }
        }
        close(upTo: 0)
        parsing: while true {
            switch parser.parseScalar(from: &input) {
            case .emptyInput: break parsing
            case .valid(let scalar):
                // An end inside a character keeps its distance from the character's start.
                for inside in 1..<scalar.count + 1 where inside < scalar.count {
                    while newEnds.count < ends.count, ends[newEnds.count] == read + inside {
                        newEnds.append(repaired.count + inside)
                    }
                }
                repaired.append(contentsOf: scalar)
                read += scalar.count
            case .error(let length):
                repaired.append(contentsOf: [0xEF, 0xBF, 0xBD])
                read += length
            }
            close(upTo: read)
        }
        return (String(decoding: repaired, as: UTF8.self), newEnds)
    }
}
