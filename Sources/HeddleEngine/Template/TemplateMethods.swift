/// The methods of texts, lists and dictionaries, those of Python that change nothing.
enum TemplateMethods {
    struct Method: Sendable {
        typealias Body =
            @Sendable (TemplateBoundArguments, String) throws(TemplateFault) -> TemplateValue

        var parameters: [String]
        var body: Body

        init(_ parameters: [String] = [], _ body: @escaping Body) {
            self.parameters = parameters
            self.body = body
        }
    }

    private static let ofList: Set<String> = ["index", "count"]
    private static let ofDictionary: Set<String> = ["items", "keys", "values", "get", "copy"]
    private static let changing: [String: Set<String>] = [
        "list": ["append", "extend", "insert", "pop", "remove", "clear", "sort", "reverse"],
        "dict": ["update", "pop", "popitem", "setdefault", "clear"],
    ]

    static func isKnown(_ name: String, for value: TemplateValue) -> Bool {
        switch value {
        case .string: ofText[name] != nil
        case .array: ofList.contains(name) || isChanging(name, value)
        case .object: ofDictionary.contains(name) || isChanging(name, value)
        default: false
        }
    }

    private static func isChanging(_ name: String, _ value: TemplateValue) -> Bool {
        changing[TemplateText.typeName(value)]?.contains(name) ?? false
    }

    static func call(
        _ name: String, of owner: TemplateValue, _ arguments: TemplateCallArguments
    ) throws(TemplateFault) -> TemplateValue {
        if isChanging(name, owner) {
            throw .evaluation(
                "'\(name)' would change a \(TemplateText.typeName(owner)), "
                    + "which templates may not do")
        }
        switch owner {
        case .string(let text):
            guard let method = ofText[name] else { return .none }
            return try method.body(try arguments.bound(to: method.parameters, of: name), text)
        case .array(let values): return try callOnList(name, values, arguments)
        case .object(let object): return try callOnDictionary(name, object, arguments)
        default: return .none
        }
    }

    private static func callOnList(
        _ name: String, _ values: [TemplateValue], _ arguments: TemplateCallArguments
    ) throws(TemplateFault) -> TemplateValue {
        let item = try arguments.bound(to: ["value"], of: name).required("value")
        if name == "count" {
            return .integer(values.count { TemplateOperators.equals($0, item) })
        }
        guard let place = values.firstIndex(where: { TemplateOperators.equals($0, item) }) else {
            throw .evaluation("the list has no such element")
        }
        return .integer(place)
    }

    private static func callOnDictionary(
        _ name: String, _ object: TemplateObject, _ arguments: TemplateCallArguments
    ) throws(TemplateFault) -> TemplateValue {
        if name == "get" {
            let arguments = try arguments.bound(to: ["key", "default"], of: name)
            let fallback = arguments["default"] ?? .none
            guard case .string(let key) = try arguments.required("key") else { return fallback }
            return object[key] ?? fallback
        }
        _ = try arguments.bound(to: [], of: name)
        switch name {
        case "items": return TemplateFilters.items(object)
        case "keys": return .array(object.members.map { .string($0.name) })
        case "values": return .array(object.members.map(\.value))
        default: return .object(object)
        }
    }

    private static let ofText: [String: Method] = cutting.merging(casing) { first, _ in first }
        .merging(searching) { first, _ in first }
        .merging(asking) { first, _ in first }

    private static let cutting: [String: Method] = [
        "strip": stripping(.both), "lstrip": stripping(.left), "rstrip": stripping(.right),
        "split": splitting(fromRight: false), "rsplit": splitting(fromRight: true),
        "splitlines": Method(["keepends"]) { arguments, text in
            let lines = PythonText.lines(text, keepsEnds: arguments.isTrue("keepends"))
            return .array(lines.map(TemplateValue.string))
        },
        "removeprefix": Method(["prefix"]) { arguments, text throws(TemplateFault) in
            let prefix = try arguments.requiredString("prefix").utf8
            guard text.utf8.starts(with: prefix) else { return .string(text) }
            return .string(String(decoding: text.utf8.dropFirst(prefix.count), as: UTF8.self))
        },
        "removesuffix": Method(["suffix"]) { arguments, text throws(TemplateFault) in
            let suffix = try arguments.requiredString("suffix").utf8
            guard text.utf8.reversed().starts(with: suffix.reversed()) else {
                return .string(text)
            }
            return .string(String(decoding: text.utf8.dropLast(suffix.count), as: UTF8.self))
        },
        "replace": Method(["old", "new", "count"]) { arguments, text throws(TemplateFault) in
            try TemplateFilters.replaced(text, arguments)
        },
        "join": Method(["iterable"]) { separator, text throws(TemplateFault) in
            guard case .array(let values) = try separator.required("iterable") else {
                throw .evaluation("'join' needs a list")
            }
            return try TemplateFilters.joined(values, text)
        },
        "zfill": Method(["width"]) { arguments, text throws(TemplateFault) in
            let width = try arguments.integer("width") ?? 0
            try TemplateLimits.check(bytes: width)
            let missing = max(0, width - text.unicodeScalars.count)
            let hasSign = text.utf8.first == 0x2B || text.utf8.first == 0x2D
            let sign = hasSign ? String(text.unicodeScalars.prefix(1)) : ""
            let rest = String(text.unicodeScalars.dropFirst(hasSign ? 1 : 0))
            return .string(sign + String(repeating: "0", count: missing) + rest)
        },
    ]

    private static let casing: [String: Method] = [
        "upper": Method { _, text in .string(text.uppercased()) },
        "lower": Method { _, text in .string(text.lowercased()) },
        "title": Method { _, text in .string(PythonText.title(text)) },
        "capitalize": Method { _, text in .string(PythonText.capitalize(text)) },
    ]

    private static let searching: [String: Method] = [
        "startswith": Method(["prefix"]) { arguments, text throws(TemplateFault) in
            .boolean(
                try affixes(arguments, "prefix").contains { text.utf8.starts(with: $0.utf8) })
        },
        "endswith": Method(["suffix"]) { arguments, text throws(TemplateFault) in
            let end = text.utf8.reversed()
            return .boolean(
                try affixes(arguments, "suffix").contains { end.starts(with: $0.utf8.reversed()) })
        },
        "count": Method(["part"]) { arguments, text throws(TemplateFault) in
            let part = try arguments.requiredString("part")
            let count = text.unicodeScalars.count + 1
            return .integer(part.isEmpty ? count : places(of: part, in: text).count)
        },
        "find": Method(["part"]) { arguments, text throws(TemplateFault) in
            let part = try arguments.requiredString("part")
            return .integer(part.isEmpty ? 0 : places(of: part, in: text).first ?? -1)
        },
        "rfind": Method(["part"]) { arguments, text throws(TemplateFault) in
            let part = try arguments.requiredString("part")
            let end = text.unicodeScalars.count
            return .integer(part.isEmpty ? end : places(of: part, in: text).last ?? -1)
        },
        "index": Method(["part"]) { arguments, text throws(TemplateFault) in
            let part = try arguments.requiredString("part")
            guard let place = part.isEmpty ? 0 : places(of: part, in: text).first else {
                throw .evaluation("the text does not contain '\(part)'")
            }
            return .integer(place)
        },
    ]

    private static let asking: [String: Method] = [
        "isdigit": asking { ScalarClass(of: $0.value).contains(.number) },
        "isalpha": asking { ScalarClass(of: $0.value).contains(.letter) },
        "isalnum": asking { !ScalarClass(of: $0.value).isDisjoint(with: [.letter, .number]) },
        "isspace": asking { PythonText.isSpace($0.value) },
        "isupper": Method { _, text in .boolean(TemplateTests.isCased(text, upper: true)) },
        "islower": Method { _, text in .boolean(TemplateTests.isCased(text, upper: false)) },
    ]

    private static func stripping(_ side: PythonText.Side) -> Method {
        Method(["chars"]) { arguments, text throws(TemplateFault) in
            .string(PythonText.strip(text, try arguments.string("chars"), side))
        }
    }

    private static func splitting(fromRight: Bool) -> Method {
        Method(["sep", "maxsplit"]) { arguments, text throws(TemplateFault) in
            let limit = try arguments.integer("maxsplit") ?? -1
            guard let separator = try arguments.string("sep") else {
                guard !fromRight || limit < 0 else {
                    throw .evaluation("'rsplit' with a limit needs a separator")
                }
                return .array(PythonText.words(text, limit: limit).map(TemplateValue.string))
            }
            guard !separator.isEmpty else { throw .evaluation("an empty separator") }
            let parts = PythonText.split(text, separator, limit: limit, fromRight: fromRight)
            return .array(parts.map(TemplateValue.string))
        }
    }

    private static func asking(
        _ holds: @escaping @Sendable (Unicode.Scalar) -> Bool
    ) -> Method {
        Method { _, text in .boolean(!text.isEmpty && text.unicodeScalars.allSatisfy(holds)) }
    }

    /// One text or a list of texts.
    private static func affixes(
        _ arguments: TemplateBoundArguments, _ name: String
    ) throws(TemplateFault) -> [String] {
        guard case .array(let values) = try arguments.required(name) else {
            return [try arguments.requiredString(name)]
        }
        return values.map(TemplateText.string)
    }

    /// Where a part begins, in Unicode scalars.
    private static func places(of part: String, in text: String) -> [Int] {
        let bytes = Array(text.utf8)
        return PythonText.matches(of: Array(part.utf8), in: bytes).map { match in
            bytes[..<match].count { !UTF8.isContinuation($0) }
        }
    }
}
