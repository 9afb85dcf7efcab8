import HeddleEngine
import Testing

/// Ids made by Hugging Face's `tokenizers` package; `Fixtures/make_tokenizers.py` says how.
@Suite struct TokenizerReferenceTests {
    struct Expected: Decodable {
        var cases: [TokenizedText]
        var helloWithSpecial: [Int32]
    }

    struct Reference: Decodable {
        var tokenizer: [TokenizedText]
        var forward: [TokenizedText]
    }

    static let designs = [
        "gpt2", "prefix", "llama3", "qwen2", "qwen35", "cl100k", "deepseek", "bert", "bertcased",
    ]

    @Test(arguments: designs) func givesTheIDsOfTheTokenizersPackage(_ design: String) throws {
        let directory = "\(TextFixtures.fixtures)/tokenizers/\(design)"
        let tokenizer = try TokenizerLoader.load(directory: directory)
        let expected = try TextFixtures.decode(Expected.self, "\(directory)/expected.json")
        #expect(expected.cases.count > 100)
        for item in expected.cases {
            let ids = tokenizer.encode(item.text, addSpecial: false)
            #expect(ids == item.ids, "\(item.text.debugDescription)")
        }
        #expect(tokenizer.encode("hello", addSpecial: true) == expected.helloWithSpecial)
    }

    @Test func readsAVocabularyWithoutTokenizerFile() throws {
        let fixtures = "\(TextFixtures.fixtures)/tokenizers"
        let tokenizer = try TokenizerLoader.load(directory: "\(fixtures)/bertvocab")
        let expected = try TextFixtures.decode(Expected.self, "\(fixtures)/bert/expected.json")
        for item in expected.cases {
            #expect(tokenizer.encode(item.text, addSpecial: false) == item.ids)
        }
        #expect(tokenizer.encode("hello", addSpecial: true) == expected.helloWithSpecial)
    }

    /// The prefix space, normalization, unknown bytes and lost spaces change the others' text.
    @Test(arguments: ["gpt2", "llama3", "qwen35", "cl100k", "deepseek"])
    func decodesToTheSameText(_ design: String) throws {
        let directory = "\(TextFixtures.fixtures)/tokenizers/\(design)"
        let tokenizer = try TokenizerLoader.load(directory: directory)
        for item in try TextFixtures.decode(Expected.self, "\(directory)/expected.json").cases {
            let text = tokenizer.decode(item.ids)
            #expect(text.utf8.elementsEqual(item.text.utf8), "\(item.text.debugDescription)")
        }
    }

    @Test func givesTheIDsOfTheBundledReference() throws {
        let tokenizer = try TokenizerLoader.load(directory: TextFixtures.bobbin)
        let reference = try TextFixtures.decode(
            Reference.self, "\(TextFixtures.bobbin)/reference.json")
        let texts = reference.tokenizer + reference.forward
        #expect(texts.count > 8)
        for item in texts {
            #expect(tokenizer.encode(item.text, addSpecial: false) == item.ids)
            #expect(tokenizer.decode(item.ids).utf8.elementsEqual(item.text.utf8))
        }
    }
}
