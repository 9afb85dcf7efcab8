/// The byte-level alphabet of GPT-2: every byte has a visible character, so that pieces of any
/// bytes can be written in a text file. Printable Latin-1 bytes stand for themselves, the rest are
/// counted up from U+0100 ("Ġ" is the space).
enum ByteAlphabet {
    /// The UTF-8 text of the character of each byte.
    static let characters: [[UInt8]] = scalars.map { Array(String($0).utf8) }

    /// The bytes that a piece stands for, or nil where it has a character outside the alphabet.
    static func bytes(of piece: ArraySlice<UInt8>) -> [UInt8]? {
        var result: [UInt8] = []
        result.reserveCapacity(piece.count)
        var index = piece.startIndex
        while index < piece.endIndex {
            let scalar = ScalarReader.scalar(in: piece, at: index)
            guard scalar.value < UInt32(byteOfScalar.count) else { return nil }
            let byte = byteOfScalar[Int(scalar.value)]
            guard byte >= 0 else { return nil }
            result.append(UInt8(byte))
            index += scalar.length
        }
        return result
    }

    private static let scalars: [Unicode.Scalar] = {
        var next: UInt32 = 0x100
        return (UInt8.min...UInt8.max).map { byte in
            switch byte {
            case 0x21...0x7E, 0xA1...0xAC, 0xAE...0xFF: return Unicode.Scalar(byte)
            default:
                defer { next += 1 }
                return Unicode.Scalar(next) ?? "\u{FFFD}"
            }
        }
    }()

    /// The byte of each scalar of the alphabet, -1 for other scalars.
    private static let byteOfScalar: [Int16] = {
        var table = [Int16](repeating: -1, count: 0x144)
        for (byte, scalar) in scalars.enumerated() { table[Int(scalar.value)] = Int16(byte) }
        return table
    }()
}
