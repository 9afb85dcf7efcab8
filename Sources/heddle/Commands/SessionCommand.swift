import ArgumentParser
import EffectRunner
import Foundation
import HeddleAnalysis
import Storage

struct SessionCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "session", abstract: "Saved sessions.",
        subcommands: [List.self, Show.self, Export.self, Import.self],
        defaultSubcommand: List.self)

    /// A session by its path, its file name, or its title; the newest one without a name.
    struct Choice: ParsableArguments {
        @Argument(help: "Path or name of a session (default: the newest).")
        var session: String?

        func path() throws -> String {
            guard let path = try Self.path(session) else {
                throw ValidationError(
                    "there are no saved sessions; open a trace with heddle and add a note")
            }
            return path
        }

        /// The session of a name, or the newest one without; nil where there is none at all.
        static func path(_ session: String?) throws -> String? {
            let listings = SessionLibrary(paths: .current()).list()
            guard let session else { return listings.first?.path }
            if Files.exists(session) { return session }
            let match = listings.first {
                $0.title == session
                    || ($0.path as NSString).lastPathComponent
                        .hasPrefix(session + "." + SessionLibrary.fileExtension)
            }
            guard let match else {
                throw ValidationError("there is no session '\(session)'; see heddle session list")
            }
            return match.path
        }

        func load() throws -> (path: String, document: SessionDocument) {
            let path = try path()
            let store = try SessionStore.open(path, readOnly: true)
            defer { try? store.close() }
            return (path, try store.load() ?? SessionDocument(title: "empty"))
        }
    }

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Recent sessions, newest first.")

        @OptionGroup var output: OutputOptions

        func run() throws {
            let listings = SessionLibrary(paths: .current()).list()
            if output.json {
                Output.json([
                    "schema": "heddle.sessions/1",
                    "sessions": .array(
                        listings.map {
                            [
                                "path": .string($0.path), "title": .string($0.title),
                                "notes": .integer($0.notes), "traces": .integer($0.traces),
                                "modified": .number($0.modified), "problem": JSONValue($0.problem),
                            ]
                        }),
                ])
            } else if listings.isEmpty {
                Output.message("no saved sessions yet: open a trace with heddle and add a note")
            } else {
                for listing in listings {
                    let problem = listing.problem.map { "\t\($0)" } ?? ""
                    Output.line(
                        "\(listing.title)\t\(listing.notes) notes\t\(listing.path)\(problem)")
                }
            }
        }
    }

    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "What a session holds.")

        @OptionGroup var choice: Choice
        @OptionGroup var output: OutputOptions

        func run() throws {
            let (path, document) = try choice.load()
            let report = try Resources.reports().report(of: document)
            if output.json {
                var json = report.json
                json.setField("path", .string(path))
                Output.json(json)
            } else {
                Output.line(Quoted.controlsVisible(report.markdown))
            }
        }
    }

    struct Export: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "A session for others to read, or a copy of its file.")

        enum Format: String, ExpressibleByArgument, CaseIterable { case markdown, json, heddle }

        @OptionGroup var choice: Choice

        @Option(help: "What to write: markdown, json, or heddle for a copy that opens elsewhere.")
        var format: Format = .markdown

        @Option(name: [.short, .long], help: "File to write (default: standard output).")
        var output: String?

        @Flag(help: "Print JSON; the same as --format json.")
        var json = false

        func run() throws {
            if format == .heddle {
                guard let output else {
                    throw ValidationError("--format heddle needs -o FILE.heddle")
                }
                let store = try SessionStore.open(try choice.path(), readOnly: true)
                defer { try? store.close() }
                try store.exportCopy(to: output)
                return
            }
            let report = try Resources.reports().report(of: choice.load().document)
            let text = json || format == .json ? report.json.prettyText + "\n" : report.markdown
            if let output {
                try Files.write(Array(text.utf8), to: output)
            } else {
                Output.bytes(Array(text.utf8))
            }
        }
    }

    struct Import: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Copies a colleague's session file to yours.")

        @Argument(help: "A .heddle file.")
        var file: String

        @OptionGroup var output: OutputOptions

        func run() throws {
            let store = try SessionStore.open(file, readOnly: true)
            defer { try? store.close() }
            let title = try store.load()?.title ?? "imported"
            let target = SessionLibrary(paths: .current()).newPath(title: title)
            try store.exportCopy(to: target)
            if output.json {
                Output.json(["schema": "heddle.session/1", "path": .string(target)])
            } else {
                Output.line(target)
            }
        }
    }
}
