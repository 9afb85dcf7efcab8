import HeddleAnalysis
import HeddleEngine

/// What measurements of a model share. The weights alone are needed: texts are token ids, given or
/// drawn at random.
public struct BenchmarkSetting: Sendable {
    public let model: Model
    public let pool: WorkerPool
    public var plan: RepetitionPlan
    /// Of the token ids that are drawn.
    public var seed: UInt64
    /// The token ids that texts are taken from, from the first on; nil to draw them.
    public var ids: [Int32]?
    /// Whether results carry what was computed and on which tokens, so that another program can
    /// show that it does the same.
    public var showsValues: Bool

    public init(
        model: Model, pool: WorkerPool, plan: RepetitionPlan = RepetitionPlan(),
        seed: UInt64 = 0, ids: [Int32]? = nil, showsValues: Bool = false
    ) {
        self.model = model
        self.pool = pool
        self.plan = plan
        self.seed = seed
        self.ids = ids
        self.showsValues = showsValues
    }

    /// A text of `count` tokens.
    ///
    /// - Throws: `ExperimentError.contextExceeded` beyond the model's context, `.tooFewTokens` where
    ///   fewer were given.
    func text(_ count: Int) throws(ExperimentError) -> [Int32] {
        let limit = model.configuration.contextLength
        guard count <= limit else { throw .contextExceeded(tokens: count, limit: limit) }
        guard let ids else {
            var generator = SeededGenerator(seed: seed)
            return (0..<count).map { _ in randomID(using: &generator) }
        }
        guard ids.count >= count else { throw .tooFewTokens(given: ids.count, needed: count) }
        return Array(ids.prefix(count))
    }

    func randomID(using generator: inout SeededGenerator) -> Int32 {
        Int32.random(in: 0..<Int32(clamping: model.configuration.vocabulary), using: &generator)
    }

    /// What stands in front of every measurement (`heddle.bench/2`): the measurement's name, the
    /// model, the machine's part in it and how often was asked for.
    func json(_ measurement: String) -> JSONValue {
        [
            "schema": "heddle.bench/2", "measurement": .string(measurement),
            "model": .string(model.name), "modelFacts": model.benchmarkFacts,
            "threads": .integer(pool.threads),
            "instructionSet": .string(WorkerPool.instructionSet),
            "arithmetic": .string(model.dotProducts.rawValue),
            "repetitions": .integer(plan.repetitions), "warmUp": .integer(plan.warmUp),
            "seed": ids == nil ? .integer(Int(clamping: seed)) : .null,
        ]
    }
}

extension Model {
    /// Shapes, size and number types.
    fileprivate var benchmarkFacts: JSONValue {
        let c = configuration
        return [
            "architecture": .string(c.architecture), "layers": .integer(c.layers),
            "heads": .integer(c.heads), "keyValueHeads": .integer(c.keyValueHeads),
            "headDimension": .integer(c.headDimension), "width": .integer(c.width),
            "feedForwardWidth": .integer(c.feedForwardWidth),
            "vocabulary": .integer(c.vocabulary), "parameters": .integer(parameterCount),
            "weightBytes": .integer(weightBytes),
            "weightTypes": .array(weightTypes.map(\.rawValue).sorted().map(JSONValue.string)),
        ]
    }
}

extension JSONValue {
    /// Adds further fields behind those of an object.
    func adding(_ fields: KeyValuePairs<String, JSONValue?>) -> JSONValue {
        var value = self
        for case (let name, let field?) in fields { value.setField(name, field) }
        return value
    }

    static func ids(_ ids: [Int32]) -> JSONValue { .array(ids.map { .integer(Int($0)) }) }

    static func floats(_ numbers: [Float]) -> JSONValue { .array(numbers.map(JSONValue.float)) }
}
