import Foundation
import HeddleAnalysis

/// Shows phrases one by one on standard output and reads an answer a line from standard input.
struct AnnotationDialogue {
    var round: AnnotationRound

    private static let keys = "y it guides · n it does not · u unsure · b back · q leave"

    /// Runs until all is answered, the person leaves, or the input ends.
    mutating func run(save: (Int, AnnotationAnswer) throws -> Void) throws {
        Output.line("Does the phrase guide the flow of the solution?  " + Self.keys)
        show()
        while !round.isComplete || round.item != nil, let line = readLine() {
            for key in line.lowercased() where !key.isWhitespace {
                guard try take(key, save) else { return finish() }
            }
        }
        finish()
    }

    /// False when the person leaves.
    private mutating func take(
        _ key: Character, _ save: (Int, AnnotationAnswer) throws -> Void
    ) throws -> Bool {
        switch round.take(key: key) {
        case .save(let index, let answer):
            try save(index, answer)
            show()
        case .moved: show()
        case .unknown: Output.line(Quoted.text(String(key)) + " is no answer: " + Self.keys)
        case .leave: return false
        }
        return true
    }

    private func show() {
        guard let item = round.item else { return }
        let parts = item.parts
        let before = round.answers[round.position].map { " · answered: \($0.rawValue)" } ?? ""
        Output.line("")
        Output.line("\(round.position + 1) of \(round.items.count)\(before)")
        Output.line("    " + Quoted.controlsVisible(item.text, lines: false))
        Output.line(
            Quoted.controlsVisible(
                "    in: \(parts.before)‹\(parts.phrase)›\(parts.after)", lines: false))
        if isatty(STDIN_FILENO) == 1 { Output.line("    y n u b q, then Enter") }
    }

    private func finish() {
        Output.message(
            "\(round.answers.count) of \(round.items.count) answered and saved"
                + (round.isComplete ? "; `heddle grams agreement FILE…` counts them" : ""))
    }
}
