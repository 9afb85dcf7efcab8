import ArgumentParser
import Foundation
import HeddleAnalysis
import HeddleEngine
import HeddleExperiments
import Storage

struct Sets: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sets",
        abstract: "Named sets of heads, which every command takes as @NAME.",
        discussion: """
            EXPRESSION is a list of heads (0.2,3.* or 2-4.1) or more: a + b (both), a - b (without; \
            blanks around the minus), a & b (in both), !a (all others), (…), @NAME, \
            significant(FILE, KIND) of heddle mediate --json, top(5, MEASURE, FILE) of any JSON file \
            with values of heads: heddle heads, sweep, mediate and others with --json. |effect| goes \
            by size without sign, -effect takes the least. A list binds tightest, then !, &, and + \
            with -, from left to right.
            """,
        subcommands: [List.self, Show.self, Define.self, Forget.self], defaultSubcommand: List.self)

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "The sets of a session.")

        @OptionGroup var sets: HeadSetOptions
        @OptionGroup var output: OutputOptions

        func run() throws {
            let known = try HeadSetOptions.sets(of: sets.session).sorted { $0.key < $1.key }
            if output.json {
                Output.json([
                    "schema": "heddle.sets/1",
                    "sets": .array(known.map { Sets.json($0.key, $0.value) }),
                ])
            } else if known.isEmpty {
                Output.message("no head sets yet: heddle sets define NAME EXPRESSION")
            } else {
                for (name, heads) in known {
                    Output.line("@\(Quoted.controlsVisible(name))\t\(HeadSelection.format(heads))")
                }
            }
        }
    }

    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "The heads that an expression names; nothing is kept.")

        @Argument(help: "Heads or an expression: '@retrieval - 3.*'.")
        var expression: String

        @OptionGroup var sets: HeadSetOptions
        @OptionGroup var model: ModelOptions
        @OptionGroup var output: OutputOptions

        func run() throws {
            let heads = try sets.heads(expression, shape: Sets.shape(model))
            if output.json {
                Output.json(Sets.json(expression, Set(heads)), schema: "heddle.set/1")
            } else {
                Output.line(HeadSelection.format(heads))
            }
        }
    }

    struct Define: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Keeps the heads that an expression names as a set of a session.",
            discussion: "The heads are kept, not the expression. A session is begun where there is "
                + "none.")

        @Argument(help: "The set's name: a letter, then letters, digits, - and _.")
        var name: String

        @Argument(help: "Heads or an expression: 'top(5, |effect|, sweep.json)'.")
        var expression: String

        @OptionGroup var sets: HeadSetOptions
        @OptionGroup var model: ModelOptions
        @OptionGroup var output: OutputOptions

        func run() throws {
            try HeadSetExpression.checkName(name)
            let heads = Set(try sets.heads(expression, shape: Sets.shape(model)))
            let path = try Sets.edit(sets.session) { $0.sets[name] = heads }
            if output.json {
                var json = Sets.json(name, heads)
                json.setField("session", .string(path))
                Output.json(json, schema: "heddle.set/1")
            } else {
                Output.line("@\(name)\t\(HeadSelection.format(heads))\t\(path)")
            }
        }
    }

    struct Forget: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Drops a set from a session.")

        @Argument(help: "The set's name.")
        var name: String

        @OptionGroup var sets: HeadSetOptions

        func run() throws {
            let known = try HeadSetOptions.sets(of: sets.session)
            guard known[name] != nil else {
                throw HeadSetError.unknownSet(name: name, known: known.keys.sorted())
            }
            try Sets.edit(sets.session) { $0.sets[name] = nil }
        }
    }

    private static func shape(_ model: ModelOptions) throws -> HeadShape {
        try model.load().model.configuration.headShape
    }

    fileprivate static func json(_ name: String, _ heads: Set<HeadID>) -> JSONValue {
        [
            "name": .string(name),
            "heads": .array(
                heads.sorted().map { ["layer": .integer($0.layer), "head": .integer($0.head)] }),
        ]
    }

    /// - Returns: the session's path.
    @discardableResult
    private static func edit(
        _ session: String?, _ change: (inout SessionDocument) -> Void
    ) throws -> String {
        let path =
            try SessionCommand.Choice.path(session)
            ?? SessionLibrary(paths: .current()).newPath(title: "heads")
        let store = try SessionStore.open(path)
        defer { try? store.close() }
        var document =
            try store.load()
            ?? SessionDocument(title: "heads", created: Date().timeIntervalSince1970)
        change(&document)
        try store.save(document)
        return path
    }
}
