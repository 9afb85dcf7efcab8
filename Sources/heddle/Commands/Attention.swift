import ArgumentParser
import HeddleAnalysis
import HeddleEngine
import HeddleExperiments

struct Attention: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Attention weights of heads at one query.")

    @OptionGroup var input: InputOptions
    @OptionGroup var ablation: AblationOptions
    @OptionGroup var model: ModelOptions
    @OptionGroup var output: OutputOptions

    @Option(help: "Heads, as 0.2,3.* or 2-4.1, or an expression of sets: @retrieval.")
    var heads: String

    @Option(help: "Query position (default: the last).")
    var query: Int?

    func run() throws {
        let loaded = try model.load()
        let ids = try input.ids(loaded)
        let shape = loaded.model.configuration.headShape
        let selected = try ablation.sets.heads(heads, shape: shape)
        let position = query ?? ids.count - 1
        guard ids.indices.contains(position) else {
            throw ValidationError(
                "query \(position) is outside the text, which has positions 0-\(ids.count - 1)")
        }
        let pool = model.pool()
        let mask = try ablation.mask(shape: shape, tokens: ids.count)
        let reference = try ablation.reference(for: mask, model: loaded, pool: pool)
        let result = try SinglePass.run(
            loaded.model, pool: pool, tokens: Array(ids[...position]), mask: mask,
            reference: reference,
            request: ForwardRequest(
                patterns: selected.map { PatternRequest(head: $0, queries: [position]) }))
        let rows = selected.map { head in
            (head, result.pattern(of: head, query: position) ?? [])
        }
        if output.json {
            Output.json([
                "schema": "heddle.attention/1",
                "tokens": .array(ids.map { .integer(Int($0)) }),
                "query": .integer(position),
                "heads": .array(
                    rows.map { head, weights in
                        [
                            "layer": .integer(head.layer), "head": .integer(head.head),
                            "keyValueHead": .integer(shape.keyValueHead(of: head)),
                            "weights": .array(weights.map(JSONValue.float)),
                        ]
                    }),
            ])
        } else {
            for (head, weights) in rows {
                let best = weights.indices.sorted { (weights[$1], $0) < (weights[$0], $1) }
                let names = best.prefix(8).map { "\($0) \(Quoted.fixed(weights[$0], digits: 3))" }
                Output.line("\(head) at query \(position): " + names.joined(separator: " · "))
            }
        }
    }
}
