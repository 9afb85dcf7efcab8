/// Reads the words inside a tag: names, numbers, strings and symbols.
struct TemplateWords {
    let source: [UInt8]
    private(set) var index: Int

    private static let symbols = [
        "//", "**", "==", "!=", ">=", "<=", "+", "-", "/", "*", "%", "~", "[", "]", "(", ")", "{",
        "}", ">", "<", "=", ".", ":", "|", ",", ";",
    ].map { Array($0.utf8) }

    /// The word that starts here, where something other than white space stands.
    mutating func next() throws(TemplateFault) -> TemplateToken {
        let start = index
        let first = source[index]
        let kind: TemplateToken.Kind
        if isDigit(first) {
            kind = try number()
        } else if first == UInt8(ascii: "'") || first == UInt8(ascii: "\"") {
            kind = .string(try string())
        } else if let length = nameScalar(at: index) {
            index += length
            while let length = nameScalar(at: index) { index += length }
            kind = .name(String(decoding: source[start..<index], as: UTF8.self))
        } else if let symbol = Self.symbols.first(where: { source[index...].starts(with: $0) }) {
            index += symbol.count
            kind = .symbol(String(decoding: symbol, as: UTF8.self))
        } else {
            let scalar = ScalarReader.scalar(in: source[...], at: index)
            let text = String(decoding: source[index..<index + scalar.length], as: UTF8.self)
            throw .syntax("unexpected '\(text)'", at: start)
        }
        return TemplateToken(kind: kind, offset: start)
    }

    private func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    private func byte(_ position: Int) -> UInt8 {
        position < source.count ? source[position] : 0
    }

    /// The length of the scalar here if it may stand in a name.
    private func nameScalar(at position: Int) -> Int? {
        guard position < source.count else { return nil }
        let scalar = ScalarReader.scalar(in: source[...], at: position)
        let classes = ScalarClass(of: scalar.value)
        let isName =
            scalar.value == 0x5F || !classes.isDisjoint(with: [.letter, .number, .mark])
        return isName ? scalar.length : nil
    }

    private mutating func number() throws(TemplateFault) -> TemplateToken.Kind {
        let start = index
        if byte(index) == UInt8(ascii: "0"), let radix = radix(byte(index + 1)) {
            index += 2
            let digits = word()
            guard let value = Int(digits, radix: radix) else {
                throw .syntax("a malformed number", at: start)
            }
            return .integer(value)
        }
        var text = decimalDigits()
        var isInteger = true
        let afterDot = start > 0 && source[start - 1] == UInt8(ascii: ".")
        if !afterDot, byte(index) == UInt8(ascii: "."), isDigit(byte(index + 1)) {
            index += 1
            text += "." + decimalDigits()
            isInteger = false
        }
        if !afterDot, byte(index) | 0x20 == UInt8(ascii: "e"), let exponent = exponent() {
            text += exponent
            isInteger = false
        }
        if isInteger, let value = Int(text) { return .integer(value) }
        guard !isInteger, let value = Double(text) else {
            throw .syntax("the number \(text) is too large", at: start)
        }
        return .number(value)
    }

    private func radix(_ letter: UInt8) -> Int? {
        switch letter | 0x20 {
        case UInt8(ascii: "x"): 16
        case UInt8(ascii: "o"): 8
        case UInt8(ascii: "b"): 2
        default: nil
        }
    }

    /// Letters and digits, underscores left out.
    private mutating func word() -> String {
        let start = index
        while let length = nameScalar(at: index) { index += length }
        return String(decoding: source[start..<index].filter { $0 != 0x5F }, as: UTF8.self)
    }

    private mutating func decimalDigits() -> String {
        let start = index
        while isDigit(byte(index)) || (byte(index) == 0x5F && isDigit(byte(index + 1))) {
            index += 1
        }
        return String(decoding: source[start..<index].filter { $0 != 0x5F }, as: UTF8.self)
    }

    private mutating func exponent() -> String? {
        var digits = index + 1
        let sign = byte(digits)
        if sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") { digits += 1 }
        guard isDigit(byte(digits)) else { return nil }
        let prefix = String(decoding: source[index..<digits], as: UTF8.self)
        index = digits
        return prefix + decimalDigits()
    }

    /// A quoted string with the escapes of Python.
    private mutating func string() throws(TemplateFault) -> String {
        let start = index
        let quote = source[index]
        index += 1
        var text: [UInt8] = []
        while index < source.count {
            let byte = source[index]
            index += 1
            if byte == quote { return String(decoding: text, as: UTF8.self) }
            if byte == UInt8(ascii: "\\"), index < source.count {
                escape(into: &text)
            } else {
                text.append(byte)
            }
        }
        throw .syntax("a string is not closed", at: start)
    }

    private mutating func escape(into text: inout [UInt8]) {
        let letter = source[index]
        index += 1
        let plain: [UInt8: UInt8] = [
            UInt8(ascii: "n"): 10, UInt8(ascii: "t"): 9, UInt8(ascii: "r"): 13,
            UInt8(ascii: "\\"): 92, UInt8(ascii: "'"): 39, UInt8(ascii: "\""): 34,
            UInt8(ascii: "a"): 7, UInt8(ascii: "b"): 8, UInt8(ascii: "f"): 12,
            UInt8(ascii: "v"): 11,
        ]
        if let byte = plain[letter] {
            text.append(byte)
            return
        }
        switch letter {
        case UInt8(ascii: "\n"): break
        case UInt8(ascii: "x"): escapedScalar(letter, digits: 2, into: &text)
        case UInt8(ascii: "u"): escapedScalar(letter, digits: 4, into: &text)
        case UInt8(ascii: "U"): escapedScalar(letter, digits: 8, into: &text)
        case UInt8(ascii: "0")...UInt8(ascii: "7"):
            var value = UInt32(letter - UInt8(ascii: "0"))
            for _ in 0..<2 where (UInt8(ascii: "0")...UInt8(ascii: "7")).contains(byte(index)) {
                value = value * 8 + UInt32(byte(index) - UInt8(ascii: "0"))
                index += 1
            }
            append(value, to: &text)
        default: text += [UInt8(ascii: "\\"), letter]
        }
    }

    private mutating func escapedScalar(
        _ letter: UInt8, digits: Int, into text: inout [UInt8]
    ) {
        let hexadecimal = source[index...].prefix(digits)
        guard hexadecimal.count == digits,
            let value = UInt32(String(decoding: hexadecimal, as: UTF8.self), radix: 16)
        else {
            text += [UInt8(ascii: "\\"), letter]
            return
        }
        index += digits
        append(value, to: &text)
    }

    private func append(_ value: UInt32, to text: inout [UInt8]) {
        text += Array(String(Unicode.Scalar(value) ?? "\u{FFFD}").utf8)
    }
}
