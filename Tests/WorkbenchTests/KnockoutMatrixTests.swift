import Canvas
import HeddleAnalysis
import Testing

@testable import Workbench

@Suite struct KnockoutMatrixTests {
    private func text(_ bench: Bench) -> String {
        Views.frame(bench.state, keyMap: bench.state.keyMap).text
    }

    // MARK: - Work

    @Test func theOutlinesKeyMeasuresItsMoves() throws {
        var bench = Bench.reading()
        bench.press("OM")
        #expect(bench.state.screen == .knockoutMatrix)
        let work = try #require(bench.askedMatrix)
        let moves = try #require(bench.state.document?.labelling.moves)
        #expect(work.matrix.kind == .moves && work.matrix.done == 0)
        #expect(work.matrix.parts.map(\.tokens) == moves.map(\.tokens))
        #expect(work.matrix.parts.map(\.intent) == moves.map(\.intent))
        #expect(work.matrix.parts.map(\.text).last == "Let me check")
        #expect(bench.frame[0].contains("matrix of moves ░░░░░░░░ 0 %"))
        #expect(text(bench).contains("Matrix · 4 planning moves · 0 of 3 measured…"))
        bench.press("r")
        #expect(bench.work.isEmpty)
        #expect(bench.message == "The matrix is being measured: Ctrl-C stops it")
        bench.answer(work, done: 1)
        #expect(text(bench).contains("1 of 3 measured…"))
        bench.answer(work)
        bench.send(.result(.finished(.knockoutMatrix)))
        #expect(bench.state.shownMatrix?.matrix.isPartial == false)
        bench.press("r")
        #expect(bench.work.isEmpty && bench.message == "All 4 moves are measured")
        // What is measured is not asked for again.
        bench.press("qM")
        #expect(bench.work.isEmpty)
    }

    @Test func whatIsCancelledIsKeptAndGoneOnWith() throws {
        var bench = Bench.reading(width: 80, height: 24)
        bench.press("OM")
        let work = try #require(bench.askedMatrix)
        bench.answer(work, done: 2)
        bench.press("<ctrl-c>")
        #expect(bench.work == [.cancel(.knockoutMatrix)])
        bench.send(.result(.finished(.knockoutMatrix)))
        #expect(text(bench).contains("partial, 2 of 3: r measures on"))
        bench.press("h")
        #expect(text(bench).contains("r measure on"))
        bench.press("r")
        let more = try #require(bench.askedMatrix)
        #expect(more.matrix == SampleMatrix.measured(work.matrix, done: 2))
        // The cancelled work is late.
        bench.answer(work)
        #expect(bench.state.shownMatrix?.matrix.done == 2)
        bench.answer(more)
        #expect(bench.state.shownMatrix?.matrix == SampleMatrix.measured(work.matrix))
        #expect(!text(bench).contains("partial"))
    }

    @Test func whatTakesLongSaysSoFirst() throws {
        var bench = Bench.reading()
        var model = Bench.model
        model.secondsPerToken = 0.1
        bench.send(.result(.modelLoaded(model)))
        bench.press("OM")
        let parts = try #require(bench.state.shownMatrix?.matrix.parts)
        let count = try #require(bench.state.document?.tokens.count)
        let left = parts.dropLast().reduce(0) { $0 + count - $1.tokens.upperBound + 1 }
        let cost = "about \(Int((Double(left) / 10).rounded())) s"
        #expect(bench.askedMatrix == nil)
        #expect(text(bench).contains("3 moves hidden one after the other, \(cost). Enter starts"))
        bench.press("<esc>")
        #expect(bench.message == "Not started")
        #expect(text(bench).contains("Nothing was measured yet: r hides each planning move"))
        #expect(text(bench).contains("(3 runs, \(cost))"))
        bench.press("<enter>")
        #expect(bench.askedMatrix == nil && bench.state.overlay != nil)
        bench.press("<enter>")
        #expect(bench.askedMatrix != nil && bench.state.jobs[.knockoutMatrix]?.total == 3)
    }

    @Test func aLookAtTheSentencesLeavesTheMovesToTheirWork() throws {
        var bench = Bench.reading()
        bench.press("OM")
        let work = try #require(bench.askedMatrix)
        bench.press("<tab>")
        #expect(bench.work.isEmpty && text(bench).contains("r hides each sentence"))
        bench.answer(work, done: 2)
        bench.press("<tab>")
        #expect(text(bench).contains("2 of 3 measured…"))
        // What is wanted now takes its place; what it has measured stays.
        bench.press("<tab>r")
        #expect(bench.askedMatrix?.matrix.kind == .sentences)
        bench.press("<tab>")
        #expect(text(bench).contains("partial, 2 of 3: r measures on"))
    }

    @Test func otherLabelsForgetTheMovesAndStopTheirWork() throws {
        var bench = Bench.reading()
        bench.press("OM")
        let work = try #require(bench.askedMatrix)
        let document = try #require(bench.state.document)
        var labelling = document.labelling
        labelling.moves.removeLast()
        let labelled = EffectResult.labelled(
            document: document.id, labelling, document.steps, number: bench.state.lexicon.number)
        #expect(bench.send(.result(labelled)).contains(.cancel(.knockoutMatrix)))
        bench.answer(work)
        #expect(bench.state.shownMatrix?.matrix.parts.count == 3)
        #expect(bench.state.shownMatrix?.matrix.done == 0)
        #expect(text(bench).contains("Nothing was measured yet"))
        // Sentences are no labels.
        bench.press("<tab>")
        bench.answer(try #require(bench.askedMatrix))
        labelling.moves.removeLast()
        bench.send(
            .result(
                .labelled(
                    document: document.id, labelling, document.steps,
                    number: bench.state.lexicon.number)))
        #expect(bench.state.shownMatrix?.matrix.isPartial == false)
    }

    @Test func anotherTraceForgetsIt() throws {
        var bench = Bench.reading()
        bench.press("OM")
        let work = try #require(bench.askedMatrix)
        bench.open(SampleDocuments.small(number: 2, id: "second"))
        #expect(bench.effects.contains(.cancel(.knockoutMatrix)))
        bench.answer(work)
        #expect(bench.state.numbers.matrices.values.allSatisfy { $0.matrix.done == 0 })
    }

    @Test func errorsAreSaidAndKeepWhatIsMeasured() throws {
        var bench = Bench.reading()
        bench.press("OM")
        bench.answer(try #require(bench.askedMatrix), done: 1)
        bench.send(.result(.failed(.knockoutMatrix, message: "no memory")))
        bench.send(.result(.finished(.knockoutMatrix)))
        #expect(bench.message == "no memory")
        #expect(text(bench).contains("partial, 1 of 3: r measures on"))
    }

    @Test func workThatEndsElsewhereIsSaid() throws {
        var bench = Bench.reading()
        bench.press("OM")
        let work = try #require(bench.askedMatrix)
        bench.press("qq")
        bench.answer(work)
        bench.send(.result(.finished(.knockoutMatrix)))
        #expect(bench.message == "The matrix of moves is measured: :matrix shows it")
    }

    // MARK: - Words in its place

    @Test func withoutAModelItSaysSo() {
        var bench = Bench.reading(width: 80, height: 24, model: nil)
        bench.press("OM")
        #expect(bench.work.isEmpty)
        #expect(text(bench).contains("No model is loaded: :model PATH"))
        bench.press("<enter>")
        #expect(bench.message == "No model is loaded: :model PATH")
    }

    @Test func oneMoveIsNoMatrix() throws {
        let document = SampleDocuments.make(
            number: 1, id: "short", prompt: "Go.", reasoning: "Let me check. It is 56. Good.",
            answer: "56", planning: [("Let me check", .verify)])
        var bench = Bench.reading(document)
        bench.press("OM")
        #expect(bench.work.isEmpty)
        #expect(
            text(bench).contains(
                "The model sees 1 planning move of this trace; a matrix needs two."))
        #expect(text(bench).contains("Tab cuts the text into sentences."))
        bench.press("<tab>")
        #expect(try #require(bench.askedMatrix).matrix.parts.map(\.text).first == "Let me check.")
    }

    @Test func movesBeyondTheContextAreCounted() throws {
        var model = Bench.model
        model.contextLength = 30
        var bench = Bench.reading(width: 80, height: 24, model: model)
        let moves = try #require(bench.state.document?.labelling.moves)
        let seen = moves.filter { $0.tokens.lowerBound < 30 }
        #expect(seen.count == 2)
        bench.press("OM")
        let work = try #require(bench.askedMatrix)
        #expect(work.matrix.parts.count == 2)
        #expect(work.matrix.parts.allSatisfy { $0.tokens.upperBound <= 30 })
        #expect(bench.frame[1].hasSuffix(" 2 beyond the context ╮"))
        model.contextLength = 20
        var short = Bench.reading(width: 80, height: 24, model: model)
        short.press("OM")
        #expect(short.work.isEmpty)
        #expect(
            text(short).contains("1 planning move of this trace, 3 more lie beyond its context"))
    }

    // MARK: - Looking

    @Test func theCursorGoesThroughTheTriangle() throws {
        var bench = Bench.matrix()
        func cell() -> [Int] { bench.state.matrixCell.map { [$0.reader, $0.source] } ?? [] }
        bench.press("g")
        #expect(cell() == [1, 0])
        bench.press("jj")
        #expect(cell() == [3, 0])
        bench.press("5l")
        #expect(cell() == [3, 2])
        // The column is kept to where the triangle has it.
        bench.press("kk")
        #expect(cell() == [1, 0])
        bench.press("jj")
        #expect(cell() == [3, 2])
        bench.press("h")
        #expect(cell() == [3, 1])
        bench.press("9h")
        #expect(cell() == [3, 0])
        bench.press("G")
        #expect(cell() == [3, 2])
        bench.press("f")
        #expect(cell() == [3, 0])
    }

    @Test func enterGoesToTheReaderAndEscBackToTheRow() throws {
        var bench = Bench.reading()
        let moves = try #require(bench.state.document?.labelling.moves)
        bench.press("OgjjM")
        bench.answer(try #require(bench.askedMatrix))
        #expect(bench.state.matrixCell?.reader == 2)
        bench.press("j<esc>")
        #expect(bench.state.screen == .outline && bench.state.row == 2)
        bench.press("Mj<enter>")
        #expect(bench.state.screen == .reading && bench.cursor == moves[3].tokens.lowerBound)
        bench.press(":matrix moves<enter>")
        #expect(bench.state.screen == .knockoutMatrix && bench.state.matrixCell?.reader == 3)
        bench.press("q")
        #expect(bench.state.screen == .reading && bench.cursor == moves[3].tokens.lowerBound)
        bench.press(":matrix words<enter>")
        #expect(bench.message == "'words' is none of moves, sentences")
    }

    @Test func aClickSelectsACellAndTwoGoToTheText() throws {
        var bench = Bench.matrix()
        let geometry = try #require(KnockoutMatrixGeometry(bench.state))
        let rect = try #require(geometry.cell(reader: 3, source: 1))
        #expect(geometry.cell(reader: 1, source: 1) == nil)
        for clicks in [1, 2] {
            bench.send(
                .mouse(
                    MouseEvent(x: rect.x, y: rect.y, kind: .press(.left), clickCount: clicks)))
            if clicks == 1 {
                #expect(bench.state.matrixCell.map { [$0.reader, $0.source] } == [3, 1])
            }
        }
        #expect(bench.state.screen == .reading)
    }

    @Test func copyingGivesBothPartsAndTheirFigure() {
        var bench = Bench.matrix()
        bench.press("Gy")
        #expect(
            bench.effects.contains(
                .copy(text: "3 Let me check\n2 another way\ndependence -0.33")))
    }

    /// 91 moves: one column a cell, the cursor's part of the triangle on the screen.
    @Test(arguments: [(60, 16), (80, 24), (120, 40)])
    func whatDoesNotFitScrolls(width: Int, height: Int) throws {
        var bench = Bench.matrix(
            SampleDocuments.long(tokens: 1990), width: width, height: height)
        let count = try #require(bench.state.shownMatrix?.matrix.parts.count)
        #expect(count > 80)
        for keys in ["g", "G", "20k", "9h", "f"] {
            bench.press(keys)
            let geometry = try #require(KnockoutMatrixGeometry(bench.state))
            let cell = try #require(bench.state.matrixCell)
            let rect = try #require(geometry.cell(reader: cell.reader, source: cell.source))
            #expect(geometry.stride == 1 && geometry.map.contains(x: rect.x, y: rect.y))
            #expect(geometry.part(x: rect.x, y: rect.y).map { $0 == cell } == true)
        }
        #expect(text(bench).contains(" of \(count) "))
        #expect(text(bench).contains("rows "))
    }

    @Test func screenReadersGetItInSentences() {
        var bench = Bench.matrix()
        bench.press("G")
        let spoken = Views.text(bench.state, keyMap: .standard)
        #expect(spoken.contains("Matrix · 4 planning moves\n"))
        #expect(spoken.contains("reader 3 V verify tokens"))
        #expect(spoken.contains("depends most on: 0 +1.67, 2 -0.33, 1 -1.33"), "\(spoken)")
    }
}
