import Foundation
import HeddleAnalysis
import Storage

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
    }

    private func finish() {
        Output.message(
            "\(round.answers.count) of \(round.items.count) answered and saved"
                + (round.isComplete ? "; `heddle grams agreement FILE…` counts them" : ""))
    }
}

/// The file that answers are added to, one line each, on the disk before the next is asked.
final class AnswerFile {
    /// The round with what the file holds already.
    let round: AnnotationRound
    private let items: AnnotationItems
    private let fingerprint: String
    private let annotator: String
    private let lexicon: String
    private let writer: LineWriter

    /// - Throws: `StorageError` when the file cannot be written or holds this annotator's answers
    ///   to other items.
    init(
        path: String, items: AnnotationItems, annotator: String, lexicon: String
    ) throws(StorageError) {
        self.items = items
        self.annotator = annotator
        self.lexicon = lexicon
        fingerprint = items.fingerprint
        let known = Files.exists(path) ? AnnotationFile(try Files.read(path)) : AnnotationFile([])
        let isOther = { [fingerprint] (record: AnnotationRecord) in
            record.annotator == annotator && record.items != fingerprint
        }
        if let record = known.records.first(where: isOther) {
            throw .malformed(
                path: path, line: nil,
                problem: "it holds answers of \(Quoted.text(annotator)) to \(record.count) other "
                    + "phrases (lexicon \(Quoted.text(record.lexicon))): use the seed, items, "
                    + "lexicon and corpus of then, or another file")
        }
        round = AnnotationRound(
            items, answers: known.answers(annotator: annotator, items: fingerprint))
        writer = try LineWriter(path: path)
    }

    func save(_ answer: AnnotationAnswer, to index: Int) throws(StorageError) {
        let record = AnnotationRecord(
            answer, to: index, of: items, fingerprint: fingerprint, annotator: annotator,
            lexicon: lexicon)
        try writer.append(record.json)
        try writer.synchronize()
    }
}
