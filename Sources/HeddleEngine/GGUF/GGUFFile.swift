/// One `.gguf` file: metadata, the table of tensors, then the numbers, each tensor's at a multiple
/// of the file's alignment.
struct GGUFFile: Sendable {
    let file: MappedFile
    let metadata: GGUFMetadata
    let version: Int
    let tensors: [String: StoredTensor]
    /// Bytes of numbers, without metadata and table.
    let dataByteCount: Int

    /// Opens a file and checks its whole metadata and table against the file's size. No number is
    /// read: milliseconds, most of which go into walking through the vocabulary's texts.
    ///
    /// - Throws: `EngineError` naming the file, the byte or field, and the remedy.
    init(path: String) throws(EngineError) {
        try self.init(try MappedFile(path: path))
    }

    init(_ file: MappedFile) throws(EngineError) {
        var header = try GGUFHeader(file)
        metadata = try header.metadata()
        version = header.version
        self.file = file
        var table = GGUFTensorTable(
            reader: header.reader, alignment: try Self.alignment(metadata))
        tensors = try table.read(header.tensorCount)
        dataByteCount = tensors.isEmpty ? 0 : file.bytes.count - table.dataStart
    }

    /// Lets the system take back the memory of the metadata, megabytes of vocabulary that a model
    /// reads once; they are read from disk anew if they are asked for.
    func forgetMetadata() { file.forget(0..<file.bytes.count - dataByteCount) }

    /// `general.alignment`, or 32.
    private static func alignment(_ metadata: GGUFMetadata) throws(EngineError) -> Int {
        let key = "general.alignment"
        guard let entry = metadata.entries[key] else { return 32 }
        guard let alignment = metadata.integer(key), (8...(1 << 30)).contains(alignment),
            alignment.nonzeroBitCount == 1
        else {
            throw .malformed(
                path: metadata.path, place: .byte(entry.byte),
                problem: "'\(key)' is not a power of two from 8 to 2^30",
                remedy: "fetch the file again or convert the model anew")
        }
        return alignment
    }
}
