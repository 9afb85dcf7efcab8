import ArgumentParser
import EffectRunner
import HeddleAnalysis
import HeddleEngine
import HeddleExperiments

struct Heads: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "What every head does at one token: the summaries of the head grid.")

    @OptionGroup var trace: TraceOptions
    @OptionGroup var model: ModelOptions
    @OptionGroup var output: OutputOptions

    @Option(help: "The token (default: the last).")
    var at: Int?

    @Flag(help: "Show the query that reads the token instead of the one that predicts it.")
    var reading = false

    func run() throws {
        let (opened, loaded) = try trace.open(model: model)
        let target = at ?? opened.tokens.count - 1
        let query = try query(of: target, tokens: opened.tokens.count)
        let result = try SinglePass.run(
            loaded.model, pool: model.pool(), tokens: Array(opened.tokens.ids[...query]),
            request: ForwardRequest(
                summaries: SummaryRequest(
                    queries: [query], planning: opened.labelling.intents.map { $0 != nil })))
        let shape = loaded.model.configuration.headShape
        let summaries = shape.all.compactMap { head in
            result.summary(query: query, head: head).map { (head, $0) }
        }
        if output.json {
            Output.json([
                "schema": "heddle.heads/1",
                "trace": .string(opened.trace.id),
                "query": .integer(query), "target": .integer(reading ? query + 1 : target),
                "reading": .bool(reading),
                "heads": .array(
                    summaries.map { $1.json($0, keyValueHead: shape.keyValueHead(of: $0)) }),
            ])
        } else {
            let verb = reading ? "reading" : "predicting"
            Output.line("\(opened.trace.id): \(verb) token \(target) from query \(query)")
            Output.line("head  entropy  /max   sink   prev  induct  plan  lift  top")
            for (head, summary) in summaries { Output.line(row(head, summary)) }
        }
    }

    private func query(of target: Int, tokens: Int) throws -> Int {
        guard (0..<tokens).contains(target) else {
            throw ValidationError("token \(target) is outside the trace, which has 0-\(tokens - 1)")
        }
        if reading { return target }
        guard let query = TokenPosition(target: target).query else {
            throw ValidationError(
                "token 0 has no prediction: nothing stands before it (see --reading)")
        }
        return query
    }

    private func row(_ head: HeadID, _ summary: HeadSummary) -> String {
        let columns = [
            Quoted.fixed(summary.entropy, digits: 3),
            Quoted.fixed(summary.normalizedEntropy, digits: 2),
            summary.sink.map { Quoted.fixed($0, digits: 3) } ?? "-",
            Quoted.fixed(summary.previous, digits: 3), Quoted.fixed(summary.induction, digits: 3),
            Quoted.fixed(summary.planning, digits: 3),
            summary.planningLift.map { Quoted.fixed($0, digits: 2) } ?? "-",
        ]
        let top = summary.top.prefix(3).map { "\($0.key):\(Quoted.fixed($0.weight, digits: 2))" }
        return ([head.description] + columns + [top.joined(separator: " ")])
            .joined(separator: "  ")
    }
}
