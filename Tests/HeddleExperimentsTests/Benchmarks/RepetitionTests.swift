import Testing

@testable import HeddleExperiments

@Suite struct RepetitionTests {
    @Test func aMedianIsTheMiddleOne() {
        #expect(Timings(seconds: [5, 1, 3]).median == 3)
        #expect(Timings(seconds: [4, 1, 2, 9]).median == 4)
        #expect(Timings(seconds: [7]).slowest == 7)
        #expect(Timings(seconds: []).median.isNaN)
        #expect(Timings(seconds: [2, 6]).ratios(to: Timings(seconds: [1, 4])) == [2, 1.5])
    }

    @Test func ratesAreCountsOverTheMedian() {
        let json = Timings(seconds: [0.5, 0.25, 2]).json(count: 100, rate: "perSecond")
        #expect(json["medianSeconds"] == 0.5)
        #expect(json["perSecond"]?.double == 200)
        #expect(json["seconds"]?.array?.count == 3)
    }

    @Test func runsInFrontDoNotCount() throws {
        var run = 0
        let plan = RepetitionPlan(repetitions: 3, warmUp: 2)
        let parts = try plan.measure {
            run += 1
            return [Double(run), Double(10 * run)]
        }
        #expect(parts == [Timings(seconds: [3, 4, 5]), Timings(seconds: [30, 40, 50])])
    }

    @Test func slowWorkIsRepeatedLess() throws {
        let plan = RepetitionPlan(repetitions: 9, warmUp: 1, secondsLimit: 10)
        #expect(try plan.measure { [4] } == [Timings(seconds: [4, 4, 4])])
        #expect(try plan.measure { [99] } == [Timings(seconds: [99])])
        #expect(try plan.measure { [1, 0.25] }.first?.seconds.count == 8)
    }

    @Test func layersAreEvenlySpread() {
        #expect(ToggleTimings.spread(1) == [0])
        #expect(ToggleTimings.spread(2) == [0, 1])
        #expect(ToggleTimings.spread(5) == [0, 4, 2, 1, 3])
        for count in 1...40 {
            #expect(ToggleTimings.spread(count).sorted() == Array(0..<count))
        }
    }

    @Test func togglesEndWhenTheirTimeIsUp() throws {
        var measured: [Int] = []
        let quick = try ToggleTimings(layers: 5, repetitions: 2, secondsLimit: 100) { layer in
            measured.append(layer)
            return 1
        }
        #expect(measured == [0, 4, 2, 1, 3, 0, 4, 2, 1, 3])
        #expect(quick.layers == 5 && quick.timings.seconds.count == 10)
        let slow = try ToggleTimings(layers: 24, repetitions: 7, secondsLimit: 15) { layer in
            24 - Double(layer)
        }
        #expect(slow.timings == Timings(seconds: [24]) && slow.layers == 1)
    }

    @Test func peakMemoryIsReadFromTheStatus() {
        let status = "Name:\theddle\nVmPeak:\t 9 kB\nVmHWM:\t    1234 kB\nVmRSS:\t 7 kB\n"
        #expect(PeakMemory.bytes(inStatus: status) == 1_263_616)
        #expect(PeakMemory.bytes(inStatus: "Name:\theddle\n") == nil)
    }
}
