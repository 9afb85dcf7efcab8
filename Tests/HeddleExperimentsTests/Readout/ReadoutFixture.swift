import Foundation
import HeddleAnalysis
import HeddleEngine
import HeddleExperiments
import Testing

/// Numbers of transformers (PyTorch) for the bundled model and small models of other architectures;
/// written by Tests/References/readout.py.
struct ReadoutCase {
    static let names = [
        "bobbin", "gemma2", "gemma3", "gpt-neox", "gpt2", "gpt2-untied", "llama",
        "llama-biases-tied", "qwen3", "phi3",
    ]

    let model: Model
    let ids: [Int32]
    let attributions: [JSONValue]
    let lens: JSONValue
    let layersNeeded: [Int]

    init(_ name: String) throws {
        let all = try Sample.json("Tests/HeddleExperimentsTests/Fixtures/readout.json")
        let found = try #require(all[name])
        let folder =
            name == "bobbin"
            ? "Samples/models/bobbin" : "Tests/HeddleEngineTests/Fixtures/architectures/\(name)"
        model = try Model.load(Sample.root.appending(path: folder).path)
        ids = try #require(found["ids"]).ids
        attributions = try #require(found["attributions"]?.array)
        lens = try #require(found["lens"]?.array?.first)
        layersNeeded = try #require(found["layersNeeded"]?.array).compactMap(\.int)
    }
}
