import ArgumentParser
import HeddleAnalysis
import HeddleEngine
import HeddleExperiments

struct Logits: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "The logits of one forward pass.",
        discussion: "Token N is predicted by the logits at position N-1.")

    @OptionGroup var input: InputOptions
    @OptionGroup var ablation: AblationOptions
    @OptionGroup var model: ModelOptions
    @OptionGroup var output: OutputOptions

    enum Positions: String, ExpressibleByArgument, CaseIterable { case last, all }
    @Option(help: "Whose logits are printed.")
    var positions: Positions = .last

    func run() throws {
        let loaded = try model.load()
        let ids = try input.ids(loaded)
        let pool = model.pool()
        let mask = try ablation.mask(
            shape: loaded.model.configuration.headShape, tokens: ids.count)
        let reference = try ablation.reference(for: mask, model: loaded, pool: pool)
        let result = try SinglePass.run(
            loaded.model, pool: pool, tokens: ids, mask: mask, reference: reference,
            request: ForwardRequest(logits: positions == .all ? .all : .last))
        if output.json {
            var value: JSONValue = [
                "schema": "heddle.logits/1",
                "tokens": .array(ids.map { .integer(Int($0)) }),
                "positions": .array(result.logits.map { .integer($0.query) }),
                "logits": .array(
                    result.logits.map { .array($0.values.map(JSONValue.float)) }),
            ]
            if !mask.isEmpty { value.setField("mask", mask.json) }
            Output.json(value)
        } else {
            for logits in result.logits {
                let row = logits.values
                let best = row.indices.sorted { (row[$1], $0) < (row[$0], $1) }.prefix(8)
                let names = best.map { id in
                    let piece = loaded.tokenizer.map {
                        TraceTokens.text(of: [Int32(id)], tokenizer: $0)
                    }
                    return "\(id)\(piece.map { " \(Quoted.text($0))" } ?? "") \(row[id])"
                }
                Output.line("position \(logits.query): " + names.joined(separator: " · "))
            }
        }
    }
}
