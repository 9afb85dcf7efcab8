import Testing

@testable import HeddleEngine

@Suite struct SamplingTests {
    /// The known answers that come with Random123, the generator's own library.
    @Test func philoxGivesThePublishedAnswers() {
        let zeros = Philox.block(counter: (0, 0, 0, 0), key: (0, 0))
        #expect(zeros == (0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8))
        let ones = Philox.block(counter: (.max, .max, .max, .max), key: (.max, .max))
        #expect(ones == (0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd))
        let digitsOfPi = Philox.block(
            counter: (0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344),
            key: (0xa409_3822, 0x299f_31d0))
        #expect(digitsOfPi == (0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1))
    }

    @Test func noiseHasTheMomentsOfTheGumbelDistribution() {
        let draws = (0..<20_000).map {
            GumbelNoise(seed: 7, position: $0 / 100).value(of: Int32($0 % 100))
        }
        let mean = draws.reduce(0, +) / 20_000
        let variance = draws.map { ($0 - mean) * ($0 - mean) }.reduce(0, +) / 20_000
        // Euler's constant and π²/6; five standard errors.
        #expect(abs(mean - 0.5772) < 0.046)
        #expect(abs(variance - 1.6449) < 0.13)
    }

    @Test func drawsFollowTheSoftmax() throws {
        let logits: [Float] = [2, 1, 0, -1]
        let expected = [0.6439, 0.2369, 0.0871, 0.0321]
        let sampler = try Sampler(SamplingOptions(temperature: 1, seed: 3))
        var counts = [0, 0, 0, 0]
        for position in 0..<20_000 { counts[Int(sampler.sample(logits, position: position))] += 1 }
        for (count, share) in zip(counts, expected) {
            #expect(abs(Double(count) / 20_000 - share) < 0.018)
        }
    }

    @Test func zeroTemperatureTakesTheMostProbable() throws {
        let sampler = try Sampler(.greedy)
        #expect(sampler.sample([0, 3, 3, 1], position: 5) == 1)
        #expect(sampler.sample([.nan, -.infinity, -2], position: 5) == 2)
    }

    /// Softmax of (3, 2, 1, 0): 0.6439, 0.2369, 0.0871, 0.0321.
    @Test func filtersLeaveWhatTheirDefinitionsLeave() throws {
        let logits: [Float] = [1, 3, 0, 2]
        func kept(_ options: SamplingOptions) throws -> [Int]? {
            try Sampler(options).filtered(logits)
        }
        #expect(try kept(SamplingOptions(temperature: 1)) == nil)
        #expect(try kept(SamplingOptions(temperature: 1, topK: 2)) == [1, 3])
        #expect(try kept(SamplingOptions(temperature: 1, topP: 0.6)) == [1])
        #expect(try kept(SamplingOptions(temperature: 1, topP: 0.7)) == [1, 3])
        #expect(try kept(SamplingOptions(temperature: 1, topP: 0.9)) == [1, 3, 0])
        #expect(try kept(SamplingOptions(temperature: 1, minP: 0.1)) == [1, 3, 0])
        #expect(try kept(SamplingOptions(temperature: 1, minP: 0.3)) == [1, 3])
        // At temperature 2 the ratios are the square roots: 1, 0.61, 0.37, 0.22.
        #expect(try kept(SamplingOptions(temperature: 2, minP: 0.3)) == [1, 3, 0])
        #expect(try kept(SamplingOptions(temperature: 1, topK: 2, topP: 0.7)) == [1])
    }

    @Test func drawsStayInsideTheFilters() throws {
        let sampler = try Sampler(SamplingOptions(temperature: 5, topK: 2, seed: 1))
        let drawn = Set((0..<200).map { sampler.sample([0, 1, 2, 3], position: $0) })
        #expect(drawn == [2, 3])
    }

    @Test func runsWithOneSeedAreCoupled() throws {
        let sampler = try Sampler(SamplingOptions(temperature: 1, seed: 11))
        let other = try Sampler(SamplingOptions(temperature: 1, seed: 12))
        let logits = (0..<50).map { Float($0 % 7) / 3 }
        let nearby = logits.map { $0 + 0.001 * sin(Float($0)) }
        func draws(_ sampler: Sampler, _ logits: [Float]) -> [Int32] {
            (0..<300).map { sampler.sample(logits, position: $0) }
        }
        let reference = draws(sampler, logits)
        let same = zip(reference, draws(sampler, nearby)).count { $0 == $1 }
        let independent = zip(reference, draws(other, logits)).count { $0 == $1 }
        #expect(draws(sampler, logits) == reference)
        #expect(same > 290)
        #expect(independent < 60)
    }

    @Test(arguments: [
        SamplingOptions(temperature: -1), SamplingOptions(temperature: .nan),
        SamplingOptions(topK: -1), SamplingOptions(topP: 0), SamplingOptions(topP: 1.5),
        SamplingOptions(minP: 2),
    ]) func refusesOptionsOutOfRange(_ options: SamplingOptions) {
        #expect(throws: EngineError.self) { try Sampler(options) }
    }

    private func sin(_ x: Float) -> Float { x - x * x * x / 6 }
}
