/// The key-value pairs at the start of a GGUF file. Values stay in the mapped file and are decoded
/// when they are asked for.
struct GGUFMetadata: Sendable {
    /// Where a value stands in the file.
    struct Entry: Sendable {
        /// The type of the value, or of the elements of an array.
        let type: GGUFValueType
        /// How many elements an array has; nil for a single value.
        let count: Int?
        /// The bytes of a number or text, or of all elements of an array.
        let range: Range<Int>
        /// Where the pair begins, for messages.
        let byte: Int
    }

    let file: MappedFile
    let entries: [String: Entry]
    var path: String { file.path }

    /// Reads the metadata of a file, and nothing behind it: enough for its tokenizer.
    ///
    /// - Throws: `EngineError` naming the file, the byte and the remedy.
    static func read(_ path: String) throws(EngineError) -> GGUFMetadata {
        var header = try GGUFHeader(try MappedFile(path: path))
        return try header.metadata()
    }

    func string(_ key: String) -> String? {
        guard let entry = single(key), entry.type == .string else { return nil }
        return String(decoding: file.bytes[entry.range], as: UTF8.self)
    }

    /// A whole number of any width.
    func integer(_ key: String) -> Int? {
        guard let entry = single(key) else { return nil }
        return integer(entry.type, at: entry.range.lowerBound)
    }

    /// A number, whole or not.
    func number(_ key: String) -> Double? {
        guard let entry = single(key) else { return nil }
        return number(entry.type, at: entry.range.lowerBound)
    }

    func bool(_ key: String) -> Bool? {
        guard let entry = single(key), entry.type == .bool else { return nil }
        return file.bytes[entry.range.lowerBound] != 0
    }

    /// The elements of an array of whole numbers.
    func integers(_ key: String) -> [Int]? {
        elements(key, integer)
    }

    /// The elements of an array of numbers.
    func floats(_ key: String) -> [Float]? {
        elements(key) { type, offset in number(type, at: offset).map { Float($0) } }
    }

    /// The elements of an array of truth values.
    func bools(_ key: String) -> [Bool]? {
        elements(key) { type, offset in type == .bool ? file.bytes[offset] != 0 : nil }
    }

    /// The elements of an array of texts. Cost: one copy of their bytes.
    func strings(_ key: String) -> GGUFStrings? {
        guard let entry = entries[key], let count = entry.count, entry.type == .string else {
            return nil
        }
        return GGUFStrings(file.bytes[entry.range], count: count)
    }

    /// Hands out the elements of an array of texts with their indices, where they stand in the
    /// file. Cost: a walk over them; nothing is copied.
    func forEachText(_ key: String, _ body: (Int, Slice<UnsafeRawBufferPointer>) -> Void) {
        guard let entry = entries[key], let count = entry.count, entry.type == .string else {
            return
        }
        let ranges = GGUFTextRanges(file.bytes, count: count, start: entry.range.lowerBound)
        for (index, range) in ranges.enumerated() { body(index, file.bytes[range]) }
    }

    /// One element of an array of whole numbers that has it.
    func integer(_ key: String, at index: Int) -> Int? {
        guard let entry = entries[key], let count = entry.count, let size = entry.type.byteCount,
            (0..<count).contains(index)
        else { return nil }
        return integer(entry.type, at: entry.range.lowerBound + index * size)
    }

    /// How many elements an array has.
    func count(_ key: String) -> Int? { entries[key]?.count }

    private func single(_ key: String) -> Entry? {
        guard let entry = entries[key], entry.count == nil else { return nil }
        return entry
    }

    private func elements<Element>(
        _ key: String, _ decode: (GGUFValueType, Int) -> Element?
    ) -> [Element]? {
        guard let entry = entries[key], let count = entry.count, let size = entry.type.byteCount
        else { return nil }
        var elements: [Element] = []
        elements.reserveCapacity(count)
        for index in 0..<count {
            let offset = entry.range.lowerBound + index * size
            guard let element = decode(entry.type, offset) else { return nil }
            elements.append(element)
        }
        return elements
    }

    private func load<Number: FixedWidthInteger>(_ type: Number.Type, _ offset: Int) -> Number {
        Number(littleEndian: file.bytes.loadUnaligned(fromByteOffset: offset, as: Number.self))
    }

    private func integer(_ type: GGUFValueType, at offset: Int) -> Int? {
        switch type {
        case .uint8: Int(load(UInt8.self, offset))
        case .int8: Int(load(Int8.self, offset))
        case .uint16: Int(load(UInt16.self, offset))
        case .int16: Int(load(Int16.self, offset))
        case .uint32: Int(load(UInt32.self, offset))
        case .int32: Int(load(Int32.self, offset))
        case .uint64: Int(exactly: load(UInt64.self, offset))
        case .int64: Int(load(Int64.self, offset))
        case .float32, .float64, .bool, .string, .array: nil
        }
    }

    private func number(_ type: GGUFValueType, at offset: Int) -> Double? {
        switch type {
        case .float32: Double(Float(bitPattern: load(UInt32.self, offset)))
        case .float64: Double(bitPattern: load(UInt64.self, offset))
        default: integer(type, at: offset).map { Double($0) }
        }
    }
}

/// An array of texts, as bytes: slices of one copy of the file's bytes.
struct GGUFStrings: RandomAccessCollection, Sendable {
    private let bytes: [UInt8]
    private let ranges: [Range<Int>]

    /// - Parameter encoded: the elements as in the file, each after its length in eight bytes;
    ///   they have been walked through once and fit.
    init(_ encoded: Slice<UnsafeRawBufferPointer>, count: Int) {
        let bytes = [UInt8](encoded)
        ranges = bytes.withUnsafeBytes {
            Array(GGUFTextRanges($0, count: count, start: 0))
        }
        self.bytes = bytes
    }

    var startIndex: Int { 0 }
    var endIndex: Int { ranges.count }
    subscript(position: Int) -> ArraySlice<UInt8> { bytes[ranges[position]] }
}

/// Walks over texts that stand one after the other, each after its length in eight bytes, and
/// gives where the bytes of each are. They have been walked through once and fit.
private struct GGUFTextRanges: Sequence, IteratorProtocol {
    private let bytes: UnsafeRawBufferPointer
    private var left: Int
    private var offset: Int

    init(_ bytes: UnsafeRawBufferPointer, count: Int, start: Int) {
        self.bytes = bytes
        left = count
        offset = start
    }

    var underestimatedCount: Int { left }

    mutating func next() -> Range<Int>? {
        guard left > 0 else { return nil }
        left -= 1
        let start = offset + 8
        let length = bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
        offset = start + Int(UInt64(littleEndian: length))
        return start..<offset
    }
}
