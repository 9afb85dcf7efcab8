/// Filters that apply another filter or a test to every element.
extension TemplateInterpreter {
    static let mappingFilters: Set<String> = [
        "map", "select", "reject", "selectattr", "rejectattr",
    ]

    mutating func filter(
        _ name: String, _ value: TemplateValue, _ arguments: TemplateCallArguments
    ) throws(TemplateFault) -> TemplateValue {
        guard Self.mappingFilters.contains(name) else {
            return try TemplateFilters.apply(name, value, arguments)
        }
        let elements = try TemplateFilters.elements(value)
        try charge(elements.count)
        switch name {
        case "map": return .array(try mapped(elements, arguments))
        case "select", "reject":
            let test = try Self.test(arguments.positional[...])
            return .array(
                try selected(elements, keeps: name == "select") {
                    element throws(TemplateFault) in try test(element)
                })
        default:
            guard let first = arguments.positional.first else {
                throw .evaluation("'\(name)' needs an attribute")
            }
            let path = try TemplatePath(first)
            let test = try Self.test(arguments.positional.dropFirst())
            return .array(
                try selected(elements, keeps: name == "selectattr") {
                    element throws(TemplateFault) in try test(try path.value(in: element))
                })
        }
    }

    private mutating func mapped(
        _ elements: [TemplateValue], _ arguments: TemplateCallArguments
    ) throws(TemplateFault) -> [TemplateValue] {
        var result: [TemplateValue] = []
        guard let first = arguments.positional.first else {
            let named = try arguments.bound(to: ["attribute", "default"], of: "map")
            let path = try TemplatePath(try named.required("attribute"))
            for element in elements {
                result.append(try path.value(in: element, fallback: named["default"]))
            }
            return result
        }
        guard case .string(let name) = first, TemplateFilters.isKnown(name) else {
            throw .evaluation("there is no filter \(TemplateText.representation(first))")
        }
        let rest = TemplateCallArguments(
            positional: Array(arguments.positional.dropFirst()), named: arguments.named)
        for element in elements { result.append(try filter(name, element, rest)) }
        return result
    }

    private func selected(
        _ elements: [TemplateValue], keeps: Bool,
        _ holds: (TemplateValue) throws(TemplateFault) -> Bool
    ) throws(TemplateFault) -> [TemplateValue] {
        var result: [TemplateValue] = []
        for element in elements where try holds(element) == keeps { result.append(element) }
        return result
    }

    /// The test that the arguments name, or truth where they name none.
    private static func test(
        _ arguments: ArraySlice<TemplateValue>
    ) throws(TemplateFault) -> (TemplateValue) throws(TemplateFault) -> Bool {
        guard let first = arguments.first else { return { TemplateOperators.isTrue($0) } }
        let symbols = [
            "==": "eq", "!=": "ne", "<": "lt", "<=": "le", ">": "gt", ">=": "ge",
        ]
        guard case .string(let text) = first else {
            throw .evaluation("the name of a test must be a text")
        }
        let name = symbols[text] ?? text
        guard TemplateTests.isKnown(name) else { throw .evaluation("there is no test '\(name)'") }
        let rest = TemplateCallArguments(positional: Array(arguments.dropFirst()))
        return { value throws(TemplateFault) in try TemplateTests.apply(name, value, rest) }
    }
}
