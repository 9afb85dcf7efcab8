import Canvas
import Testing

@testable import Workbench

@Suite struct CommandRegistryTests {
    @Test func everyCommandHasAHandlerAndEveryHandlerACommand() {
        let names = Set(CommandRegistry.all.map(\.name))
        #expect(names.count == CommandRegistry.all.count)
        #expect(names == Set(CommandHandlers.all.keys))
    }

    @Test func theRegistrysOwnKeysAreReadableAndDoNotCollide() {
        #expect(KeyMap.build(overrides: [:]).problems.isEmpty)
        var seen: [CommandContext: [KeyPress: String]] = [:]
        for command in CommandRegistry.all {
            for name in command.keys {
                let key = KeyPress(name: name)
                #expect(key != nil, "\(name)")
                guard let key else { continue }
                for context in command.contexts {
                    let other = seen[context, default: [:]].updateValue(command.name, forKey: key)
                    #expect(other == nil, "\(name): \(command.name) and \(other ?? "")")
                }
            }
        }
    }

    @Test func everyMovementHasTwoKeys() {
        let single = CommandRegistry.movement.filter { $0.keys.count < 2 }
        #expect(single.isEmpty, "\(single.map(\.name))")
    }

    @Test(arguments: [
        ("h", "move-left"), ("down", "move-down"), (",", "previous-token"), (".", "next-token"),
        ("b", "previous-word"), ("w", "next-word"), ("(", "previous-sentence"),
        (")", "next-sentence"), ("p", "next-planning"), ("P", "previous-planning"),
        ("e", "next-fork"), ("E", "previous-fork"), ("d", "next-changed"),
        ("D", "previous-changed"), ("g", "start"), ("G", "end"), ("ctrl-d", "half-page-down"),
        ("ctrl-u", "half-page-up"), ("pgdn", "page-down"), ("pgup", "page-up"), ("/", "search"),
        ("n", "search-next"), ("N", "search-previous"), ("t", "go-to-token"),
        ("tab", "next-pane"), ("shift-tab", "previous-pane"), ("alt-1", "focus-traces"),
        ("alt-5", "focus-timeline"), ("z", "zoom"), ("o", "open"), ("[", "previous-trace"),
        ("]", "next-trace"), ("esc", "back"), ("space", "toggle-head"), ("L", "toggle-layer"),
        ("x", "all-heads-on"), ("m", "ablation-mode"), ("s", "ablation-scope"), ("r", "reading"),
        ("S", "sweep"), ("R", "regenerate"), ("enter", "take-alternative"), ("i", "ask"),
        ("a", "note"), ("V", "span"), ("B", "bookmark"), ("'", "notes"), ("c", "color"),
        ("v", "measure"), ("u", "undo"), ("U", "redo"), ("y", "copy"), (":", "palette"),
        ("?", "help"), ("q", "quit"), ("=", "fit-scale"), ("ctrl-z", "suspend"),
        ("ctrl-c", "cancel"),
    ])
    func keysOfTheTableAreBound(key: String, command: String) throws {
        let press = try #require(KeyPress(name: key))
        #expect(KeyMap.standard.command(for: press, in: [.text, .global])?.name == command)
    }

    @Test func contextsComeBeforeGlobalKeys() throws {
        let enter = try #require(KeyPress(name: "enter"))
        #expect(KeyMap.standard.command(for: enter, in: [.grid, .global])?.name == "head-screen")
        #expect(
            KeyMap.standard.command(for: enter, in: [.traces, .list, .global])?.name
                == "open-trace")
    }
}

@Suite struct KeyOverrideTests {
    @Test func aKeyOfTheUsersReplacesTheCommandsOwn() throws {
        let (map, problems) = KeyMap.build(overrides: ["next-planning": ["f9"]])
        #expect(problems.isEmpty)
        #expect(map.label(of: "next-planning") == "F9")
        let old = try #require(KeyPress(name: "p"))
        #expect(map.command(for: old, in: [.text, .global]) == nil)
    }

    @Test func unknownNamesAndConflictsAreSaidWithBothNames() {
        let (map, problems) = KeyMap.build(overrides: [
            "fly": ["f9"], "next-fork": ["hyper-x"], "note": ["x"], "undo": ["x"],
        ])
        let texts = problems.map(\.text)
        #expect(texts.contains { $0.contains("fly") })
        #expect(texts.contains { $0.contains("hyper-x") && $0.contains("next-fork") })
        #expect(texts.contains { $0.contains("note") && $0.contains("undo") })
        #expect(texts.contains { $0.contains("note") && $0.contains("all-heads-on") })
        #expect(map.label(of: "note") == "x")
    }

    @Test func controlZAndDigitsCannotBeRemapped() throws {
        let (map, problems) = KeyMap.build(overrides: [
            "undo": ["ctrl-z"], "suspend": ["f9"], "note": ["5"],
        ])
        #expect(problems.contains { $0.text.contains("Ctrl-Z") && $0.text.contains("undo") })
        #expect(problems.contains { $0.text.contains("'5'") })
        let controlZ = try #require(KeyPress(name: "ctrl-z"))
        #expect(map.command(for: controlZ, in: [.global])?.name == "suspend")
    }

    @Test func aGlobalKeyThatWouldHideAContextsKeyIsSaid() {
        let problems = KeyMap.build(overrides: ["ask": ["enter"]]).problems
        #expect(problems.contains { $0.text.contains("ask") && $0.text.contains("Enter") })
    }
}

@Suite struct PaletteTests {
    @Test(arguments: [
        ("quit", "quit"), ("nplan", "next-planning"), ("next plan", "next-planning"),
        ("swe", "sweep"), ("regen", "regenerate"), ("theme", "theme"),
    ])
    func aFewLettersFindTheCommand(query: String, name: String) {
        let parsed = Palette.parse(query)
        #expect(Palette.matches(parsed.query, recent: []).first?.name == name)
    }

    @Test func whatFollowsTheNameIsTheArgument() {
        #expect(Palette.parse("theme dusk") == .init(query: "theme", argument: "dusk"))
        #expect(Palette.parse("ablate 0.2, 3.5").argument == "0.2, 3.5")
    }

    @Test func theLastUsedCommandsComeFirst() {
        let names = Palette.matches("", recent: ["sweep", "undo"]).map(\.name)
        #expect(Array(names.prefix(2)) == ["sweep", "undo"])
        #expect(names.count == CommandRegistry.all.count)
    }
}
