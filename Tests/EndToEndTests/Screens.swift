import Foundation

/// What a person reads off the screen.
extension TerminalSession {
    /// Five short traces of the sample model; the first, chain-0011, is wrong: at token 50 it goes
    /// on with ` z` where the model gave ` u`, the right one, 0.9.
    static var traces: String {
        URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("Fixtures/traces.jsonl").path
    }

    /// Opens a trace and waits until its tokens and heads are there.
    static func reading(
        _ arguments: [String] = [traces], width: Int = 120, height: Int = 40, home: URL? = nil,
        environment: [String: String] = [:]
    ) throws -> TerminalSession {
        let session = try TerminalSession(
            ["open"] + arguments, width: width, height: height, home: home,
            environment: environment)
        try session.wait("looks at  '")
        return session
    }

    /// The token under the cursor, as the detail pane names it.
    static func token(_ screen: String) -> Int? {
        number(after: "Token ", in: screen)
    }

    static func number(after mark: String, in screen: String) -> Int? {
        guard let range = screen.range(of: mark) else { return nil }
        return Int(screen[range.upperBound...].prefix { $0.isNumber })
    }

    /// Goes to a token by its number.
    func go(to token: Int) throws {
        try press("t")
        try wait("go to token")
        try type("\(token)")
        try press("Enter")
        try wait("Token \(token) ")
    }

    /// Answers an input line that a key opens.
    func enter(_ text: String, after key: String, prompt: String) throws {
        try press(key)
        try wait(prompt)
        try type(text)
        try press("Enter")
    }

    /// The line of the screen that holds a text.
    static func line(with text: String, in screen: String) -> String? {
        screen.split(separator: "\n").first { $0.contains(text) }.map(String.init)
    }
}
