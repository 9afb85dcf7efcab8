import HeddleAnalysis

/// Looks into one JSON object without building its values: where its top-level fields lie, and how
/// many elements its arrays have. Columns of a hundred thousand numbers are passed over at a few
/// nanoseconds a byte, so that lists of traces need not read them.
///
/// What is inside a field is not checked; reading it does that.
struct RowScanner {
    struct Field {
        /// Indexes of the row's bytes.
        var range: Range<Int>
        /// Elements of an array, nil for other values.
        var elements: Int?
    }

    private let bytes: [UInt8]
    private var index = 0

    /// The top-level fields of the object that fills `bytes`; nil when it is no complete object.
    static func fields(of bytes: [UInt8]) -> [String: Field]? {
        var scanner = RowScanner(bytes: bytes)
        return scanner.scanObject()
    }

    private init(bytes: [UInt8]) {
        self.bytes = bytes
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { index = 3 }
    }

    private mutating func skipBlanks() {
        while index < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[index]) { index += 1 }
    }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        skipBlanks()
        guard index < bytes.count, bytes[index] == UInt8(ascii: character) else { return false }
        index += 1
        return true
    }

    private mutating func scanObject() -> [String: Field]? {
        guard take("{") else { return nil }
        var fields: [String: Field] = [:]
        if !take("}") {
            repeat {
                skipBlanks()
                let start = index
                guard skipString() else { return nil }
                let key = JSONValue.scanned(bytes[start..<index])?.string
                guard let key, take(":"), let field = scanValue() else { return nil }
                fields[key] = field
            } while take(",")
            guard take("}") else { return nil }
        }
        skipBlanks()
        return index == bytes.count ? fields : nil
    }

    private mutating func skipString() -> Bool {
        guard index < bytes.count, bytes[index] == UInt8(ascii: "\"") else { return false }
        index += 1
        while index < bytes.count {
            switch bytes[index] {
            case UInt8(ascii: "\""):
                index += 1
                return true
            case UInt8(ascii: "\\"): index += 2
            default: index += 1
            }
        }
        return false
    }

    private mutating func scanValue() -> Field? {
        skipBlanks()
        let start = index
        guard index < bytes.count else { return nil }
        switch bytes[index] {
        case UInt8(ascii: "\""):
            return skipString() ? Field(range: start..<index) : nil
        case UInt8(ascii: "["):
            return skipNested().map { Field(range: start..<index, elements: $0) }
        case UInt8(ascii: "{"):
            return skipNested() == nil ? nil : Field(range: start..<index)
        default:
            while index < bytes.count, ![0x2C, 0x7D, 0x5D, 0x20, 0x0A, 0x0D].contains(bytes[index])
            { index += 1 }
            return index > start ? Field(range: start..<index) : nil
        }
    }

    /// Passes over an array or object and says how many elements lie directly in it.
    private mutating func skipNested() -> Int? {
        var depth = 0
        var commas = 0
        var isEmpty = true
        while index < bytes.count {
            switch bytes[index] {
            case UInt8(ascii: "\""):
                isEmpty = false
                guard skipString() else { return nil }
                continue
            case UInt8(ascii: "["), UInt8(ascii: "{"):
                if depth > 0 { isEmpty = false }
                depth += 1
            case UInt8(ascii: "]"), UInt8(ascii: "}"):
                depth -= 1
                if depth == 0 {
                    index += 1
                    return isEmpty ? 0 : commas + 1
                }
            case UInt8(ascii: ","): if depth == 1 { commas += 1 }
            case 0x20, 0x09, 0x0A, 0x0D: break
            default: isEmpty = false
            }
            index += 1
        }
        return nil
    }
}

extension JSONValue {
    /// The value in a piece of a row, nil where it is no JSON.
    static func scanned(_ bytes: ArraySlice<UInt8>) -> JSONValue? {
        try? JSONValue(json: bytes)
    }
}
