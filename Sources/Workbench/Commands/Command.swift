/// Where a command's keys are heard.
public enum CommandContext: Hashable, Sendable, CaseIterable {
    /// Everywhere but in input lines.
    case global
    case text, grid, detail, list, timeline
    case sideBySide, sweep, outline, themes
}

/// One thing that the program can do: the only source of keys, help, hints, palette and
/// `heddle keys`.
public struct Command: Sendable, Identifiable {
    /// Stable name, as typed after `:` and used in key files: `next-planning`.
    public var name: String
    /// Key names, the first one is shown in hints.
    public var keys: [String]
    public var contexts: [CommandContext]
    /// Two or three words for the line of key hints.
    public var hint: String
    /// One sentence for help and palette.
    public var help: String
    /// What its argument is called, when it takes one.
    public var argument: String?

    public var id: String { name }

    public init(
        name: String, keys: [String], contexts: [CommandContext], hint: String, help: String,
        argument: String? = nil
    ) {
        self.name = name
        self.keys = keys
        self.contexts = contexts
        self.hint = hint
        self.help = help
        self.argument = argument
    }
}
