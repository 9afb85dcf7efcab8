/// A word of the template language, or a stretch of plain text.
struct TemplateToken: Equatable {
    enum Kind: Equatable {
        case text([UInt8])
        case statementBegin, statementEnd, outputBegin, outputEnd
        case name(String)
        case string(String)
        case integer(Int)
        case number(Double)
        case symbol(String)
        case end
    }

    var kind: Kind
    /// Byte offset in the template.
    var offset: Int
}

/// Cuts a template into tokens by the rules of Jinja 3 with `trim_blocks` and `lstrip_blocks`, the
/// settings under which chat templates are written: a line break after a statement or comment goes,
/// and so do blanks before one that begins its line; `-` takes all white space, `+` keeps it.
struct TemplateLexer {
    let source: [UInt8]
    private(set) var tokens: [TemplateToken] = []
    private var index = 0
    /// Whether what has been consumed ends with a line break, or nothing has been.
    private var atLineStart = true

    private enum Tag { case statement, output, comment }

    init(_ source: [UInt8]) { self.source = source }

    /// Line breaks as `\n`, without the one that ends the file.
    static func normalized(_ text: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(text.count)
        for (index, byte) in text.enumerated() {
            if byte == UInt8(ascii: "\n"), index > 0, text[index - 1] == UInt8(ascii: "\r") {
                continue
            }
            result.append(byte == UInt8(ascii: "\r") ? UInt8(ascii: "\n") : byte)
        }
        if result.last == UInt8(ascii: "\n") { result.removeLast() }
        return result
    }

    mutating func run() throws(TemplateFault) -> [TemplateToken] {
        while let (tagStart, tag) = nextTag() {
            let textStart = index
            let sign = byte(tagStart + 2)
            var textEnd = tagStart
            if sign == UInt8(ascii: "-") {
                textEnd = PythonText.endWithoutSpace(source[textStart..<tagStart])
            } else if sign != UInt8(ascii: "+"), tag != .output {
                textEnd = endWithoutIndent(textStart, tagStart)
            }
            emitText(textStart..<textEnd)
            let isSigned = sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+")
            index = tagStart + (isSigned ? 3 : 2)
            switch tag {
            case .comment: try skipComment(from: tagStart)
            case .output:
                try readTag(.outputBegin, .outputEnd, from: tagStart)
            case .statement:
                if try !readRaw(from: tagStart) {
                    try readTag(.statementBegin, .statementEnd, from: tagStart)
                }
            }
        }
        emitText(index..<source.count)
        tokens.append(TemplateToken(kind: .end, offset: source.count))
        return tokens
    }

    private func byte(_ position: Int) -> UInt8 {
        position < source.count ? source[position] : 0
    }

    private func has(_ text: StaticString, at position: Int) -> Bool {
        var position = position
        for byte in "\(text)".utf8 {
            guard self.byte(position) == byte else { return false }
            position += 1
        }
        return true
    }

    private func nextTag() -> (start: Int, tag: Tag)? {
        var position = index
        while position + 1 < source.count {
            if source[position] == UInt8(ascii: "{") {
                switch source[position + 1] {
                case UInt8(ascii: "%"): return (position, .statement)
                case UInt8(ascii: "{"): return (position, .output)
                case UInt8(ascii: "#"): return (position, .comment)
                default: break
                }
            }
            position += 1
        }
        return nil
    }

    private mutating func emitText(_ range: Range<Int>) {
        guard !range.isEmpty else { return }
        tokens.append(TemplateToken(kind: .text(Array(source[range])), offset: range.lowerBound))
    }

    /// The end of the text without the blanks of the line on which the tag begins.
    private func endWithoutIndent(_ start: Int, _ end: Int) -> Int {
        let line = source[start..<end].lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 }
        guard line != nil || atLineStart else { return end }
        let lineStart = line ?? start
        return PythonText.endWithoutSpace(source[lineStart..<end]) == lineStart ? lineStart : end
    }

    /// Consumes the end of a tag if it stands here: `%}`, `-%}`, and `+%}` for statements.
    private mutating func consumeEnd(_ close: StaticString, keepsBreak: Bool) -> Bool {
        let sign = byte(index)
        if has(close, at: index) {
            index += 2
            if !keepsBreak, byte(index) == UInt8(ascii: "\n") { index += 1 }
        } else if sign == UInt8(ascii: "-"), has(close, at: index + 1) {
            index = PythonText.startWithoutSpace(source[(index + 3)...])
        } else if sign == UInt8(ascii: "+"), !keepsBreak, has(close, at: index + 1) {
            index += 3
        } else {
            return false
        }
        atLineStart = byte(index - 1) == UInt8(ascii: "\n")
        return true
    }

    private mutating func skipComment(from start: Int) throws(TemplateFault) {
        while index < source.count {
            if consumeEnd("#}", keepsBreak: false) { return }
            index += 1
        }
        throw .syntax("a comment is not closed with #}", at: start)
    }

    /// Reads `{% raw %}…{% endraw %}` as text, if that is what begins here.
    private mutating func readRaw(from start: Int) throws(TemplateFault) -> Bool {
        var probe = self
        probe.skipSpace()
        guard probe.has("raw", at: probe.index) else { return false }
        probe.index += 3
        probe.skipSpace()
        // Unlike other statements, raw keeps the line break after it.
        guard probe.consumeEnd("%}", keepsBreak: true) else { return false }
        let textStart = probe.index
        while let (tagStart, tag) = probe.nextTag() {
            probe.index = tagStart + 2
            guard tag == .statement else { continue }
            let sign = probe.byte(probe.index)
            if sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") { probe.index += 1 }
            probe.skipSpace()
            guard probe.has("endraw", at: probe.index) else { continue }
            probe.index += 6
            probe.skipSpace()
            let isLineStart = probe.atLineStart
            guard probe.consumeEnd("%}", keepsBreak: false) else { continue }
            var textEnd = tagStart
            if sign == UInt8(ascii: "-") {
                textEnd = PythonText.endWithoutSpace(source[textStart..<tagStart])
            } else if sign != UInt8(ascii: "+") {
                let after = probe.atLineStart
                probe.atLineStart = isLineStart
                textEnd = probe.endWithoutIndent(textStart, tagStart)
                probe.atLineStart = after
            }
            self = probe
            emitText(textStart..<textEnd)
            return true
        }
        throw .syntax("raw is not closed with {% endraw %}", at: start)
    }

    private mutating func skipSpace() {
        index = PythonText.startWithoutSpace(source[min(index, source.count)...])
    }

    private mutating func readTag(
        _ begin: TemplateToken.Kind, _ end: TemplateToken.Kind, from start: Int
    ) throws(TemplateFault) {
        tokens.append(TemplateToken(kind: begin, offset: start))
        var open: [UInt8] = []
        while true {
            skipSpace()
            guard index < source.count else {
                throw .syntax("a tag is not closed", at: start)
            }
            let endOffset = index
            let isStatement = end == .statementEnd
            if open.isEmpty, consumeEnd(isStatement ? "%}" : "}}", keepsBreak: !isStatement) {
                tokens.append(TemplateToken(kind: end, offset: endOffset))
                return
            }
            var words = TemplateWords(source: source, index: index)
            let token = try words.next()
            index = words.index
            try track(token, &open)
            tokens.append(token)
        }
    }

    /// Keeps account of open brackets: inside them `}}` closes two dictionaries, not the tag.
    private func track(_ token: TemplateToken, _ open: inout [UInt8]) throws(TemplateFault) {
        guard case .symbol(let symbol) = token.kind, let byte = symbol.utf8.first else { return }
        let closing: [UInt8: UInt8] = [
            UInt8(ascii: "("): UInt8(ascii: ")"), UInt8(ascii: "["): UInt8(ascii: "]"),
            UInt8(ascii: "{"): UInt8(ascii: "}"),
        ]
        if let close = closing[byte] {
            open.append(close)
        } else if closing.values.contains(byte) {
            guard open.popLast() == byte else {
                throw .syntax("'\(symbol)' closes nothing that is open", at: token.offset)
            }
        }
    }
}
