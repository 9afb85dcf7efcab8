/// What a template can call.
extension TemplateInterpreter {
    mutating func call(
        _ function: TemplateValue, _ arguments: TemplateCallArguments
    ) throws(TemplateFault) -> TemplateValue {
        guard case .callable(let callable) = function else {
            if case .undefined(let reason) = function { throw .evaluation(reason) }
            throw .evaluation(
                "a value of type \(TemplateText.typeName(function)) cannot be called")
        }
        switch callable.kind {
        case .macro(let number): return try callMacro(number, arguments)
        case .method(let owner, let name):
            return try TemplateMethods.call(name, of: owner, arguments)
        case .cycle(let turn):
            guard !arguments.positional.isEmpty else {
                throw .evaluation("'loop.cycle' needs arguments")
            }
            return arguments.positional[turn % arguments.positional.count]
        case .function(let name): return try callFunction(name, arguments)
        }
    }

    private mutating func callFunction(
        _ name: String, _ arguments: TemplateCallArguments
    ) throws(TemplateFault) -> TemplateValue {
        switch name {
        case "raise_exception":
            let message = try arguments.bound(to: ["message"], of: name).required("message")
            throw TemplateFault(kind: .raised, reason: TemplateText.string(message))
        case "strftime_now":
            let format = try arguments.bound(to: ["format"], of: name).requiredString("format")
            return .string(now.formatted(format))
        case "namespace":
            namespaces.append(try TemplateFunctions.object(name, arguments))
            return .namespace(namespaces.count - 1)
        case "dict": return .object(try TemplateFunctions.object(name, arguments))
        default:
            let numbers = try TemplateFunctions.range(arguments)
            try charge(numbers.count)
            return .array(numbers.map(TemplateValue.integer))
        }
    }
}

/// The functions that every template has.
enum TemplateFunctions {
    private static let names: Set<String> = [
        "raise_exception", "strftime_now", "namespace", "dict", "range",
    ]

    static func isKnown(_ name: String) -> Bool { names.contains(name) }

    /// `dict(a=1)` and `namespace(a=1)`, with another object to start from.
    static func object(
        _ function: String, _ arguments: TemplateCallArguments
    ) throws(TemplateFault) -> TemplateObject {
        var object = TemplateObject()
        for argument in arguments.positional {
            guard case .object(let base) = argument, arguments.positional.count == 1 else {
                throw .evaluation("'\(function)' takes named values or one dictionary")
            }
            object = base
        }
        for argument in arguments.named { object[argument.name] = argument.value }
        return object
    }

    static func range(_ arguments: TemplateCallArguments) throws(TemplateFault) -> [Int] {
        let bounds = try arguments.bound(to: ["start", "stop", "step"], of: "range")
        guard let first = try bounds.integer("start") else {
            throw .evaluation("'range' needs a whole number")
        }
        let second = try bounds.integer("stop")
        let step = try bounds.integer("step") ?? 1
        guard step != 0 else { throw .evaluation("a range with the step 0") }
        let numbers = stride(from: second == nil ? 0 : first, to: second ?? first, by: step)
        var result: [Int] = []
        for number in numbers {
            guard result.count < TemplateLimits.range else {
                throw .limit("a range of more than \(TemplateLimits.range) numbers")
            }
            result.append(number)
        }
        return result
    }
}
