import HeddleAnalysis

extension State {
    /// Steps that can be undone.
    static let undoDepth = 200

    /// Makes one undoable change of notes, names, sets or mask, and has it saved at once.
    mutating func edit(_ effects: inout [Effect], _ change: (inout Annotations) -> Void) {
        let before = annotations
        change(&annotations)
        guard annotations != before else { return }
        undo.append(before)
        if undo.count > Self.undoDepth { undo.removeFirst(undo.count - Self.undoDepth) }
        redo = []
        annotationsChanged(from: before, &effects)
    }

    mutating func undoEdit(_ effects: inout [Effect]) {
        guard let earlier = undo.popLast() else { return }
        redo.append(annotations)
        restore(earlier, &effects)
    }

    mutating func redoEdit(_ effects: inout [Effect]) {
        guard let later = redo.popLast() else { return }
        undo.append(annotations)
        restore(later, &effects)
    }

    private mutating func restore(_ other: Annotations, _ effects: inout [Effect]) {
        let before = annotations
        annotations = other
        annotationsChanged(from: before, &effects)
    }

    private mutating func annotationsChanged(from before: Annotations, _ effects: inout [Effect]) {
        if before.mask != annotations.mask { maskChanged(from: before.mask) }
        refreshMarks()
        saveEdit(&effects)
    }

    mutating func saveEdit(_ effects: inout [Effect]) {
        guard !settings.readOnly else { return }
        save = .saving
        effects.append(.saveSession(snapshot))
    }

    /// The first head that goes off colours the text by effect; all heads on colours it as before.
    private mutating func maskChanged(from before: HeadMask) {
        let isEmpty = annotations.mask.isEmpty
        if before.isEmpty, !isEmpty, place.colorMode != .effect {
            colorBeforeMask = place.colorMode
            place.colorMode = .effect
        } else if isEmpty, !before.isEmpty {
            if place.colorMode == .effect, let earlier = colorBeforeMask {
                place.colorMode = earlier
            }
            colorBeforeMask = nil
        }
        if isEmpty { numbers.forgetEffects() }
    }

    /// What a session file keeps of the present state.
    public var snapshot: SessionSnapshot {
        let trace = document?.trace
        let entry = trace.flatMap { traces.index(of: $0.id) }.map { traces.entries[$0] }
        let isFromFile = entry?.file != nil
        let keepsTrace = !isFromFile || annotates(trace)
        return SessionSnapshot(
            path: sessionPath, annotations: annotations, place: place,
            modelPath: model.info?.path, modelArithmetic: model.info?.arithmetic, files: files,
            trace: keepsTrace ? trace : nil, measurements: measurements)
    }

    /// Whether notes or a mask belong to a trace, so that the session must hold it.
    private func annotates(_ trace: Trace?) -> Bool {
        guard let trace else { return false }
        if !annotations.mask.isEmpty { return true }
        return annotations.notes.contains { $0.target.traceID == trace.id }
    }
}

extension TraceNumbers {
    mutating func forgetEffects() {
        effectsMask = HeadMask()
        effects = []
        ablated = []
        effectsComplete = true
        summary = nil
        previousEffects = []
        previousEffectsMask = HeadMask()
        mostChanged = nil
    }
}

extension NoteTarget {
    /// The trace that it lies in; nil for heads.
    public var traceID: String? {
        switch self {
        case .trace(let id), .tokens(let id, _, _): id
        case .head: nil
        }
    }
}
