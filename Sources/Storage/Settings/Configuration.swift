import Canvas
import HeddleAnalysis

/// What `config.yaml` says; nil where it is silent.
public struct Configuration: Hashable, Sendable {
    /// The keys of one command, with the line that gives them for later messages.
    public struct KeyBinding: Hashable, Sendable {
        public var keys: [String]
        public var line: Int

        public init(keys: [String], line: Int) {
            self.keys = keys
            self.line = line
        }
    }

    /// The file that it was read from.
    public var path: String?
    /// Name of a theme, or path to a theme file.
    public var theme: String?
    /// How many colours to use; nil (`auto`) leaves it to the terminal.
    public var color: ColorDepth?
    public var ascii: Bool?
    public var mouse: Bool?
    /// Path of a model.
    public var model: String?
    /// The engine's arithmetic; nil leaves it to the weights.
    public var arithmetic: DotProducts?
    /// Name or path of a lexicon.
    public var lexicon: String?
    /// Threads of the engine.
    public var threads: Int?
    public var temperature: Double?
    /// Tokens.
    public var maxTokens: Int?
    public var seed: Int?
    /// Keys by command name; replaces the command's own keys.
    public var keys: [String: KeyBinding] = [:]

    public init() {}

    /// Reads a configuration file; one that does not exist says nothing.
    ///
    /// - Throws: `StorageError` with file and line for a key that does not exist (with the nearest
    ///   name) or a value of the wrong kind.
    public static func load(_ path: String) throws(StorageError) -> Configuration {
        guard Files.exists(path) else { return Configuration() }
        return try Configuration(document: YAMLDocument(path: path))
    }

    init(document: YAMLDocument) throws(StorageError) {
        path = document.path
        for entry in try document.entries() where !entry.isNull {
            guard let key = Key(rawValue: entry.key) else {
                throw entry.unknownKey("setting", among: Key.allCases.map(\.rawValue))
            }
            try take(entry, as: key)
        }
    }

    private enum Key: String, CaseIterable {
        case theme, color, ascii, mouse, model, arithmetic, lexicon, threads, generation, keys
    }

    private enum GenerationKey: String, CaseIterable {
        case temperature
        case maxTokens = "max-tokens"
        case seed
    }

    private mutating func take(_ entry: YAMLEntry, as key: Key) throws(StorageError) {
        switch key {
        case .theme: theme = try entry.text()
        case .color:
            let word = try entry.text()
            guard word != "auto" else {
                color = nil
                return
            }
            guard let depth = ColorDepth(rawValue: word) else {
                let names = ["auto"] + ColorDepth.allCases.map(\.rawValue)
                throw entry.wrong("one of \(names.joined(separator: ", "))")
            }
            color = depth
        case .ascii: ascii = try entry.truth()
        case .mouse: mouse = try entry.truth()
        case .model: model = try entry.text()
        case .arithmetic:
            guard let named = DotProducts(rawValue: try entry.text()) else {
                throw entry.wrong("one of \(DotProducts.names(DotProducts.allCases))")
            }
            arithmetic = named
        case .lexicon: lexicon = try entry.text()
        case .threads: threads = try entry.integer(in: 1...1024)
        case .generation:
            for entry in try entry.entries() where !entry.isNull { try takeGeneration(entry) }
        case .keys:
            for entry in try entry.entries() {
                let keys = entry.isNull ? [] : try entry.texts()
                self.keys[entry.key] = KeyBinding(keys: keys, line: entry.line)
            }
        }
    }

    private mutating func takeGeneration(_ entry: YAMLEntry) throws(StorageError) {
        switch GenerationKey(rawValue: entry.key) {
        case .temperature: temperature = try entry.number(in: 0...100)
        case .maxTokens: maxTokens = try entry.integer(in: 1...1_000_000)
        case .seed: seed = try entry.integer(in: 0...Int.max)
        case nil:
            throw entry.unknownKey("setting", among: GenerationKey.allCases.map(\.rawValue))
        }
    }

    /// A configuration file that says what is so anyway, every line explained and commented out.
    public static let defaultText = """
        # Heddle's settings. A line that begins with # says nothing; take the # away to use it.
        # Errors in this file are reported with its name and the line.

        # A theme by name (terminal, dusk, paper, mono, high-contrast, deuteranopia, or one of
        # yours in themes/ beside this file), or the path of a theme or base16 file.
        # theme: terminal

        # Colours: auto, truecolor, 256, 16 or none.
        # color: auto

        # Draw with ASCII characters only.
        # ascii: false

        # Listen to the mouse.
        # mouse: true

        # The model to open: a folder with config.json and safetensors, or a .gguf file.
        # model: /path/to/model

        # In which numbers dot products are taken: float32 or, faster and less exact, bfloat16x2
        # or bfloat16 for models of float weights; int8 or float32 for quantised ones.
        # arithmetic: float32

        # The lexicon of strategic grams: its name or the path of a file.
        # lexicon: starter

        # Threads of the engine; as many as there are cores when not given.
        # threads: 4

        # generation:
        #   temperature: 0.7
        #   max-tokens: 400
        #   seed: 7

        # Keys of a command (:help lists their names); several are allowed, [] takes all away.
        # keys:
        #   next-planning: [p, F3]

        """
}
