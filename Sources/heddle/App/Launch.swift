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
        let files = options.paths.isEmpty ? resources.bundledTraces() : options.paths
        environment = RunnerEnvironment(
            paths: paths, resources: resources.root,
            labeller: try Resources.labeller(at: options.lexicon.path ?? configuration.lexicon),
            references: ReferenceProvider(
                files: resources.bundledTraces(), cache: Resources.cache()),
            threads: options.model.threads ?? configuration.threads, isReadOnly: isReadOnly,
            files: files)

        var programState = ProgramState.load(paths.stateFile)
        state.showsFirstRunHint = !programState.firstRunSeen
        effects = [.loadModel(path: try options.model.path(or: configuration.model)), .listThemes]
        state.model = .loading(path: try options.model.path(or: configuration.model))
        let session = SessionChoice(
            files: files, isNamed: !options.paths.isEmpty, isFresh: options.fresh,
            state: programState, library: SessionLibrary(paths: paths))
        state.sessionPath = session.path
        effects.append(
            session.exists
                ? .openSession(path: session.path) : .openFiles(paths: files, select: nil))
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
