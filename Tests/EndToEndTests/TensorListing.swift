import Foundation
import HeddleAnalysis

/// A safetensors file as another program reads it: eight bytes of length, a JSON header, numbers.
struct TensorListing {
    struct Tensor {
        var name: String
        var type: String
        var shape: [Int]
        /// In the numbers behind the header.
        var bytes: Range<Int>
    }

    enum Damage: Error {
        case short, badHeader
        case badEntry(String)
        case noTensor(String)
    }

    let metadata: [String: String]
    /// By their places in the file.
    let tensors: [Tensor]
    private let numbers: Data

    var byteCount: Int { numbers.count }

    init(_ path: String) throws {
        let file = try Data(contentsOf: URL(fileURLWithPath: path))
        guard file.count > 8 else { throw Damage.short }
        let length = file.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
        guard file.count >= 8 + length else { throw Damage.short }
        let text = String(decoding: file[8..<8 + length], as: UTF8.self)
        guard let header = try JSONValue(json: text).object else { throw Damage.badHeader }
        var found: [Tensor] = []
        for (name, entry) in header where name != "__metadata__" {
            guard let type = entry["dtype"]?.string, let shape = entry["shape"]?.array,
                let start = entry["data_offsets"]?[0]?.int,
                let end = entry["data_offsets"]?[1]?.int, start <= end
            else { throw Damage.badEntry(name) }
            found.append(
                Tensor(
                    name: name, type: type, shape: shape.compactMap(\.int), bytes: start..<end))
        }
        metadata = (header["__metadata__"]?.object ?? [:]).reduce(into: [:]) { texts, field in
            texts[field.key] = field.value.string
        }
        tensors = found.sorted { $0.bytes.lowerBound < $1.bytes.lowerBound }
        numbers = file[(8 + length)...]
    }

    /// Whether float32 tensors of these shapes fill the numbers without a gap.
    var isSound: Bool {
        var place = 0
        for tensor in tensors {
            let count = tensor.shape.reduce(4, *)
            guard tensor.type == "F32", tensor.bytes == place..<place + count else { return false }
            place += count
        }
        return place == numbers.count
    }

    func tensor(_ name: String) throws -> Tensor {
        guard let tensor = tensors.first(where: { $0.name == name }) else {
            throw Damage.noTensor(name)
        }
        return tensor
    }

    /// The numbers of a tensor of `F32` or `BF16`.
    func floats(_ name: String) throws -> [Float] {
        let tensor = try tensor(name)
        let bytes = [UInt8](numbers.dropFirst(tensor.bytes.lowerBound).prefix(tensor.bytes.count))
        let width = tensor.type == "BF16" ? 2 : 4
        return stride(from: 0, to: bytes.count, by: width).map { start in
            let bits = bytes[start..<start + width].reversed().reduce(0) { $0 << 8 | UInt32($1) }
            return Float(bitPattern: width == 2 ? bits << 16 : bits)
        }
    }
}
