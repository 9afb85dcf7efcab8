import ArgumentParser
import EffectRunner
import HeddleAnalysis
import HeddleEngine
import HeddleExperiments
import Storage

struct Generate: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Generates traces: JSON Lines of heddle.trace/1.",
        discussion: "The same seed gives the same text whatever the number of threads. With "
            + "--problems each problem has the seed plus its number in the file, from 0.")

    @Option(help: ArgumentHelp("A question for the model.", valueName: "text"))
    var prompt: String?

    @Option(help: "JSON Lines of problems; answers are checked.")
    var problems: String?

    @Option(help: "Only problems of this task.")
    var task: String?

    @Option(help: "Leave out this many problems first.")
    var skip = 0

    @Option(help: "At most this many problems.")
    var limit: Int?

    @Flag(help: "Continue the prompt as it is, without the chat template.")
    var raw = false

    @Option(help: "Tokens at most.")
    var maxTokens = 600

    @OptionGroup var sampling: SamplingArguments
    @OptionGroup var ablation: AblationOptions
    @OptionGroup var model: ModelOptions
    @OptionGroup var output: OutputOptions

    @Option(help: ArgumentHelp("Write the traces to this file.", valueName: "file"))
    var out: String?

    func validate() throws {
        guard (prompt == nil) != (problems == nil) else {
            throw ValidationError("give either --prompt TEXT or --problems FILE")
        }
        if maxTokens < 1 { throw ValidationError("--max-tokens is 1 or more") }
        if skip < 0 || (limit ?? 0) < 0 {
            throw ValidationError("--skip and --limit are 0 or more")
        }
    }

    func run() throws {
        let loaded = try model.load()
        let pool = model.pool()
        let mask = try ablation.mask(
            shape: loaded.model.configuration.headShape, tokens: nil)
        let reference = try ablation.reference(for: mask, model: loaded, pool: pool)
        let options = try sampling.options(loaded.model)
        let tasks = try tasks()
        let sha256 = try loaded.model.sha256()
        let writer = try out.map { try LineWriter(path: $0, replacing: true) }
        let bar = ProgressBar("generate", total: tasks.count)
        var counts = VerdictCounts()
        for (index, task) in tasks.enumerated() {
            var sampling = options
            sampling.seed &+= UInt64(task.number)
            let request = GenerationRequest(
                id: task.id, task: task.problem?.task, prompt: task.prompt, raw: raw,
                maxTokens: maxTokens, sampling: sampling, mask: mask, reference: reference)
            var trace = try generate(request, loaded, pool)
            trace.model?.sha256 = sha256
            task.problem?.record(in: &trace)
            counts.add(trace.correct)
            if let writer {
                try writer.append(trace.json)
            } else {
                show(trace)
            }
            bar.update(index + 1)
        }
        try writer?.synchronize()
        bar.finish()
        if out != nil || tasks.count > 1 { Output.message(counts.text) }
    }

    private struct Task {
        var id: String
        var prompt: String
        /// Its line in the file, from 0.
        var number: Int
        var problem: Problem?
    }

    private func tasks() throws -> [Task] {
        if let prompt { return [Task(id: "prompt", prompt: prompt, number: 0)] }
        let all = try ProblemFile.read(problems ?? "").enumerated()
        let wanted = all.filter { task == nil || $0.element.task == task }.dropFirst(skip)
        return wanted.prefix(limit ?? Int.max).map {
            Task(
                id: $0.element.id, prompt: $0.element.prompt, number: $0.offset,
                problem: $0.element)
        }
    }

    private func generate(
        _ request: GenerationRequest, _ model: LoadedModel, _ pool: WorkerPool
    ) throws -> Trace {
        var generation = try TraceGeneration(request, model: model, pool: pool)
        while try generation.next() != nil {}
        return generation.trace
    }

    private func show(_ trace: Trace) {
        if output.json || problems != nil {
            Output.json(trace.json)
        } else {
            Output.line(Quoted.controlsVisible(trace.response))
        }
    }
}

/// How the next token is drawn.
struct SamplingArguments: ParsableArguments {
    @Option(help: "0 takes the most probable token (the default).")
    var temperature: Float?

    @Option(help: "Only the most probable tokens whose probabilities add up to this.")
    var topP: Float?

    @Option(help: "Only this many of the most probable tokens.")
    var topK: Int?

    @Option(help: "Only tokens at least this times as probable as the best.")
    var minP: Float?

    @Option(help: "Runs with one seed share their noise.")
    var seed: UInt64 = 0

    func validate() throws {
        if let temperature, !(temperature >= 0 && temperature.isFinite) {
            throw ValidationError("--temperature is 0 or more")
        }
        if let topP, !(topP > 0 && topP <= 1) { throw ValidationError("--top-p is in (0, 1]") }
        if let topK, topK < 1 { throw ValidationError("--top-k is 1 or more") }
        if let minP, !(minP >= 0 && minP <= 1) { throw ValidationError("--min-p is in [0, 1]") }
    }

    func options(_ model: Model) throws -> SamplingOptions {
        SamplingOptions(
            temperature: temperature ?? 0, topK: topK ?? 0, topP: topP ?? 1, minP: minP ?? 0,
            seed: seed)
    }
}

/// How many traces were right.
struct VerdictCounts {
    private var right = 0
    private var wrong = 0
    private var unchecked = 0

    mutating func add(_ correct: Bool?) {
        switch correct {
        case true?: right += 1
        case false?: wrong += 1
        case nil: unchecked += 1
        }
    }

    var text: String {
        "\(right + wrong + unchecked) traces: \(right) right, \(wrong) wrong, "
            + "\(unchecked) unchecked"
    }
}
