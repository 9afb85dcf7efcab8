/// A solution as a sequence of unit codes, ready to be counted.
public struct SolutionUnits: Hashable, Sendable {
    public var codes: [UnitCode]

    public init(codes: [UnitCode]) { self.codes = codes }

    /// Words of the solution.
    public var words: Int { codes.count { $0.isWord } }
}

/// Solutions that can be gone through several times, always in the same order.
public protocol SolutionSource {
    /// The words that the codes number.
    var words: WordTable { get }
    /// Solutions in all.
    var count: Int { get }
    /// Calls `body` with each solution and its number; what it throws ends the pass.
    func visit(_ body: (Int, SolutionUnits) throws -> Void) throws
}

/// Turns the texts of solutions to unit codes.
public struct SolutionEncoder: Sendable {
    public private(set) var table = WordTable()
    public let parameters: MiningParameters

    public init(parameters: MiningParameters) { self.parameters = parameters }

    /// The units of a trace's reasoning and, unless the parameters say otherwise, of the text after
    /// it. Linear in the text.
    public mutating func encode(_ trace: Trace) -> SolutionUnits {
        let text = trace.textBytes
        let regions = TraceRegions(
            text: text, contextLength: trace.contextLength, prompt: trace.prompt)
        let names = parameters.masksNames ? ProblemNames(prompt: trace.prompt) : .none
        var codes: [UnitCode] = []
        for region in parameters.reasoningOnly ? [regions.reasoning] : regions.solution {
            encode(text, range: region, names: names, into: &codes)
        }
        return SolutionUnits(codes: codes)
    }

    private mutating func encode(
        _ text: [UInt8], range: Range<Int>, names: ProblemNames, into codes: inout [UnitCode]
    ) {
        for unit in UnitScanner.units(of: text, range: range) {
            switch unit.kind {
            case .word:
                let isName =
                    !names.names.isEmpty
                    && names.names.contains(text[unit.bytes].map(\.asciiLowercased))
                codes.append(
                    isName
                        ? .content(unit.bytes.count) : .word(table.number(of: text[unit.bytes])))
            case .content: codes.append(.content(text[unit.bytes].count { !$0.isContinuation }))
            case .comma: codes.append(.comma)
            case .mark: codes.append(.mark)
            case .sentenceEnd: codes.append(.sentenceEnd)
            }
        }
        codes.append(.sentenceEnd)
    }
}

extension TraceRegions {
    /// What the model wrote, without the tags.
    var solution: [Range<Int>] {
        final.isEmpty ? [reasoning] : [reasoning, final]
    }
}
