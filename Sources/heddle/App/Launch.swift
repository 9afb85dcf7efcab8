import ArgumentParser
import Canvas
import EffectRunner
import HeddleAnalysis
import HeddleEngine
import HeddleExperiments
import Storage
import Terminal
import Workbench

/// What the command line and the configuration make of a start: the first state, the first effects,
/// and what the runner works with.
struct Launch {
    var state: State
    var effects: [Effect]
    var environment: RunnerEnvironment
    var screenOptions: TerminalScreen.Options

    init(_ options: Open) throws {
        let paths = HeddlePaths.current()
        var messages: [Message] = []
        let configuration = Self.configuration(paths, &messages)
        let resources = try Resources.found()
        let theme = Self.theme(options.theme ?? configuration.theme, paths, &messages)
        let isReadOnly = options.readOnly

        state = State(width: 80, height: 24, theme: theme)
        state.settings = Settings(configuration)
        state.settings.readOnly = isReadOnly
        if options.noMouse { state.settings.mouse = false }
        state.save = isReadOnly ? .readOnly : .saved
        let keys = KeyMap.build(overrides: state.settings.keys)
        messages += keys.problems
        state.keyMap = keys.map

        screenOptions = TerminalScreen.Options(
            colorDepth: try Self.colorDepth(options.color ?? configuration.color?.rawValue),
            mouse: state.settings.mouse, asciiOnly: options.ascii || configuration.ascii == true)
        var programState = ProgramState.load(paths.stateFile)
        let named = options.paths.map(TraceReference.init)
        let session = try SessionChoice(
            named: named.map { Files.absolute($0.path) }, isFresh: options.fresh,
            state: programState, library: SessionLibrary(paths: paths))
        let files = session.files.isEmpty ? resources.bundledTraces() : session.files
        let library = LexiconLibrary(paths: paths)
        let lexicon = LexiconInUse(
            try library.open(options.lexicon.path ?? configuration.lexicon ?? "starter"))
        state.lexicon.inUse = lexicon
        state.lexicon.names = library.names
        state.lexicon.folder = paths.userLexicons
        state.lexicon.isNamed = options.lexicon.path != nil
        if state.lexicon.isNamed { state.place.lexicon = lexicon.name }
        environment = RunnerEnvironment(
            paths: paths, resources: resources.root,
            labeller: Labeller(lexicon.lexicon),
            references: ReferenceProvider(
                files: resources.bundledTraces(), cache: isReadOnly ? nil : Resources.cache()),
            threads: options.model.threads ?? configuration.threads,
            dotProducts: options.model.numbers.arithmetic ?? configuration.arithmetic,
            isReadOnly: isReadOnly,
            files: files, freshSession: session.fresh, keepsModel: options.model.model != nil,
            columns: try options.map.columns(for: options.paths, keeps: !isReadOnly))

        state.showsFirstRunHint = !programState.firstRunSeen
        let model = Files.absolute(try options.model.path(or: configuration.model))
        state.model = .loading(path: model)
        state.modelIsNamed = options.model.model != nil || configuration.model != nil
        state.bundledModel = Files.absolute(resources.bundledModel())
        state.files = files
        state.sessionPath = session.path
        let selector = named.first { $0.selector != nil }?.selector
        effects = [.loadModel(path: model), .listThemes]
        if session.exists {
            state.awaited = selector.map { AwaitedTrace(selector: $0) }
            effects.append(.openSession(path: session.path))
        } else {
            effects.append(.openFiles(paths: files, select: selector))
        }
        if !isReadOnly {
            programState.firstRunSeen = true
            programState.remember(session: session.path)
            do { try programState.save(to: paths.stateFile) } catch {
                messages.append(Message(.warning, error.description))
            }
        }
        state.log = messages
        state.message = messages.last
    }

    private static func configuration(
        _ paths: HeddlePaths, _ messages: inout [Message]
    ) -> Configuration {
        do { return try Configuration.load(paths.configFile) } catch {
            messages.append(Message(.error, error.description))
            return Configuration()
        }
    }

    private static func theme(
        _ name: String?, _ paths: HeddlePaths, _ messages: inout [Message]
    ) -> Theme {
        do { return try ThemeLibrary(paths: paths).load(name ?? ThemeLibrary.standard) } catch {
            messages.append(Message(.error, error.description))
            return Theme.terminal
        }
    }

    private static func colorDepth(_ name: String?) throws -> ColorDepth? {
        switch name {
        case nil, "auto": return nil
        case "none", "never": return ColorDepth.none
        case "16": return .ansi16
        case "256": return .colors256
        case "truecolor": return .truecolor
        case let name?:
            throw ValidationError(
                "--color \(name) is not known: auto, truecolor, 256, 16 or none")
        }
    }
}
