/// Values as text: what `{{ }}` prints, what Python's `repr` shows inside lists, and JSON.
enum TemplateText {
    /// What printing the value gives.
    static func string(_ value: TemplateValue) -> String {
        switch value {
        case .string(let text): text
        case .undefined: ""
        default: representation(value)
        }
    }

    static func representation(_ value: TemplateValue) -> String {
        switch value {
        case .none: "None"
        case .boolean(let value): value ? "True" : "False"
        case .integer(let value): "\(value)"
        case .number(let value): number(value)
        case .string(let text): quoted(text)
        case .array(let values): "[" + values.map(representation).joined(separator: ", ") + "]"
        case .object(let object):
            "{"
                + object.members.map { quoted($0.name) + ": " + representation($0.value) }
                .joined(separator: ", ") + "}"
        case .undefined: "Undefined"
        case .callable: "<function>"
        case .namespace: "<Namespace>"
        }
    }

    /// A float as Python writes it: the shortest digits that give it back.
    static func number(_ value: Double) -> String {
        if value.isNaN { return "nan" }
        if value.isInfinite { return value < 0 ? "-inf" : "inf" }
        return "\(value)"
    }

    private static func quoted(_ text: String) -> String {
        let usesDouble =
            text.utf8.contains(UInt8(ascii: "'"))
            && !text.utf8.contains(UInt8(ascii: "\""))
        let quote: Unicode.Scalar = usesDouble ? "\"" : "'"
        var result = String(quote)
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case "\\": result += "\\\\"
            case quote: result += "\\" + String(scalar)
            case _ where isPrintable(scalar): result.unicodeScalars.append(scalar)
            default: result += escaped(scalar.value)
            }
        }
        return result + String(quote)
    }

    private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator,
            .paragraphSeparator:
            false
        case .spaceSeparator: scalar == " "
        default: true
        }
    }

    private static func escaped(_ value: UInt32) -> String {
        switch value {
        case ..<0x100: "\\x" + hexadecimal(value, digits: 2)
        case ..<0x10000: "\\u" + hexadecimal(value, digits: 4)
        default: "\\U" + hexadecimal(value, digits: 8)
        }
    }

    static func hexadecimal(_ value: UInt32, digits: Int) -> String {
        let text = String(value, radix: 16)
        return String(repeating: "0", count: max(0, digits - text.utf8.count)) + text
    }

    /// The name of the value's type in Python, for messages.
    static func typeName(_ value: TemplateValue) -> String {
        switch value {
        case .none: "NoneType"
        case .boolean: "bool"
        case .integer: "int"
        case .number: "float"
        case .string: "str"
        case .array: "list"
        case .object: "dict"
        case .undefined: "Undefined"
        case .callable: "function"
        case .namespace: "Namespace"
        }
    }
}

/// Writes JSON as Python's `json.dumps` with `ensure_ascii=False`, the way chat templates expect.
struct TemplateJSON {
    /// Blanks a level; nil for one line.
    var indent: Int?
    var itemSeparator: String
    var keySeparator = ": "
    var sortsKeys = false
    /// Whether characters beyond ASCII are written as `\u` escapes.
    var escapesUnicode = false

    init(indent: Int?) {
        self.indent = indent
        itemSeparator = indent == nil ? ", " : ","
    }

    func text(_ value: TemplateValue) throws(TemplateFault) -> String {
        var result = ""
        try write(value, level: 0, into: &result)
        return result
    }

    private func write(
        _ value: TemplateValue, level: Int, into text: inout String
    ) throws(TemplateFault) {
        switch value {
        case .none: text += "null"
        case .boolean(let value): text += value ? "true" : "false"
        case .integer(let value): text += "\(value)"
        case .number(let value): text += number(value)
        case .string(let value): text += quoted(value)
        case .array(let values):
            guard !values.isEmpty else {
                text += "[]"
                return
            }
            text += "["
            for (index, element) in values.enumerated() {
                separate(index, level + 1, &text)
                try write(element, level: level + 1, into: &text)
            }
            breakLine(level, &text)
            text += "]"
        case .object(let object): try write(object, level: level, into: &text)
        case .undefined, .callable, .namespace:
            throw .evaluation(
                "a value of type \(TemplateText.typeName(value)) cannot be written as JSON")
        }
    }

    private func write(
        _ object: TemplateObject, level: Int, into text: inout String
    ) throws(TemplateFault) {
        guard !object.members.isEmpty else {
            text += "{}"
            return
        }
        let members =
            sortsKeys
            ? object.members.sorted { PythonText.precedes($0.name, $1.name) } : object.members
        text += "{"
        for (index, member) in members.enumerated() {
            separate(index, level + 1, &text)
            text += quoted(member.name) + keySeparator
            try write(member.value, level: level + 1, into: &text)
        }
        breakLine(level, &text)
        text += "}"
    }

    private func separate(_ index: Int, _ level: Int, _ text: inout String) {
        if index > 0 { text += itemSeparator }
        breakLine(level, &text)
    }

    private func breakLine(_ level: Int, _ text: inout String) {
        guard let indent else { return }
        text += "\n" + String(repeating: " ", count: indent * level)
    }

    private func number(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value < 0 ? "-Infinity" : "Infinity" }
        return TemplateText.number(value)
    }

    private func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case "\u{8}": result += "\\b"
            case "\u{C}": result += "\\f"
            case _ where scalar.value < 0x20:
                result += "\\u" + TemplateText.hexadecimal(scalar.value, digits: 4)
            case _ where escapesUnicode && scalar.value >= 0x7F:
                for unit in String(scalar).utf16 {
                    result += "\\u" + TemplateText.hexadecimal(UInt32(unit), digits: 4)
                }
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
