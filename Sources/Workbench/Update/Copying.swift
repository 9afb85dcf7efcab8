import HeddleAnalysis

extension State {
    private static let copyLimit = 1 << 16

    /// What `copy` sends: what is marked, else what the cursor is on.
    var textToCopy: String? {
        switch screen {
        case .reading: readingCopy
        case .head, .sweep, .mediation, .planningHeads: place.selectedHead.description
        case .sideBySide: sideBySideCopy
        case .comparison: comparisonCopy
        case .outline:
            outlineCopy
        case .knockoutMatrix: matrixCopy
        case .searchResults: search.pattern
        case .corpusHits: corpusSearch?.text(ofRow: row)
        case .lexicon: lexiconCopy
        case .notes:
            notesInOrder.indices.contains(row)
                ? [notesInOrder[row].quote, notesInOrder[row].text]
                    .filter { !$0.isEmpty }.joined(separator: ": ") : nil
        case .judging: judging?.round.item?.context
        case .sessions: sessions.indices.contains(row) ? sessions[row].path : nil
        case .themes: themeNames.indices.contains(row) ? themeNames[row] : nil
        case .dynamics: dynamicsCopy
        case .log: log.indices.contains(row) ? log[row].text : nil
        case .skipped:
            skipped.records.indices.contains(row) ? skipped.records[row].description : nil
        }
    }

    /// The move, the step or the line of the outline's row.
    private var outlineCopy: String? {
        let rows = outlineRows
        guard let document, rows.indices.contains(row) else { return nil }
        if let line = rows[row].text {
            return String(decoding: document.bytes[line], as: UTF8.self)
        }
        let item = rows[row].item
        switch outlineArrangement {
        case .moves:
            return document.text(of: document.labelling.moves[item].tokens, limit: Self.copyLimit)
        case .steps:
            return String(decoding: document.bytes[document.steps.steps[item].bytes], as: UTF8.self)
        }
    }

    private var readingCopy: String? {
        if place.focus == .traces { return traces.selected?.id }
        if place.focus == .grid { return place.selectedHead.description }
        guard let document else { return nil }
        if let span { return document.text(of: span, limit: Self.copyLimit) }
        if place.focus == .detail, let top = cursorPrediction?.top,
            top.indices.contains(alternative), let piece = numbers.pieces[top[alternative].id]
        {
            return piece
        }
        return document.text(of: place.cursor..<place.cursor + 1, limit: Self.copyLimit)
    }

    /// The move and its text on the marked side.
    private var comparisonCopy: String? {
        guard let compared, let bytes = compared.bytes(row, compared.side) else { return nil }
        return compared.sideValue(compared.side).map {
            String(decoding: $0.bytes[bytes].prefix(Self.copyLimit), as: UTF8.self)
        }
    }

    private var sideBySideCopy: String? {
        guard let sideBySide else { return nil }
        let texts = [sideBySide.left, sideBySide.right].map { side in
            String(decoding: side.pieces.joined(), as: UTF8.self)
        }
        return texts.joined(separator: "\n\n---\n\n")
    }
}
