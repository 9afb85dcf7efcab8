import HeddleAnalysis
import Testing

@Suite struct CountEntropyTests {
    @Test func plugInEntropyIsThatOfTheFrequencies() {
        // p = 1/2, 1/4, 1/4: 1/2 · 1 + 1/4 · 2 + 1/4 · 2 = 1.5 bits.
        #expect(close(CountEntropy.plugIn([2, 1, 1]), 1.5))
        #expect(close(CountEntropy.plugIn([7]), 0))
        #expect(close(CountEntropy.plugIn([3, 0, 3]), 1))
        #expect(CountEntropy.plugIn([Int]()) == nil && CountEntropy.plugIn([0]) == nil)
    }

    @Test func rarefactionIsTheMeanOverAllSubsamples() {
        // A A B C, two drawn: of the 6 pairs only A A has entropy 0, the others 1 bit: 5/6.
        #expect(close(CountEntropy.expected([2, 1, 1], draws: 2), 5.0 / 6))
        // Three drawn: A B C twice (log2 3), A A B and A A C (0.918296 bits).
        let mean = (1.584_962_500_721_156 + 0.918_295_834_054_489_6) / 2
        #expect(close(CountEntropy.expected([2, 1, 1], draws: 3), mean))
        #expect(close(CountEntropy.expected([2, 1, 1], draws: 1), 0))
        #expect(close(CountEntropy.expected([2, 1, 1], draws: 4), 1.5))
        #expect(close(CountEntropy.expected([2, 1, 1], draws: 40), 1.5))
        #expect(CountEntropy.expected([2, 1], draws: 0) == nil)
    }

    @Test func rarefactionAgreesWithSciPy() {
        // sum over classes and k of -hypergeom.pmf(k, N, n, m) · k/m · log2(k/m).
        let counts = [50, 30, 15, 5, 1, 1, 1]
        #expect(close(CountEntropy.expected(counts, draws: 40), 1.759_667_938_522_531_1))
        #expect(close(CountEntropy.plugIn(counts), 1.835_893_471_206_942_8))
        #expect(
            close(
                CountEntropy.expected([5000, 3000, 1200, 700, 90, 7, 3], draws: 2500),
                1.727_327_176_598_323_4))
    }
}
