import ArgumentParser
import HeddleAnalysis
import Storage

struct Search: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Hits in traces with context, one a line.",
        discussion: "All lower case finds every case. Offsets are bytes of the trace's text.")

    @Argument(help: "The text to find.")
    var pattern: String

    @Flag(help: "The pattern is a regular expression.")
    var regex = false

    @OptionGroup var corpus: CorpusOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        if pattern.isEmpty { throw ValidationError("the pattern is empty: give a text to find") }
    }

    func run() throws {
        let search = regex ? try TextSearch(expression: pattern) : TextSearch(pattern)
        var hits = 0
        try corpus.read { record in
            let bytes = Array(record.trace.text.utf8)
            for range in search.hits(in: bytes) {
                hits += 1
                show(range, bytes, record)
            }
        }
        if !output.json { Output.message("\(hits) hits") }
    }

    private func show(_ range: Range<Int>, _ bytes: [UInt8], _ record: TraceRecord) {
        let around = max(0, range.lowerBound - 40)..<min(bytes.count, range.upperBound + 40)
        let context = String(decoding: bytes[around], as: UTF8.self)
        if output.json {
            Output.json([
                "schema": "heddle.search/1", "id": .string(record.trace.id),
                "file": .string(record.file), "line": .integer(record.line),
                "start": .integer(range.lowerBound), "end": .integer(range.upperBound),
                "context": .string(context),
            ])
        } else {
            Output.line("\(record.trace.id)\t\(Quoted.controlsVisible(context, lines: false))")
        }
    }
}
