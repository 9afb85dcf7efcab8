/// Runs the statements of a template and collects their text.
struct TemplateInterpreter {
    typealias Scope = [String: TemplateValue]

    /// How a list of statements ended.
    enum Flow { case normal, leaveLoop, nextTurn }

    /// A macro with the scopes around its definition, the outermost left out: that one is always
    /// looked at as it is when the macro runs.
    struct Closure {
        var macro: TemplateMacro
        var scopes: [Scope]
    }

    private var output: [UInt8] = []
    private var scopes: [Scope]
    private var closures: [Closure] = []
    private var depth = 0
    private var stepsLeft = TemplateLimits.steps
    /// The text of the blocks whose filters are being applied.
    private var blockTexts: [String] = []
    var namespaces: [TemplateObject] = []
    let now: CalendarTime

    init(variables: Scope, now: CalendarTime) {
        scopes = [variables]
        self.now = now
    }

    mutating func text(
        of statements: [TemplateStatement]
    ) throws(TemplateFault) -> String {
        _ = try run(statements)
        return String(decoding: output, as: UTF8.self)
    }

    /// Charges work against the bound on the whole run.
    mutating func charge(_ steps: Int) throws(TemplateFault) {
        stepsLeft -= steps
        guard stepsLeft >= 0 else {
            throw .limit("more than \(TemplateLimits.steps) steps")
        }
    }

    /// Counts one more level of recursion around `body`.
    mutating func deeper<Result>(
        _ body: (inout TemplateInterpreter) throws(TemplateFault) -> Result
    ) throws(TemplateFault) -> Result {
        depth += 1
        defer { depth -= 1 }
        guard depth <= TemplateLimits.depth else {
            throw .limit("nested deeper than \(TemplateLimits.depth) levels")
        }
        return try body(&self)
    }

    /// Runs `body` with one more scope.
    private mutating func scoped<Result>(
        _ body: (inout TemplateInterpreter) throws(TemplateFault) -> Result
    ) throws(TemplateFault) -> Result {
        scopes.append([:])
        defer { scopes.removeLast() }
        return try body(&self)
    }

    /// The text that `body` writes.
    private mutating func captured(
        _ body: (inout TemplateInterpreter) throws(TemplateFault) -> Void
    ) throws(TemplateFault) -> String {
        let outer = output
        output = []
        defer { output = outer }
        try body(&self)
        return String(decoding: output, as: UTF8.self)
    }

    private mutating func write(_ text: some Collection<UInt8>) throws(TemplateFault) {
        try TemplateLimits.check(bytes: output.count + text.count)
        output.append(contentsOf: text)
    }
}

extension TemplateInterpreter {
    func lookUp(_ name: String) -> TemplateValue {
        for scope in scopes.reversed() {
            if let value = scope[name] { return value }
        }
        return TemplateFunctions.isKnown(name)
            ? .callable(TemplateCallable(kind: .function(name)))
            : .undefined("'\(name)' is undefined")
    }

    var blockText: TemplateValue { .string(blockTexts.last ?? "") }

    private mutating func set(_ name: String, _ value: TemplateValue) throws(TemplateFault) {
        guard value.isNested(atMost: TemplateLimits.valueNesting) else {
            throw .limit("a value nested deeper than \(TemplateLimits.valueNesting) levels")
        }
        scopes[scopes.count - 1][name] = value
    }

    private mutating func bind(
        _ target: TemplateTarget, _ value: TemplateValue
    ) throws(TemplateFault) {
        switch target {
        case .name(let name): try set(name, value)
        case .attribute(let owner, let name):
            guard case .namespace(let number) = lookUp(owner) else {
                throw .evaluation("'\(owner)' is no namespace, its members cannot be set")
            }
            guard value.isNested(atMost: TemplateLimits.valueNesting) else {
                throw .limit("a value nested deeper than \(TemplateLimits.valueNesting) levels")
            }
            namespaces[number][name] = value
        case .list(let targets):
            let parts = try TemplateFilters.elements(value)
            guard parts.count == targets.count else {
                throw .evaluation(
                    "\(targets.count) names for a value of \(parts.count) parts")
            }
            for (target, part) in zip(targets, parts) { try bind(target, part) }
        }
    }

    private mutating func run(
        _ statements: [TemplateStatement]
    ) throws(TemplateFault) -> Flow {
        try deeper { interpreter throws(TemplateFault) in
            for statement in statements {
                let flow: Flow
                do throws(TemplateFault) {
                    try interpreter.charge(1)
                    flow = try interpreter.run(statement.kind)
                } catch {
                    throw error.placed(at: statement.offset)
                }
                if flow != .normal { return flow }
            }
            return .normal
        }
    }

    private mutating func run(_ kind: TemplateStatement.Kind) throws(TemplateFault) -> Flow {
        switch kind {
        case .text(let text): try write(text)
        case .output(let value): try write(TemplateText.string(try evaluate(value)).utf8)
        case .loop(let loop): return try run(loop)
        case .conditional(let branches, let otherwise):
            for branch in branches
            where TemplateOperators.isTrue(try evaluate(branch.condition)) {
                return try run(branch.body)
            }
            return try run(otherwise)
        case .assign(let target, let value): try bind(target, try evaluate(value))
        case .assignBlock(let target, let filter, let body):
            try bind(target, try filtered(filter, body))
        case .filterBlock(let filter, let body):
            try write(TemplateText.string(try filtered(filter, body)).utf8)
        case .macro(let macro): try set(macro.name, closure(macro))
        case .callBlock(let callee, let arguments, let caller):
            let text = try callWithBlock(callee, arguments, caller)
            try write(TemplateText.string(text).utf8)
        case .with(let bindings, let body): return try runWith(bindings, body)
        case .group(let body): return try run(body)
        case .leaveLoop: return .leaveLoop
        case .nextTurn: return .nextTurn
        }
        return .normal
    }

    private mutating func runWith(
        _ bindings: [(target: TemplateTarget, value: TemplateExpression)],
        _ body: [TemplateStatement]
    ) throws(TemplateFault) -> Flow {
        var values: [TemplateValue] = []
        for binding in bindings { values.append(try evaluate(binding.value)) }
        return try scoped { interpreter throws(TemplateFault) in
            for (binding, value) in zip(bindings, values) {
                try interpreter.bind(binding.target, value)
            }
            return try interpreter.run(body)
        }
    }

    private mutating func filtered(
        _ filter: TemplateExpression, _ body: [TemplateStatement]
    ) throws(TemplateFault) -> TemplateValue {
        let text = try captured { interpreter throws(TemplateFault) in
            try interpreter.scoped { interpreter throws(TemplateFault) in
                _ = try interpreter.run(body)
            }
        }
        blockTexts.append(text)
        defer { blockTexts.removeLast() }
        return try evaluate(filter)
    }
}

/// Loops.
extension TemplateInterpreter {
    private mutating func run(_ loop: TemplateLoop) throws(TemplateFault) -> Flow {
        var items = try TemplateFilters.elements(try evaluate(loop.iterable))
        if let condition = loop.condition {
            var kept: [TemplateValue] = []
            for item in items {
                let keeps = try scoped { interpreter throws(TemplateFault) in
                    try interpreter.bind(loop.target, item)
                    return TemplateOperators.isTrue(try interpreter.evaluate(condition))
                }
                if keeps { kept.append(item) }
            }
            items = kept
        }
        var isCompleted = false
        for index in items.indices {
            let flow = try scoped { interpreter throws(TemplateFault) in
                try interpreter.charge(TemplateLimits.turn)
                interpreter.scopes[interpreter.scopes.count - 1]["loop"] = .object(
                    Self.loopObject(items, index))
                try interpreter.bind(loop.target, items[index])
                return try interpreter.run(loop.body)
            }
            if flow == .normal { isCompleted = true }
            if flow == .leaveLoop { break }
        }
        // Jinja takes a loop for empty when no turn reached the end of its body.
        return isCompleted ? .normal : try run(loop.otherwise)
    }

    private static func loopObject(
        _ items: [TemplateValue], _ index: Int
    ) -> TemplateObject {
        TemplateObject(distinct: [
            ("index", .integer(index + 1)), ("index0", .integer(index)),
            ("revindex", .integer(items.count - index)),
            ("revindex0", .integer(items.count - index - 1)),
            ("first", .boolean(index == 0)), ("last", .boolean(index == items.count - 1)),
            ("length", .integer(items.count)), ("depth", .integer(1)), ("depth0", .integer(0)),
            (
                "previtem",
                index > 0 ? items[index - 1] : .undefined("there is no previous item")
            ),
            (
                "nextitem",
                index + 1 < items.count ? items[index + 1] : .undefined("there is no next item")
            ),
            ("cycle", .callable(TemplateCallable(kind: .cycle(index)))),
        ])
    }
}

/// Macros.
extension TemplateInterpreter {
    private mutating func closure(_ macro: TemplateMacro) -> TemplateValue {
        closures.append(Closure(macro: macro, scopes: Array(scopes.dropFirst())))
        return .callable(TemplateCallable(kind: .macro(closures.count - 1)))
    }

    private mutating func callWithBlock(
        _ callee: TemplateExpression, _ arguments: TemplateArguments, _ caller: TemplateMacro
    ) throws(TemplateFault) -> TemplateValue {
        let function = try evaluate(callee)
        var values = try evaluate(arguments)
        values.named.append(("caller", closure(caller)))
        return try call(function, values)
    }

    mutating func callMacro(
        _ number: Int, _ arguments: TemplateCallArguments
    ) throws(TemplateFault) -> TemplateValue {
        let closure = closures[number]
        let outer = scopes
        scopes = [outer[0]] + closure.scopes + [[:]]
        defer { scopes = [scopes[0]] + outer.dropFirst() }
        let text = try deeper { interpreter throws(TemplateFault) in
            let itself = TemplateCallable(kind: .macro(number))
            try interpreter.set(closure.macro.name, .callable(itself))
            try interpreter.bindParameters(of: closure.macro, arguments)
            return try interpreter.captured { interpreter throws(TemplateFault) in
                _ = try interpreter.run(closure.macro.body)
            }
        }
        return .string(text)
    }

    private mutating func bindParameters(
        of macro: TemplateMacro, _ arguments: TemplateCallArguments
    ) throws(TemplateFault) {
        guard arguments.positional.count <= macro.parameters.count else {
            throw .evaluation(
                "the macro '\(macro.name)' takes \(macro.parameters.count) arguments, "
                    + "not \(arguments.positional.count)")
        }
        var named = arguments.named
        for (index, parameter) in macro.parameters.enumerated() {
            if index < arguments.positional.count {
                try set(parameter.name, arguments.positional[index])
            } else if let place = named.firstIndex(where: { $0.name == parameter.name }) {
                try set(parameter.name, named.remove(at: place).value)
            } else if let fallback = parameter.fallback {
                try set(parameter.name, try evaluate(fallback))
            } else {
                try set(
                    parameter.name, .undefined("parameter '\(parameter.name)' was not provided"))
            }
        }
        for argument in named {
            guard argument.name == "caller" else {
                throw .evaluation(
                    "the macro '\(macro.name)' has no parameter '\(argument.name)'")
            }
            try set("caller", argument.value)
        }
    }
}

extension TemplateValue {
    /// Whether lists and objects lie at most `limit` deep in each other.
    func isNested(atMost limit: Int) -> Bool {
        switch self {
        case .array(let values):
            limit > 0 && values.allSatisfy { $0.isNested(atMost: limit - 1) }
        case .object(let object):
            limit > 0 && object.members.allSatisfy { $0.value.isNested(atMost: limit - 1) }
        case .callable(let callable):
            if case .method(let owner, _) = callable.kind {
                limit > 0 && owner.isNested(atMost: limit - 1)
            } else {
                true
            }
        default: true
        }
    }
}
