import Testing

@testable import HeddleAnalysis

@Suite struct DynamicsBandTests {
    /// Forty problems with responses of one to forty words, three in four right.
    private static func corpus(extra: String = "") -> [Trace] {
        (1...40).map { number in
            DynamicsSupport.words(
                "p\(number)", String(repeating: "word ", count: number) + "so far" + extra,
                correct: number % 4 != 0)
        }
    }

    @Test func bandsAreThoseOfDrawingProblemsAnew() throws {
        let report = try #require(
            DynamicsSupport.measure(
                [Self.corpus()], options: DynamicsSupport.options(resamples: 2000)))
        let accuracy = try #require(report.corpora[0].figures[.accuracy])
        // sqrt(0.75 · 0.25 / 40) = 0.0685; the error of 2000 samples' spread is about 2 %.
        #expect(close(accuracy.standardError, 0.0685, 0.005))
        let band = try #require(accuracy.band)
        #expect(close(band.lowerBound, 0.75 - 1.96 * 0.0685, 0.03))
        #expect(close(band.upperBound, 0.75 + 1.96 * 0.0685, 0.03))
        // Lengths 3...42 words: the population's deviation is sqrt((40² - 1) / 12) = 11.543.
        let length = try #require(report.corpora[0].figures[.length])
        #expect(
            close(length.value, 22.5)
                && close(length.standardError, 11.543 / 40.0.squareRoot(), 0.1))
    }

    @Test func differencesOfTheSameProblemsArePaired() throws {
        let options = DynamicsSupport.options(repeats: 3, resamples: 200)
        let report = try #require(
            DynamicsSupport.measure(
                [Self.corpus(), Self.corpus(extra: " and on")], options: options))
        #expect(report.pairing == .question && report.sharedProblems == 40 && report.problems == 40)
        // Every response is two words longer: the difference has no spread, the lengths have.
        let change = try #require(report.corpora[1].changes[.length])
        #expect(close(change.difference, 2) && close(change.standardError, 0))
        #expect(change.isSignificant == true && change.band == 2...2)
        #expect((report.corpora[1].figures[.length]?.standardError ?? 0) > 1)
        // All are right as before: nothing changed.
        #expect(report.corpora[1].changes[.accuracy]?.isSignificant == false)
        #expect(report.summary.contains { $0.contains("esponse length rose by 2.0 words") })
        #expect(report.summary.contains { $0.contains("Not significant: accuracy") })
    }

    @Test func problemsAreToldByIdWhereQuestionsDiffer() throws {
        let other = Self.corpus().map { trace in
            var trace = trace
            trace.prompt = "asked otherwise: " + trace.prompt
            trace.context = trace.prompt
            return trace
        }
        let report = try #require(DynamicsSupport.measure([Self.corpus(), other]))
        #expect(report.pairing == .id && report.sharedProblems == 40)
        let strangers = other.map { trace in
            var trace = trace
            trace.id += "-other"
            return trace
        }
        let apart = try #require(DynamicsSupport.measure([Self.corpus(), strangers]))
        #expect(apart.pairing == .none && apart.problems == 80)
    }

    @Test func equalSeedsGiveEqualReports() {
        let options = DynamicsSupport.options(repeats: 5, resamples: 50)
        let first = DynamicsSupport.measure([Self.corpus()], options: options)
        #expect(first == DynamicsSupport.measure([Self.corpus()], options: options))
        var other = options
        other.seed = 1
        #expect(first?.corpora != DynamicsSupport.measure([Self.corpus()], options: other)?.corpora)
    }

    @Test func aReportIsGivenUpWhenToldTo() {
        let design = DynamicsDesign(
            labeller: Labeller(DynamicsSupport.lexicon),
            options: DynamicsSupport.options(resamples: 10))
        var corpus = CorpusMeasurement(name: "c", design: design)
        for trace in Self.corpus() { corpus.add(trace) }
        corpus.finishTraces()
        #expect(DynamicsAnalysis([corpus], design: design).report { done, _ in done < 5 } == nil)
    }

    @Test func repeatsLeaveOutTheirShareOfTheGrams() throws {
        var options = DynamicsSupport.options(repeats: 20)
        options.dropShare = 0.5
        let design = DynamicsDesign(
            labeller: Labeller(DynamicsSupport.lexicon), options: options)
        #expect(design.kept.allSatisfy { $0.count { $0 } == 2 })
        #expect(Set(design.kept).count > 3)
        // With `so` and `wait` left out of "so wait let me try" three of five words plan.
        let report = try #require(
            DynamicsSupport.measure(
                [[DynamicsSupport.words("w", "so wait let me try")]], options: options))
        let band = try #require(report.corpora[0].figures[.planningShare]?.dropBand)
        #expect(band.lowerBound >= 0.2 && band.upperBound <= 0.8)
        #expect(close(report.corpora[0].figures[.planningShare]?.value, 1))
    }

    @Test func placesOfKeptGramsAreThoseOfALexiconWithoutTheOthers() {
        let lexicon = DynamicsSupport.lexicon
        let pieces = [
            "so ", "wait ", "let me ", "try ", "let ", "me", ", ", "sofa ", "let\u{2019}s ",
        ]
        var random = DynamicsRandom(seed: 3, stream: 9)
        for _ in 0..<200 {
            let text = (0..<12).map { _ in pieces[random.below(pieces.count)] }.joined()
            let trace = Trace(id: "t", prompt: "so", response: text)
            let kept = lexicon.grams.map { _ in random.below(3) > 0 }
            let reading = TraceReading(trace, matcher: LexiconMatcher(lexicon))
            #expect(
                reading.resolved().map(\.bytes) == Labeller(lexicon).label(trace).spans.map(\.bytes)
            )
            var rest = lexicon
            rest.grams = zip(lexicon.grams, kept).filter(\.1).map(\.0)
            #expect(
                reading.resolved(keeping: kept).map(\.bytes)
                    == Labeller(rest).label(trace).spans.map(\.bytes))
        }
    }

    @Test func wordsBehindGramsAreKeptOfAPartOfTheProblems() {
        var options = DynamicsSupport.options()
        options.nextLimit = 10
        let design = DynamicsDesign(labeller: Labeller(DynamicsSupport.lexicon), options: options)
        func sample(_ traces: [Trace]) -> NextWordsSample {
            var corpus = CorpusMeasurement(name: "c", design: design)
            for trace in traces { corpus.add(trace) }
            corpus.finishTraces()
            return corpus.next
        }
        let whole = Self.corpus()
        let kept = sample(whole)
        #expect(!kept.isWhole && kept.traces.count == 10)
        // The same problems, whatever their order.
        let names = Set(kept.traces.map { whole[$0.trace].id })
        let turned = Array(whole.reversed())
        #expect(Set(sample(turned).traces.map { turned[$0.trace].id }) == names)
    }

    @Test func theThresholdOfForksIsNearTheQuantile() throws {
        var histogram = EntropyHistogram()
        histogram.add((1...1000).map { Float($0) / 100 })
        let threshold = try #require(histogram.threshold(share: 0.3))
        #expect(close(threshold.nats, 7.01, 0.01))
        let above = (1...1000).count { threshold.isAbove(Float($0) / 100) }
        #expect(abs(above - 300) <= 1)
        #expect(EntropyHistogram().threshold(share: 0.3) == nil)
    }
}
