/// Where in a file something is wrong.
public enum FilePlace: Hashable, Sendable, CustomStringConvertible {
    /// A byte offset from the start of the file.
    case byte(Int)
    /// A named field.
    case field(String)
    /// A line, from 1.
    case line(Int)
    /// The file as a whole.
    case file

    public var description: String {
        switch self {
        case .byte(let offset): "byte \(offset)"
        case .field(let name): "field '\(name)'"
        case .line(let number): "line \(number)"
        case .file: "the file"
        }
    }
}

/// Why the engine could not do what it was asked to.
public enum EngineError: Error, Hashable, CustomStringConvertible {
    /// The file or directory cannot be opened or read; `reason` is the system's own.
    case unreadable(path: String, reason: String)
    /// The file is not what it should be at `place`.
    case malformed(path: String, place: FilePlace, problem: String, remedy: String)
    /// The file is sound but asks for something that the engine does not do.
    case unsupported(path: String, field: String, value: String, supported: String)
    /// Weights of these types do not allow the arithmetic that was asked for.
    case arithmetic(path: String, types: [String], wanted: DotProducts, possible: [DotProducts])
    /// The weights lack a tensor that the architecture needs.
    case missingTensor(path: String, name: String)
    /// A tensor's shape contradicts the configuration.
    case tensorShape(path: String, name: String, byte: Int, found: [Int], expected: [Int])
    /// A token id at `index` of the given tokens that the model does not have.
    case tokenOutsideVocabulary(id: Int32, index: Int, vocabulary: Int)
    /// More tokens than the context was made for.
    case contextFull(capacity: Int, needed: Int)
    /// A head that the model does not have.
    case headOutsideModel(head: HeadID, shape: HeadShape)
    /// A hook point that the engine or the model does not have, and names that come close.
    case noSuchHook(name: String, reason: String, near: [String])
    /// A request or an intervention that cannot be carried out.
    case invalidRequest(problem: String, remedy: String)
    /// Memory for `bytes` bytes could not be had.
    case outOfMemory(bytes: Int)
    /// The caller cancelled the work.
    case cancelled

    public var description: String {
        switch self {
        case .unreadable(let path, let reason):
            "cannot read \(path): \(reason); check the path and its permissions"
        case .malformed(let path, let place, let problem, let remedy):
            "\(path), \(place): \(problem); \(remedy)"
        case .unsupported(let path, let field, let value, let supported):
            "\(path), field '\(field)': '\(value)' is not supported; supported: \(supported)"
        case .arithmetic(let path, let types, let wanted, let possible):
            "\(path): dot products with weights of type \(types.joined(separator: ", ")) cannot be "
                + "taken in \(wanted.rawValue); choose \(DotProducts.names(possible))"
        case .missingTensor(let path, let name):
            "\(path): tensor '\(name)' is missing; "
                + "fetch the weights again or correct the configuration, which asks for it"
        case .tensorShape(let path, let name, let byte, let found, let expected):
            "\(path), byte \(byte): tensor '\(name)' has shape \(found) where the "
                + "configuration asks for \(expected); both must belong to one model"
        case .tokenOutsideVocabulary(let id, let index, let vocabulary):
            "token \(id) at index \(index) is outside the vocabulary 0-\(vocabulary - 1); "
                + "tokenize the text with this model's own tokenizer"
        case .contextFull(let capacity, let needed):
            "the text needs \(needed) positions and the context has \(capacity); "
                + "shorten the text or make the context longer"
        case .headOutsideModel(let head, let shape):
            "head \(head) is outside the model, which has layers 0-\(shape.layers - 1) "
                + "and heads 0-\(shape.heads - 1)"
        case .noSuchHook(let name, let reason, let near):
            "there is no hook '\(name)': \(reason)"
                + (near.isEmpty ? "" : "; near it: \(near.joined(separator: ", "))")
        case .invalidRequest(let problem, let remedy):
            "\(problem); \(remedy)"
        case .outOfMemory(let bytes):
            "no memory for \(bytes) bytes; use a shorter text or a smaller model"
        case .cancelled:
            "cancelled"
        }
    }
}
