import ArgumentParser
import HeddleAnalysis

@main
struct Heddle: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "heddle",
        abstract: "Explore the reasoning of language models: browse chains of thought token by "
            + "token, see what each attention head looks at, switch heads off.",
        discussion: "With no subcommand it opens the last session; on the first run, the bundled "
            + "sample. Every screen has a headless twin below; most take --json.",
        version: "0.1.0",
        subcommands: [
            Open.self, Generate.self, Regenerate.self, Tokenize.self, Template.self, Embed.self,
            Logits.self, Attention.self, Heads.self, Ablate.self, Sweep.self, Attribute.self,
            Lens.self, Knockout.self, Receivers.self, Resample.self, Dump.self, Snippet.self,
            Sets.self, Mediate.self,
            Report.self, Traces.self, Outline.self,
            Compare.self, Search.self, Export.self, Grams.self, Dynamics.self, SessionCommand.self,
            ModelCommand.self, Tasks.self,
            Verify.self, Doctor.self, Config.self, Paths.self, Themes.self, Keys.self, Bench.self,
        ],
        defaultSubcommand: Open.self)

    /// Wrong arguments that only the work finds out about give one message, without the usage of
    /// the whole program behind it, and the status of wrong arguments.
    static func main() {
        do {
            var command = try parseAsRoot()
            do {
                try command.run()
            } catch let error as ValidationError {
                refuse(error.message)
            } catch let error as HeadSelectionError {
                refuse(error.description)
            } catch let error as HeadSetError {
                refuse(Quoted.controlsVisible(error.description))
            }
        } catch {
            exit(withError: error)
        }
    }

    private static func refuse(_ message: String) -> Never {
        Output.message("Error: \(message)")
        exit(withError: ExitCode.validationFailure)
    }
}
