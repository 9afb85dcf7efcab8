import ArgumentParser
import HeddleAnalysis
import HeddleExperiments

extension Tasks {
    struct Accuracy: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "How often a model follows rules, by rule and number of examples.",
            discussion: "Greedy answers of at most 10 tokens, ended by a token that starts with a "
                + "newline; right is the expected text and nothing else. Intervals are Wilson's, "
                + "95 %. The rule AAB is a control: nothing tells its answer, so what counts there "
                + "is how often the query's item is repeated instead.")

        @OptionGroup var task: TaskOptions

        @Option(
            help: ArgumentHelp("Examples before the query: 2, 1-10 or 2,5,9.", valueName: "list"))
        var shots = "1-10"

        @Option(help: "Prompts for each rule and number of examples.")
        var prompts = 500

        @Option(help: "A beginning token in front: auto is what the tokenizer does by itself.")
        var bos: BeginningChoice = .auto

        @OptionGroup var ablation: AblationOptions
        @OptionGroup var model: ModelOptions
        @OptionGroup var output: OutputOptions

        func validate() throws {
            if !(1...100_000).contains(prompts) {
                throw ValidationError("--prompts is 1 to 100000")
            }
            if ablation.mode.atPositions != nil {
                throw ValidationError("heads are switched off at every position here")
            }
        }

        func run() throws {
            let tasks = try task.tasks()
            let shots = try ShotList.parse(shots)
            let loaded = try model.load()
            let pool = model.pool()
            let mask = try ablation.mask(
                shape: loaded.model.configuration.headShape, tokens: nil)
            let reference = try ablation.reference(for: mask, model: loaded, pool: pool)
            let answering = try AnsweringModel(
                loaded, pool: pool, beginsText: bos.beginsText,
                interventions: mask.interventions(reference))
            let (materials, words) = try task.materials(
                answering.text)
            let run = TaskAccuracyRun(
                tasks: tasks, shots: shots, prompts: prompts, seed: task.seed)
            let bar = ProgressBar("answers", total: run.total)
            let found = try run.run(answering, materials: materials) { bar.update($0) }
            bar.finish()
            let report = TaskAccuracyReport(
                model: loaded.model.name, family: task.task, found: found, words: words,
                beginsText: answering.text.beginsText, seed: task.seed, mask: mask)
            if output.json {
                Output.json(report.json, schema: "heddle.accuracy/1")
            } else {
                for line in report.lines {
                    Output.line(Quoted.controlsVisible(line, lines: false))
                }
            }
        }
    }
}

/// A table of accuracies with what they are to be held against.
struct TaskAccuracyReport {
    var model: String
    var family: SymbolicTask.Family
    var found: [TaskAccuracy]
    var words: TaskWords?
    var beginsText: Bool
    var seed: UInt64
    var mask: HeadMask

    private var published: PublishedAccuracy? {
        family == .identity ? PublishedAccuracy.row(named: model) : nil
    }

    var json: JSONValue {
        var value: JSONValue = [
            "model": ["name": .string(model)], "task": .string(family.rawValue),
            "seed": .integer(Int(clamping: seed)), "beginsText": .bool(beginsText),
            "longestAnswer": .integer(AnsweringModel.longestAnswer),
            "rules": .array(
                found.map { entry in
                    var row = entry.json
                    let chance = entry.chance(words: words?.words.count ?? 0)
                    row.setField("chance", chance.map(JSONValue.number) ?? .null)
                    return row
                }),
        ]
        if let words { value.setField("words", words.json) }
        if !mask.isEmpty { value.setField("mask", mask.json) }
        if let published {
            let rows = published.byShots.sorted { $0.key < $1.key }.map {
                shots, share -> JSONValue in
                ["shots": .integer(shots), "accuracy": .number(share)]
            }
            value.setField(
                "published", ["model": .string(published.model), "meanOverRules": .array(rows)])
        }
        return value
    }

    var lines: [String] {
        var lines = ["\(model), \(family.rawValue)" + (words.map { " · \($0.text)" } ?? "")]
        lines.append(
            (beginsText ? "a beginning token in front" : "no beginning token in front")
                + (mask.isEmpty
                    ? ""
                    : " · \(HeadSelection.format(mask.heads)) off (\(mask.mode.rawValue))"))
        lines += [
            "",
            Self.row(
                "rule", "shots", "right", "95 % interval", "of",
                published: published == nil ? "" : "published")
                + "  other answers",
        ]
        for entry in found {
            let readings = entry.readings.sorted { $0.key < $1.key }.map { reading, count in
                "\(count) \(reading.label)"
            }
            let published = entry.task.isSolvable ? published?.byShots[entry.shots] : nil
            lines.append(
                Self.row(
                    entry.task.rule, "\(entry.shots)", Self.share(entry.right.share),
                    Self.interval(entry.right.interval), "\(entry.right.prompts)",
                    published: published.map(Self.share) ?? "") + "  "
                    + readings.joined(separator: ", "))
        }
        return lines + notes
    }

    private var notes: [String] {
        var notes = [""]
        if found.contains(where: { $0.task.family == .identity && $0.task.isSolvable }) {
            notes.append("Chance: 0.5 among answers with one of the query's two items.")
        }
        if found.contains(where: { !$0.task.isSolvable }) {
            notes.append(
                "AAB is a control: its answer was never shown. Chance is 1 of "
                    + "\(words?.words.count ?? 0) words.")
        }
        if let published {
            notes.append(
                "Published for \(published.model): mean over ABA and ABB, read off a figure "
                    + "(2502.20332).")
        }
        return notes.count > 1 ? notes : []
    }

    private static func share(_ value: Double?) -> String {
        value.map { NumberText.fixed($0, decimals: 3) } ?? "–"
    }

    private static func interval(_ value: ClosedRange<Double>?) -> String {
        value.map { "\(share($0.lowerBound))–\(share($0.upperBound))" } ?? "–"
    }

    private static func row(
        _ rule: String, _ shots: String, _ right: String, _ interval: String, _ prompts: String,
        published: String
    ) -> String {
        func padded(_ text: String, _ width: Int) -> String {
            String(repeating: " ", count: max(0, width - text.count)) + text
        }
        return rule + String(repeating: " ", count: max(0, 12 - rule.count)) + padded(shots, 5)
            + padded(right, 8) + padded(interval, 15) + padded(prompts, 7) + padded(published, 11)
    }
}
