import Foundation
import HeddleJSON

/// Makes a tokenizer from the files of a model directory.
public enum TokenizerLoader {
    /// Reads `tokenizer.json`, and `tokenizer_config.json`, `generation_config.json` and
    /// `config.json` where they exist; without `tokenizer.json` the `vocab.txt` of a BERT model.
    ///
    /// Supported are byte-level BPE models with the pre-tokenizer patterns of GPT-2, Llama 3,
    /// Qwen 2 and DeepSeek V3, and BERT's WordPiece. Limits on the length of a text that such a
    /// file may hold are not applied. Time is proportional to the size of the vocabulary.
    ///
    /// - Throws: `TokenizerError` naming file and field of what is missing, broken or unsupported.
    public static func load(directory: String) throws(TokenizerError) -> any Tokenizer {
        let directory = TokenizerDirectory(path: directory)
        if !directory.has("tokenizer.json"), directory.has("vocab.txt") {
            return try BertVocabulary(directory: directory).tokenizer()
        }
        return try TokenizerBuilder(directory: directory).build()
    }
}

/// The files of a model directory that speak of tokens.
struct TokenizerDirectory {
    let path: String

    func file(_ name: String) -> String {
        path.hasSuffix("/") ? path + name : path + "/" + name
    }

    func has(_ name: String) -> Bool { FileManager.default.fileExists(atPath: file(name)) }

    func json(_ name: String) throws(TokenizerError) -> JSONValue? {
        try TokenizerFile.json(file(name))
    }
}

/// Turns the parts of `tokenizer.json` into a tokenizer.
struct TokenizerBuilder {
    private let directory: TokenizerDirectory
    private let file: TokenizerFile
    private var settings: JSONValue { file.settings }
    private var model: JSONValue { file.model }

    init(directory: TokenizerDirectory) throws(TokenizerError) {
        self.directory = directory
        file = try TokenizerFile(path: directory.file("tokenizer.json"))
    }

    func build() throws(TokenizerError) -> any Tokenizer {
        // Files of older versions of the tokenizers library leave the type of a BPE out.
        let type = model["type"]?.string ?? (file.merges.isEmpty ? "missing" : "BPE")
        guard ["BPE", "WordPiece"].contains(type) else { throw unsupported("model.type", type) }
        guard file.hasVocabulary else { throw invalid("model.vocab", "no object of ids") }
        let subwords: any SubwordModel =
            type == "BPE" ? try bytePairModel() : try wordPieceModel()
        let preTokenizer = try PreTokenizerReader(file: file.path).read(
            settings["pre_tokenizer"], endsIn: type == "BPE" ? "ByteLevel" : "BertPreTokenizer")
        let added = try addedTokens()
        let config = try directory.json("tokenizer_config.json")
        let names = SpecialNames(config: config, pieces: subwords.vocabulary, added: added)
        return PipelineTokenizer(
            model: subwords, addedTokens: added,
            normalizer: try normalizer(settings["normalizer"]), preTokenizer: preTokenizer,
            frame: try frame(names),
            endOfTextIDs: try endOfTextIDs(names))
    }

    private func invalid(_ field: String, _ reason: String) -> TokenizerError {
        .invalid(file: file.path, field: field, reason: reason)
    }

    private func unsupported(_ field: String, _ value: String) -> TokenizerError {
        .unsupported(file: file.path, field: field, value: value)
    }

    private func bytePairModel() throws(TokenizerError) -> BytePairModel {
        for field in ["continuing_subword_prefix", "end_of_word_suffix"] {
            guard let affix = model[field]?.string, !affix.isEmpty else { continue }
            throw unsupported("model.\(field)", "\"\(affix)\"")
        }
        if let dropout = model["dropout"], !dropout.isNull, dropout.int != 0 {
            throw unsupported("model.dropout", dropout.summary)
        }
        let vocabulary = Vocabulary(text: file.vocabularyText, pieces: file.vocabularyPieces)
        var options = BytePairModel.Options()
        if let unknown = model["unk_token"]?.string {
            guard let id = vocabulary.id(of: Array(unknown.utf8)) else {
                throw invalid("model.unk_token", "\"\(unknown)\" is not in the vocabulary")
            }
            options.unknownID = id
        }
        options.fusesUnknown = model["fuse_unk"]?.bool ?? false
        options.ignoresMerges = model["ignore_merges"]?.bool ?? false
        let result = BytePairModel(
            vocabulary: vocabulary, merges: try merges(in: vocabulary), options: options)
        if model["byte_fallback"]?.bool == true, !result.coversAllBytes {
            throw unsupported("model.byte_fallback", "true, with bytes missing in the vocabulary,")
        }
        return result
    }

    private func merges(
        in vocabulary: Vocabulary
    ) throws(TokenizerError) -> [UInt64: BytePairModel.Merge] {
        var result: [UInt64: BytePairModel.Merge] = [:]
        result.reserveCapacity(file.merges.count)
        for (rank, pair) in file.merges.enumerated() {
            let joined = pair.left.lowerBound..<pair.right.upperBound
            guard let left = vocabulary.id(of: file.mergeText[pair.left]),
                let right = vocabulary.id(of: file.mergeText[pair.right]),
                let id = vocabulary.id(of: file.mergeText[joined])
            else {
                let text = [pair.left, pair.right].map {
                    String(decoding: file.mergeText[$0], as: UTF8.self)
                }.joined(separator: " ")
                throw invalid(
                    "model.merges[\(rank)]",
                    "\"\(text)\" names or makes a piece that is not in the vocabulary")
            }
            result[BytePairModel.key(left, right)] = .init(rank: Int32(rank), id: id)
        }
        return result
    }

    private func addedTokens() throws(TokenizerError) -> [AddedToken] {
        var tokens: [AddedToken] = []
        for (index, entry) in (settings["added_tokens"]?.array ?? []).enumerated() {
            guard let id = entry["id"]?.int, (0...Vocabulary.largestID).contains(id),
                let content = entry["content"]?.string, !content.isEmpty
            else {
                throw invalid("added_tokens[\(index)]", "an id and a content are needed")
            }
            tokens.append(
                AddedToken(
                    id: Int32(id), content: Array(content.utf8),
                    isSpecial: entry["special"]?.bool ?? false,
                    stripsLeft: entry["lstrip"]?.bool ?? false,
                    stripsRight: entry["rstrip"]?.bool ?? false,
                    isWholeWord: entry["single_word"]?.bool ?? false,
                    isNormalized: entry["normalized"]?.bool ?? false))
        }
        return tokens
    }

    private func wordPieceModel() throws(TokenizerError) -> WordPieceModel {
        let vocabulary = Vocabulary(text: file.vocabularyText, pieces: file.vocabularyPieces)
        let unknown = model["unk_token"]?.string ?? "[UNK]"
        guard let id = vocabulary.id(of: Array(unknown.utf8)) else {
            throw invalid("model.unk_token", "\"\(unknown)\" is not in the vocabulary")
        }
        return WordPieceModel(
            vocabulary: vocabulary, unknownID: id,
            prefix: Array((model["continuing_subword_prefix"]?.string ?? "##").utf8),
            longestWord: model["max_input_chars_per_word"]?.int ?? 100)
    }

    private func normalizer(
        _ setting: JSONValue?, field: String = "normalizer"
    ) throws(TokenizerError) -> Normalizer {
        guard let setting, !setting.isNull else { return Normalizer() }
        switch setting["type"]?.string {
        case "NFC": return Normalizer(steps: [.composed])
        case "BertNormalizer": return Normalizer(steps: [.bert(BertNormalizer(setting))])
        case "Sequence":
            var result = Normalizer()
            for (index, part) in (setting["normalizers"]?.array ?? []).enumerated() {
                result.steps += try normalizer(part, field: "\(field).normalizers[\(index)]").steps
            }
            return result
        case let type: throw unsupported("\(field).type", type ?? setting.summary)
        }
    }

    private func frame(_ names: SpecialNames) throws(TokenizerError) -> SpecialFrame {
        var frame = try PostProcessorReader(file: file.path, names: names)
            .read(settings["post_processor"])
        if names.addsBeginning, let id = names.beginningID, !frame.prefix.contains(id) {
            frame.prefix.insert(id, at: 0)
        }
        if names.addsEnd, let id = names.endID, !frame.suffix.contains(id) {
            frame.suffix.append(id)
        }
        return frame
    }

    private func endOfTextIDs(_ names: SpecialNames) throws(TokenizerError) -> [Int32] {
        var ids: Set<Int32> = []
        for name in ["generation_config.json", "config.json"] {
            let value = try directory.json(name)?["eos_token_id"]
            let listed = value?.array ?? [value].compactMap(\.self)
            ids.formUnion(listed.compactMap { $0.int.flatMap(Int32.init(exactly:)) })
            if !ids.isEmpty { break }
        }
        if let id = names.endID { ids.insert(id) }
        return ids.isEmpty ? names.wellKnownEndIDs : ids.sorted()
    }
}
