import HeddleAnalysis
import Testing

@testable import Storage

@Suite("Exported sessions")
struct SessionJSONTests {
    @Test func readsBackWhatItWrites() throws {
        var document = SessionSamples.full
        let json = try JSONValue(json: document.json.prettyText)
        // Values are kept as JSON, not as the text that they were written with.
        document.values["place"] = #"{"cursor":141}"#
        #expect(try SessionDocument(json: json) == document)
        #expect(json["schema"]?.string == "heddle.session/1")
        #expect(json["mask"]?["scope"]?.string == "targets 3 9")
        #expect(json["values"]?["place"]?["cursor"]?.int == 141)
    }

    @Test func isTheSameTextForTheSameSession() {
        let texts = (0..<5).map { _ in SessionSamples.full.json.prettyText }
        #expect(Set(texts).count == 1)
    }

    @Test(arguments: [
        (#"{"schema": "heddle.session/2", "title": ""}"#, "schema"),
        (#"{"schema": "heddle.session/1"}"#, "title"),
        (#"{"schema": "heddle.session/1", "title": 3}"#, "title"),
        (#"{"schema": "heddle.session/1", "title": "", "notes": {}}"#, "notes"),
        (#"{"schema": "heddle.session/1", "title": "", "notes": [{"id": -1}]}"#, "notes[0].trace"),
        (
            #"{"schema": "heddle.session/1", "title": "", "notes": [{"id": 1, "trace": "a", "first": 2, "end": 1, "text": ""}]}"#,
            "notes[0]"
        ),
        (
            #"{"schema": "heddle.session/1", "title": "", "sets": [{"name": "a", "heads": "x"}]}"#,
            "sets[0].heads"
        ),
        (
            #"{"schema": "heddle.session/1", "title": "", "traces": [{"trace": {"id": 1}}]}"#,
            "traces[0].trace"
        ),
        (
            #"{"schema": "heddle.session/1", "title": "", "mask": {"heads": "", "mode": "none"}}"#,
            "mask.mode"
        ),
    ])
    func namesTheFieldThatIsWrong(text: String, field: String) throws {
        let json = try JSONValue(json: text)
        #expect { try SessionDocument(json: json) } throws: {
            ($0 as? SessionFormatError)?.field == field
        }
    }
}

@Suite("Problem and lexicon files")
struct ProblemFileTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test func namesTheLineThatIsNoProblem() throws {
        let path = try folder.write(
            "{\"id\": \"a\", \"prompt\": \"p\"}\n\n{\"id\": \"b\"}\n", to: "p.jsonl")
        let error = storageError { () throws(StorageError) in _ = try ProblemFile.read(path) }
        #expect(error?.description.hasPrefix(path + ":3: ") == true)
    }

    @Test(.enabled(if: Repository.hasSamples)) func readsTheSampleProblems() throws {
        let problems = try ProblemFile.read(Repository.samples + "/problems.jsonl")
        #expect(problems.count == 600)
        #expect(problems[1].key == .countdown(numbers: [4, 4, 4], target: 20))
    }

    @Test func readsAndWritesLexicons() throws {
        let lexicon = Lexicon(
            name: "mine", source: "by hand", grams: [Gram(text: "let me try", intent: .branch)])
        try LexiconLibrary.save(lexicon, to: folder.file("mine.json"))
        let library = LexiconLibrary(directories: [folder.path, "/no/such"])
        #expect(library.names == ["mine"])
        #expect(try library.load("mine") == lexicon)
        #expect(try library.load(folder.file("mine.json")) == lexicon)
        let path = try folder.write("{\n\"schema\": \"heddle.lexicon/1\",\n", to: "half.json")
        let error = storageError { () throws(StorageError) in _ = try library.load("half") }
        #expect(error?.description.hasPrefix(path + ":3: ") == true)
    }

    @Test func lexiconsThatShipAndListsOfPhrasesAreNotOnesOwn() throws {
        let own = try folder.write(
            #"{"schema": "heddle.lexicon/1", "name": "mine", "grams": ["wait"]}"#, to: "mine.json")
        let list = try folder.write(#"["wait", "so"]"#, to: "list.json")
        let shipped = Repository.root + "/Samples/lexicons"
        let library = LexiconLibrary(directories: [folder.path, shipped], shipped: shipped)
        let file = try library.open("mine")
        #expect(file.name == "mine" && file.path == own && file.isWhole && !file.isShipped)
        #expect(try library.open(own).name == own)
        #expect(try !library.open(list).isWhole)
        #expect(try library.open("starter").isShipped)
        #expect(try library.open(shipped + "/starter.json").isShipped)
        let error = storageError { () throws(StorageError) in _ = try library.open("startr") }
        #expect(error?.description.contains("did you mean 'starter'?") == true)
    }

    @Test func loadsTheLexiconsThatShip() throws {
        let library = LexiconLibrary(directories: [Repository.root + "/Samples/lexicons"])
        for name in library.names { #expect(try library.load(name).grams.count > 10) }
    }
}
