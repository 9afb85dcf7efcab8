import ArgumentParser
import Canvas
import Foundation
import HeddleAnalysis
import Storage
import Workbench

struct Dynamics: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "What planning does in corpora: entropies, perplexities, lengths, and how they "
            + "change from one corpus to the next.",
        discussion: """
            Each CORPUS is one checkpoint, a file or a folder, in order. Planning tokens are those in \
            spans of the lexicon; all others are execution. Perplexities are e to the mean negative \
            log-likelihood; entropies of tokens are in nats, those of grams in bits. Traces without \
            numbers of tokens have no token figures (null), their lengths are words.

            The words behind a gram are the 1, 2, … N (--next) words directly behind its span, before \
            the next span; every number is one and the same word. How many words is left open by the \
            paper (2509.03646). Entropies of grams and of those words grow with the number counted, so \
            that all corpora are taken at the number of the smallest (the expectation over random \
            subsamples, exact).

            Bands hold 95 % of --resamples samples in which the problems are drawn with replacement, \
            the same ones in every corpus: where corpora answer the same problems (told by question, \
            else by id), differences are paired. --drop repeats everything without a share of the \
            grams. Fork tokens are the share --forks with the highest entropy of each corpus; a corpus \
            with entropies is read twice for it.
            """)

    @Argument(help: "Trace files or folders, one a checkpoint.")
    var corpora: [String]

    @OptionGroup var map: ColumnOptions
    @OptionGroup var lexicon: LexiconOptions

    @Option(help: "Share of the grams that each repeat leaves out.")
    var drop = 0.3

    @Option(help: "Times that a share of the grams is left out.")
    var repeats = 50

    @Option(help: "Times that the problems are drawn anew for the bands.")
    var resamples = 1000

    @Option(help: "Share of the tokens with the highest entropy that count as forks.")
    var forks = 0.3

    @Option(help: "The longest run of words behind a gram whose entropy is taken.")
    var next = 3

    @Option(help: "Equal seeds give equal figures.")
    var seed: UInt64 = 0

    @Option(help: ArgumentHelp("Write all figures as a table to this file.", valueName: "file"))
    var csv: String?

    @Option(help: ArgumentHelp("Write the charts as a picture to this file.", valueName: "file"))
    var svg: String?

    @Flag(help: "Draw charts with ASCII only.")
    var ascii = false

    @OptionGroup var output: OutputOptions

    func validate() throws {
        if corpora.isEmpty { throw ValidationError("name at least one corpus") }
        if !(drop >= 0 && drop < 1) { throw ValidationError("--drop is a share from 0 to below 1") }
        if !(forks > 0 && forks < 1) { throw ValidationError("--forks is a share between 0 and 1") }
        if !(0...10_000).contains(repeats) { throw ValidationError("--repeats is 0 to 10000") }
        if !(0...100_000).contains(resamples) {
            throw ValidationError("--resamples is 0 to 100000")
        }
        if !(1...10).contains(next) { throw ValidationError("--next is 1 to 10") }
    }

    func run() throws {
        var options = DynamicsOptions()
        options.dropShare = drop
        options.repeats = repeats
        options.resamples = resamples
        options.forkShare = forks
        options.longestNext = next
        options.seed = seed
        let design = DynamicsDesign(labeller: try lexicon.labeller(), options: options)
        let measured = try measure(design)
        guard measured.contains(where: { $0.traces > 0 }) else {
            throw NothingToMeasure(paths: corpora)
        }
        let bar = ProgressBar("bands", total: options.resamples + options.repeats)
        let report = DynamicsAnalysis(measured, design: design).report { done, _ in
            bar.update(done)
            return true
        }
        bar.finish()
        guard let report else { return }
        if let csv { try write(report.csv, to: csv) }
        if let svg { try write(SVGCharts.picture(of: report), to: svg) }
        if output.json {
            Output.json(report.json)
        } else {
            DynamicsText(report: report, ascii: ascii).lines().forEach(Output.line)
        }
    }

    private func measure(_ design: DynamicsDesign) throws -> [CorpusMeasurement] {
        var bar: (name: String, bar: ProgressBar)?
        let columns = try map.columns(for: corpora)
        let measured = try CorpusReader.measure(
            CorpusReader.corpora(corpora), design: design, columns: columns,
            skipped: { Output.message($0.message) },
            progress: { progress in
                let file = progress.files > 1 ? " \(progress.file + 1)/\(progress.files)" : ""
                let name = (progress.isSecond ? "forks of " : "reading ") + progress.corpus + file
                if bar?.name != name {
                    let shown = Quoted.controlsVisible(name, lines: false)
                    bar = (name, ProgressBar(shown, total: progress.records))
                }
                bar?.bar.update(progress.record)
                return true
            })
        bar?.bar.finish()
        return measured ?? []
    }

    private func write(_ text: String, to path: String) throws {
        try Files.write(Array(text.utf8), to: path)
        Output.message("written to \(path)")
    }
}

/// Corpora without a trace.
private struct NothingToMeasure: Error, CustomStringConvertible {
    let paths: [String]

    var description: String {
        "no trace in \(paths.joined(separator: ", ")); heddle traces lists what is there"
    }
}

/// A report as lines for a terminal: what was read, the table, the charts, what it says.
struct DynamicsText {
    let report: DynamicsReport
    let ascii: Bool

    private static let width = 100

    func lines() -> [String] {
        var lines = report.corpora.map(report.description)
        lines.append("lexicon: \(report.lexicon)")
        lines += [""] + table() + [""]
        if report.corpora.count > 1 { lines += ["* the band leaves out zero", ""] }
        for chart in report.charts where report.corpora.count > 2 || !chart.isBars {
            lines += drawn(chart) + [""]
        }
        if report.corpora.count < 3 {
            for chart in report.charts { lines += drawn(chart) + [""] }
        }
        for sentence in report.summary { lines += TextFit.wrap(sentence, columns: Self.width) }
        return lines.map { Quoted.controlsVisible($0, lines: false) }
    }

    private func table() -> [String] {
        let table = DynamicsTable(report)
        let titles = [""] + table.rows.map { report.titleWithUnit($0.measure) }
        let cells = [table.header] + table.rows.map(\.cells)
        let first = titles.map { TextWidth.columns(of: $0) }.max() ?? 0
        let widths = table.header.indices.map { column in
            cells.map { TextWidth.columns(of: $0[column]) }.max() ?? 0
        }
        return zip(titles, cells).map { title, row in
            let columns = zip(row, widths).map { TextFit.padded($0, to: $1, alignRight: true) }
            return ([TextFit.padded(title, to: first)] + columns).joined(separator: "  ")
        }
    }

    private func drawn(_ chart: ChartValues) -> [String] {
        let drawing = ChartDrawing(look: LineChart.Look(glyphs: isASCII ? .ascii : .braille))
        var frame = Frame(width: Self.width, height: drawing.height(chart))
        drawing.draw(chart, into: &frame, in: frame.bounds)
        let shown = isASCII ? frame.asciiOnly() : frame
        return shown.text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }

    /// As the program on the screen decides it: by the locale's encoding.
    private var isASCII: Bool {
        if ascii { return true }
        let environment = ProcessInfo.processInfo.environment
        let locale = ["LC_ALL", "LC_CTYPE", "LANG"].lazy.compactMap { environment[$0] }
            .first { !$0.isEmpty }
        return locale.map { !$0.lowercased().contains("utf") } ?? true
    }
}
