import Canvas
import HeddleAnalysis
import Testing

@testable import Workbench

@Suite struct DynamicsScreenTests {
    /// Corpora of twelve problems; each is longer than the one before.
    private static func report(corpora: Int = 2) -> DynamicsReport? {
        var options = DynamicsOptions()
        options.repeats = 3
        options.resamples = 30
        let lexicon = Lexicon(
            name: "tiny", source: "",
            grams: [Gram(text: "so", intent: .deduce), Gram(text: "wait", intent: .backtrack)])
        let design = DynamicsDesign(labeller: Labeller(lexicon), options: options)
        let measured = (0..<corpora).map { step in
            var corpus = CorpusMeasurement(name: "step-\(step)", design: design)
            for number in 0..<12 {
                let response = String(
                    repeating: "so we go on \(number). wait, ", count: 1 + step + number % 3)
                corpus.add(
                    Trace(
                        id: "p\(number)", prompt: "question \(number)", response: response,
                        correct: (number + step) % 3 > 0))
            }
            corpus.finishTraces()
            return corpus
        }
        return DynamicsAnalysis(measured, design: design).report()
    }

    private static func measured(
        _ width: Int = 120, _ height: Int = 40, corpora: Int = 2
    ) throws -> Bench {
        var bench = Bench.reading(width: width, height: height)
        bench.state.files = (0..<corpora).map { "step-\($0)" }
        bench.press("%")
        let report = try #require(Self.report(corpora: corpora))
        bench.send(.result(.dynamics(report, number: 1)))
        bench.send(.result(.finished(.dynamics)))
        return bench
    }

    private static func text(_ bench: Bench) -> String {
        Views.frame(bench.state, keyMap: .standard).text
    }

    @Test func theOpenFilesAreMeasuredInTheirOrder() {
        var bench = Bench.reading()
        bench.state.files = ["before", "after"]
        bench.press("%")
        #expect(bench.state.screen == .dynamics)
        #expect(
            bench.work == [.dynamics(DynamicsRequest(number: 1, paths: ["before", "after"]))])
        #expect(bench.state.jobs[.dynamics] != nil)
        #expect(Self.text(bench).contains("Measuring before, after … Ctrl-C stops."))
    }

    @Test func withoutFilesThereIsNothingToMeasure() {
        var bench = Bench.reading()
        bench.press("%")
        #expect(bench.state.screen == .reading && bench.work.isEmpty)
        #expect(bench.message.contains("No files are open"))
    }

    @Test func aMeasurementIsKeptAndAnOlderOneIsDropped() throws {
        var bench = try Self.measured()
        bench.press("q%")
        #expect(bench.work.isEmpty && bench.state.dynamics?.report != nil)
        bench.press("r")
        #expect(bench.work.count == 1 && bench.state.dynamics?.report == nil)
        bench.send(.result(.dynamics(try #require(Self.report()), number: 1)))
        #expect(bench.state.dynamics?.report == nil)
        bench.send(.result(.dynamics(try #require(Self.report()), number: 2)))
        #expect(bench.state.dynamics?.report != nil)
        // With another file open the figures are of something else.
        bench.press("q")
        bench.state.files.append("later")
        bench.press("%")
        #expect(
            bench.work == [
                .dynamics(DynamicsRequest(number: 3, paths: ["step-0", "step-1", "later"]))
            ])
    }

    @Test func controlCStopsAndTheScreenSaysSo() {
        var bench = Bench.reading()
        bench.state.files = ["before"]
        bench.press("%")
        bench.press("<ctrl-c>")
        #expect(bench.work == [.cancel(.dynamics)])
        let text = Self.text(bench)
        #expect(text.contains("Dynamics · stopped") && text.contains("r measures again"))
    }

    @Test func theFirstRowSaysInWordsWhatChanged() throws {
        let text = Self.text(try Self.measured())
        #expect(text.contains("From step-0 to step-1, with 95 % bands"))
        #expect(text.contains("Response length rose by"))
        #expect(text.contains("accuracy") && text.contains("1 of 15"))
    }

    @Test func aFigureIsShownWithItsChartAndTable() throws {
        var bench = try Self.measured()
        bench.press("jj")
        let text = Self.text(bench)
        #expect(text.contains("response length, words"))
        #expect(text.contains("Mean length of a response."))
        #expect(text.contains("step-0 ███") && text.contains("95 % band"))
        #expect(text.contains("▲"))
        bench.press("jjjjjj")
        #expect(Self.text(bench).contains("record no entropies or log-probabilities"))
        bench.press("<esc>")
        #expect(bench.state.screen == .reading)
        bench.press("%")
        #expect(bench.state.row == 8)
    }

    @Test func enterGivesAFigureTheWholeScreenAndEscTakesItBack() throws {
        var bench = try Self.measured(80, 24)
        bench.press("jj<enter>")
        let wide = Self.text(bench)
        #expect(wide.contains("Mean length of a response.") && !wide.contains("What it says"))
        bench.press("j")
        #expect(Self.text(bench).contains("planning share"))
        bench.press("<esc>")
        #expect(bench.state.screen == .dynamics && Self.text(bench).contains("What it says"))
        bench.press("q")
        #expect(bench.state.screen == .reading)
    }

    @Test func threeCorporaAreACourse() throws {
        var bench = try Self.measured(corpora: 4)
        bench.press("jj")
        let text = Self.text(bench)
        #expect(text.contains("●") && text.contains("┤") && text.contains("step-3"))
    }

    @Test(arguments: [(80, 24), (200, 60)])
    func itFitsSmallAndLargeScreens(width: Int, height: Int) throws {
        var bench = try Self.measured(width, height, corpora: 3)
        for _ in 0..<16 {
            let frame = Views.frame(bench.state, keyMap: .standard)
            #expect(frame.width == width && frame.height == height)
            #expect(frame.text.contains("Dynamics"))
            bench.press("j")
        }
        #expect(bench.state.row == 14)
        bench.state.settings.ascii = true
        #expect(Self.text(bench).unicodeScalars.allSatisfy { $0.isASCII })
        #expect(Views.text(bench.state, keyMap: .standard).contains("Dynamics"))
    }

    @Test func figuresAreExported() throws {
        var bench = try Self.measured()
        bench.press("E")
        #expect(
            bench.state.overlay == .prompt(.argument(command: "export-dynamics"), input: .init()))
        bench.press("csv<enter>")
        guard case .exportDynamics(let export)? = bench.work.first else {
            Issue.record("no export")
            return
        }
        #expect(export.format == .csv && export.path == "heddle-dynamics.csv")
        #expect(export.text.hasPrefix("corpus,name,measure"))
        bench.send(.command("export-dynamics", argument: "/tmp/a b.svg"))
        guard case .exportDynamics(let picture)? = bench.work.first else {
            Issue.record("no export")
            return
        }
        #expect(picture.format == .svg && picture.path == "/tmp/a b.svg")
        #expect(picture.text.hasPrefix("<svg"))
        bench.send(.command("export-dynamics", argument: "docx"))
        #expect(bench.work.isEmpty && bench.message.contains("no format"))
    }

    @Test func whatIsCopiedIsTheSentencesOrTheFigure() throws {
        var bench = try Self.measured()
        #expect(bench.state.textToCopy?.hasPrefix("From step-0 to step-1") == true)
        bench.press("jj")
        #expect(bench.state.textToCopy?.hasPrefix("response length: step-0: ") == true)
    }
}
