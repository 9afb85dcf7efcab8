import ArgumentParser
import Foundation
import HeddleAnalysis
import HeddleEngine
import HeddleExperiments

/// What the measurements of one kind of work share.
struct BenchOptions: ParsableArguments {
    @OptionGroup var model: ModelOptions
    @OptionGroup var output: OutputOptions

    @Option(help: "Runs that count.")
    var repetitions = 5

    @Option(help: "Runs in front that do not count.")
    var warmUp = 1

    @Option(help: "Seed of the random token ids that texts are made of.")
    var seed: UInt64 = 0

    @Option(
        help: ArgumentHelp(
            "Take token ids from this file instead: numbers between blanks, commas or brackets.",
            valueName: "file"))
    var ids: String?

    @Flag(help: "Also print the tokens and what was computed of them.")
    var values = false

    func validate() throws {
        if repetitions < 1 || warmUp < 0 {
            throw ValidationError("--repetitions is 1 or more, --warm-up 0 or more")
        }
    }

    /// The weights alone are opened: no text is needed.
    func setting() throws -> BenchmarkSetting {
        BenchmarkSetting(
            model: try Model.load(model.path(), dotProducts: model.numbers.arithmetic),
            pool: model.pool(),
            plan: RepetitionPlan(repetitions: repetitions, warmUp: warmUp), seed: seed,
            ids: try ids.map(Self.read), showsValues: values)
    }

    func print(_ report: JSONValue) {
        Output.line(output.json ? report.compactText : report.prettyText)
    }

    private static func read(_ path: String) throws -> [Int32] {
        let text = try String(contentsOfFile: path, encoding: .utf8)
        return try IDList.parse(text.filter { $0 != "[" && $0 != "]" })
    }

    /// - Throws: for a count below `least`.
    static func check(_ count: Int, _ name: String, least: Int = 1) throws {
        if count < least { throw ValidationError("\(name) is \(least) or more") }
    }
}
