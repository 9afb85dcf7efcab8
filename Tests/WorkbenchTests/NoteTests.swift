import HeddleAnalysis
import Testing

@testable import Workbench

@Suite struct NoteTests {
    private func target(_ bench: Bench, _ range: Range<Int>) -> NoteTarget {
        .tokens(trace: "countdown-0007", first: range.lowerBound, end: range.upperBound)
    }

    @Test func enterKeepsANoteAndEscDiscardsIt() throws {
        var bench = Bench.reading()
        bench.press("pawhy here?<enter>")
        let note = try #require(bench.state.annotations.notes.first)
        #expect(note.text == "why here?" && note.quote == " First,")
        #expect(note.target == target(bench, bench.cursor..<bench.cursor + 1))
        #expect(bench.work.contains { if case .saveSession = $0 { true } else { false } })
        bench.press("3lanever mind<esc>a<enter>")
        #expect(bench.state.annotations.notes.count == 1)
    }

    @Test func aNoteOnASpanThatVMarks() {
        var bench = Bench.reading()
        let start = bench.cursor
        bench.press("V3laspan<enter>")
        #expect(bench.state.annotations.notes.first?.target == target(bench, start..<start + 4))
        #expect(bench.state.anchor == nil)
        bench.press("V<esc>")
        #expect(bench.state.anchor == nil && !bench.state.quits)
    }

    @Test func notesOnHeadAndTraceFollowTheFocus() {
        var bench = Bench.reading()
        bench.press("<alt-3>lahead<enter><alt-1>atrace<enter>")
        #expect(
            bench.state.annotations.notes.map(\.target)
                == [.head(HeadID(layer: 0, head: 1)), .trace(id: "countdown-0007")])
    }

    @Test func aOnANotedPlaceEditsTheNote() {
        var bench = Bench.reading()
        bench.press("aone<enter>a two<enter>")
        #expect(bench.state.annotations.notes.map(\.text) == ["one two"])
        bench.press("a<ctrl-u><enter>")
        #expect(bench.state.annotations.notes.isEmpty)
    }

    @Test func editingKeysOfTheInputLine() {
        var bench = Bench.reading()
        bench.press("aone two<ctrl-w>three<home>X<end>Y<left><backspace><ctrl-a>é<enter>")
        #expect(bench.state.annotations.notes.first?.text == "éXone threY")
    }

    @Test func bookmarksToggleAndTheListJumps() throws {
        var bench = Bench.reading()
        bench.press("pB2pB")
        #expect(bench.state.annotations.notes.filter(\.isBookmark).count == 2)
        let last = bench.cursor
        bench.press("B")
        #expect(bench.state.annotations.notes.count == 1)
        bench.press("u'")
        #expect(bench.state.screen == .notes && bench.state.rowCount == 2)
        bench.press("G<enter>")
        #expect(bench.state.screen == .reading && bench.cursor == last)
        bench.press("'g<delete>")
        #expect(bench.state.annotations.notes.count == 1)
        bench.press("u")
        #expect(bench.state.annotations.notes.count == 2)
    }

    @Test func undoAndRedoGoThroughMasksAndNotes() {
        var bench = Bench.reading()
        bench.press("<space>anote<enter>l")
        let full = bench.state.annotations
        bench.press("u")
        #expect(bench.state.annotations.notes.isEmpty && !bench.state.annotations.mask.isEmpty)
        bench.press("u")
        #expect(bench.state.annotations == Annotations())
        #expect(bench.state.place.colorMode == .planning)
        bench.press("2U")
        #expect(bench.state.annotations == full)
        bench.press("U")
        #expect(bench.message == "There is nothing to redo")
    }

    @Test func undoIsTheInverseOfAnyEdit() {
        var random = SeededGenerator(seed: 11)
        let edits = [
            "<space>", "L", "x", "m", "s", "B", "l", "p", "anote<enter>", "*n<enter>",
            "<alt-3>j<alt-2>", "V2la span<enter>", ":ablate 1.*<enter>", ":save-set a<enter>",
        ]
        for _ in 0..<40 {
            var bench = Bench.reading()
            var history = [bench.state.annotations]
            for _ in 0..<30 {
                bench.press(edits.randomElement(using: &random) ?? "x")
                if bench.state.annotations != history.last {
                    history.append(bench.state.annotations)
                }
            }
            for earlier in history.dropLast().reversed() {
                bench.press("u")
                #expect(bench.state.annotations == earlier)
            }
            for later in history.dropFirst() {
                bench.press("U")
                #expect(bench.state.annotations == later)
            }
        }
    }

    @Test func undoReachesTwoHundredSteps() {
        var bench = Bench.reading()
        for _ in 0..<250 { bench.press("<space>") }
        #expect(bench.state.undo.count == 200)
        bench.press("300u")
        #expect(bench.state.undo.isEmpty && bench.state.redo.count == 200)
    }

    @Test func copyingSendsWhatIsMarked() {
        var bench = Bench.reading()
        bench.press("Vly")
        #expect(bench.work.contains(.copy(text: "Let me")))
        #expect(bench.message == "Sent to the terminal's clipboard")
        bench.press("<esc><alt-3>y")
        #expect(bench.work.contains(.copy(text: "0.0")))
    }
}

@Suite struct SessionTests {
    @Test func movesSaveThePlaceAndEditsSaveAtOnce() {
        var bench = Bench.reading()
        bench.press("l")
        #expect(bench.effects.contains { if case .savePlace = $0 { true } else { false } })
        #expect(bench.state.save == .saved)
        bench.press("B")
        #expect(bench.state.save == .saving)
        bench.send(.result(.sessionSaved(path: "/s.heddle")))
        #expect(bench.state.save == .saved && bench.state.sessionPath == "/s.heddle")
    }

    @Test func theTraceIsStoredOnceItIsAnnotated() {
        var bench = Bench.reading()
        #expect(bench.state.snapshot.trace == nil)
        bench.press("B")
        #expect(bench.state.snapshot.trace?.id == "countdown-0007")
    }

    @Test func readOnlySavesNothing() {
        var bench = Bench.reading()
        var settings = Settings()
        settings.readOnly = true
        bench.send(.result(.configuration(settings)))
        bench.press("lBanote<enter>")
        #expect(bench.effects.isEmpty && bench.state.save == .readOnly)
        #expect(bench.state.annotations.notes.count == 2)
    }

    @Test func leavingWithUnsavedWorkAsks() {
        var bench = Bench.reading()
        bench.press("B")
        bench.send(.result(.sessionFailed(message: "disk full")))
        bench.press("q")
        #expect(bench.state.overlay == .confirmLeave && !bench.state.quits)
        bench.press("y")
        #expect(bench.state.quits)
        var saved = Bench.reading()
        saved.press("q")
        #expect(saved.state.quits && saved.effects.contains(.quit))
    }

    @Test func aSessionOpensWhereItWasLeft() throws {
        var first = Bench.reading()
        first.press("2panote<enter><alt-3>2j<space>s<tab>")
        let snapshot = first.state.snapshot
        let entries = first.state.traces.entries

        var second = Bench()
        second.send(.result(.modelLoaded(Bench.model)))
        second.send(.result(.sessionOpened(snapshot, entries: entries)))
        let request = try #require(
            second.effects.compactMap { effect -> DocumentID? in
                if case .openTrace(_, let id) = effect { id } else { nil }
            }.first)
        second.send(
            .result(.traceOpened(SampleDocuments.small(number: request.number), scores: [])))
        #expect(second.state.place == first.state.place)
        #expect(second.state.annotations == first.state.annotations)
        #expect(second.state.undo.isEmpty && second.state.nextNote == 2)
        #expect(second.effects.contains { if case .effects = $0 { true } else { false } })
    }

    @Test func notesFindTheirTextAgainWhereTokensHaveChanged() {
        var bench = Bench.reading()
        bench.press("2panote<enter>")
        let quote = bench.state.annotations.notes.first?.quote
        let other = SampleDocuments.make(
            number: 9, id: "countdown-0007", prompt: "Use the numbers 3, 7 and 8.",
            reasoning: "Well now. " + SampleDocuments.reasoning, answer: "x")
        bench.open(other)
        guard case .tokens(_, let first, let end)? = bench.state.annotations.notes.first?.target
        else {
            Issue.record("the note is gone")
            return
        }
        #expect(other.text(of: first..<end, limit: 99) == quote)
    }
}
