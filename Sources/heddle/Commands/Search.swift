import ArgumentParser
import Foundation
import HeddleAnalysis
import Storage

struct Search: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Hits in prompts and responses with context, one a line.",
        discussion: """
            All lower case finds every case. Expressions are written as for Python or ripgrep, with \
            look-around: ^ and $ match at every line, . stays within one, (?s) lets it go on, \\p{L} \
            is any letter; capitals in escapes such as \\S do not count as capitals.

            With --json one object a line, printed as it is found: id, file, line (of the record, \
            from 1), in ("prompt" or "response"), start and end (Unicode scalars of that text, as \
            Python counts, end exclusive), byteStart and byteEnd (the same in bytes of UTF-8), and \
            context, the text around the hit with its line ends.

            Records that cannot hold the text are passed over unread, so broken ones among them are \
            not told of. Status 1 when an expression could not be searched to the end.
            """)

    @Argument(help: "The text to find.")
    var pattern: String

    @Flag(help: "The pattern is a regular expression.")
    var regex = false

    @OptionGroup var corpus: CorpusOptions
    @OptionGroup var filter: FilterOptions
    @OptionGroup var lexicon: LexiconOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        if pattern.isEmpty { throw ValidationError("the pattern is empty: give a text to find") }
    }

    /// Traces that may defeat an expression before the search ends.
    private static let patience = 10

    func run() throws {
        let search = regex ? try Self.expression(pattern) : TextSearch(pattern)
        let printer = HitPrinter(json: output.json)
        var judge = try filter.judge(lexicon)
        // Siblings are compared with the first of them, which has to be read for that.
        let readsAll = judge.filter.uses(.divergence)
        var records = 0
        var defeats = 0
        try corpus.read { file, record in
            records += 1
            return readsAll || file.mayHold(search, inRecord: record)
        } _: { record in
            guard judge.wants(record) else { return }
            let found = search.hits(in: record.trace)
            printer.print(found, record)
            guard let problem = found.problem else { return }
            defeats += 1
            Output.message(
                Quoted.controlsVisible(
                    "\(record.file):\(record.line): \(problem)", lines: false))
            if defeats >= Self.patience { throw ExitCode.failure }
        }
        if !output.json {
            Output.message(
                "\(printer.hits) hits in \(printer.traces) traces, \(records) records searched")
        }
        if defeats > 0 { throw ExitCode.failure }
    }

    /// A malformed pattern is a wrong argument.
    private static func expression(_ pattern: String) throws -> TextSearch {
        do {
            return try TextSearch(expression: pattern)
        } catch {
            throw ValidationError(Quoted.controlsVisible(error.description, lines: false))
        }
    }
}

/// Prints the hits of one trace after the other, all of one at once.
private final class HitPrinter {
    private(set) var hits = 0
    private(set) var traces = 0
    private let json: Bool
    private let marks: (open: String, close: String)

    init(json: Bool) {
        self.json = json
        marks = isatty(STDOUT_FILENO) == 1 ? ("\u{1b}[1m", "\u{1b}[0m") : ("[", "]")
    }

    func print(_ found: TraceHits, _ record: TraceRecord) {
        guard found.count > 0 else { return }
        hits += found.count
        traces += 1
        var bytes: [UInt8] = []
        let offsets = [
            TextPlace.Part.prompt: ScalarOffsets(found.text, range: found.prompt),
            .response: ScalarOffsets(found.text, range: found.response),
        ]
        for hit in found.hits {
            if json, let scalars = offsets[hit.part] {
                let start = hit.part == .prompt ? found.prompt : found.response
                bytes += Self.json(hit, record, scalars, textStart: start.lowerBound).compactBytes
            } else {
                bytes += Array(line(hit, record).utf8)
            }
            bytes.append(UInt8(ascii: "\n"))
        }
        Output.bytes(bytes)
    }

    private static func json(
        _ hit: TraceHit, _ record: TraceRecord, _ scalars: ScalarOffsets, textStart: Int
    ) -> JSONValue {
        [
            "schema": "heddle.search/1", "id": .string(record.trace.id),
            "file": .string(record.file), "line": .integer(record.line),
            "in": .string(hit.part.rawValue),
            "start": .integer(scalars.scalar(atByte: hit.bytes.lowerBound)),
            "end": .integer(scalars.scalar(atByte: hit.bytes.upperBound)),
            "byteStart": .integer(hit.bytes.lowerBound - textStart),
            "byteEnd": .integer(hit.bytes.upperBound - textStart),
            "context": .string(hit.context.text),
        ]
    }

    private func line(_ hit: TraceHit, _ record: TraceRecord) -> String {
        func shown(_ text: String) -> String { Quoted.controlsVisible(text, lines: false) }
        let place = hit.part == .prompt ? "prompt: " : ""
        return shown(record.trace.id) + "\t" + place + shown(hit.context.before) + marks.open
            + shown(hit.context.match) + marks.close + shown(hit.context.after)
    }
}
