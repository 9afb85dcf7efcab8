import HeddleAnalysis
import Testing

@testable import Workbench

@Suite struct ResamplingScreenTests {
    /// The small document with a key to check answers with, the cursor on `That is a dead end, …`.
    private func bench(width: Int = 120, height: Int = 40) -> Bench {
        var document = SampleDocuments.small()
        document.trace.answer = "7 * 8 = 56"
        var bench = Bench.reading(document, width: width, height: height)
        bench.press("gpp")
        bench.effects = []
        return bench
    }

    private func asked(_ effects: [Effect]) -> ResampleWork? {
        effects.compactMap { if case .resample(let work) = $0 { work } else { nil } }.first
    }

    private func drawn(_ arm: ResampleArm, _ attempt: Int, _ correct: Bool) -> ResampledContinuation
    {
        ResampledContinuation(
            arm: arm, attempt: attempt, seed: UInt64(attempt), firstSentence: "So.",
            similarity: nil,
            outcome: .init(ids: [5], text: " x", ended: true, answer: nil, correct: correct))
    }

    /// All of `n` that keep the sentence are right, none of those without it.
    private func report(_ work: ResampleWork, n: Int, of wanted: Int) -> ResampleReport {
        ResampleReport(
            traceID: "countdown-0007", model: ModelIdentity(name: "bobbin"),
            sentence: work.sentence,
            settings: ResampleSettings(
                temperature: 0.7, seed: 7, maxTokens: 400,
                similarity: SentenceSimilarity(measure: .embedding)),
            wanted: wanted, tries: 4 * wanted,
            continuations: (0..<n).flatMap {
                [drawn(.kept, $0, true), drawn(.without, $0, false)]
            })
    }

    private func entries(_ report: ResampleReport) -> [TraceEntry] {
        report.continuations.map {
            TraceEntry(TraceFacts(id: report.branchName($0)), parent: report.traceID)
        }
    }

    @Test func theCostIsSaidBeforeTheWorkBegins() throws {
        var bench = bench()
        #expect(asked(bench.press("I")) == nil)
        #expect(bench.frame.contains { $0.contains("2 × 100 continuations. Enter starts") })
        #expect(bench.press("<esc>").allSatisfy { asked([$0]) == nil })
        #expect(bench.message == "Not started")
        let started = try #require(asked(bench.press("I<enter>")))
        #expect(started.wanted == 100)
        #expect(started.sentence.number == 2)
        #expect(started.sentence.tokens.contains(bench.cursor))
        #expect(bench.state.jobs[.resample]?.total == 200)
        #expect(asked(bench.press("I")) == nil)
        #expect(bench.message.contains("being resampled"))
        #expect(bench.press("<ctrl-c>").contains(.cancel(.resample)))
    }

    @Test func aCountOrAnArgumentSaysHowMany() throws {
        var first = bench()
        #expect(try #require(asked(first.press("20I<enter>"))).wanted == 20)
        var second = bench()
        #expect(try #require(asked(second.press(":resample 30<enter><enter>"))).wanted == 30)
        var third = bench()
        #expect(asked(third.press(":resample 0<enter>")) == nil)
        #expect(third.message.contains("'0' is no number of continuations"))
    }

    @Test func theKeyIsTheLexiconsOutsideTheText() {
        var bench = Bench.lexicon()
        bench.press("<alt-3>I")
        #expect(bench.state.screen == .lexicon)
        bench.press("q<alt-2><alt-i>")
        #expect(bench.state.screen == .lexicon)
    }

    @Test func whatIsFoundStaysWithItsSentence() throws {
        var bench = bench()
        let work = try #require(asked(bench.press("20I<enter>")))
        let report = report(work, n: 20, of: 20)
        let effects = bench.send(.result(.resampled(report, branches: entries(report))))
        bench.send(.result(.finished(.resample)))
        #expect(bench.message.hasPrefix("The sentence adds 100 points"))
        #expect(bench.frame.contains { $0.contains("kept 100 % (84 to 100) n 20") })
        #expect(bench.frame.contains { $0.contains("else 0 % (0 to 16) n 20") })
        #expect(bench.frame.contains { $0.contains("adds +100 points (+77 to +100)") })
        #expect(bench.frame.suffix(4).contains { $0.contains("▲") })
        #expect(bench.state.traces.entries.count == 41)
        #expect(bench.state.traces.entries[1].parent == "countdown-0007")
        #expect(effects.contains { if case .saveSession = $0 { true } else { false } })
        bench.press("g")
        #expect(!bench.frame.contains { $0.contains("kept 100 %") })
        #expect(bench.frame.suffix(4).contains { $0.contains("▲") })
        bench.press("pp")
        #expect(asked(bench.press("20I")) == nil)
        #expect(bench.message.hasPrefix("The sentence adds"))
    }

    @Test func cancelledWorkIsPartialAndGoesOn() throws {
        var bench = bench()
        let work = try #require(asked(bench.press("20I<enter>")))
        let report = report(work, n: 3, of: 20)
        bench.send(.result(.resampled(report, branches: entries(report))))
        bench.send(.result(.finished(.resample)))
        #expect(bench.message.hasPrefix("Partial: "))
        #expect(bench.frame.contains { $0.contains("partial: 3 and 3 of 20") })
        #expect(try #require(asked(bench.press("20I<enter>"))).earlier == report)
    }

    @Test func aSessionBringsItBack() throws {
        var bench = bench()
        let work = try #require(asked(bench.press("20I<enter>")))
        let report = report(work, n: 20, of: 20)
        bench.send(.result(.resampled(report, branches: [])))
        var other = self.bench()
        var snapshot = bench.state.snapshot
        snapshot.files = []
        other.send(.result(.sessionOpened(snapshot, entries: [])))
        #expect(Array(other.state.resamplings.values) == [report])
    }

    @Test func whatCannotBeResampledIsSaid() {
        var unchecked = Bench.reading()
        unchecked.press("gppI")
        #expect(unchecked.message.contains("nothing to check an answer with"))
        var outside = bench()
        outside.press("GI")
        #expect(outside.message.contains("in no sentence"))
        var cold = bench()
        cold.press(":temperature 0<enter>I")
        #expect(cold.message.contains("temperature 0"))
    }
}

extension ResampleReport {
    fileprivate func branchName(_ drawn: ResampledContinuation) -> String {
        "\(traceID)~\(drawn.arm.rawValue)\(drawn.attempt)"
    }
}
