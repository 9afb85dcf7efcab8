#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// The words of the C library for an error number.
func systemMessage(_ number: Int32) -> String {
    guard let text = strerror(number) else { return "error \(number)" }
    return String(cString: text)
}

/// The variables of the environment that say what the terminal can do.
func terminalEnvironment() -> [String: String] {
    var result: [String: String] = [:]
    for name in ["TERM", "COLORTERM", "NO_COLOR"] {
        if let value = getenv(name) { result[name] = String(cString: value) }
    }
    return result
}

func isTerminal(descriptor: Int32) -> Bool {
    isatty(descriptor) == 1
}
