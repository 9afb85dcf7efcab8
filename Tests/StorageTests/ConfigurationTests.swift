import Foundation
import Testing

@testable import Storage

@Suite("Configuration")
struct ConfigurationTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func load(_ text: String) throws -> Configuration {
        try Configuration.load(try folder.write(text, to: "config.yaml"))
    }

    /// The message about a text, without the folder.
    private func message(_ text: String) throws -> String {
        let path = try folder.write(text, to: "config.yaml")
        let error = storageError { () throws(StorageError) in _ = try Configuration.load(path) }
        return (error?.description ?? "").replacingOccurrences(of: folder.path + "/", with: "")
    }

    @Test func readsEverySetting() throws {
        let configuration = try load(
            """
            theme: dusk
            color: 256
            ascii: yes
            mouse: false
            model: /models/bobbin
            lexicon: mine
            threads: 2
            arithmetic: bfloat16
            generation:
              temperature: 0.5
              max-tokens: 90
              seed: 11
            keys:
              next-planning: [p, F3]
              quit: C-q
              search:
            """)
        #expect(configuration.theme == "dusk")
        #expect(configuration.color == .colors256)
        #expect(configuration.ascii == true)
        #expect(configuration.mouse == false)
        #expect(configuration.model == "/models/bobbin")
        #expect(configuration.lexicon == "mine")
        #expect(configuration.threads == 2)
        #expect(configuration.arithmetic == .bfloat16)
        #expect(configuration.temperature == 0.5)
        #expect(configuration.maxTokens == 90)
        #expect(configuration.seed == 11)
        #expect(configuration.keys["next-planning"] == .init(keys: ["p", "F3"], line: 14))
        #expect(configuration.keys["quit"]?.keys == ["C-q"])
        #expect(configuration.keys["search"]?.keys == [])
    }

    @Test func aFileThatIsNotThereOrEmptySaysNothing() throws {
        #expect(try Configuration.load(folder.file("none.yaml")) == Configuration())
        #expect(try load("").theme == nil)
        #expect(try load("# only a comment\n").theme == nil)
        #expect(try load("theme:\n").theme == nil)
        #expect(try load("color: auto\n").color == nil)
    }

    @Test func theDefaultTextSaysNothingUntilItsMarksAreTakenAway() throws {
        var silent = Configuration()
        silent.path = folder.file("config.yaml")
        #expect(try load(Configuration.defaultText) == silent)
        let spoken = Configuration.defaultText.split(separator: "\n").filter {
            $0.hasPrefix("# ") && $0.contains(":") && !$0.contains("Colours")
        }.map { $0.dropFirst(2) }.filter { $0.first?.isLowercase == true || $0.first == " " }
        let configuration = try load(spoken.joined(separator: "\n"))
        #expect(configuration.theme == "terminal")
        #expect(configuration.maxTokens == 400)
        #expect(configuration.keys["next-planning"]?.keys == ["p", "F3"])
    }

    @Test func namesLineAndNearestSetting() throws {
        #expect(
            try message("ascii: true\nthem: dusk\n")
                == "config.yaml:2: unknown setting 'them'; did you mean 'theme'?")
        #expect(
            try message("generation:\n  seed: 1\n  temprature: 0.5\n")
                == "config.yaml:3: unknown setting 'temprature'; did you mean 'temperature'?")
        #expect(try message("zzzzzz: 1") == "config.yaml:1: unknown setting 'zzzzzz'")
    }

    @Test func namesLineAndKindOfAWrongValue() throws {
        #expect(
            try message("mouse: true\nascii: perhaps")
                == "config.yaml:2: 'ascii' must be true or false")
        #expect(
            try message("arithmetic: fp8").contains("one of float32, bfloat16x2, bfloat16, int8"))
        #expect(try message("threads: 0").contains("a whole number from 1 to 1024"))
        #expect(try message("color: pink").contains("auto, none, 16, 256, truecolor"))
        #expect(try message("keys: [a]").hasPrefix("config.yaml:1: 'keys' must be a group"))
        #expect(try message("generation: {temperature: .nan}").contains("temperature"))
    }

    @Test func namesTheLineWhereYAMLBreaks() throws {
        #expect(
            try message("theme: dusk\nkeys: [a, b\nmouse: true\n").hasPrefix(
                "config.yaml:3: not YAML"))
        #expect(try message("theme: a\ntheme: b\n").contains("the same key twice: theme"))
        #expect(try message("- a\n- b\n").contains("config.yaml:1: expected 'key: value' lines"))
        #expect(try message("a: 1\n---\nb: 2\n").contains("not YAML"))
        #expect(try message("\u{1}").contains("not YAML"))
    }

    @Test func refusesDeepNestingAndLargeFiles() throws {
        let brackets = String(repeating: "[", count: 100_000)
        #expect(try message("theme: " + brackets).contains("nested deeper"))
        let dashes = String(repeating: "- ", count: 50_000)
        #expect(try message(dashes).contains("nested deeper"))
        let large = String(repeating: "# comment\n", count: 100_000)
        #expect(try message(large).contains("1000000 bytes"))
    }

    @Test func anyDamageIsAnErrorOrAConfiguration() throws {
        let text = Configuration.defaultText.replacingOccurrences(of: "# ", with: "")
        let whole =
            Array(
                "theme: dusk\nkeys:\n  a: [b, \"c\"]\ngeneration: {seed: 4, temperature: 1e-3}\n"
                    .utf8) + Array(text.utf8)
        var generator = SeededGenerator(seed: 1)
        for _ in 0..<150 {
            let path = try folder.write(damaged(whole, using: &generator), to: "config.yaml")
            let error = storageError { () throws(StorageError) in _ = try Configuration.load(path) }
            if let error { #expect(error.description.hasPrefix(path)) }
        }
    }
}
