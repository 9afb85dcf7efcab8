/// Why a text is not the JSON that was asked for; `offset` counts bytes from its start.
public enum JSONError: Error, Equatable, CustomStringConvertible {
    /// The text ends inside a value: typical of a half-written line.
    case truncated(offset: Int)
    case unexpected(byte: UInt8, offset: Int, expected: String)
    case badEscape(offset: Int)
    case badNumber(offset: Int)
    case tooDeep(limit: Int, offset: Int)
    /// JSON, but a value that its reader cannot use.
    case unusable(reason: String, offset: Int)

    /// The byte at which reading stopped.
    public var offset: Int {
        switch self {
        case .truncated(let offset), .unexpected(_, let offset, _), .badEscape(let offset),
            .badNumber(let offset), .tooDeep(_, let offset), .unusable(_, let offset):
            offset
        }
    }

    /// What is wrong, for a message that says itself where.
    public var reason: String {
        switch self {
        case .truncated: "the JSON text ends inside a value, as if half-written"
        case .unexpected(let byte, _, let expected):
            "\(Self.shown(byte)) where \(expected) is needed"
        case .badEscape: "an escape sequence that JSON does not have"
        case .badNumber: "a malformed number"
        case .tooDeep(let limit, _): "arrays and objects nested deeper than \(limit) levels"
        case .unusable(let reason, _): reason
        }
    }

    public var description: String { "\(reason), at byte \(offset)" }

    /// Line and column (in bytes) of the error in the text that was read, both from 1.
    public func location(in text: [UInt8]) -> (line: Int, column: Int) {
        let before = text.prefix(offset)
        let line = before.count { $0 == UInt8(ascii: "\n") } + 1
        let lineStart = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
        return (line, offset - lineStart + 1)
    }

    private static func shown(_ byte: UInt8) -> String {
        if (0x21..<0x7F).contains(byte) { return "'\(Character(UnicodeScalar(byte)))'" }
        return "byte 0x" + String(byte, radix: 16)
    }
}
