import Foundation

/// The filters that need only their value and arguments.
enum TemplateFilters {
    struct Filter: Sendable {
        typealias Body =
            @Sendable (TemplateValue, TemplateBoundArguments) throws(TemplateFault) -> TemplateValue

        var parameters: [String]
        var body: Body

        init(_ parameters: [String] = [], _ body: @escaping Body) {
            self.parameters = parameters
            self.body = body
        }
    }

    private static let all: [String: Filter] = ofText.merging(ofNumbers) { first, _ in first }
        .merging(ofLists) { first, _ in first }
        .merging(ofAnything) { first, _ in first }

    static func isKnown(_ name: String) -> Bool {
        all[name] != nil || TemplateInterpreter.mappingFilters.contains(name)
    }

    static func apply(
        _ name: String, _ value: TemplateValue, _ arguments: TemplateCallArguments
    ) throws(TemplateFault) -> TemplateValue {
        guard let filter = all[name] else { throw .evaluation("there is no filter '\(name)'") }
        return try filter.body(value, try arguments.bound(to: filter.parameters, of: name))
    }

    private static let ofAnything: [String: Filter] = [
        "string": Filter { value, _ in .string(TemplateText.string(value)) },
        "safe": Filter { value, _ in .string(TemplateText.string(value)) },
        "default": defaulting, "d": defaulting,
        "length": measuring, "count": measuring,
        "tojson": Filter(["ensure_ascii", "indent", "separators", "sort_keys"]) {
            value, arguments throws(TemplateFault) in
            var json = TemplateJSON(indent: try arguments.integer("indent"))
            if case .array(let separators)? = arguments["separators"], separators.count == 2 {
                json.itemSeparator = TemplateText.string(separators[0])
                json.keySeparator = TemplateText.string(separators[1])
            }
            json.sortsKeys = arguments.isTrue("sort_keys")
            json.escapesUnicode = arguments.isTrue("ensure_ascii")
            return .string(try json.text(value))
        },
        "items": Filter { value, _ throws(TemplateFault) in
            switch value {
            case .object(let object): return items(object)
            case .undefined: return .array([])
            default: throw .evaluation("'items' needs a dictionary")
            }
        },
        "dictsort": Filter(["case_sensitive", "by", "reverse"]) {
            value, arguments throws(TemplateFault) in
            guard case .object(let object) = value, case .array(let pairs) = items(object) else {
                throw .evaluation("'dictsort' needs a dictionary")
            }
            let place = try arguments.string("by") == "value" ? 1 : 0
            let order = TemplateOrder(
                ignoresCase: !arguments.isTrue("case_sensitive"),
                isReversed: arguments.isTrue("reverse"))
            return .array(
                try order.sorted(pairs) { pair in
                    if case .array(let parts) = pair { parts[place] } else { pair }
                })
        },
    ]

    private static let defaulting = Filter(["default_value", "boolean"]) { value, arguments in
        let fallback = arguments["default_value"] ?? .string("")
        if case .undefined = value { return fallback }
        return arguments.isTrue("boolean") && !TemplateOperators.isTrue(value) ? fallback : value
    }

    private static let measuring = Filter { value, _ throws(TemplateFault) in
        switch value {
        case .string(let text): return .integer(text.unicodeScalars.count)
        case .array(let values): return .integer(values.count)
        case .object(let object): return .integer(object.members.count)
        case .undefined: return .integer(0)
        default:
            throw .evaluation("a value of type \(TemplateText.typeName(value)) has no length")
        }
    }

    static func items(_ object: TemplateObject) -> TemplateValue {
        .array(object.members.map { .array([.string($0.name), $0.value]) })
    }
}

/// Filters of numbers.
extension TemplateFilters {
    private static let ofNumbers: [String: Filter] = [
        "abs": Filter { value, _ throws(TemplateFault) in
            let isNegative = try TemplateOperators.precedes(value, .integer(0))
            return isNegative
                ? try TemplateArithmetic.subtract.apply(.integer(0), value) : value
        },
        "int": Filter(["default", "base"]) { value, arguments throws(TemplateFault) in
            let base = try arguments.integer("base") ?? 10
            return integer(value, base: base).map(TemplateValue.integer)
                ?? arguments["default"] ?? .integer(0)
        },
        "float": Filter(["default"]) { value, arguments in
            if let number = TemplateOperators.number(value) { return .number(number) }
            if case .string(let text) = value,
                let number = Double(PythonText.strip(text, nil, .both))
            {
                return .number(number)
            }
            return arguments["default"] ?? .number(0)
        },
        "round": Filter(["precision", "method"]) { value, arguments throws(TemplateFault) in
            let digits = try arguments.integer("precision") ?? 0
            let method = try arguments.string("method") ?? "common"
            guard let number = TemplateOperators.number(value), abs(digits) < 16 else {
                throw .evaluation("'round' needs a number and at most 15 digits")
            }
            if method == "common" { return rounded(number, digits, of: value) }
            let rules: [String: FloatingPointRoundingRule] = ["ceil": .up, "floor": .down]
            guard let rule = rules[method] else {
                throw .evaluation("'round' has no method '\(method)'")
            }
            return .number(rounded(number, digits, rule))
        },
    ]

    /// Python's `round`: whole numbers stay whole, others are rounded in decimal.
    private static func rounded(
        _ number: Double, _ digits: Int, of value: TemplateValue
    ) -> TemplateValue {
        if case .number = value {
            guard digits > 0, number.isFinite else {
                return .number(rounded(number, digits, .toNearestOrEven))
            }
            return .number(Double(String(format: "%.\(digits)f", number)) ?? number)
        }
        guard digits < 0 else { return value }
        return Int(exactly: rounded(number, digits, .toNearestOrEven))
            .map(TemplateValue.integer) ?? value
    }

    private static func rounded(
        _ number: Double, _ digits: Int, _ rule: FloatingPointRoundingRule
    ) -> Double {
        let scale = (0..<abs(digits)).reduce(1.0) { product, _ in product * 10 }
        return digits < 0
            ? (number / scale).rounded(rule) * scale : (number * scale).rounded(rule) / scale
    }

    private static func integer(_ value: TemplateValue, base: Int) -> Int? {
        switch value {
        case .number(let number): return Int(exactly: number.rounded(.towardZero))
        case .string(let text):
            let digits = PythonText.strip(text, nil, .both)
            guard (2...36).contains(base) else { return nil }
            return Int(digits, radix: base)
                ?? (base == 10 ? Double(digits) : nil)
                .flatMap { Int(exactly: $0.rounded(.towardZero)) }
        default: return TemplateOperators.integer(value)
        }
    }
}
