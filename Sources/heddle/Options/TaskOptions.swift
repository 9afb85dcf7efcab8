import ArgumentParser
import HeddleAnalysis
import HeddleExperiments
import Storage

extension SymbolicTask.Family: ExpressibleByArgument {}

/// Which symbolic task, under which rules, made of what.
struct TaskOptions: ParsableArguments {
    @Option(help: "The task.")
    var task: SymbolicTask.Family = .identity

    @Option(
        help: ArgumentHelp(
            "Rules, separated by commas: ABA, ABB, AAB (its answer cannot be known), successor, "
                + "predecessor, synonym, antonym (default: those of the task that can be followed).",
            valueName: "rules"))
    var rules: String?

    @Option(
        help: ArgumentHelp(
            "Word quadruples of verbal analogies (default: the bundled list).", valueName: "file"))
    var analogies: String?

    @Flag(help: "Letter strings as [i j k] instead of [ i j k ].")
    var tight = false

    @OptionGroup var words: WordOptions

    @Option(help: "Equal seeds give equal prompts.")
    var seed: UInt64 = 0

    func tasks() throws -> [SymbolicTask] {
        guard let rules else { return task.solvable }
        return try rules.split(separator: ",").map { name in
            let name = name.filter { !$0.isWhitespace }.lowercased()
            guard let found = task.all.first(where: { $0.rule.lowercased() == name }) else {
                let known = task.all.map(\.rule).joined(separator: ", ")
                throw ValidationError("'\(name)' is no rule of the task \(task): \(known)")
            }
            return found
        }
    }

    func quadruples() throws -> [WordQuadruple] {
        guard task == .verbal else { return [] }
        let path = try analogies ?? Resources.found().bundledAnalogies()
        let text = String(decoding: try Files.read(path), as: UTF8.self)
        do throws(WordQuadrupleError) {
            return try WordQuadruple.read(text)
        } catch {
            throw ValidationError("\(path): \(error)")
        }
    }

    /// What the prompts are made of; the words where the task takes some.
    func materials(
        _ tokenizer: TaskTokenizer
    ) throws -> (TaskSampler.Materials, words: TaskWords?) {
        let chosen =
            task == .identity ? try words.chosen(tokenizer) : nil
        let alphabet = LetterAlphabet(LetterAlphabet.latin.letters, hasInnerBlanks: !tight)
        let materials = tokenizer.materials(
            words: chosen?.words ?? [], quadruples: try quadruples(), alphabet: alphabet)
        return (materials, chosen)
    }
}

/// Numbers of examples: `2`, `1-10` or `2,5,9`.
enum ShotList {
    static func parse(_ text: String) throws -> [Int] {
        var found: [Int] = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            let ends = part.split(separator: "-", omittingEmptySubsequences: false).map {
                Int($0.filter { !$0.isWhitespace })
            }
            guard (1...2).contains(ends.count), let low = ends[0], let high = ends[ends.count - 1],
                1 <= low, low <= high, high <= 1000
            else {
                throw ValidationError(
                    "--shots \(text): write numbers of examples from 1 to 1000 as 2, 1-10 or 2,5,9")
            }
            found += (low...high).filter { !found.contains($0) }
        }
        return found
    }
}
