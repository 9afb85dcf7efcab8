/// The palette: commands found by a few of their letters.
public enum Palette {
    /// What is typed after `:`, taken apart into a query and an argument.
    public struct Input: Hashable, Sendable {
        public var query: String
        public var argument: String?
    }

    /// A command's full name takes what follows it as its argument; otherwise the whole text is
    /// the query, so that `next plan` finds `next-planning`.
    public static func parse(_ text: String) -> Input {
        let parts = text.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: true)
        guard let name = parts.first.map(String.init) else {
            return Input(query: "", argument: nil)
        }
        let rest = parts.count > 1 ? trimmed(parts[1]) : ""
        if let command = CommandRegistry.command(named: name) {
            if rest.isEmpty || command.argument != nil {
                return Input(query: name, argument: rest.isEmpty ? nil : rest)
            }
        }
        if !rest.isEmpty, matches(trimmed(text[...]), recent: []).isEmpty {
            return Input(query: name, argument: rest)
        }
        return Input(query: trimmed(text[...]), argument: nil)
    }

    /// Commands that match a query, best first; with an empty query all, the last used first.
    public static func matches(_ query: String, recent: [String]) -> [Command] {
        let wanted = Array(query.lowercased().utf8.filter { $0 != 0x20 && $0 != 0x2D })
        var found: [(command: Command, score: Int, order: Int)] = []
        for (order, command) in CommandRegistry.all.enumerated() {
            guard var score = score(wanted, query: query.lowercased(), of: command) else {
                continue
            }
            if let place = recent.firstIndex(of: command.name) {
                score += wanted.isEmpty ? 1000 - place : 5
            }
            found.append((command, score, order))
        }
        found.sort { ($0.score, $1.order) > ($1.score, $0.order) }
        return found.map(\.command)
    }

    /// Exact name, start of the name, letters at starts of words, letters in order, words of the
    /// help sentence: in this order of worth.
    private static func score(_ wanted: [UInt8], query: String, of command: Command) -> Int? {
        if wanted.isEmpty { return 0 }
        let name = Array(command.name.utf8)
        let plain = name.filter { $0 != 0x2D }
        if plain == wanted { return 500 }
        if plain.starts(with: wanted) { return 400 - plain.count }
        if let letters = subsequenceScore(wanted, in: name) { return letters }
        return query.count > 2 && command.help.lowercased().contains(query) ? 10 : nil
    }

    private static func subsequenceScore(_ wanted: [UInt8], in name: [UInt8]) -> Int? {
        var next = 0
        var score = 100 - name.count
        var previous = -2
        for (index, byte) in name.enumerated() where next < wanted.count {
            guard byte == wanted[next] else { continue }
            let startsWord = index == 0 || name[index - 1] == 0x2D
            score += startsWord ? 20 : (previous == index - 1 ? 10 : 0)
            previous = index
            next += 1
        }
        return next == wanted.count ? max(20, score) : nil
    }

    private static func trimmed(_ text: Substring) -> String {
        var text = text
        while text.first == " " { text.removeFirst() }
        while text.last == " " { text.removeLast() }
        return String(text)
    }
}

extension State {
    /// Commands that the palette lists for what has been typed.
    public func paletteMatches(_ input: TextInput) -> [Command] {
        let parsed = Palette.parse(input.text)
        if parsed.argument != nil, let command = CommandRegistry.command(named: parsed.query) {
            return [command]
        }
        return Palette.matches(parsed.query, recent: recentCommands)
    }
}

/// A line of the palette: a command, with one of the arguments that can be told beforehand.
public struct PaletteChoice: Hashable, Sendable {
    public var command: Command
    public var argument: String?

    public static func == (one: PaletteChoice, other: PaletteChoice) -> Bool {
        one.command.name == other.command.name && one.argument == other.argument
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(command.name)
        hasher.combine(argument)
    }
}

extension State {
    /// What the palette lists for what has been typed: behind a command and a blank the arguments
    /// that begin with what follows, where they can be told.
    public func paletteChoices(_ input: TextInput) -> [PaletteChoice] {
        let commands = paletteMatches(input).map { PaletteChoice(command: $0) }
        let parts = input.text.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: true)
        guard input.text.contains(" "), let name = parts.first.map(String.init),
            let command = CommandRegistry.command(named: name)
        else { return commands }
        let typed = parts.count > 1 ? parts[1].lowercased() : ""
        let known = argumentNames(of: name).filter { $0.lowercased().hasPrefix(typed) }
        guard !known.isEmpty else { return commands }
        // An argument that is complete comes first.
        let whole = known.filter { $0.lowercased() == typed }
        let choices = (whole + known.filter { $0.lowercased() != typed }).map {
            PaletteChoice(command: command, argument: $0)
        }
        return typed.isEmpty && !command.needsArgument
            ? [PaletteChoice(command: command)] + choices : choices
    }

    /// What can follow a command's name.
    private func argumentNames(of command: String) -> [String] {
        switch command {
        case "lexicon": lexicon.names
        case "theme": themeNames
        default: []
        }
    }
}
