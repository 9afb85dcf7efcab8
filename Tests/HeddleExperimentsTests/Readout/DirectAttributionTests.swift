import HeddleAnalysis
import HeddleEngine
import HeddleExperiments
import Testing

@Suite struct DirectAttributionTests {
    private func run(_ it: ReadoutCase, _ expected: JSONValue) throws -> DirectAttribution {
        let against = try #require(expected["against"]?.int)
        return try DirectAttributionRun.run(
            it.model, pool: Sample.pool, tokens: it.ids,
            target: #require(expected["target"]?.int), against: Int32(against))
    }

    @Test(arguments: ReadoutCase.names) func componentsMatchTransformers(_ name: String) throws {
        let it = try ReadoutCase(name)
        for expected in it.attributions {
            let found = try run(it, expected)
            let components = try #require(expected["components"]?.object)
            #expect(found.components.count == components.count)
            for component in found.components {
                let value = try #require(
                    components[component.part.label]?.double, "\(component.part.label)")
                #expect(abs(component.direct - value) < 2e-4, "\(component.part.label)")
            }
            let difference = try #require(expected["difference"]?.double)
            let uncapped = try #require(expected["uncapped"]?.double)
            let scale = try #require(expected["capScale"]?.double)
            #expect(abs(found.difference - difference) < 2e-4)
            #expect(abs(found.uncapped - uncapped) < 2e-4)
            #expect(abs(found.capScale - scale) < 1e-4)
        }
    }

    @Test(arguments: ReadoutCase.names) func componentsAddUpAtEveryToken(_ name: String) throws {
        let it = try ReadoutCase(name)
        for target in stride(from: 1, to: it.ids.count, by: 7) {
            let found = try DirectAttributionRun.run(
                it.model, pool: Sample.pool, tokens: it.ids, target: target)
            #expect(abs(found.residualError) < 1e-3)
            let logits = try SinglePass.run(
                it.model, pool: Sample.pool, tokens: Array(it.ids[..<target]),
                request: ForwardRequest(logits: .last)
            ).logits(at: target - 1)
            let difference = Double(logits[Int(found.token)] - logits[Int(found.against)])
            #expect(abs(found.difference - difference) < 1e-4)
            #expect(
                logits.indices.filter { $0 != Int(found.token) }
                    .allSatisfy { logits[$0] <= logits[Int(found.against)] })
        }
    }

    @Test func theCapsOfGemmaAreAccountedFor() throws {
        let it = try ReadoutCase("gemma2")
        #expect(it.model.configuration.logitSoftcap != nil)
        #expect(it.model.configuration.normalizesBlockOutputs)
        let found = try run(it, it.attributions[0])
        #expect(found.capScale < 1)
        #expect(abs(found.uncapped * found.capScale - found.difference) < 1e-9)
    }

    @Test(arguments: ["bobbin", "gemma2", "gpt-neox"])
    func totalsAgainstTheSameTokenMatchTransformers(_ name: String) throws {
        let it = try ReadoutCase(name)
        for expected in it.attributions {
            var found = try run(it, expected)
            let sweep = try HeadSweep.sweep(
                it.model, pool: Sample.pool, tokens: it.ids, target: found.position.target,
                metric: .difference, against: found.against, mode: .zero)
            found.setTotals(effects: sweep.effects)
            let totals = it.model.configuration.headShape.all.map { found.total(of: .head($0)) }
            #expect(largestDifference(totals, try #require(expected["totals"]).numbers) < 2e-4)
        }
    }

    @Test func aTextThatHasBeenReadGivesTheSame() throws {
        let it = try ReadoutCase("bobbin")
        let scored = try ScoredText(
            model: it.model, pool: Sample.pool, tokens: it.ids, planning: [], summaries: false)
        for target in [1, 7, it.ids.count - 1] {
            let found = try scored.attribution(of: target)
            let alone = try DirectAttributionRun.run(
                it.model, pool: Sample.pool, tokens: it.ids, target: target)
            #expect(found == alone)
        }
        #expect(throws: ExperimentError.self) { try scored.attribution(of: 0) }
    }

    @Test func wrongQuestionsAreRefused() throws {
        let it = try ReadoutCase("llama")
        func ask(_ target: Int, _ against: Int32? = nil) -> ExperimentError? {
            do throws(ExperimentError) {
                _ = try DirectAttributionRun.run(
                    it.model, pool: Sample.pool, tokens: it.ids, target: target, against: against)
                return nil
            } catch { return error }
        }
        for target in [-1, 0, it.ids.count] {
            guard case .noPrediction(target, _)? = ask(target) else {
                Issue.record("token \(target) was not refused")
                continue
            }
        }
        guard case .equalTokens(it.ids[3])? = ask(3, it.ids[3]) else {
            Issue.record("equal tokens were not refused")
            return
        }
        guard case .engine(.tokenOutsideVocabulary(id: 9999, _, _))? = ask(3, 9999) else {
            Issue.record("an unknown token was not refused")
            return
        }
    }

    @Test func tokensAreNamedByTextOrByNumber() throws {
        let loaded = try Sample.model()
        let tokenizer = try loaded.requireTokenizer()
        let so = try #require(tokenizer.encode(" So", addSpecial: false).first)
        #expect(try loaded.token(named: " So") == so)
        #expect(try loaded.token(named: "#\(so)") == so)
        #expect(loaded.text(of: so) == " So")
        let seven = try #require(tokenizer.encode("7", addSpecial: false).first)
        #expect(try loaded.token(named: "7") == seven)
        #expect(try loaded.token(named: "#7") == 7)
        for name in ["", "two words or more", "#9999999", "-12"] {
            #expect(throws: ExperimentError.self, "\(name)") { try loaded.token(named: name) }
        }
    }
}
