import Foundation
import HeddleEngine

/// Writes small model directories, sound or broken on purpose.
struct TinyModel {
    struct Tensor {
        var name: String
        var dtype: String
        var shape: [Int]
        var data: Data
    }

    static let sizes = (
        layers: 2, heads: 4, keyValueHeads: 2, headDimension: 4, width: 8, ffn: 12, vocabulary: 10
    )

    /// A directory that goes away with the value that holds it.
    final class Directory {
        let url: URL
        var path: String { url.path() }

        init() throws {
            url = FileManager.default.temporaryDirectory.appending(
                path: "tiny-\(UUID().uuidString)")
            try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        }

        deinit { try? FileManager.default.removeItem(at: url) }

        func load() throws -> Model { try withExtendedLifetime(self) { try Model.load(path) } }

        func write(_ data: Data, _ name: String) throws {
            try data.write(to: url.appending(path: name))
        }

        func write(_ text: String, _ name: String) throws { try write(Data(text.utf8), name) }
    }

    static var configuration: [String: Any] {
        [
            "model_type": "llama", "hidden_size": 8, "intermediate_size": 12,
            "num_hidden_layers": 2, "num_attention_heads": 4, "num_key_value_heads": 2,
            "head_dim": 4, "vocab_size": 10, "max_position_embeddings": 64, "rms_norm_eps": 1e-5,
            "rope_theta": 500.0, "tie_word_embeddings": false, "eos_token_id": 9,
        ]
    }

    static func json(_ value: [String: Any]) throws -> Data {
        try JSONSerialization.data(withJSONObject: value)
    }

    /// All tensors of the model; the numbers are multiples of 1/16, exact in every float type.
    static func tensors(dtype: String) -> [Tensor] {
        let s = sizes
        var tensors = [tensor("model.embed_tokens.weight", dtype, [s.vocabulary, s.width])]
        for layer in 0..<s.layers {
            let prefix = "model.layers.\(layer)."
            let attention = s.heads * s.headDimension
            let keys = s.keyValueHeads * s.headDimension
            for (name, shape) in [
                ("input_layernorm", [s.width]), ("self_attn.q_proj", [attention, s.width]),
                ("self_attn.k_proj", [keys, s.width]), ("self_attn.v_proj", [keys, s.width]),
                ("self_attn.o_proj", [s.width, attention]), ("post_attention_layernorm", [s.width]),
                ("mlp.gate_proj", [s.ffn, s.width]), ("mlp.up_proj", [s.ffn, s.width]),
                ("mlp.down_proj", [s.width, s.ffn]),
            ] {
                tensors.append(tensor("\(prefix)\(name).weight", dtype, shape))
            }
        }
        tensors.append(tensor("model.norm.weight", dtype, [s.width]))
        tensors.append(tensor("lm_head.weight", dtype, [s.vocabulary, s.width]))
        return tensors
    }

    private static func tensor(_ name: String, _ dtype: String, _ shape: [Int]) -> Tensor {
        let count = shape.reduce(1, *)
        let seed = name.utf8.reduce(7) { ($0 * 31 + Int($1)) % 65_521 }
        var data = Data()
        for index in 0..<count {
            let number = Float((seed + index * 7919) % 33 - 16) / 16
            withUnsafeBytes(of: bits(number, dtype)) {
                data.append(contentsOf: $0.prefix(size(dtype)))
            }
        }
        return Tensor(name: name, dtype: dtype, shape: shape, data: data)
    }

    private static func size(_ dtype: String) -> Int { dtype == "F32" ? 4 : 2 }

    private static func bits(_ number: Float, _ dtype: String) -> UInt32 {
        switch dtype {
        case "BF16": number.bitPattern >> 16
        case "F16": UInt32(Float16(number).bitPattern)
        default: number.bitPattern
        }
    }

    /// A safetensors file; `padding` blanks follow the header's JSON.
    static func file(_ tensors: [Tensor], padding: Int = 0) throws -> Data {
        var header: [String: Any] = ["__metadata__": ["format": "pt"]]
        var body = Data()
        for tensor in tensors {
            header[tensor.name] = [
                "dtype": tensor.dtype, "shape": tensor.shape,
                "data_offsets": [body.count, body.count + tensor.data.count],
            ]
            body.append(tensor.data)
        }
        return file(header: try json(header) + Data(repeating: 0x20, count: padding), body: body)
    }

    static func file(header: Data, body: Data, declared: UInt64? = nil) -> Data {
        var file = Data()
        withUnsafeBytes(of: (declared ?? UInt64(header.count)).littleEndian) {
            file.append(contentsOf: $0)
        }
        return file + header + body
    }

    /// A whole sound model.
    static func directory(
        dtype: String = "F32", configuration: [String: Any] = configuration, padding: Int = 0
    ) throws -> Directory {
        let directory = try Directory()
        try directory.write(try json(configuration), "config.json")
        try directory.write(
            try file(tensors(dtype: dtype), padding: padding), "model.safetensors")
        return directory
    }
}
