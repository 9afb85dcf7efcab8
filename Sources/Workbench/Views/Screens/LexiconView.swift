import Canvas
import HeddleAnalysis

/// The lexicon: clusters or phrases on the left, on the right what belongs to the chosen one.
struct LexiconView {
    let state: State
    let look: Look

    func draw(on frame: inout Frame) {
        let columns = state.lexiconColumns
        let isLeft = state.lexicon.side == .groups
        var other = state
        other.changeLexiconSideToDraw()
        let (left, right) = isLeft ? (state, other) : (other, state)
        LexiconGroups(state: left, look: look, hasKeys: isLeft)
            .list(width: columns.groups.width - 4).draw(in: columns.groups, on: &frame)
        LexiconMembers(state: right, look: look, hasKeys: !isLeft)
            .list(width: columns.members.width - 4).draw(in: columns.members, on: &frame)
    }

    /// The list that has the keys.
    var list: ListScreen {
        let columns = state.lexiconColumns
        return state.lexicon.side == .groups
            ? LexiconGroups(state: state, look: look, hasKeys: true)
                .list(width: columns.groups.width - 4)
            : LexiconMembers(state: state, look: look, hasKeys: true)
                .list(width: columns.members.width - 4)
    }
}

extension State {
    /// The same rows seen from the other side; nothing of the phrases is chosen from the left.
    fileprivate mutating func changeLexiconSideToDraw() {
        let isLeft = lexicon.side == .groups
        let row = self.row
        lexicon.side = isLeft ? .members : .groups
        self.row = isLeft ? -1 : lexicon.otherRow
        lexicon.otherRow = row
    }
}

/// How often a cluster is found, in words and in columns.
enum LexiconWords {
    /// `41 %`, `≥ 41 %`; nil where no corpus was counted.
    static func share(_ cluster: GramCluster, _ origin: LexiconOrigin?) -> String? {
        guard let origin, origin.solutions > 0 else { return nil }
        let share = NumberText.percent(Double(cluster.documents) / Double(origin.solutions))
        return (cluster.documentsAreAtLeast ? "≥ " : "") + share
    }

    /// `in at least 41 % of solutions (41 of 100)`.
    static func frequency(_ cluster: GramCluster, _ origin: LexiconOrigin?) -> String {
        let bound = cluster.documentsAreAtLeast ? "at least " : ""
        guard let origin, origin.solutions > 0 else {
            return "in \(bound)\(Words.count(cluster.documents, "solution"))"
        }
        let share = NumberText.percent(Double(cluster.documents) / Double(origin.solutions))
        return "in \(bound)\(share) of solutions (\(cluster.documents) of \(origin.solutions))"
    }

    /// `1.2`, `≤ 1.2`: times in a solution that has any.
    static func uses(_ cluster: GramCluster) -> String? {
        guard cluster.documents > 0 else { return nil }
        return (cluster.documentsAreAtLeast ? "≤ " : "")
            + NumberText.fixed(cluster.occurrencesPerDocument, decimals: 1)
    }
}

/// The left list.
private struct LexiconGroups {
    let state: State
    let look: Look
    let hasKeys: Bool

    /// Widths of the columns at the right end: share, phrases, uses, here.
    private struct Columns {
        var share = 0
        var phrases = 0
        var uses = 0
        var here = 5

        init(width: Int, isMined: Bool) {
            guard isMined else { return }
            (share, phrases) = (10, 8)
            if width >= 52 { uses = 7 } else { here = 0 }
        }

        var total: Int { share + phrases + uses + here }
    }

    func list(width: Int) -> ListScreen {
        let rows = state.lexiconRows?.groups ?? []
        let columns = Columns(width: width, isMined: !isPlain)
        return ListScreen(
            state: state, look: look, title: title(rows.count, width: width),
            emptyText: emptyText, count: rows.count,
            row: { row(rows[$0], columns, width: width) }, header: header(columns, width: width),
            hasKeys: hasKeys, foot: foot)
    }

    private var used: Lexicon? { state.lexicon.lexicon }
    private var isPlain: Bool { used?.clusters.isEmpty ?? true }

    private var emptyText: String {
        state.lexicon.filter.isEmpty
            ? "The lexicon is empty: a adds a phrase."
            : "Nothing in it holds '\(state.lexicon.filter)': Esc lists all."
    }

    /// `Lexicon mined · 42 clusters · filter 'wait'`.
    private func title(_ count: Int, width: Int) -> StyledLine {
        guard let inUse = state.lexicon.inUse else { return StyledLine("Lexicon", look[.title]) }
        let name = SkippedView.oneLine(inUse.shortName)
        var line = StyledLine("Lexicon \(name)", look[.title])
        let noun = isPlain ? "phrase" : "cluster"
        let all = isPlain ? inUse.lexicon.grams.count : inUse.lexicon.clusters.count
        if state.lexicon.filter.isEmpty {
            line.add(" · " + Grouped.count(all, noun), look[.text])
        } else {
            let filter = SkippedView.oneLine(state.lexicon.filter)
            line.add(" · \(Grouped.number(count)) with '\(filter)'", look[.statusWarning])
        }
        return line
    }

    /// Where edits go.
    private var foot: StyledLine {
        guard let inUse = state.lexicon.inUse else { return StyledLine() }
        if state.settings.readOnly { return StyledLine("edits are not saved", look[.textDim]) }
        let text =
            inUse.isOwned ? "edits are saved" : "the first edit makes \(state.nameOfCopy)"
        return StyledLine(SkippedView.oneLine(text), look[.textDim])
    }

    private func header(_ columns: Columns, width: Int) -> StyledLine {
        var line = StyledLine()
        line.add(
            isPlain ? "    phrase" : "    name", look[.textDim], width: width - columns.total)
        func add(_ text: String, _ width: Int) {
            if width > 0 { line.add(text, look[.textDim], width: width, alignRight: true) }
        }
        add("solutions", columns.share)
        add("phrases", columns.phrases)
        add("times", columns.uses)
        add("here", columns.here)
        return line
    }

    private func row(_ group: LexiconRow, _ columns: Columns, width: Int) -> StyledLine {
        switch group {
        case .cluster(let id):
            guard let cluster = used?.cluster(id) else { return StyledLine() }
            let members = state.lexiconRows?.members[id]?.count ?? 0
            return line(
                group, name: cluster.name, cluster.intent, isKept: cluster.isKept,
                numbers: [
                    LexiconWords.share(cluster, used?.origin) ?? "\(cluster.documents)",
                    "\(members)", LexiconWords.uses(cluster) ?? "–",
                ], columns, width: width)
        case .gram(let text):
            guard let index = state.lexiconRows?.indexes[text], let gram = used?.grams[index]
            else { return StyledLine() }
            return line(
                group, name: gram.text, gram.intent, isKept: gram.isKept, numbers: ["–", "1", "–"],
                columns, width: width)
        }
    }

    private func line(
        _ group: LexiconRow, name: String, _ intent: Intent, isKept: Bool, numbers: [String],
        _ columns: Columns, width: Int
    ) -> StyledLine {
        var line = StyledLine()
        line.add(state.lexicon.marked.contains(group) ? "• " : "  ", look[.note])
        line.add("\(intent.letter) ", look.intentMark(intent))
        let room = max(4, width - columns.total - 4)
        let shown = SkippedView.oneLine(name)
        line.add(
            isKept ? shown : "dropped: " + shown, look[isKept ? .text : .textDim], width: room)
        for (number, width) in zip(numbers, [columns.share, columns.phrases, columns.uses])
        where width > 0 {
            line.add(number, look[isKept ? .text : .textDim], width: width, alignRight: true)
        }
        if columns.here > 0 {
            let places = state.lexiconPlaces(group)
            line.add(
                places == 0 ? "–" : "\(places)", look[.textDim], width: columns.here,
                alignRight: true)
        }
        return line
    }
}

/// The right list.
private struct LexiconMembers {
    let state: State
    let look: Look
    let hasKeys: Bool

    private var used: Lexicon? { state.lexicon.lexicon }

    func list(width: Int) -> ListScreen {
        let details = state.lexiconDetails
        let finder = self.finder
        return ListScreen(
            state: state, look: look, title: title, emptyText: "", count: details.count,
            row: { row(details[$0], finder, width: width) }, hasKeys: hasKeys,
            foot: StyledLine(hasKeys ? "" : "Tab goes here", look[.textDim]),
            position: hasKeys ? nil : "",
            detail: { detail(hasKeys ? details[$0] : nil, finder, width: width) })
    }

    /// Finds the phrases of the cluster, dropped or not, in its examples.
    private var finder: LexiconMatcher {
        var grams: [Gram] = []
        if let cluster, let used {
            grams = (state.lexiconRows?.members[cluster.id] ?? []).map {
                Gram(text: used.grams[$0].text, intent: cluster.intent)
            }
        }
        return LexiconMatcher(Lexicon(name: "", source: "", grams: grams))
    }

    private var cluster: GramCluster? {
        guard case .cluster(let id) = state.lexiconGroup else { return nil }
        return used?.cluster(id)
    }

    /// `#12 backtrack 'wait'`.
    private var title: StyledLine {
        var line = StyledLine()
        switch state.lexiconGroup {
        case .cluster(let id):
            guard let cluster = used?.cluster(id) else { return line }
            line.add("#\(id) ", look[.title])
            line.add(cluster.intent.rawValue, look.intentMark(cluster.intent))
            line.add(" \(SkippedView.oneLine(cluster.name))", look[.title])
            if !cluster.isKept { line.add(" · dropped", look[.statusWarning]) }
        case .gram(let text):
            guard let index = state.lexiconRows?.indexes[text], let gram = used?.grams[index]
            else { return line }
            line.add(gram.intent.rawValue, look.intentMark(gram.intent))
            line.add(" \(SkippedView.oneLine(text))", look[.title])
            if !gram.isKept { line.add(" · dropped", look[.statusWarning]) }
        case nil: break
        }
        return line
    }

    private func row(
        _ detail: LexiconDetail, _ finder: LexiconMatcher, width: Int
    ) -> StyledLine {
        switch detail {
        case .heading(let text): return StyledLine(SkippedView.oneLine(text), look[.textDim])
        case .member(let index): return member(index, width: width)
        case .example(let example):
            return Excerpt(example, finder).line(look, width: width)
        case .place(let index):
            guard let document = state.document,
                document.labelling.spans.indices.contains(index)
            else { return StyledLine() }
            let bytes = document.labelling.spans[index].bytes
            return Excerpt(bytes, in: document.bytes).line(look, width: width)
        }
    }

    /// `• let me check   41 %   26×`.
    private func member(_ index: Int, width: Int) -> StyledLine {
        guard let gram = used?.grams[index] else { return StyledLine() }
        var line = StyledLine()
        line.add(state.lexicon.markedGrams.contains(gram.text) ? "• " : "  ", look[.note])
        let role: Role = gram.isKept ? .text : .textDim
        let text = SkippedView.oneLine(gram.text)
        let share = gram.documentFrequency.map(NumberText.percent) ?? "–"
        let count = gram.occurrences.map { "\(Grouped.number($0))×" } ?? "–"
        let countWidth = width < 40 ? 0 : 9
        line.add(
            gram.isKept ? text : "dropped: " + text, look[role],
            width: max(4, width - 9 - countWidth))
        line.add(share, look[role], width: 7, alignRight: true)
        if countWidth > 0 {
            line.add(count, look[.textDim], width: countWidth, alignRight: true)
        }
        return line
    }

    /// What a line of the list has no room for: the whole example and where it stands, or how often
    /// the cluster is found.
    private func detail(
        _ detail: LexiconDetail?, _ finder: LexiconMatcher, width: Int
    ) -> [StyledLine] {
        switch detail {
        case .example(let example):
            let place = "\(example.trace) · \(example.file)"
            return [
                StyledLine(
                    TextFit.cutMiddle(SkippedView.oneLine(place), to: width), look[.textDim])
            ] + Excerpt(example, finder).wrapped(look, width: width)
        case .place(let index):
            guard let document = state.document,
                document.labelling.spans.indices.contains(index)
            else { return [] }
            let bytes = document.labelling.spans[index].bytes
            let token = document.tokens.token(atByte: bytes.lowerBound).map { "token \($0)" }
            return [StyledLine(token ?? "", look[.textDim])]
                + Excerpt(bytes, in: document.bytes).wrapped(look, width: width)
        case .member, .heading, nil: return facts(width: width)
        }
    }

    private func facts(width: Int) -> [StyledLine] {
        guard let cluster else {
            return TextFit.wrap(
                "A phrase of a list: how often it is found was not counted.", columns: width
            ).map { StyledLine($0, look[.textDim]) }
        }
        let frequency = LexiconWords.frequency(cluster, used?.origin)
        var text = frequency.prefix(1).uppercased() + frequency.dropFirst()
        if cluster.documents > 0 {
            let uses = NumberText.fixed(cluster.occurrencesPerDocument, decimals: 1)
            text += ", \(cluster.documentsAreAtLeast ? "at most " : "")\(uses) times in each"
        }
        if cluster.documentsAreAtLeast {
            text += ": what was merged, split or added to is not counted again"
        }
        return TextFit.wrap(text + ".", columns: width).map { StyledLine($0, look[.text]) }
    }
}

/// A phrase with the text around it.
private struct Excerpt {
    var before: String
    var phrase: String
    var after: String

    private static let reach = 400

    init(_ bytes: Range<Int>, in text: [UInt8]) {
        let bytes = bytes.clamped(to: text.indices)
        let start = max(0, bytes.lowerBound - Self.reach)
        let end = min(text.count, bytes.upperBound + Self.reach)
        before = Self.plain(text[start..<bytes.lowerBound])
        phrase = Self.plain(text[bytes])
        after = Self.plain(text[bytes.upperBound..<end])
    }

    /// An example's sentence, its phrase found among those of the cluster.
    init(_ example: GramExample, _ finder: LexiconMatcher) {
        let text = Array(example.context.utf8)
        self.init(finder.place(of: example) ?? text.count..<text.count, in: text)
    }

    private static func plain(_ bytes: ArraySlice<UInt8>) -> String {
        SkippedView.oneLine(String(decoding: bytes, as: UTF8.self))
    }

    /// One line with the phrase at the same column as in every other line.
    func line(_ look: Look, width: Int) -> StyledLine {
        let lead = width * 2 / 5
        var line = StyledLine()
        if !phrase.isEmpty {
            let start = TextFit.suffix(of: before, columns: lead - 1)
            line.add(
                (start.count < before.count ? "…" : "") + start, look[.text], width: lead,
                alignRight: true)
            line.add(phrase, look[.searchMatch])
            line.add(after, look[.text])
        } else {
            line.add(before + after, look[.text])
        }
        return line
    }

    func wrapped(_ look: Look, width: Int) -> [StyledLine] {
        var flow = TextFlow(width: width, skipping: 0, height: 8)
        let start = TextFit.suffix(of: before, columns: width * 2)
        flow.add((start.count < before.count ? "…" : "") + start, look[.text])
        flow.add(phrase, look[.searchMatch])
        flow.add(after, look[.text])
        return flow.finished()
    }
}
