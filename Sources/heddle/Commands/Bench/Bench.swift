import ArgumentParser

struct Bench: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Measures engine and screen; prints JSON.",
        discussion: "Absolute figures swing with the machine: compare runs made alternately. "
            + "Without a subcommand a little of everything is measured, on bundled texts; slow "
            + "models are measured fewer times. Each subcommand measures one kind of work.",
        subcommands: [
            BenchOverview.self, BenchDecode.self, BenchPrefill.self, BenchSweep.self,
            BenchMediate.self, BenchToggle.self, BenchSummaries.self, BenchMemory.self,
        ],
        defaultSubcommand: BenchOverview.self)
}
