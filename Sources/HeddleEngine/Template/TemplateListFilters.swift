/// Filters of lists.
extension TemplateFilters {
    static let ofLists: [String: Filter] = [
        "first": Filter { value, _ throws(TemplateFault) in
            try elements(value).first ?? .undefined("the list is empty, it has no first element")
        },
        "last": Filter { value, _ throws(TemplateFault) in
            try elements(value).last ?? .undefined("the list is empty, it has no last element")
        },
        "list": Filter { value, _ throws(TemplateFault) in .array(try elements(value)) },
        "reverse": Filter { value, _ throws(TemplateFault) in
            if case .string(let text) = value {
                return .string(String(String.UnicodeScalarView(text.unicodeScalars.reversed())))
            }
            return .array(try elements(value).reversed())
        },
        "join": Filter(["d", "attribute"]) { value, arguments throws(TemplateFault) in
            var values = try elements(value)
            if let path = arguments["attribute"] {
                values = try TemplatePath(path).values(in: values)
            }
            return try joined(values, TemplateText.string(arguments["d"] ?? .string("")))
        },
        "sort": Filter(["reverse", "case_sensitive", "attribute"]) {
            value, arguments throws(TemplateFault) in
            let path = try arguments["attribute"].map(TemplatePath.init)
            return .array(
                try TemplateOrder(arguments).sorted(elements(value)) {
                    element throws(TemplateFault) in
                    try path?.value(in: element) ?? element
                })
        },
        "unique": Filter(["case_sensitive", "attribute"]) {
            value, arguments throws(TemplateFault) in
            let path = try arguments["attribute"].map(TemplatePath.init)
            let order = TemplateOrder(arguments)
            var seen: [TemplateValue] = []
            var kept: [TemplateValue] = []
            for element in try elements(value) {
                let key = order.key(try path?.value(in: element) ?? element)
                guard !seen.contains(where: { TemplateOperators.equals($0, key) }) else { continue }
                seen.append(key)
                kept.append(element)
            }
            return .array(kept)
        },
        "min": extreme { TemplateOrder($0).sorted },
        "max": extreme { TemplateOrder($0, reversed: true).sorted },
        "sum": Filter(["attribute", "start"]) { value, arguments throws(TemplateFault) in
            var values = try elements(value)
            if let path = arguments["attribute"] {
                values = try TemplatePath(path).values(in: values)
            }
            var sum = arguments["start"] ?? .integer(0)
            for value in values { sum = try TemplateArithmetic.add.apply(sum, value) }
            return sum
        },
        "batch": Filter(["linecount", "fill_with"]) { value, arguments throws(TemplateFault) in
            let values = try elements(value)
            guard let count = try arguments.integer("linecount"), count > 0 else {
                throw .evaluation("'batch' needs a number above 0")
            }
            return .array(
                stride(from: 0, to: values.count, by: count).map { start in
                    let row = Array(values[start..<min(start + count, values.count)])
                    let fill = arguments["fill_with"].map {
                        Array(repeating: $0, count: count - row.count)
                    }
                    return .array(row + (fill ?? []))
                })
        },
    ]

    private static func extreme(
        _ order:
            @escaping @Sendable (TemplateBoundArguments) -> (
                [TemplateValue], (TemplateValue) throws(TemplateFault) -> TemplateValue
            ) throws(TemplateFault) -> [TemplateValue]
    ) -> Filter {
        Filter(["case_sensitive", "attribute"]) { value, arguments throws(TemplateFault) in
            let path = try arguments["attribute"].map(TemplatePath.init)
            let sorted = try order(arguments)(elements(value)) { element throws(TemplateFault) in
                try path?.value(in: element) ?? element
            }
            return sorted.first ?? .undefined("the list is empty")
        }
    }

    static func elements(_ value: TemplateValue) throws(TemplateFault) -> [TemplateValue] {
        switch value {
        case .array(let values): return values
        case .object(let object): return object.members.map { .string($0.name) }
        case .string(let text): return text.unicodeScalars.map { .string(String($0)) }
        case .undefined: return []
        default:
            throw .evaluation("a value of type \(TemplateText.typeName(value)) has no elements")
        }
    }

    static func joined(
        _ values: [TemplateValue], _ separator: String
    ) throws(TemplateFault) -> TemplateValue {
        let texts = values.map(TemplateText.string)
        let length = texts.reduce(0) { $0 + $1.utf8.count }
        try TemplateLimits.check(bytes: length + separator.utf8.count * texts.count)
        return .string(texts.joined(separator: separator))
    }
}

/// How `sort` and its kin order values: texts without regard to case unless asked.
struct TemplateOrder {
    var ignoresCase: Bool
    var isReversed: Bool

    init(ignoresCase: Bool, isReversed: Bool) {
        self.ignoresCase = ignoresCase
        self.isReversed = isReversed
    }

    init(_ arguments: TemplateBoundArguments, reversed: Bool = false) {
        ignoresCase = !arguments.isTrue("case_sensitive")
        isReversed = reversed || arguments.isTrue("reverse")
    }

    func key(_ value: TemplateValue) -> TemplateValue {
        if ignoresCase, case .string(let text) = value { .string(text.lowercased()) } else { value }
    }

    /// Sorts by a key; equal elements keep their order.
    func sorted(
        _ values: [TemplateValue],
        by key: (TemplateValue) throws(TemplateFault) -> TemplateValue
    ) throws(TemplateFault) -> [TemplateValue] {
        var keyed: [(key: TemplateValue, value: TemplateValue)] = []
        for value in values { keyed.append((self.key(try key(value)), value)) }
        do {
            return try keyed.sorted { left, right in
                guard !TemplateOperators.equals(left.key, right.key) else { return false }
                return isReversed
                    ? try TemplateOperators.precedes(right.key, left.key)
                    : try TemplateOperators.precedes(left.key, right.key)
            }.map(\.value)
        } catch let fault as TemplateFault {
            throw fault
        } catch {
            throw .evaluation("\(error)")
        }
    }
}

/// The place of a value inside others, as `attribute` arguments give it: `function.name` or `0`.
struct TemplatePath {
    private var steps: [TemplateValue]

    init(_ value: TemplateValue) throws(TemplateFault) {
        switch value {
        case .integer: steps = [value]
        case .string(let text):
            steps = PythonText.split(text, ".", limit: -1, fromRight: false).map { step in
                Int(step).map(TemplateValue.integer) ?? .string(step)
            }
        default: throw .evaluation("an attribute must be a text or a number")
        }
    }

    /// The value at the place. Where a step finds nothing the fallback takes its place, or the
    /// value is undefined.
    func value(
        in start: TemplateValue, fallback: TemplateValue? = nil
    ) throws(TemplateFault) -> TemplateValue {
        var value = start
        for step in steps {
            value = try TemplateMembers.element(step, of: value, in: [])
            if case .undefined = value, let fallback { value = fallback }
        }
        return value
    }

    func values(in starts: [TemplateValue]) throws(TemplateFault) -> [TemplateValue] {
        var values: [TemplateValue] = []
        for start in starts { values.append(try value(in: start)) }
        return values
    }
}
