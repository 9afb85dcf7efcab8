/// Filters of text.
extension TemplateFilters {
    static let ofText: [String: Filter] = [
        "trim": Filter(["chars"]) { value, arguments throws(TemplateFault) in
            let text = TemplateText.string(value)
            return .string(PythonText.strip(text, try arguments.string("chars"), .both))
        },
        "upper": Filter { value, _ in .string(TemplateText.string(value).uppercased()) },
        "lower": Filter { value, _ in .string(TemplateText.string(value).lowercased()) },
        "capitalize": Filter { value, _ in
            .string(PythonText.capitalize(TemplateText.string(value)))
        },
        "title": Filter { value, _ in .string(title(TemplateText.string(value))) },
        "replace": Filter(["old", "new", "count"]) { value, arguments throws(TemplateFault) in
            try replaced(TemplateText.string(value), arguments)
        },
        "indent": Filter(["width", "first", "blank"]) { value, arguments throws(TemplateFault) in
            try indented(TemplateText.string(value), arguments)
        },
        "wordcount": Filter { value, _ in
            .integer(PythonText.words(TemplateText.string(value), limit: -1).count)
        },
        "escape": escaping, "e": escaping,
    ]

    private static let escaping = Filter { value, _ in
        var text = TemplateText.string(value)
        for (plain, escaped) in [
            ("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ("'", "&#39;"), ("\"", "&#34;"),
        ] {
            text = PythonText.replace(text, plain, escaped, limit: -1)
        }
        return .string(text)
    }

    static func replaced(
        _ text: String, _ arguments: TemplateBoundArguments
    ) throws(TemplateFault) -> TemplateValue {
        let old = try arguments.requiredString("old")
        let new = try arguments.requiredString("new")
        let limit = try arguments.integer("count") ?? -1
        try TemplateLimits.check(
            bytes: text.utf8.count + 1, times: new.utf8.count / max(1, old.utf8.count))
        return .string(PythonText.replace(text, old, new, limit: limit))
    }

    /// Every word begins with a capital; words also begin after a hyphen or an opening bracket.
    private static func title(_ text: String) -> String {
        var result = ""
        var atStart = true
        for scalar in text.unicodeScalars {
            let properties = scalar.properties
            result += atStart ? properties.uppercaseMapping : properties.lowercaseMapping
            atStart = PythonText.isSpace(scalar.value) || "-({[<".unicodeScalars.contains(scalar)
        }
        return result
    }

    private static func indented(
        _ text: String, _ arguments: TemplateBoundArguments
    ) throws(TemplateFault) -> TemplateValue {
        var indent = ""
        if case .string(let text)? = arguments["width"] {
            indent = text
        } else {
            let width = try arguments.integer("width") ?? 4
            try TemplateLimits.check(bytes: width)
            indent = String(repeating: " ", count: max(0, width))
        }
        var lines = PythonText.lines(text, keepsEnds: false)
        if text.utf8.last == UInt8(ascii: "\n") || text.isEmpty { lines.append("") }
        try TemplateLimits.check(bytes: indent.utf8.count, times: lines.count)
        let indentsBlank = arguments.isTrue("blank")
        let indentsFirst = arguments.isTrue("first")
        for index in lines.indices where index > 0 || indentsFirst {
            if index == 0 || indentsBlank || !lines[index].isEmpty {
                lines[index] = indent + lines[index]
            }
        }
        return .string(lines.joined(separator: "\n"))
    }
}
