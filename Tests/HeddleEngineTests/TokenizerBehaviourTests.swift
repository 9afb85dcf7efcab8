import HeddleEngine
import Testing

@Suite struct TokenizerBehaviourTests {
    let bobbin: any Tokenizer

    init() throws { bobbin = try TokenizerLoader.load(directory: TextFixtures.bobbin) }

    @Test func knowsItsSpecialTokens() {
        #expect(bobbin.endOfTextIDs == [0, 2])
        #expect(bobbin.isSpecial(3))
        #expect(!bobbin.isSpecial(300))
        #expect(bobbin.id(of: "<think>") == 3)
        #expect(bobbin.bytes(of: 4) == Array("</think>".utf8))
        #expect(bobbin.vocabularySize == 2018)
    }

    @Test func tellsPiecesFromTheirBytes() throws {
        let id = try #require(bobbin.id(of: "Ġc"))
        #expect(bobbin.piece(of: id) == "Ġc")
        #expect(bobbin.bytes(of: id) == Array(" c".utf8))
        #expect(bobbin.id(of: "no such piece") == nil)
    }

    @Test(arguments: [Int32.min, -1, 2018, Int32.max])
    func answersUnknownIDsWithNothing(_ id: Int32) {
        #expect(bobbin.bytes(of: id).isEmpty)
        #expect(bobbin.piece(of: id).isEmpty)
        #expect(!bobbin.isSpecial(id))
    }

    @Test func addsNoTokenThatTheModelDoesNotWant() {
        #expect(bobbin.encode("x", addSpecial: true) == bobbin.encode("x", addSpecial: false))
    }

    @Test func carriesBytesThatAreNoUTF8() {
        let bytes: [UInt8] = [0x41, 0xFF, 0xE2, 0x82, 0x20, 0xC0, 0x80, 0x00, 0xF5, 0x42]
        let ids = bobbin.encode(bytes: bytes, addSpecial: false)
        #expect(ids.flatMap { bobbin.bytes(of: $0) } == bytes)
    }

    @Test func survivesAVeryLongWord() {
        let word = String(repeating: "abcde", count: 40_000)
        let ids = bobbin.encode(word, addSpecial: false)
        #expect(bobbin.decode(ids) == word)
    }

    @Test func addsTheBeginningThatTheConfigurationAsksFor() throws {
        let tokenizer = """
            {"added_tokens": [{"id": 2, "content": "<s>", "special": true}],
             "pre_tokenizer": {"type": "ByteLevel", "add_prefix_space": false},
             "model": {"type": "BPE", "vocab": {"a": 0, "b": 1}, "merges": []}}
            """
        let config = #"{"add_bos_token": true, "bos_token": {"content": "<s>"}}"#
        let files = ["tokenizer.json": tokenizer, "tokenizer_config.json": config]
        try TextFixtures.withDirectory(files) { directory in
            let loaded = try TokenizerLoader.load(directory: directory)
            #expect(loaded.encode("ab<s>", addSpecial: true) == [2, 0, 1, 2])
            #expect(loaded.encode("ab<s>", addSpecial: false) == [0, 1, 2])
        }
    }
}

@Suite struct TokenizerWordPieceTests {
    private func withTokenizer(_ body: (any Tokenizer) throws -> Void) throws {
        let pieces = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "play", "##ing", "##s", "!"]
        let vocabulary = pieces.joined(separator: "\n")
        try TextFixtures.withDirectory(["vocab.txt": vocabulary]) { directory in
            try body(try TokenizerLoader.load(directory: directory))
        }
    }

    @Test func cutsWordsIntoTheLongestPieces() throws {
        try withTokenizer { tokenizer in
            #expect(tokenizer.encode("Playing PLÁYS!", addSpecial: false) == [5, 6, 5, 7, 8])
            #expect(tokenizer.encode("played play", addSpecial: true) == [2, 1, 5, 3])
            #expect(tokenizer.encode("play[MASK]s", addSpecial: false) == [5, 4, 1])
            #expect(tokenizer.encode("", addSpecial: true) == [2, 3])
        }
    }

    @Test func joinsPiecesToWords() throws {
        try withTokenizer { tokenizer in
            #expect(tokenizer.decode([2, 5, 6, 5, 7, 3]) == "[CLS] playing plays[SEP]")
            #expect(tokenizer.piece(of: 6) == "##ing")
            #expect(tokenizer.isSpecial(2))
        }
    }

    @Test func needsTheTokensOfBERT() throws {
        try TextFixtures.withDirectory(["vocab.txt": "a\nb\n"]) { directory in
            #expect(
                throws: TokenizerError.invalid(
                    file: "\(directory)/vocab.txt", field: "[SEP]",
                    reason: "not in the vocabulary")
            ) { try TokenizerLoader.load(directory: directory) }
        }
    }
}

@Suite struct TokenizerStreamingTests {
    @Test func keepsHalfCharactersBack() {
        var decoder = StreamingDecoder()
        var pieces: [String] = []
        for byte in Array("aé東🙂z".utf8) { pieces.append(decoder.push([byte])) }
        #expect(pieces == ["a", "", "é", "", "", "東", "", "", "", "🙂", "z"])
        #expect(decoder.finish().isEmpty)
    }

    @Test func replacesWhatNeverCompletes() {
        var decoder = StreamingDecoder()
        #expect(decoder.push([0xF0, 0x9F]) == "")
        #expect(decoder.push([0x41]) == "\u{FFFD}A")
        #expect(decoder.push([0xE2, 0x82]) == "")
        #expect(decoder.finish() == "\u{FFFD}")
        #expect(decoder.finish() == "")
    }

    /// Every cut of the bytes in two gives the text that decoding at once gives.
    @Test(
        arguments: [
            [0x61, 0xE2, 0x82, 0xAC, 0xFF, 0x80, 0xC3], [0xED, 0xA0, 0x80, 0xF4, 0x90, 0x80, 0x80],
            [0xF0, 0x80, 0x80, 0x80, 0xE0, 0x80], [0xC0, 0xAF, 0xF0, 0x9F, 0x99, 0x82, 0xF0, 0x9F],
        ] as [[UInt8]])
    func agreesWithDecodingAtOnce(_ bytes: [UInt8]) {
        for cut in 0...bytes.count {
            var decoder = StreamingDecoder()
            let text =
                decoder.push(Array(bytes[..<cut])) + decoder.push(Array(bytes[cut...]))
                + decoder.finish()
            #expect(Array(text.utf8) == Array(String(decoding: bytes, as: UTF8.self).utf8))
        }
    }
}
