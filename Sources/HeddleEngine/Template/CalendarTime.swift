#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A date and time of day as people read them, for templates that print today's date.
public struct CalendarTime: Hashable, Sendable {
    public var year: Int
    /// 1...12
    public var month: Int
    /// 1...31
    public var day: Int
    public var hour: Int
    public var minute: Int
    public var second: Int
    /// 0 is Sunday.
    public var weekday: Int
    /// 1...366
    public var dayOfYear: Int

    public init(
        year: Int, month: Int, day: Int, hour: Int = 0, minute: Int = 0, second: Int = 0,
        weekday: Int = 0, dayOfYear: Int = 1
    ) {
        self.year = year
        self.month = month
        self.day = day
        self.hour = hour
        self.minute = minute
        self.second = second
        self.weekday = weekday
        self.dayOfYear = dayOfYear
    }

    /// The local time of the machine.
    public static func now() -> CalendarTime {
        var clock = time(nil)
        var parts = tm()
        localtime_r(&clock, &parts)
        return CalendarTime(
            year: Int(parts.tm_year) + 1900, month: Int(parts.tm_mon) + 1, day: Int(parts.tm_mday),
            hour: Int(parts.tm_hour), minute: Int(parts.tm_min), second: Int(parts.tm_sec),
            weekday: Int(parts.tm_wday), dayOfYear: Int(parts.tm_yday) + 1)
    }

    private static let months = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September",
        "October", "November", "December",
    ]

    private static let weekdays = [
        "Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday",
    ]

    /// The time in the format language of `strftime`, in English; `%-d` leaves the padding out.
    /// Unknown directives stay as they are.
    func formatted(_ format: String) -> String {
        var result = ""
        var scalars = format.unicodeScalars[...]
        while let scalar = scalars.popFirst() {
            guard scalar == "%", var directive = scalars.popFirst() else {
                result.unicodeScalars.append(scalar)
                continue
            }
            var pads = true
            if directive == "-", let next = scalars.popFirst() {
                pads = false
                directive = next
            }
            result += text(of: directive, pads: pads) ?? "%\(pads ? "" : "-")\(directive)"
        }
        return result
    }

    private func text(of directive: Unicode.Scalar, pads: Bool) -> String? {
        func padded(_ value: Int, _ width: Int) -> String {
            let text = "\(value)"
            return pads
                ? String(repeating: "0", count: max(0, width - text.utf8.count)) + text : text
        }
        let halfDay = hour % 12 == 0 ? 12 : hour % 12
        switch directive {
        case "Y": return padded(year, 4)
        case "y": return padded(year % 100, 2)
        case "m": return padded(month, 2)
        case "d": return padded(day, 2)
        case "e": return pads && day < 10 ? " \(day)" : "\(day)"
        case "j": return padded(dayOfYear, 3)
        case "H": return padded(hour, 2)
        case "I": return padded(halfDay, 2)
        case "M": return padded(minute, 2)
        case "S": return padded(second, 2)
        case "p": return hour < 12 ? "AM" : "PM"
        case "w": return "\(weekday)"
        case "B": return name(month - 1, in: Self.months)
        case "b", "h": return name(month - 1, in: Self.months).map { String($0.prefix(3)) }
        case "A": return name(weekday, in: Self.weekdays)
        case "a": return name(weekday, in: Self.weekdays).map { String($0.prefix(3)) }
        case "F": return formatted("%Y-%m-%d")
        case "T": return formatted("%H:%M:%S")
        case "R": return formatted("%H:%M")
        case "D": return formatted("%m/%d/%y")
        case "n": return "\n"
        case "t": return "\t"
        case "%": return "%"
        default: return nil
        }
    }

    private func name(_ index: Int, in names: [String]) -> String? {
        names.indices.contains(index) ? names[index] : nil
    }
}
