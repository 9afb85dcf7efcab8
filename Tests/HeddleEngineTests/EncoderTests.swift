import Foundation
import Testing

@testable import HeddleEngine

/// A small BERT and the embeddings that an independent numpy implementation gives for it.
enum EncoderFixture {
    struct Expected: Decodable, Sendable {
        var ids: [Int32]
        var embedding: [Float]
    }

    static let directory = TextFixtures.fixtures + "/encoder"
    static let longestText = 10

    static func expected() throws -> [Expected] {
        try TextFixtures.decode([Expected].self, directory + "/expected.json")
    }

    static func data(_ name: String) throws -> Data {
        try Data(contentsOf: URL(filePath: directory + "/" + name))
    }

    static func configuration() throws -> [String: Any] {
        let value = try JSONSerialization.jsonObject(with: data("config.json"))
        return try #require(value as? [String: Any])
    }

    /// The tensors of the model's file, as float32.
    static func tensors() throws -> [TinyModel.Tensor] {
        let file = try SafetensorsFile(path: directory + "/model.safetensors")
        return try file.tensors.values.map { tensor in
            let halves = try #require(tensor.type == .float16 ? tensor.bytes : nil)
            var data = Data()
            for offset in stride(from: 0, to: halves.count, by: 2) {
                let bits = halves.loadUnaligned(fromByteOffset: offset, as: UInt16.self)
                withUnsafeBytes(of: Float(Float16(bitPattern: bits))) {
                    data.append(contentsOf: $0)
                }
            }
            return TinyModel.Tensor(
                name: tensor.name, dtype: "F32", shape: tensor.shape, data: data)
        }
    }

    /// A copy of the model with another configuration, other tensors and further files.
    static func copy(
        configuration: [String: Any]? = nil, tensors: [TinyModel.Tensor]? = nil,
        files: [String: String] = [:]
    ) throws -> TinyModel.Directory {
        let copy = try TinyModel.Directory()
        try copy.write(try TinyModel.json(configuration ?? self.configuration()), "config.json")
        try copy.write(
            try tensors.map { try TinyModel.file($0) } ?? data("model.safetensors"),
            "model.safetensors")
        for (name, text) in files {
            if name.contains("/") {
                let folder = copy.url.appending(path: name).deletingLastPathComponent()
                try FileManager.default.createDirectory(
                    at: folder, withIntermediateDirectories: true)
            }
            try copy.write(text, name)
        }
        return copy
    }
}

@Suite struct EncoderTests {
    private let pool = WorkerPool(threads: 2)

    private func embeddings(_ encoder: EncoderModel) throws -> [[Float]] {
        try EncoderFixture.expected().map { try encoder.embed(ids: $0.ids, pool: pool) }
    }

    @Test func embeddingsMatchAnIndependentImplementation() throws {
        let embeddings = try embeddings(EncoderModel.load(EncoderFixture.directory))
        for (embedding, expected) in zip(embeddings, try EncoderFixture.expected()) {
            #expect(largestDifference(embedding, expected.embedding) < 1e-6, "\(expected.ids)")
        }
    }

    @Test func embeddingsHaveUnitLength() throws {
        for embedding in try embeddings(EncoderModel.load(EncoderFixture.directory)) {
            #expect(abs(embedding.reduce(0) { $0 + $1 * $1 } - 1) < 1e-6)
        }
    }

    @Test func theNumberOfThreadsChangesNoBit() throws {
        let encoder = try EncoderModel.load(EncoderFixture.directory)
        let alone = WorkerPool(threads: 1)
        for (embedding, expected) in zip(
            try embeddings(encoder), try EncoderFixture.expected())
        {
            #expect(try encoder.embed(ids: expected.ids, pool: alone) == embedding)
        }
    }

    @Test func textsEmbeddedTogetherHaveTheBitsOfTextsAlone() throws {
        let encoder = try EncoderModel.load(EncoderFixture.directory)
        var texts = try EncoderFixture.expected().map(\.ids)
        for text in 0..<200 {
            let words = (0..<text % 13).map { word in Int32(3 + (text * 7 + word * 5) % 25) }
            texts.append([1] + words + [2])
        }
        let alone = try texts.map { try encoder.embed(ids: $0, pool: pool) }
        for threads in 1...3 {
            let pool = WorkerPool(threads: threads)
            #expect(try encoder.embed(batch: texts, pool: pool) == alone)
        }
        #expect(try encoder.embed(batch: texts.reversed(), pool: pool) == alone.reversed())
        #expect(try encoder.embed(batch: [], pool: pool).isEmpty)
    }

    @Test func oneTextThatCannotBeEmbeddedRefusesTheBatch() throws {
        let encoder = try EncoderModel.load(EncoderFixture.directory)
        #expect(throws: EngineError.tokenOutsideVocabulary(id: 30, index: 0, vocabulary: 30)) {
            try encoder.embed(batch: [[1, 2], [30]], pool: pool)
        }
        #expect(throws: EngineError.self) { try encoder.embed(batch: [[1, 2], []], pool: pool) }
    }

    @Test func theHashIsThatOfTheFileOfWeights() throws {
        var digest = SHA256()
        digest.update([UInt8](try EncoderFixture.data("model.safetensors")))
        let encoder = try EncoderModel.load(EncoderFixture.directory)
        #expect(encoder.sha256() == digest.finish())
        #expect(encoder.sha256() == encoder.sha256())
    }

    @Test func namesOfModelsWithAHeadAndFloat32AreRead() throws {
        var tensors = try EncoderFixture.tensors()
        for index in tensors.indices { tensors[index].name = "bert." + tensors[index].name }
        let copy = try EncoderFixture.copy(tensors: tensors)
        let embeddings = try embeddings(EncoderModel.load(copy.path))
        for (embedding, expected) in zip(embeddings, try EncoderFixture.expected()) {
            #expect(largestDifference(embedding, expected.embedding) < 1e-6)
        }
    }

    @Test func longTextsKeepTheirBeginningAndTheSeparator() throws {
        let encoder = try EncoderModel.load(EncoderFixture.directory)
        let long: [Int32] = [1] + (0..<40).map { 3 + $0 % 20 } + [2]
        let fitted: [Int32] = Array(long.prefix(EncoderFixture.longestText - 1)) + [2]
        #expect(encoder.fitted(long) == fitted)
        #expect(encoder.fitted(fitted) == fitted)
        #expect(
            try encoder.embed(ids: long, pool: pool) == encoder.embed(ids: fitted, pool: pool))
    }

    @Test func withoutASentenceLimitThePositionsAreTheLimit() throws {
        let copy = try EncoderFixture.copy()
        let encoder = try EncoderModel.load(copy.path)
        #expect(encoder.configuration.longestText == 16)
        let long = [Int32](repeating: 5, count: 100)
        #expect(try encoder.embed(ids: long, pool: pool).count == 12)
        let generous = try EncoderFixture.copy(
            files: ["sentence_bert_config.json": #"{"max_seq_length": 512}"#])
        #expect(try EncoderModel.load(generous.path).configuration.longestText == 16)
    }

    @Test func idsThatCannotBeEmbeddedAreRefused() throws {
        let encoder = try EncoderModel.load(EncoderFixture.directory)
        for id in [Int32(30), -1] {
            #expect(
                throws: EngineError.tokenOutsideVocabulary(id: id, index: 1, vocabulary: 30)
            ) { try encoder.embed(ids: [1, id, 2], pool: pool) }
        }
        let error = #expect(throws: EngineError.self) { try encoder.embed(ids: [], pool: pool) }
        #expect(error?.description.contains("no token") == true)
    }
}
