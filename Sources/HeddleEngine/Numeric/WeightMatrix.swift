/// A matrix of weights in its own number type, `[row][column]`, read in place from a mapped file.
struct WeightMatrix: @unchecked Sendable {  // the numbers are never written
    let type: WeightType
    let rows: Int
    let columns: Int
    private let start: UnsafeRawPointer
    /// Keeps the numbers alive.
    private let owner: AnyObject

    /// - Throws: `EngineError` when the tensor's shape is not `[rows][columns]` or its type is not
    ///   one that the engine computes with.
    init(_ tensor: StoredTensor, rows: Int, columns: Int) throws(EngineError) {
        type = try tensor.checked(shape: [rows, columns])
        self.rows = rows
        self.columns = columns
        if let address = tensor.bytes.baseAddress,
            Int(bitPattern: address).isMultiple(of: type.byteCount)
        {
            start = address
            owner = tensor.file
        } else {
            let copy = AlignedBytes(copying: tensor.bytes)
            start = UnsafeRawPointer(copy.start)
            owner = copy
        }
    }

    var byteCount: Int { rows * columns * type.byteCount }

    /// The address of a row's first number.
    func row(_ row: Int) -> UnsafeRawPointer {
        assert((0..<rows).contains(row))
        return start + row * columns * type.byteCount
    }
}

/// Bytes on a cache line's border, for weights that a file places at an odd address.
final class AlignedBytes {
    let start: UnsafeMutableRawPointer

    init(copying bytes: UnsafeRawBufferPointer) {
        start = .allocate(byteCount: max(bytes.count, 1), alignment: 64)
        if let address = bytes.baseAddress {
            start.copyMemory(from: address, byteCount: bytes.count)
        }
    }

    deinit { start.deallocate() }
}

extension StoredTensor {
    /// The tensor's number type, after a check that its shape is the one that `config.json` asks for.
    func checked(shape expected: [Int]) throws(EngineError) -> WeightType {
        guard shape == expected else {
            throw .tensorShape(
                path: file.path, name: name, byte: range.lowerBound, found: shape,
                expected: expected)
        }
        guard let type = WeightType(rawValue: type.rawValue) else {
            throw .unsupported(
                path: file.path, field: name, value: self.type.rawValue,
                supported: "BF16, F16, F32")
        }
        return type
    }

    /// The tensor's numbers as float32, for vectors small enough to be kept so.
    func vector(count: Int) throws(EngineError) -> [Float] {
        let type = try checked(shape: [count])
        return (0..<count).map { index in
            let offset = index * type.byteCount
            switch type {
            case .float32:
                return bytes.loadUnaligned(fromByteOffset: offset, as: Float.self)
            case .bfloat16:
                let bits = bytes.loadUnaligned(fromByteOffset: offset, as: UInt16.self)
                return Float(bitPattern: UInt32(bits) << 16)
            case .float16:
                let bits = bytes.loadUnaligned(fromByteOffset: offset, as: UInt16.self)
                return Float(Float16(bitPattern: bits))
            }
        }
    }
}
