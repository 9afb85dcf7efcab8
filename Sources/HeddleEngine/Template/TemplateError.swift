/// A place in a template or another text; line and column count from 1, columns in characters.
public struct TemplatePlace: Hashable, Sendable, CustomStringConvertible {
    public var file: String
    public var line: Int
    public var column: Int

    public init(file: String, line: Int, column: Int) {
        self.file = file
        self.line = line
        self.column = column
    }

    public var description: String { "\(file):\(line):\(column)" }
}

/// Why a chat template could not be read or used.
public enum TemplateError: Error, Equatable, CustomStringConvertible {
    case unreadable(file: String, reason: String)
    /// A JSON text that is none, or a `chat_template` of the wrong kind.
    case malformed(TemplatePlace, reason: String)
    /// The template is not well formed, or uses a statement that does not exist here.
    case syntax(TemplatePlace, reason: String)
    /// An expression could not be computed with the values given.
    case evaluation(TemplatePlace, reason: String)
    /// The template itself refused its input, by `raise_exception`.
    case raised(TemplatePlace, message: String)
    /// The template nests too deeply, runs too long or writes too much.
    case limit(TemplatePlace, reason: String)

    public var description: String {
        switch self {
        case .unreadable(let file, let reason):
            "\(file): cannot be read: \(reason)"
        case .malformed(let place, let reason):
            "\(place): \(reason)"
        case .syntax(let place, let reason):
            "\(place): the template is not understood: \(reason)"
        case .evaluation(let place, let reason):
            "\(place): the template failed: \(reason); check the messages that it was given"
        case .raised(let place, let message):
            "\(place): the template refuses these messages: \(message)"
        case .limit(let place, let reason):
            "\(place): the template was stopped: \(reason)"
        }
    }
}

/// A failure inside template code, before the text around it is known.
struct TemplateFault: Error {
    enum Kind { case syntax, evaluation, raised, limit }

    var kind: Kind
    var reason: String
    /// Byte offset in the template; nil until the expression that failed is known.
    var offset: Int?

    static func evaluation(_ reason: String) -> TemplateFault {
        TemplateFault(kind: .evaluation, reason: reason)
    }

    static func limit(_ reason: String) -> TemplateFault {
        TemplateFault(kind: .limit, reason: reason)
    }

    static func syntax(_ reason: String, at offset: Int) -> TemplateFault {
        TemplateFault(kind: .syntax, reason: reason, offset: offset)
    }

    func placed(at offset: Int) -> TemplateFault {
        self.offset == nil ? TemplateFault(kind: kind, reason: reason, offset: offset) : self
    }

    func error(file: String, source: [UInt8]) -> TemplateError {
        let before = source.prefix(offset ?? 0)
        let lineStart = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
        let place = TemplatePlace(
            file: file, line: before.count { $0 == UInt8(ascii: "\n") } + 1,
            column: before[lineStart...].count { !UTF8.isContinuation($0) } + 1)
        return switch kind {
        case .syntax: .syntax(place, reason: reason)
        case .evaluation: .evaluation(place, reason: reason)
        case .raised: .raised(place, message: reason)
        case .limit: .limit(place, reason: reason)
        }
    }
}
