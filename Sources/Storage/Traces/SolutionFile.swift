import HeddleAnalysis

/// Solutions as unit codes in a temporary file, so that counting them again and again neither reads
/// the traces again nor keeps them in memory.
///
/// The file is a run of little-endian 32-bit numbers: for each solution how many codes it has, and
/// the codes. It is gone with the value, or with the program.
public final class SolutionFile: SolutionSource {
    public private(set) var words = WordTable()
    public private(set) var count = 0
    private let file: OpenFile
    private var buffer: [UInt8] = []

    private static let portion = 1 << 20

    /// Makes an empty file in a folder, which is made where there is none.
    public init(directory: String) throws(StorageError) {
        try Files.createDirectory(directory)
        file = try OpenFile(temporaryIn: directory)
    }

    /// Adds a solution behind the others.
    ///
    /// - Parameter words: the table that its codes refer to.
    public func append(_ solution: SolutionUnits) throws(StorageError) {
        append(UInt32(solution.codes.count))
        for code in solution.codes { append(code.rawValue) }
        count += 1
        if buffer.count >= Self.portion { try flush() }
    }

    /// Ends the writing.
    public func finish(words: WordTable) throws(StorageError) {
        try flush()
        self.words = words
    }

    private func append(_ number: UInt32) {
        for shift in stride(from: 0, to: 32, by: 8) {
            buffer.append(UInt8(truncatingIfNeeded: number >> UInt32(shift)))
        }
    }

    private func flush() throws(StorageError) {
        try file.append(buffer)
        buffer.removeAll(keepingCapacity: true)
    }

    public func visit(_ body: (Int, SolutionUnits) throws -> Void) throws {
        var reader = CodeReader(file: file, size: try file.size(), portion: Self.portion)
        for number in 0..<count {
            let length = Int(try reader.next())
            var codes: [UnitCode] = []
            codes.reserveCapacity(length)
            for _ in 0..<length { codes.append(UnitCode(rawValue: try reader.next())) }
            try body(number, SolutionUnits(codes: codes))
        }
    }
}

/// Reads a file of 32-bit numbers in portions.
private struct CodeReader {
    let file: OpenFile
    let size: Int
    let portion: Int
    private var offset = 0
    private var bytes: [UInt8] = []
    private var position = 0

    init(file: OpenFile, size: Int, portion: Int) {
        self.file = file
        self.size = size
        self.portion = portion
    }

    mutating func next() throws(StorageError) -> UInt32 {
        if position + 4 > bytes.count {
            let end = min(offset + portion, size)
            bytes = try file.read(offset..<end)
            offset = end
            position = 0
        }
        defer { position += 4 }
        return (0..<4).reduce(UInt32(0)) { number, byte in
            number | UInt32(bytes[position + byte]) << UInt32(8 * byte)
        }
    }
}
