import ArgumentParser
import HeddleAnalysis
import HeddleExperiments

struct Tasks: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Symbolic tasks: rules that a prompt shows by examples, and who follows them.",
        discussion: "identity: 'a^b^a' after examples of that rule; letters: changes of letter "
            + "strings; verbal: words of one or of the opposite meaning.",
        subcommands: [Accuracy.self, Remap.self, Pairs.self, Show.self])

    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "A few prompts of a task with their answers.",
            discussion: "With --json one object a line.")

        @OptionGroup var task: TaskOptions

        @Option(help: "Examples before the query.")
        var shots = 2

        @Option(help: "Prompts of each rule.")
        var prompts = 3

        @OptionGroup var model: ModelOptions
        @OptionGroup var output: OutputOptions

        func validate() throws {
            if !(1...1000).contains(shots) { throw ValidationError("--shots is 1 to 1000") }
            if !(1...100_000).contains(prompts) {
                throw ValidationError("--prompts is 1 to 100000")
            }
        }

        func run() throws {
            let tokenizer = try TaskTokenizer(model.load())
            let (materials, _) = try task.materials(tokenizer)
            let tasks = try task.tasks()
            let drawing = TaskAccuracyRun(
                tasks: tasks, shots: [shots], prompts: prompts, seed: task.seed)
            for rule in tasks {
                let drawn = try drawing.drawn(rule, shots: shots, materials: materials)
                for prompt in drawn { show(prompt, rule) }
            }
        }

        private func show(_ prompt: TaskPrompt, _ task: SymbolicTask) {
            if output.json {
                Output.json([
                    "schema": "heddle.task/1", "task": .string(task.family.rawValue),
                    "rule": .string(task.rule), "shots": .integer(shots),
                    "prompt": .string(prompt.prompt.prompt),
                    "answers": .array(prompt.right.map(JSONValue.string)),
                ])
            } else {
                let answers = prompt.right.map(Quoted.text).joined(separator: " or ")
                Output.line(Quoted.controlsVisible(prompt.prompt.prompt))
                Output.line("  \(task.rule): \(answers)\n")
            }
        }
    }
}
