import HeddleAnalysis
import Testing

@Suite struct IdentitySamplerTests {
    private let words = (0..<30).map { "w\($0)" }

    private func sampler(
        shots: Int = 2, seed: UInt64 = 0, stream: UInt64 = 0,
        isSeparated: @escaping (String) -> Bool = { _ in true }
    ) throws -> IdentitySampler {
        try IdentitySampler(
            vocabulary: words, shots: shots, seed: seed, stream: stream, isSeparated: isSeparated)
    }

    @Test func equalSeedsGiveEqualTasks() throws {
        var (first, same) = (try sampler(seed: 3), try sampler(seed: 3))
        var (other, stream) = (try sampler(seed: 4), try sampler(seed: 3, stream: 1))
        let items = try first.items(.aba)
        #expect(try same.items(.aba) == items)
        #expect(try other.items(.aba) != items)
        #expect(try stream.items(.aba) != items)
    }

    @Test func noPromptComesTwice() throws {
        var sampler = try IdentitySampler(
            vocabulary: ["a", "b", "c", "d"], shots: 1, seed: 0, isSeparated: { _ in true })
        // Four words in a row: 24 orders, after which nothing new is left.
        let prompts = try (0..<24).map { _ in try sampler.items(.aba).prompt(.aba).prompt }
        #expect(Set(prompts).count == 24)
        #expect(throws: SymbolicTaskError.noPrompt(draws: 20_000, found: 24)) {
            try sampler.items(.aba)
        }
    }

    @Test func bothPromptsOfAPairAreChecked() throws {
        var sampler = try sampler(isSeparated: { !$0.hasPrefix("w1") })
        for _ in 0..<50 {
            let pair = try sampler.pair(.abstract, base: .abb)
            #expect(!pair.base.prompt.hasPrefix("w1") && !pair.exp.prompt.hasPrefix("w1"))
        }
    }

    @Test func theControlHasNoPairs() throws {
        var sampler = try sampler()
        #expect(throws: SymbolicTaskError.noOpposite(rule: "AAB")) {
            try sampler.pair(.token, base: .aab)
        }
    }

    @Test func tooFewWordsAreRefused() {
        #expect(throws: SymbolicTaskError.tooFewWords(needed: 32, found: 30)) {
            try sampler(shots: 15)
        }
        #expect(throws: SymbolicTaskError.noExample(shots: 0)) { try sampler(shots: 0) }
    }
}
