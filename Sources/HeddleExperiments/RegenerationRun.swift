import HeddleAnalysis
import HeddleEngine

/// Which problems are answered again, and under what.
public struct RegenerationRequest: Sendable {
    public var problems: [NumberedProblem]
    public var heads: [HeadID]
    public var mode: AblationMode
    public var reference: AblationReference
    /// Responses of each arm to each problem.
    public var continuations: Int
    /// Its seed is that of the first problem's first response; see `RegenerationPiece`.
    public var sampling: SamplingOptions
    public var maxTokens: Int
    /// Sends prompts as they are instead of putting them into the chat template.
    public var raw: Bool
    /// Samples in which the problems are drawn anew, for the intervals.
    public var draws: Int

    public init(
        problems: [NumberedProblem], heads: [HeadID], mode: AblationMode = .zero,
        reference: AblationReference = AblationReference(), continuations: Int = 3,
        sampling: SamplingOptions, maxTokens: Int, raw: Bool = false, draws: Int = 1000
    ) {
        self.problems = problems
        self.heads = heads
        self.mode = mode
        self.reference = reference
        self.continuations = continuations
        self.sampling = sampling
        self.maxTokens = maxTokens
        self.raw = raw
        self.draws = draws
    }
}

/// A problem with its place in its file, from 0, on which its seeds depend.
public struct NumberedProblem: Hashable, Sendable {
    public var number: Int
    public var problem: Problem

    public init(number: Int, problem: Problem) {
        self.number = number
        self.problem = problem
    }
}

/// One response that is to be written.
public struct RegenerationPiece: Hashable, Sendable {
    /// Index of the request's problems.
    public var problem: Int
    public var arm: RegenerationArm
    public var continuation: Int
    /// Id of its trace: `countdown-0001/ablated/0`.
    public var id: String
    /// The intact and the ablated arm share it. The first continuation's is the request's seed plus
    /// the problem's number, as `heddle generate --problems` has it; the others are drawn from it.
    public var seed: UInt64
}

/// Writes responses to problems with all heads on, with some off, and with all on under another
/// seed, a response a step, and compares them.
public final class RegenerationRun {
    public let request: RegenerationRequest
    /// What is to be written, problem by problem.
    public let pieces: [RegenerationPiece]
    private let model: LoadedModel
    private let pool: WorkerPool
    private let labeller: Labeller
    private var tally: RegenerationTally

    /// - Throws: `ExperimentError.emptyCorpus` without problems or heads, `.noTokenizer`, and
    ///   `.noReference` when the mode lacks its values.
    public init(
        _ request: RegenerationRequest, model: LoadedModel, pool: WorkerPool, labeller: Labeller
    ) throws(ExperimentError) {
        guard !request.problems.isEmpty, request.continuations > 0 else {
            throw .emptyCorpus(reason: "no problem was given")
        }
        guard !request.heads.isEmpty else {
            throw .emptyCorpus(reason: "no head was named to switch off")
        }
        _ = try model.requireTokenizer()
        _ = try HeadMask(heads: Set(request.heads), mode: request.mode)
            .interventions(request.reference)
        self.request = request
        self.model = model
        self.pool = pool
        self.labeller = labeller
        tally = RegenerationTally(problems: request.problems.count)
        pieces = request.problems.indices.flatMap { problem in
            (0..<request.continuations).flatMap { continuation in
                RegenerationArm.allCases.map { arm in
                    Self.piece(request, problem, arm, continuation)
                }
            }
        }
    }

    private static func piece(
        _ request: RegenerationRequest, _ problem: Int, _ arm: RegenerationArm,
        _ continuation: Int
    ) -> RegenerationPiece {
        let numbered = request.problems[problem]
        let first = request.sampling.seed &+ UInt64(numbered.number)
        let stream = UInt64(2 * continuation + (arm == .otherSeed ? 1 : 0))
        var generator = HeddleAnalysis.SeededGenerator(seed: first, stream: stream)
        return RegenerationPiece(
            problem: problem, arm: arm, continuation: continuation,
            id: "\(numbered.problem.id)/\(arm.rawValue)/\(continuation)",
            // The record of a trace holds whole numbers with a sign.
            seed: stream == 0 ? first : generator.next() >> 1)
    }

    /// Writes the response of a piece and checks its answer. A token a pass through the model.
    public func generate(
        _ piece: RegenerationPiece, cancellation: Cancellation? = nil
    ) throws(ExperimentError) -> Trace {
        let problem = request.problems[piece.problem].problem
        var generation = try TraceGeneration(
            generationRequest(piece), model: model, pool: pool, cancellation: cancellation)
        while try generation.next(cancellation: cancellation) != nil {}
        var trace = generation.trace
        problem.record(in: &trace)
        trace.tags.append(piece.arm.rawValue)
        trace.extra["sibling"] = [
            "of": .string(problem.id), "number": .integer(number(of: piece)),
            "count": .integer(request.continuations * RegenerationArm.allCases.count),
        ]
        return trace
    }

    private func number(of piece: RegenerationPiece) -> Int {
        piece.continuation * RegenerationArm.allCases.count
            + (RegenerationArm.allCases.firstIndex(of: piece.arm) ?? 0)
    }

    private func generationRequest(_ piece: RegenerationPiece) -> GenerationRequest {
        let problem = request.problems[piece.problem].problem
        var sampling = request.sampling
        sampling.seed = piece.seed
        return GenerationRequest(
            id: piece.id, task: problem.task, prompt: problem.prompt, raw: request.raw,
            maxTokens: request.maxTokens, sampling: sampling,
            mask: piece.arm == .ablated
                ? HeadMask(heads: Set(request.heads), mode: request.mode) : HeadMask(),
            reference: piece.arm == .ablated ? request.reference : AblationReference())
    }

    /// Whether a trace that was written before is what `generate` would make of a piece: same model,
    /// prompt and sampling.
    public func isResult(_ trace: Trace, of piece: RegenerationPiece) -> Bool {
        let problem = request.problems[piece.problem].problem
        guard trace.id == piece.id, trace.prompt == problem.prompt,
            trace.model?.name == model.model.name, trace.tokens != nil,
            let stop = trace.sampling["stop"]
        else { return false }
        var expected = TraceGeneration.record(of: generationRequest(piece))
        expected["stop"] = stop
        // A file does not tell 0.7 in 32 bits from 0.7 in 64.
        return expected.count == trace.sampling.count
            && expected.allSatisfy { key, value in
                trace.sampling[key].map { $0.compactText == value.compactText } ?? false
            }
    }

    /// Counts a response, from `generate` or from a file.
    public func add(_ trace: Trace, of piece: RegenerationPiece) {
        tally.add(
            RegeneratedResponse(trace, labelling: labeller.label(trace)), problem: piece.problem,
            arm: piece.arm, continuation: piece.continuation)
    }

    /// The comparison of what was counted. Draws × problems.
    public var report: RegenerationReport {
        tally.complete(
            RegenerationReport(
                model: model.model.name, lexicon: labeller.lexicon.name, heads: request.heads,
                mode: request.mode, problems: request.problems.count,
                continuations: request.continuations,
                // The decimal number that was asked for, not its nearest float in 64 bits.
                temperature: Double("\(request.sampling.temperature)") ?? 0,
                maxTokens: request.maxTokens,
                seed: request.sampling.seed, draws: request.draws))
    }
}
