import HeddleAnalysis
import Testing

@Suite struct DynamicsFigureTests {
    /// Planning tokens: so, wait, let, me; the entropy of `me` is not known.
    static let scored = DynamicsSupport.trace(
        "t",
        pieces: ["so", " x", " is", " 3", ".", " wait", " no", ".", " let", " me", " go"],
        entropies: [2, 0.5, 0.25, 1, 0.25, 3, 0.5, 0.25, 1.5, nil, 0.75],
        logprobs: [-1, -0.25, -0.25, -0.25, -0.25, -2, -0.25, -0.25, -0.5, -0.5, -0.25],
        correct: true)

    @Test func planningAndExecutionTokensAreMeasuredApart() throws {
        let report = try #require(
            DynamicsSupport.measure([[Self.scored]], options: DynamicsSupport.options(forks: 0.4)))
        let figures = report.corpora[0].figures
        // (2 + 3 + 1.5) / 3 and (0.5 + 0.25 + 1 + 0.25 + 0.5 + 0.25 + 0.75) / 7 nats.
        #expect(close(figures[.planningEntropy]?.value, 6.5 / 3))
        #expect(close(figures[.executionEntropy]?.value, 0.5))
        // exp((1 + 2 + 0.5 + 0.5) / 4) = e and exp(0.25).
        #expect(close(figures[.planningPerplexity]?.value, 2.718_281_828_459_045))
        #expect(close(figures[.executionPerplexity]?.value, 1.284_025_416_687_741_5))
        // 4 of 11 tokens.
        #expect(report.shareIsInTokens && report.lengthIsInTokens)
        #expect(close(figures[.planningShare]?.value, 4.0 / 11))
        #expect(close(figures[.length]?.value, 11))
        #expect(close(figures[.accuracy]?.value, 1))
        #expect(figures[.planningEntropy]?.count == 3 && figures[.planningPerplexity]?.count == 4)
        // Three grams, once each: log2 3.
        #expect(close(figures[.semanticEntropy]?.value, 1.584_962_500_721_156))
        // One problem: nothing to draw anew.
        #expect(figures[.length]?.band == nil && figures[.length]?.standardError == nil)
    }

    @Test func forksAreTheTokensOfHighestEntropy() throws {
        // 40 % of ten tokens with an entropy: 3, 2, 1.5 (planning) and 1 (execution).
        let report = try #require(
            DynamicsSupport.measure([[Self.scored]], options: DynamicsSupport.options(forks: 0.4)))
        let corpus = report.corpora[0]
        #expect(close(corpus.forkBase, 0.4) && close(corpus.planningBase, 0.3))
        #expect(close(corpus.figures[.forkOfPlanning]?.value, 1))
        #expect(close(corpus.figures[.planningOfFork]?.value, 0.75))
        #expect(close(corpus.figures[.forkLift]?.value, 2.5))
        // The edge of a bin of relative width 2^-11 at or below 1 nat.
        #expect(close(corpus.forkThreshold, 1, 1.0 / 2048))
    }

    @Test func withoutTokensLengthsAreWordsAndTokenFiguresAreMissing() throws {
        let report = try #require(
            DynamicsSupport.measure([
                [Self.scored, DynamicsSupport.words("w", "so 1 + 2 is 3, let me try it")]
            ]))
        let figures = report.corpora[0].figures
        #expect(!report.lengthIsInTokens && !report.shareIsInTokens)
        // so x is 3 wait no let me go: 9 words; so 1 + 2 is 3 let me try it: 10.
        #expect(close(figures[.length]?.value, 9.5))
        // so wait let me, and so let me try: 8 of 19.
        #expect(close(figures[.planningShare]?.value, 8.0 / 19))
        let plain = try #require(
            DynamicsSupport.measure([[DynamicsSupport.words("w", "so it is")]]))
        #expect(
            plain.corpora[0].figures.keys.filter(\.needsTokenScores).isEmpty)
        #expect(plain.corpora[0].figures[.accuracy] == nil)
        #expect(plain.json["corpora"]?[0]?["figures"]?["planningEntropy"] == .null)
    }

    @Test func whatFollowsAGramIsItsConditionalEntropy() throws {
        let corpus = [DynamicsSupport.words("w", "so a b. so A c. so d e. wait a b")]
        let report = try #require(
            DynamicsSupport.measure([corpus], options: DynamicsSupport.options(longestNext: 3)))
        let figures = report.corpora[0].figures
        // so → a, a, d: 0.918296 bits; wait → a: 0. 3/4 · 0.918296.
        #expect(close(figures[.nextEntropy(words: 1)]?.value, 0.75 * 0.918_295_834_054_489_6))
        // so → a b, a c, d e: log2 3; wait → a b.
        #expect(close(figures[.nextEntropy(words: 2)]?.value, 0.75 * 1.584_962_500_721_156))
        // No gram is followed by three words before the next gram or the end.
        #expect(figures[.nextEntropy(words: 3)] == nil)
        // so three times, wait once: 0.811278 bits.
        #expect(close(figures[.semanticEntropy]?.value, 0.811_278_124_459_132_8))
    }

    @Test func everyNumberIsTheSameWord() throws {
        let report = try #require(
            DynamicsSupport.measure([[DynamicsSupport.words("w", "so 3 is. so 4.5 is. so 17 is")]]))
        #expect(close(report.corpora[0].figures[.nextEntropy(words: 2)]?.value, 0))
    }

    @Test func entropiesOfCountsAreComparedAtEqualNumbers() throws {
        let report = try #require(
            DynamicsSupport.measure([
                [DynamicsSupport.words("w", "so a b. so A c. so d e. wait a b")],
                [DynamicsSupport.words("v", "so x. wait y")],
            ]))
        #expect(report.equalGrams == 2 && report.equalNext == [2, 4])
        let figures = report.corpora[0].figures
        // Of the 6 pairs of so so so wait, 3 have both grams: 1/2 bit.
        #expect(close(figures[.semanticEntropy]?.value, 0.5))
        #expect(close(figures[.semanticEntropy]?.plugIn, 0.811_278_124_459_132_8))
        // Of the 6 pairs, so a with so d (2 of them) has 1 bit within so, all others 0.
        #expect(close(figures[.nextEntropy(words: 1)]?.value, 1.0 / 3))
        #expect(close(report.corpora[1].figures[.semanticEntropy]?.value, 1))
        #expect(close(report.corpora[1].changes[.semanticEntropy]?.difference, 0.5))
        #expect(close(report.corpora[1].changes[.semanticEntropy]?.ratio, 2))
        #expect(report.summary.contains { $0.contains("those expected of 2 grams") })
    }

    @Test func gramsOfOneClusterCountAsOne() throws {
        let report = try #require(
            DynamicsSupport.measure([[DynamicsSupport.words("w", "let me try. let me. so it. so")]])
        )
        // let me try, let me, so, so: 1.5 bits; clusters 3, 3, 1, 1: 1 bit.
        #expect(close(report.corpora[0].figures[.semanticEntropy]?.value, 1.5))
        #expect(close(report.corpora[0].figures[.clusterEntropy]?.value, 1))
    }

    @Test func boundsAndUnknownTemperaturesAreTold() throws {
        var bound = Self.scored
        bound.scores.entropiesAreLowerBounds = true
        bound.extra["source"] = ["format": "openai"]
        let report = try #require(DynamicsSupport.measure([[Self.scored, bound]]))
        let figures = report.corpora[0].figures
        #expect(report.corpora[0].kinds.exact == 1 && report.corpora[0].kinds.lowerBound == 1)
        #expect(figures[.planningEntropy]?.caveat?.hasPrefix("lower bound: 1 of 2") == true)
        #expect(
            figures[.planningPerplexity]?.caveat
                == "whether a temperature is in 1 traces is not known")
        #expect(figures[.length]?.caveat == nil)
        bound.sampling["temperature"] = 1
        let known = try #require(DynamicsSupport.measure([[bound]]))
        #expect(known.corpora[0].figures[.planningPerplexity]?.caveat == nil)
        // Of lists of the best tokens alone the least entropy is taken: of 1/2 and 1/2, ln 2.
        var listed = DynamicsSupport.trace("l", pieces: ["so"], logprobs: [-0.693_147_2])
        listed.scores.top = [
            [
                Alternative(id: 1, logprob: -0.693_147_2),
                Alternative(id: 2, logprob: -0.693_147_2),
            ]
        ]
        let least = try #require(DynamicsSupport.measure([[listed]]))
        #expect(close(least.corpora[0].figures[.planningEntropy]?.value, 0.693_147_2, 1e-5))
        #expect(
            least.corpora[0].figures[.planningEntropy]?.caveat
                == "lower bound: from lists of the best tokens")
    }
}
