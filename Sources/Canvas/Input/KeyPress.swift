/// Modifier keys held during a key press or a mouse event.
public struct KeyModifiers: OptionSet, Hashable, Sendable {
    public let rawValue: UInt8
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    public static let control = KeyModifiers(rawValue: 1)
    public static let alt = KeyModifiers(rawValue: 2)
    public static let shift = KeyModifiers(rawValue: 4)
}

/// A key without its modifiers.
public enum Key: Hashable, Sendable {
    /// A typed character; upper-case letters are characters of their own, without `shift`.
    case character(Character)
    case up, down, left, right
    case enter, escape, tab, backspace, delete
    case home, end, pageUp, pageDown, insert
    /// F1 is `function(1)`.
    case function(Int)
}

/// One press of a key as the key map knows it, with a name that can be written in a file.
public struct KeyPress: Hashable, Sendable {
    public var key: Key
    public var modifiers: KeyModifiers

    /// Terminals cannot tell shift from an upper-case letter, nor the case of a letter under
    /// control: both are brought to one form, so that equal keys compare as equal.
    public init(_ key: Key, _ modifiers: KeyModifiers = []) {
        var modifiers = modifiers
        var key = key
        if case .character(let typed) = key {
            if modifiers.contains(.control) {
                key = .character(Self.folded(typed, upper: false))
                modifiers.remove(.shift)
            } else if modifiers.contains(.shift) {
                key = .character(Self.folded(typed, upper: true))
                modifiers.remove(.shift)
            }
        }
        self.key = key
        self.modifiers = modifiers
    }

    /// Reads a name such as `q`, `?`, `ctrl-d`, `C-d`, `alt-1`, `M-x`, `space`, `shift-tab`, `f5`.
    ///
    /// Modifiers are `ctrl-`/`C-`, `alt-`/`M-`, `shift-`/`S-`; names of keys may be written in any
    /// case. Nil when the name is none of these.
    public init?(name: String) {
        var rest = Substring(name)
        var modifiers: KeyModifiers = []
        while let prefix = Self.modifierPrefix(of: rest) {
            modifiers.insert(prefix.modifier)
            rest = rest.dropFirst(prefix.length)
        }
        guard let key = Self.key(named: String(rest)) else { return nil }
        self.init(key, modifiers)
    }

    /// The name that `init(name:)` reads back as the same key press.
    public var name: String {
        var prefix = ""
        if modifiers.contains(.control) { prefix += "ctrl-" }
        if modifiers.contains(.alt) { prefix += "alt-" }
        if modifiers.contains(.shift) { prefix += "shift-" }
        return prefix + Self.name(of: key)
    }

    /// The character to insert when this is plain typing: no control, no alt.
    public var typedCharacter: Character? {
        guard case .character(let typed) = key, modifiers.isEmpty else { return nil }
        return typed
    }

    private static func folded(_ character: Character, upper: Bool) -> Character {
        let folded = upper ? character.uppercased() : character.lowercased()
        return folded.count == 1 ? folded.first ?? character : character
    }

    private static let modifierPrefixes: [(text: String, modifier: KeyModifiers)] = [
        ("ctrl-", .control), ("control-", .control), ("C-", .control),
        ("alt-", .alt), ("meta-", .alt), ("M-", .alt), ("A-", .alt),
        ("shift-", .shift), ("S-", .shift),
    ]

    private static func modifierPrefix(
        of name: Substring
    ) -> (modifier: KeyModifiers, length: Int)? {
        for (text, modifier) in modifierPrefixes where name.count > text.count {
            let start = name.prefix(text.count)
            // One-letter prefixes are upper case only: `c-` would hide a mistyped key name.
            if text.count == 2 ? start == text : start.lowercased() == text {
                return (modifier, text.count)
            }
        }
        return nil
    }

    private static let namedKeys: [(name: String, key: Key)] = [
        ("space", .character(" ")), ("minus", .character("-")), ("up", .up), ("down", .down),
        ("left", .left), ("right", .right), ("enter", .enter), ("return", .enter),
        ("escape", .escape), ("esc", .escape), ("tab", .tab), ("backspace", .backspace),
        ("delete", .delete), ("del", .delete), ("home", .home), ("end", .end),
        ("pageup", .pageUp), ("pgup", .pageUp), ("pagedown", .pageDown), ("pgdn", .pageDown),
        ("insert", .insert), ("ins", .insert),
    ]

    private static func key(named name: String) -> Key? {
        if name.count == 1, let character = name.first {
            let isControl = character.unicodeScalars.contains {
                $0.value < 0x20 || $0.value == 0x7F
            }
            return isControl ? nil : .character(character)
        }
        let lower = name.lowercased()
        if let named = namedKeys.first(where: { $0.name == lower }) { return named.key }
        if lower.first == "f", let number = Int(lower.dropFirst()), (1...63).contains(number) {
            return .function(number)
        }
        return nil
    }

    private static func name(of key: Key) -> String {
        switch key {
        case .character("-"): "-"
        case .function(let number): "f\(number)"
        case .character(let character) where character != " ": String(character)
        default: namedKeys.first { $0.key == key }?.name ?? ""
        }
    }
}
