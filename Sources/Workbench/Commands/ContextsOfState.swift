import HeddleTerms

extension State {
    /// Where keys are looked for, the nearest context first; an overlay takes them before that.
    public var contexts: [CommandContext] {
        switch screen {
        case .reading:
            switch place.focus {
            case .traces: [.traces, .list, .global]
            case .text: [.text, .global]
            case .grid: [.grid, .global]
            case .detail: [.detail, .global]
            case .timeline: [.timeline, .global]
            }
        case .sideBySide: [.sideBySide, .global]
        case .comparison: [.comparison, .global]
        case .head: [.head, .global]
        case .sweep: [.sweep, .list, .global]
        case .outline: [.outline, .list, .global]
        case .knockoutMatrix: [.knockoutMatrix, .global]
        case .searchResults: [.searchResults, .list, .global]
        case .corpusHits: [.corpusHits, .list, .global]
        case .notes: [.notes, .list, .global]
        case .judging: [.judging, .global]
        case .sessions: [.sessions, .list, .global]
        case .themes: [.themes, .list, .global]
        case .log: [.log, .list, .global]
        case .skipped: [.skipped, .list, .global]
        case .lexicon: [.lexicon, .list, .global]
        case .dynamics: [.dynamics, .list, .global]
        case .mediation: [.mediation, .global]
        case .planningHeads: [.planningHeads, .list, .global]
        }
    }

    /// Why a command does nothing now; nil when it works.
    public func disabledReason(_ command: Command) -> String? {
        for requirement in command.requires {
            if let reason = missing(requirement) { return reason }
        }
        return nil
    }

    private func missing(_ requirement: Requirement) -> String? {
        switch requirement {
        case .document:
            document == nil ? "No trace is open: \(key("open")) opens a file" : nil
        case .model: missingModel
        case .entropies:
            numbers.hasPredictions ? nil : "No token has an entropy yet: \(entropyRemedy)"
        case .planningMoves:
            document?.labelling.moves.isEmpty == false ? nil : "This trace has no planning move"
        case .mask:
            annotations.mask.isEmpty
                ? "All heads are on: \(key("toggle-head")) switches the selected one off" : nil
        case .effects:
            numbers.effects.isEmpty ? "The effects of the mask are still being computed" : nil
        case .headShown:
            showsSelectedHead
                ? nil : "The selected head is not on the screen: \(key("focus-grid")) shows it"
        case .search:
            search.pattern.isEmpty ? "Nothing is searched for: \(key("search")) searches" : nil
        case .comparison:
            compared == nil
                ? "No traces were compared yet: \(key("compare")) in the trace list compares" : nil
        case .corpusSearch:
            corpusSearch == nil
                ? "Nothing was searched for in all traces: \(key("search-all")) searches" : nil
        case .sweep:
            numbers.sweep == nil ? "There is no sweep yet: \(key("sweep")) makes one" : nil
        case .sideBySide:
            sideBySide == nil
                ? "There are no continuations yet: \(key("regenerate")) makes them" : nil
        case .dynamics:
            dynamics?.report == nil
                ? "Nothing has been measured yet: \(key("dynamics")) measures" : nil
        case .undo: undo.isEmpty ? "There is nothing to undo" : nil
        case .redo: redo.isEmpty ? "There is nothing to redo" : nil
        case .stepMeasures:
            stepMeasure == nil ? "This trace has no reasoning to cut into sentences" : nil
        case .severalStepMeasures:
            document?.steps.measures.count ?? 0 < 2
                ? "The planning score is the only measure of this trace" : nil
        case .lexiconShown:
            screen == .lexicon ? nil : "That is done in the lexicon: \(key("lexicon")) shows it"
        case .lexiconUndo: lexicon.undo.isEmpty ? "There is no edit to undo" : nil
        case .lexiconRedo: lexicon.redo.isEmpty ? "There is no edit to redo" : nil
        case .stepsListed:
            screen == .outline && outlineArrangement == .moves
                ? "\(key("outline-arrangement")) lists the steps first" : nil
        }
    }

    /// Why the open trace gets no numbers; nil when it does.
    var missingModel: String? {
        switch model {
        case .none: return "No model is loaded: :model PATH"
        case .loading(let path, _): return "The model is being loaded: \(path)"
        case .failed: return "The model could not be loaded: :model PATH tries another"
        case .loaded(let info):
            guard let document else { return nil }
            if document.tokenSource == .words {
                return "This trace is not tokenised yet"
            }
            if let writer = foreignWriter, !mayScore {
                return "\(writer) wrote this trace, \(info.name) is loaded: "
                    + ":score-anyway lets it score"
            }
            if !document.fitsModel {
                return "The trace is being cut into tokens of \(info.name)"
            }
            return nil
        }
    }

    private var entropyRemedy: String {
        missingModel ?? "the model is still scoring the trace"
    }

    private func key(_ command: String) -> String { keyMap.label(of: command) ?? ":" + command }

    /// Whether some pane shows which head is selected.
    var showsSelectedHead: Bool {
        switch screen {
        case .head, .sweep: true
        case .mediation: mediation != nil
        case .planningHeads: planningHeads.sweep != nil
        case .reading:
            readingLayout.panes[.grid] != nil || readingLayout.panes[.detail] != nil
        default: false
        }
    }
}
