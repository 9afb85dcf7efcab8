import Canvas
import HeddleAnalysis

/// Program, model, trace, mask and what is saved, in one line; long work takes the place of the
/// saved state.
struct TopLine {
    let state: State
    let look: Look
    /// Names the cursor's token where no pane on the screen does.
    let showsToken: Bool

    func draw(on frame: inout Frame, y: Int) {
        let right = self.right
        let room = frame.width - right.columns - 3
        frame.put(left(room: room), x: 1, y: y, width: max(0, room))
        frame.put(right, x: frame.width - right.columns - 1, y: y, width: right.columns)
    }

    /// The fullest form that fits: verification goes first, then the place in the list, words of
    /// the mask, and the trace, whose name its own pane has too.
    func left(room: Int) -> StyledLine {
        for detail in Detail.allCases.reversed() {
            let line = line(detail)
            if line.columns <= room { return line }
        }
        return line(.least)
    }

    private enum Detail: Int, Comparable, CaseIterable {
        case least, noTrace, briefMask, noPlace, noVerification, all
        static func < (left: Detail, right: Detail) -> Bool { left.rawValue < right.rawValue }
    }

    private func line(_ detail: Detail) -> StyledLine {
        var parts = [StyledLine("heddle", look[.title]), model(detail)]
        if detail > .noTrace, let trace = trace(detail) { parts.append(trace) }
        if showsToken, state.document != nil {
            parts.append(StyledLine("Token \(state.place.cursor)", look[.status]))
        }
        if !state.mask.isEmpty { parts.append(mask(detail)) }
        var line = StyledLine()
        for (index, part) in parts.enumerated() {
            if index > 0 { line.add(" │ ", look[.textDim]) }
            line.add(part)
        }
        return line
    }

    private func model(_ detail: Detail) -> StyledLine {
        switch state.model {
        case .none: return StyledLine("no model", look[.textDim])
        case .loading(let path, _):
            return StyledLine("loading \(Self.lastComponent(path))…", look[.textDim])
        case .failed(let path, _):
            return StyledLine("\(Self.lastComponent(path)) failed, see :log", look[.statusError])
        case .loaded(let info):
            var line = StyledLine(
                "\(info.name) \(Digits.parameters(info.parameters))", look[.status])
            if info.arithmetic != .float32 {
                line.add(" \(info.arithmetic.rawValue)", look[.status])
            }
            if let verdict = info.verdict, !verdict.agrees {
                let bound = Digits.bound(Double(verdict.largestDifference))
                line.add(" · off its reference by \(bound)", look[.statusError])
                return line
            }
            guard detail >= .all else { return line }
            line.add(
                info.verdict.map {
                    " · verified \(Digits.bound(Double($0.largestDifference)))"
                } ?? " · not verified", look[.textDim])
            return line
        }
    }

    private func trace(_ detail: Detail) -> StyledLine? {
        guard let document = state.document else { return nil }
        let verdict = look.verdict(document.trace.correct)
        var line = StyledLine(document.trace.id + " ", look[.status])
        line.add(verdict.mark, verdict.style)
        if detail > .noPlace, let current = state.traces.current, !state.traces.entries.isEmpty {
            line.add(" \(current + 1) of \(state.traces.entries.count)", look[.textDim])
        }
        return line
    }

    private func mask(_ detail: Detail) -> StyledLine {
        switch detail {
        case .all, .noVerification, .noPlace: MaskText.line(state.mask, look, .full, limit: 12)
        case .briefMask, .noTrace: MaskText.line(state.mask, look, .brief, limit: 4)
        case .least: MaskText.line(state.mask, look, .heads, limit: 3)
        }
    }

    private var right: StyledLine {
        var line = StyledLine()
        if let job = leadingJob {
            line.add(JobText.line(job, look))
            line.add("  ")
        }
        line.add(saved)
        return line
    }

    /// The work with the most left to do.
    private var leadingJob: Progress? {
        state.jobs.values.max {
            ($0.remaining ?? 0, $0.total ?? 0, $0.label) < (
                $1.remaining ?? 0, $1.total ?? 0, $1.label
            )
        }
    }

    private var saved: StyledLine {
        switch state.save {
        case .saved: StyledLine("● saved", look[.right])
        case .saving: StyledLine("○ saving", look[.textDim])
        case .failed: StyledLine("○ not saved, see :log", look[.statusError])
        case .readOnly: StyledLine("read only", look[.textDim])
        }
    }

    static func lastComponent(_ path: String) -> String {
        path.split(separator: "/").last.map(String.init) ?? path
    }
}

/// A piece of work in a few words with a bar.
enum JobText {
    static let barWidth = 8

    static func line(_ job: Progress, _ look: Look) -> StyledLine {
        var line = StyledLine(job.label + " ", look[.status])
        if let total = job.total, total > 0 {
            let share = min(1, max(0, Double(job.done) / Double(total)))
            let done = Int((share * Double(barWidth)).rounded())
            line.add(String(repeating: "█", count: done), look[.progress])
            line.add(String(repeating: "░", count: barWidth - done), look[.textDim])
            line.add(" \(NumberText.percent(share))", look[.status])
        } else if job.done > 0 {
            line.add("\(job.done)", look[.status])
        }
        if let remaining = job.remaining {
            line.add(" \(Digits.duration(remaining)) left", look[.textDim])
        }
        return line
    }
}
