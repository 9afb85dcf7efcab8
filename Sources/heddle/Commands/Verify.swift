import ArgumentParser
import EffectRunner
import HeddleAnalysis
import HeddleEngine
import HeddleExperiments
import OrderedCollections
import Storage

struct Verify: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Compares a model's numbers with those of an independent implementation.",
        discussion: """
            The reference is a JSON file: forward[].ids with forward[].logits{position: row}, and \
            where they are there attention, z and zero_ablation; tokenizer[].{text, ids}; \
            made_with; vocabulary_sha256. Without --arithmetic each kind that the weights allow is \
            compared, and verdict and noise floor are its own. Status 1 when they disagree in the \
            arithmetic that is named, or that the model usually has.
            """)

    @Argument(help: "The model: a directory, or a .gguf file.")
    var modelPath: String

    @Argument(help: "JSON file with the reference (default: the one beside the model).")
    var reference: String?

    @Option(
        help: ArgumentHelp(
            "The largest difference of logits and head outputs that passes (default: 0.001 in "
                + "float32; of the reference's length 0.03 in bfloat16 and int8, 0.0003 in "
                + "bfloat16x2)."))
    var tolerance: Float?

    @Option(help: "Let logits pass that are this close: ‖difference‖ / ‖reference‖, such as 0.02.")
    var relative: Double?

    @OptionGroup var numbers: ArithmeticOptions

    @Option(help: "Threads that compute.")
    var threads: Int?

    @OptionGroup var output: OutputOptions

    func run() throws {
        guard let file = reference ?? ReferenceFile.beside(model: modelPath) else {
            throw ValidationError(
                "no reference.json lies beside \(modelPath); name a file with reference numbers")
        }
        let reference = try ReferenceFile.read(file)
        let loaded = try LoadedModel.load(modelPath, dotProducts: numbers.arithmetic)
        let text = TextVerification(reference, loaded)
        let verdicts = try verdicts(reference, loaded.model)
        if output.json {
            Output.json(json(reference, loaded, verdicts, text))
        } else {
            for line in lines(reference, loaded, verdicts, text) { Output.line(line) }
        }
        let problems = problems(text, verdicts)
        guard problems.isEmpty else {
            for problem in problems { Output.message(problem) }
            Output.message(
                "weights, tokenizer, configuration and reference do not belong together, or the "
                    + "numbers cannot be relied on")
            throw ExitCode.failure
        }
    }

    private struct Verdict {
        let verification: Verification
        let problems: [String]
    }

    /// One for the arithmetic that was named, or for each that the weights allow, the usual first.
    private func verdicts(_ reference: ReferenceNumbers, _ model: Model) throws -> [Verdict] {
        let pool = WorkerPool(threads: threads)
        let others =
            numbers.arithmetic == nil
            ? model.possibleDotProducts.filter { $0 != model.dotProducts } : []
        let models = try [model] + others.map { try Model.load(modelPath, dotProducts: $0) }
        return try models.map {
            let verification = try Verification(reference, model: $0, pool: pool)
            return Verdict(verification: verification, problems: problems(verification))
        }
    }

    private func isMeant(_ verification: Verification) -> Bool {
        verification.arithmetic == numbers.arithmetic ?? .float32
    }

    /// Tolerances that are given are meant for the arithmetic that is named, or for float32.
    private func problems(_ verification: Verification) -> [String] {
        guard isMeant(verification) else { return verification.unusualDifferences }
        if let relative, verification.logits.relative <= relative { return [] }
        return tolerance.map(verification.disagreements) ?? verification.unusualDifferences
    }

    /// What the first verdict, that of the arithmetic in use, and the texts have against the model.
    private func problems(_ text: TextVerification, _ verdicts: [Verdict]) -> [String] {
        text.problems + (verdicts.first?.problems ?? [])
    }

    private func json(
        _ reference: ReferenceNumbers, _ loaded: LoadedModel, _ verdicts: [Verdict],
        _ text: TextVerification
    ) -> JSONValue {
        let problems = problems(text, verdicts)
        var fields: OrderedDictionary<String, JSONValue> = [
            "schema": "heddle.verify/1", "model": .string(loaded.model.name),
            "passed": .bool(problems.isEmpty), "reference": .string(reference.source),
            "weightTypes": .array(types(loaded).map(JSONValue.string)),
            "tokenizer": text.json, "problems": .array(problems.map(JSONValue.string)),
            "verdicts": .array(verdicts.map { .object(json($0)) }),
        ]
        if let usual = verdicts.first { fields.merge(json(usual)) { own, _ in own } }
        return .object(fields)
    }

    private func json(_ verdict: Verdict) -> OrderedDictionary<String, JSONValue> {
        let found = verdict.verification
        return [
            "arithmetic": .string(found.arithmetic.rawValue),
            "maxAbsoluteDifference": .float(found.maxAbsoluteDifference),
            "rows": .integer(found.rows), "passed": .bool(verdict.problems.isEmpty),
            "tolerance": JSONValue((isMeant(found) ? tolerance : nil) ?? found.usualTolerance),
            "logits": found.logits.json, "attention": found.attention.json,
            "z": found.headOutputs.json, "ablation": found.ablations.json,
            "problems": .array(verdict.problems.map(JSONValue.string)),
        ]
    }

    private func lines(
        _ reference: ReferenceNumbers, _ loaded: LoadedModel, _ verdicts: [Verdict],
        _ text: TextVerification
    ) -> [String] {
        var lines = [
            "\(loaded.model.name) against \(reference.source)",
            "weights: \(types(loaded).joined(separator: ", "))",
        ]
        for verdict in verdicts { lines += self.lines(verdict) }
        lines += text.lines
        lines.append(problems(text, verdicts).isEmpty ? "agrees" : "DISAGREES")
        return lines
    }

    private func lines(_ verdict: Verdict) -> [String] {
        let found = verdict.verification
        let parts = [
            ("logits", found.logits), ("attention", found.attention),
            ("head outputs z", found.headOutputs), ("logits, heads off", found.ablations),
        ]
        return ["arithmetic: \(found.arithmetic.rawValue)"]
            + parts.filter { $0.1.rows > 0 }.map { name, difference in
                "  \(name): largest difference \(difference.largest), mean "
                    + "\(Float(difference.mean)), \(Float(difference.relative)) of the length, over "
                    + "\(difference.rows) rows"
            } + ["  noise floor of effects: \(found.maxAbsoluteDifference)"]
            + verdict.problems.map { "  " + $0 }
    }

    private func types(_ loaded: LoadedModel) -> [String] {
        loaded.model.weightTypes.map(\.rawValue).sorted()
    }
}

extension Difference {
    /// Null where nothing was compared.
    fileprivate var json: JSONValue {
        guard rows > 0 else { return .null }
        return [
            "largest": .float(largest), "mean": .number(mean), "relative": .number(relative),
            "rows": .integer(rows),
        ]
    }
}
