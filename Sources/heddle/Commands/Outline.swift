import ArgumentParser
import EffectRunner
import HeddleAnalysis
import HeddleExperiments
import Storage

struct Outline: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "The planning moves of a trace and the execution between them.")

    @OptionGroup var trace: TraceOptions
    @OptionGroup var model: ModelOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let opened = try trace.openWithoutScoring(model: model)
        let outline = HeddleAnalysis.Outline(opened.trace, labelling: opened.labelling)
        if output.json {
            Output.json(outline.json)
        } else {
            for move in outline.moves {
                Output.line(
                    "\(move.tokens?.lowerBound ?? 0)\t\(move.intent.rawValue)\t"
                        + "\(Quoted.controlsVisible(move.text))\t\(move.execution) tokens follow")
            }
        }
    }
}

struct Compare: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Two traces side by side: first difference, moves, answers.")

    @Argument(help: "The first TRACE.")
    var left: String

    @Argument(help: "The second TRACE.")
    var right: String

    @Option(help: "Lexicon file of strategic grams (default: the starter lexicon).")
    var lexicon: String?

    @OptionGroup var model: ModelOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let opening = TraceOpening(
            model: try? model.load(), labeller: try Resources.labeller(at: lexicon))
        let sides = try [left, right].map { try opening.open(TraceReference($0).resolve().trace) }
        let comparison = TraceComparison(
            left: (sides[0].trace, sides[0].tokens, sides[0].labelling),
            right: (sides[1].trace, sides[1].tokens, sides[1].labelling))
        if output.json {
            Output.json(comparison.json)
        } else {
            for line in comparison.lines { Output.line(Quoted.controlsVisible(line)) }
        }
    }
}
