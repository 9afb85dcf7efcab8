import Foundation
import HeddleAnalysis

/// The file that answers are added to, one line each, on the disk before the next is asked.
public final class AnswerFile {
    /// The round with what the file holds already.
    public let round: AnnotationRound
    private let items: AnnotationItems
    private let fingerprint: String
    private let annotator: String
    private let lexicon: String
    private let writer: LineWriter

    /// - Throws: `StorageError` when the file cannot be written or holds this annotator's answers
    ///   to other items.
    public init(
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
                problem: "it holds answers of this annotator to \(record.count) other phrases: use "
                    + "the seed, items, lexicon and corpus of then, or another file")
        }
        round = AnnotationRound(
            items, answers: known.answers(annotator: annotator, items: fingerprint))
        writer = try LineWriter(path: path)
    }

    /// Waits until the answer is on the disk.
    public func save(_ answer: AnnotationAnswer, to index: Int) throws(StorageError) {
        let record = AnnotationRecord(
            answer, to: index, of: items, fingerprint: fingerprint, annotator: annotator,
            lexicon: lexicon)
        try writer.append(record.json)
        try writer.synchronize()
    }
}

extension AnswerFile {
    /// Who judges unless a name is given: the user of the system.
    public static var defaultAnnotator: String {
        let name = ProcessInfo.processInfo.environment["USER"] ?? ""
        return name.isEmpty ? "annotator" : name
    }
}
