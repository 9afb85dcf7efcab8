import Canvas

/// Which command a key means in each context: the registry's keys with the user's in their place.
public struct KeyMap: Hashable, Sendable {
    private var commands: [CommandContext: [KeyPress: String]] = [:]
    private var keysByCommand: [String: [KeyPress]] = [:]

    /// The registry's own keys.
    public static let standard: KeyMap = build(overrides: [:]).map

    /// Keys that mean the same everywhere and always: job control and the way out.
    private static let fixed = ["suspend", "cancel"]

    /// Puts the user's keys in place of the registry's.
    ///
    /// What cannot be done is left out and said: unknown commands, unknown keys, digits (they are
    /// counts), Ctrl-Z and Ctrl-C, and two commands on one key, of which both are named.
    public static func build(
        overrides: [String: [String]]
    ) -> (map: KeyMap, problems: [Message]) {
        var builder = KeyMapBuilder(overrides: overrides)
        builder.addCommands()
        return (builder.map, builder.problems)
    }

    /// The command of a key, looked for in `contexts` one after the other.
    public func command(for key: KeyPress, in contexts: [CommandContext]) -> Command? {
        for context in contexts {
            if let name = commands[context]?[key] { return CommandRegistry.command(named: name) }
        }
        return nil
    }

    /// Keys of a command, the one for hints first; empty when it has none.
    public func keys(of command: String) -> [KeyPress] { keysByCommand[command] ?? [] }

    /// The first key of a command as it is shown: `Ctrl-D`; nil when it has none.
    public func label(of command: String) -> String? { keys(of: command).first?.label }

    fileprivate func holder(of key: KeyPress, in context: CommandContext) -> String? {
        commands[context]?[key]
    }

    fileprivate func contexts(of key: KeyPress) -> [(CommandContext, String)] {
        commands.compactMap { context, keys in keys[key].map { (context, $0) } }
    }

    fileprivate mutating func bind(_ key: KeyPress, to command: Command) {
        for context in command.contexts { commands[context, default: [:]][key] = command.name }
        keysByCommand[command.name, default: []].append(key)
    }

    fileprivate static func isFixed(_ command: String) -> Bool { fixed.contains(command) }

    fileprivate static func fixedCommand(of key: KeyPress) -> String? {
        fixed.first { name in
            CommandRegistry.command(named: name)?.keys.contains(key.name) == true
        }
    }
}

/// Fills a key map: first the user's keys, then the registry's where they are still free.
private struct KeyMapBuilder {
    var map = KeyMap()
    var problems: [Message] = []
    let overrides: [String: [String]]

    init(overrides: [String: [String]]) { self.overrides = overrides }

    mutating func addCommands() {
        for name in overrides.keys.sorted() where CommandRegistry.command(named: name) == nil {
            report("keys: there is no command '\(name)'; heddle keys lists them")
        }
        for command in CommandRegistry.all {
            if let names = overrides[command.name] { addUserKeys(names, to: command) }
        }
        for command in CommandRegistry.all where overrides[command.name] == nil {
            addOwnKeys(of: command)
        }
        for command in CommandRegistry.all
        where overrides[command.name] != nil && KeyMap.isFixed(command.name) {
            addOwnKeys(of: command)
        }
    }

    private mutating func addUserKeys(_ names: [String], to command: Command) {
        for name in names {
            guard let key = KeyPress(name: name) else {
                report("keys: '\(name)' for \(command.name) is no key")
                continue
            }
            if case .character(let typed) = key.key, key.modifiers.isEmpty, typed.isASCII,
                typed.isNumber
            {
                report("keys: '\(name)' cannot be \(command.name): digits are counts")
                continue
            }
            if let owner = KeyMap.fixedCommand(of: key) {
                if owner != command.name {
                    report("keys: \(key.label) is always \(owner), it cannot be \(command.name)")
                }
                continue
            }
            if let holder = overlap(of: key, with: command) {
                report(
                    "keys: \(key.label) is given to \(holder) and to \(command.name); "
                        + "\(holder) keeps it")
                continue
            }
            map.bind(key, to: command)
        }
    }

    private mutating func addOwnKeys(of command: Command) {
        for name in command.keys {
            guard let key = KeyPress(name: name) else {
                report("keys: '\(name)' for \(command.name) is no key")
                continue
            }
            if let holder = overlap(of: key, with: command), holder != command.name,
                overrides[holder] != nil
            {
                report(
                    "keys: \(key.label) is now \(holder) and no longer \(command.name)")
            } else {
                map.bind(key, to: command)
            }
        }
    }

    /// The command that has the key where this one would be heard. The registry may put a key of
    /// one context over a global one; the user's keys must not hide anything unsaid.
    private func overlap(of key: KeyPress, with command: Command) -> String? {
        for (context, holder) in map.contexts(of: key) where holder != command.name {
            let isShared = command.contexts.contains(context)
            let isGlobal = context == .global || command.contexts.contains(.global)
            if isShared || (isGlobal && overrides[holder] != nil) { return holder }
        }
        return nil
    }

    private mutating func report(_ text: String) { problems.append(Message(.warning, text)) }
}

extension KeyPress {
    /// The key as help and hints show it: `Ctrl-D`, `Space`, `PgDn`, `Alt-1`.
    public var label: String {
        var prefix = ""
        if modifiers.contains(.control) { prefix += "Ctrl-" }
        if modifiers.contains(.alt) { prefix += "Alt-" }
        if modifiers.contains(.shift) { prefix += "Shift-" }
        return prefix + keyLabel
    }

    private var keyLabel: String {
        switch key {
        case .character(" "): "Space"
        case .character(let character):
            modifiers.contains(.control) ? character.uppercased() : String(character)
        case .pageUp: "PgUp"
        case .pageDown: "PgDn"
        case .escape: "Esc"
        case .function(let number): "F\(number)"
        default: KeyPress(key).name.prefix(1).uppercased() + KeyPress(key).name.dropFirst()
        }
    }
}
