import EffectRunner
import HeddleAnalysis
import HeddleExperiments
import Storage
import Terminal

/// What stands in for the screen where there is none: no terminal, or one that cannot be drawn on.
enum LineMode {
    /// Prints the first trace with its planning moves, or says why nothing can be shown.
    static func run(_ launch: Launch, reason: TerminalError) throws {
        Output.message("no screen: \(reason.description)")
        guard let path = launch.environment.files.first else { return }
        let opening = TraceOpening(model: nil, labeller: launch.environment.labeller)
        let opened = try opening.open(try TraceReference(path).resolve().trace)
        Output.line(Quoted.controlsVisible(opened.trace.text))
        let moves = opened.labelling.moves.count
        Output.line(
            "\(opened.trace.id): \(opened.tokens.count) tokens, \(moves) planning moves; "
                + "`heddle outline`, `heddle heads`, `heddle ablate` print the rest")
    }
}
