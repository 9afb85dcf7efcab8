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
            Output.json(outline.json, schema: "heddle.outline/1")
        } else {
            for move in outline.moves {
                Output.line(
                    "\(move.tokens?.lowerBound ?? 0)\t\(move.intent.rawValue)\t"
                        + "\(Quoted.controlsVisible(move.text))\t\(move.execution) tokens follow")
            }
        }
    }
}
