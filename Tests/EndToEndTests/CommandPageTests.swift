import Foundation
import HeddleAnalysis
import Testing

/// The page of commands says what the program has: both ways, from the program's own help.
@Suite struct CommandPageTests {
    private let page: CommandPage
    /// By the words behind `heddle`.
    private let program: [[String]: ProgramCommand]

    init() throws {
        let folder = try CommandRun.Folder()
        let help = try CommandRun(["--experimental-dump-help"], in: folder)
        let root = try #require(try JSONValue(json: help.output)["command"])
        program = ProgramCommand.all(in: root)
        page = try CommandPage()
        // Shrinking figures would mean that nothing is compared any more.
        #expect(program.count > 50 && page.rows.count > 55 && page.groups.count == 10)
    }

    private func rows(of command: [String]) -> [CommandPage.Row] {
        page.rows.filter { self.command(of: $0) == command }
    }

    /// The longest beginning of a usage that is a command.
    private func command(of row: CommandPage.Row) -> [String]? {
        (1...2).reversed().map { Array(row.words.prefix($0)) }.first { program[$0] != nil }
    }

    @Test func everyCommandIsOnThePageAndNoOther() {
        for row in page.rows { #expect(command(of: row) != nil, "\(row.words.prefix(2))") }
        for command in program.keys {
            #expect(!rows(of: command).isEmpty, "\(command.joined(separator: " "))")
        }
    }

    @Test func everyOptionIsOnThePageAndNoOther() {
        for (command, facts) in program {
            let written = rows(of: command).reduce(into: Set<String>()) { options, row in
                options.formUnion(page.options(in: row.words))
            }
            let name = command.joined(separator: " ")
            #expect(written.subtracting(facts.options.joined()).isEmpty, "\(name): not there")
            let missing = facts.options.filter { $0.isDisjoint(with: written.union(["--json"])) }
            #expect(missing.isEmpty, "\(name): not written about")
        }
    }

    @Test func whatPrintsJSONHasItsSchema() {
        for (command, facts) in program {
            let takesJSON = facts.options.contains { $0.contains("--json") }
            for row in rows(of: command) {
                let name = command.joined(separator: " ")
                #expect(row.json.contains("`heddle.") == takesJSON, "\(name)")
            }
        }
    }

    @Test func everySchemaOfTheSourcesIsOnThePageAndNoOther() throws {
        let sources = TerminalSession.root.appending(path: "Sources").resolvingSymlinksInPath()
        let files = try #require(FileManager.default.enumerator(atPath: sources.path))
        var found: Set<String> = []
        for case let path as String in files where path.hasSuffix(".swift") {
            let text = try String(contentsOf: sources.appending(path: path), encoding: .utf8)
            found.formUnion(text.matches(of: /"(heddle\.[a-z-]+\/\d+)"/).map { String($0.1) })
        }
        #expect(found.count > 40)
        let written = page.text.matches(of: /`(heddle\.[a-z-]+\/\d+)`/).map { String($0.1) }
        #expect(Set(written).symmetricDifference(found) == [])
    }

    @Test func theReadmePointsToThePage() throws {
        let readme = TerminalSession.root.appending(path: "README.md")
        let text = try String(contentsOf: readme, encoding: .utf8)
        #expect(text.contains("](\(CommandPage.path))"))
    }
}

/// A command as the program describes it.
private struct ProgramCommand {
    /// The names of each option.
    var options: [Set<String>]

    /// All commands that do something, by the words that lead to them.
    static func all(in command: JSONValue, behind words: [String] = []) -> [[String]:
        ProgramCommand]
    {
        let subcommands = command["subcommands"]?.rows ?? []
        guard !subcommands.isEmpty else { return [words: ProgramCommand(command)] }
        return subcommands.reduce(into: [:]) { found, subcommand in
            guard let name = subcommand["commandName"]?.string else { return }
            found.merge(all(in: subcommand, behind: words + [name])) { first, _ in first }
        }
    }

    private init(_ command: JSONValue) {
        options = (command["arguments"]?.rows ?? []).compactMap { argument in
            let names = (argument["names"]?.rows ?? []).compactMap { name -> String? in
                guard let text = name["name"]?.string else { return nil }
                return (name["kind"] == "long" ? "--" : "-") + text
            }
            let isCommon = names.contains("--help") || names.contains("--version")
            return names.isEmpty || isCommon ? nil : Set(names)
        }
    }
}

/// The page's tables.
private struct CommandPage {
    static let path = "Sources/heddle/COMMANDS.md"

    struct Row {
        /// Of the usage, from the command on: names, options, values.
        var words: [String]
        var json: String
    }

    let text: String
    let rows: [Row]
    /// What a name in capitals stands for: options, and names of other groups.
    let groups: [String: [String]]

    init() throws {
        text = try String(
            contentsOf: TerminalSession.root.appending(path: Self.path), encoding: .utf8)
        let tables = text.split(separator: "\n").filter { $0.hasPrefix("| ") }.map(Self.cells)
        rows = tables.filter { $0.count == 3 && $0[0].hasPrefix("`heddle ") }.map {
            Row(words: Array(Self.words($0[0]).dropFirst()), json: $0[2])
        }
        let isGroup = { (cells: [String]) in
            cells.count == 2 && cells[0].allSatisfy { $0.isUppercase && $0.isLetter }
        }
        groups = Dictionary(
            tables.filter(isGroup).map { ($0[0], Self.words($0[1])) },
            uniquingKeysWith: { first, _ in first })
    }

    /// The options among words, those of groups that are named among them included.
    func options(in words: [String]) -> Set<String> {
        words.reduce(into: []) { options, word in
            if let group = groups[word] {
                options.formUnion(self.options(in: group))
            } else if word.count > 1, word.hasPrefix("-"), word.last?.isLetter == true {
                options.insert(word)
            }
        }
    }

    private static func cells(_ line: Substring) -> [String] {
        let kept = line.replacing("\\|", with: "\u{1}")
        return kept.split(separator: "|").map {
            $0.replacing("\u{1}", with: "|").trimmingCharacters(in: .whitespaces)
        }
    }

    private static func words(_ text: String) -> [String] {
        text.split { !($0.isLetter || $0.isNumber || $0 == "-") }.map(String.init)
    }
}
