import Foundation
import Testing

@testable import HeddleEngine

/// Files are opened as models where they hold whole ones, and only there.
@Suite struct GGUFModelTests {
    private func directory(_ files: [(String, GGUFBytes)]) throws -> TinyModel.Directory {
        let directory = try TinyModel.Directory()
        for (name, bytes) in files { try directory.write(bytes.data, name) }
        return directory
    }

    private func logits(_ path: String) throws -> [Float] {
        let context = try InferenceContext(
            model: try Model.load(path, dotProducts: .float32),
            pool: WorkerPool(threads: 1), capacity: 8)
        let result = try context.append([1, 5, 9], request: ForwardRequest(logits: .last))
        return try #require(result.logits.first).values
    }

    private func refusal(_ change: (inout GGUFBytes) -> Void) throws -> String {
        var bytes = GGUFBytes.llama
        change(&bytes)
        let directory = try directory([("model.gguf", bytes)])
        let error = #expect(throws: EngineError.self) {
            try Model.load(directory.path + "/model.gguf")
        }
        let text = error?.description ?? ""
        #expect(text.contains("model.gguf"))
        return text
    }

    @Test func aModelInPartsIsTheWholeModel() throws {
        let parts = GGUFBytes.parts
        let directory = try directory([
            ("whole.gguf", .llama), ("m-00001-of-00002.gguf", parts[0]),
            ("m-00002-of-00002.gguf", parts[1]),
        ])
        let whole = try logits(directory.path + "/whole.gguf")
        #expect(whole.count == 10 && whole.allSatisfy(\.isFinite))
        #expect(try logits(directory.path + "/m-00001-of-00002.gguf") == whole)
        #expect(try logits(directory.path + "/m-00002-of-00002.gguf") == whole)
    }

    @Test func missingAndRenamedPartsAreNamed() throws {
        let parts = GGUFBytes.parts
        let directory = try directory([
            ("m-00001-of-00002.gguf", parts[0]), ("renamed.gguf", parts[0]),
        ])
        let missing = #expect(throws: EngineError.self) {
            try Model.load(directory.path + "/m-00001-of-00002.gguf")
        }
        #expect(missing?.description.contains("m-00002-of-00002.gguf") == true)
        let renamed = #expect(throws: EngineError.self) {
            try Model.load(directory.path + "/renamed.gguf")
        }
        #expect(renamed?.description.contains("one of 2 parts") == true)
    }

    @Test func aDirectoryIsOpenedWhereItHoldsOneModelOnly() throws {
        let parts = GGUFBytes.parts
        let one = try directory([
            ("m-00001-of-00002.gguf", parts[0]), ("m-00002-of-00002.gguf", parts[1]),
        ])
        #expect(try GGUFPath.find(one.path)?.hasSuffix("m-00001-of-00002.gguf") == true)
        #expect(try logits(one.path).count == 10)
        let two = try directory([("a.gguf", .llama), ("b.gguf", .llama)])
        let error = #expect(throws: EngineError.self) { try Model.load(two.path) }
        #expect(error?.description.contains("a.gguf, b.gguf") == true)
    }

    @Test func filesWithAnotherNameAreKnownByTheirFirstBytes() throws {
        let directory = try directory([("sha256-0123", .llama)])
        #expect(try logits(directory.path + "/sha256-0123").count == 10)
    }

    @Test func aDirectoryWithAConfigurationIsNotSearched() throws {
        let directory = try TinyModel.directory()
        try directory.write(GGUFBytes.llama.data, "model.gguf")
        #expect(try GGUFPath.find(directory.path) == nil)
        #expect(try Model.load(directory.path).configuration.layers == 2)
    }

    @Test func tensorsThatWouldBeLeftOutAreRefused() throws {
        let norms = try refusal { $0.add("blk.0.attn_q_norm.weight", [4]) }
        #expect(norms.contains("'blk.0.attn_q_norm.weight' is not supported"))
        let layers = try refusal { $0.add("blk.1.attn_norm.weight", [8]) }
        #expect(layers.contains("'blk.1.attn_norm.weight' is not supported"))
    }

    @Test func missingTensorsAndWrongShapesAreNamed() throws {
        #expect(try refusal { $0.tensors.removeLast() }.contains("'output_norm.weight' is missing"))
        let text = try refusal { $0.tensors[1].extents = [8, 4] }
        #expect(text.contains("'blk.0.attn_q.weight' has shape [4, 8]"))
        #expect(text.contains("[8, 8]"))
    }

    @Test func factorsThatStretchNothingAreRefused() throws {
        let text = try refusal {
            $0.add("rope_freqs.weight", [2])
            for index in $0.body.count - 32..<$0.body.count { $0.body[index] = 0 }
        }
        #expect(text.contains("factors that are not positive"))
    }

    @Test func vocabulariesAreNoModelsButTheirMetadataIsRead() throws {
        var bytes = GGUFBytes.metadata("llama")
        bytes.set("tokenizer.ggml.tokens", .strings(["a", "b"]))
        let directory = try directory([("vocabulary.gguf", bytes)])
        let path = directory.path + "/vocabulary.gguf"
        let error = #expect(throws: EngineError.self) { try Model.load(path) }
        #expect(error?.description.contains("a vocabulary and no weights") == true)
        #expect(try GGUFMetadata.read(path).strings("tokenizer.ggml.tokens")?.count == 2)
    }

    @Test func pathsThatAreNoModelsAreRefused() throws {
        let directory = try TinyModel.Directory()
        try directory.write("text", "notes.txt")
        try directory.write("", "empty.gguf")
        for (name, words) in [
            ("notes.txt", "neither a .gguf file nor a directory"), ("none.gguf", "No such file"),
            ("none", "no such file or directory"), ("empty.gguf", "0 are left"),
        ] {
            let error = #expect(throws: EngineError.self) {
                try Model.load(directory.path + "/" + name)
            }
            #expect(error?.description.contains(words) == true, "\(String(describing: error))")
        }
    }
}
