import Foundation

/// Truth, equality, order and arithmetic of values, as in Python.
enum TemplateOperators {
    static func isTrue(_ value: TemplateValue) -> Bool {
        switch value {
        case .none, .undefined: false
        case .boolean(let value): value
        case .integer(let value): value != 0
        case .number(let value): value != 0
        case .string(let text): !text.isEmpty
        case .array(let values): !values.isEmpty
        case .object(let object): !object.members.isEmpty
        case .callable, .namespace: true
        }
    }

    static func equals(_ left: TemplateValue, _ right: TemplateValue) -> Bool {
        switch (left, right) {
        case (.none, .none), (.undefined, .undefined): return true
        case (.string(let left), .string(let right)): return PythonText.equals(left, right)
        case (.array(let left), .array(let right)):
            return left.count == right.count && zip(left, right).allSatisfy(equals)
        case (.object(let left), .object(let right)):
            return left.members.count == right.members.count
                && left.members.allSatisfy { member in
                    right[member.name].map { equals(member.value, $0) } ?? false
                }
        case (.namespace(let left), .namespace(let right)): return left == right
        default:
            if let left = integer(left), let right = integer(right) { return left == right }
            guard let left = number(left), let right = number(right) else { return false }
            return left == right
        }
    }

    /// Whether `left` comes before `right`.
    static func precedes(
        _ left: TemplateValue, _ right: TemplateValue
    ) throws(TemplateFault) -> Bool {
        switch (left, right) {
        case (.string(let left), .string(let right)): return PythonText.precedes(left, right)
        case (.array(let left), .array(let right)):
            for (first, second) in zip(left, right) where !equals(first, second) {
                return try precedes(first, second)
            }
            return left.count < right.count
        default:
            if let left = integer(left), let right = integer(right) { return left < right }
            if let left = number(left), let right = number(right) { return left < right }
            throw incompatible("<", left, right)
        }
    }

    static func contains(
        _ container: TemplateValue, _ item: TemplateValue
    ) throws(TemplateFault) -> Bool {
        switch (container, item) {
        case (.string(let text), .string(let part)): return PythonText.contains(text, part)
        case (.array(let values), _): return values.contains { equals($0, item) }
        case (.object(let object), .string(let name)): return object[name] != nil
        case (.object, _), (.undefined, _): return false
        default:
            throw .evaluation(
                "'in' needs a text, list or dictionary on its right, "
                    + "not \(TemplateText.typeName(container))")
        }
    }

    /// A whole number; booleans count as 0 and 1.
    static func integer(_ value: TemplateValue) -> Int? {
        switch value {
        case .integer(let value): value
        case .boolean(let value): value ? 1 : 0
        default: nil
        }
    }

    static func number(_ value: TemplateValue) -> Double? {
        if case .number(let value) = value { return value }
        return integer(value).map(Double.init)
    }

    static func incompatible(
        _ symbol: String, _ left: TemplateValue, _ right: TemplateValue
    ) -> TemplateFault {
        for side in [left, right] {
            if case .undefined(let reason) = side { return .evaluation(reason) }
        }
        return .evaluation(
            "'\(symbol)' is not defined for \(TemplateText.typeName(left)) "
                + "and \(TemplateText.typeName(right))")
    }
}

/// Arithmetic that cannot trap.
extension TemplateArithmetic {
    func apply(
        _ left: TemplateValue, _ right: TemplateValue
    ) throws(TemplateFault) -> TemplateValue {
        if let left = TemplateOperators.integer(left), let right = TemplateOperators.integer(right)
        {
            return try apply(left, right)
        }
        if let left = TemplateOperators.number(left), let right = TemplateOperators.number(right) {
            return .number(try apply(left, right))
        }
        switch (self, left, right) {
        case (.add, .string(let left), .string(let right)):
            try TemplateLimits.check(bytes: left.utf8.count + right.utf8.count)
            return .string(left + right)
        case (.add, .array(let left), .array(let right)): return .array(left + right)
        case (.multiply, .string(let text), _):
            if let count = TemplateOperators.integer(right) {
                try TemplateLimits.check(bytes: text.utf8.count, times: count)
                return .string(String(repeating: text, count: max(0, count)))
            }
        case (.multiply, .array(let values), _):
            if let count = TemplateOperators.integer(right) {
                try TemplateLimits.check(bytes: values.count * 16, times: count)
                return .array(Array(repeatElement(values, count: max(0, count)).joined()))
            }
        default: break
        }
        throw TemplateOperators.incompatible(rawValue, left, right)
    }

    private func apply(_ left: Int, _ right: Int) throws(TemplateFault) -> TemplateValue {
        let result: (partialValue: Int, overflow: Bool)
        switch self {
        case .add: result = left.addingReportingOverflow(right)
        case .subtract: result = left.subtractingReportingOverflow(right)
        case .multiply: result = left.multipliedReportingOverflow(by: right)
        case .divide: return .number(try apply(Double(left), Double(right)))
        case .floorDivide:
            guard right != 0 else { throw .evaluation("division by zero") }
            result = left.dividedReportingOverflow(by: right)
            if !result.overflow, left % right != 0, (left < 0) != (right < 0) {
                return .integer(result.partialValue - 1)
            }
        case .modulo:
            guard right != 0 else { throw .evaluation("division by zero") }
            result = left.remainderReportingOverflow(dividingBy: right)
            if result.partialValue != 0, (left < 0) != (right < 0) {
                return .integer(result.partialValue + right)
            }
            return .integer(result.partialValue)
        case .power:
            guard right >= 0 else { return .number(try apply(Double(left), Double(right))) }
            result = Self.power(left, right)
        }
        guard !result.overflow else { throw .evaluation("a number is too large") }
        return .integer(result.partialValue)
    }

    private static func power(_ base: Int, _ exponent: Int) -> (Int, Bool) {
        if exponent > 1, base == 0 || base == 1 { return (base, false) }
        if exponent > 1, base == -1 { return (exponent % 2 == 0 ? 1 : -1, false) }
        guard exponent < 64 else { return (0, true) }
        var value = 1
        for _ in 0..<exponent {
            let (next, overflow) = value.multipliedReportingOverflow(by: base)
            if overflow { return (0, true) }
            value = next
        }
        return (value, false)
    }

    private func apply(_ left: Double, _ right: Double) throws(TemplateFault) -> Double {
        switch self {
        case .add: return left + right
        case .subtract: return left - right
        case .multiply: return left * right
        case .divide, .floorDivide, .modulo:
            guard right != 0 else { throw .evaluation("division by zero") }
            if self == .divide { return left / right }
            var remainder = left.truncatingRemainder(dividingBy: right)
            if remainder != 0, (remainder < 0) != (right < 0) { remainder += right }
            return self == .modulo ? remainder : ((left - remainder) / right).rounded()
        case .power: return pow(left, right)
        }
    }
}

/// Bounds that keep a hostile template from exhausting the machine.
enum TemplateLimits {
    static let steps = 20_000_000
    /// What a turn of a loop costs, in steps.
    static let turn = 20
    static let textBytes = 1 << 26
    static let range = 100_000
    static let depth = 1_000
    static let valueNesting = 500

    static func check(bytes: Int, times: Int = 1) throws(TemplateFault) {
        let (total, overflow) = bytes.multipliedReportingOverflow(by: max(0, times))
        guard !overflow, total <= textBytes else {
            throw .limit("a text of more than \(textBytes >> 20) MiB")
        }
    }
}
