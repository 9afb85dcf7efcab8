import HeddleAnalysis
import Testing

@testable import Workbench

@Suite struct HeadTests {
    private let head = HeadID(layer: 0, head: 0)

    @Test func movingInTheGridSelectsAHead() {
        var bench = Bench.reading()
        bench.press("<alt-3>2j3l")
        #expect(bench.state.place.selectedHead == HeadID(layer: 2, head: 3))
        bench.press("kh")
        #expect(bench.state.place.selectedHead == HeadID(layer: 1, head: 2))
        bench.press("99j99l")
        #expect(bench.state.place.selectedHead == HeadID(layer: 5, head: 7))
        bench.press("g")
        #expect(bench.state.place.selectedHead == head)
    }

    @Test(arguments: Pane.allCases)
    func spaceTogglesFromEveryPane(pane: Pane) {
        var bench = Bench.reading()
        bench.state.place.focus = pane
        bench.press("<space>")
        #expect(bench.state.annotations.mask.heads == [head])
        bench.press("<space>")
        #expect(bench.state.annotations.mask.isEmpty)
    }

    @Test func aToggleAsksForEffectsVisibleRowsFirstAndSavesAtOnce() throws {
        var bench = Bench.reading()
        bench.press("<space>")
        let mask = HeadMask(heads: [head])
        let document = try #require(bench.state.document)
        #expect(
            bench.work.contains(
                .effects(
                    document: document.id, mask: mask, visible: bench.state.visibleTokens)))
        let saves = bench.work.filter { if case .saveSession = $0 { true } else { false } }
        #expect(saves.count == 1)
        #expect(bench.state.save == .saving)
        bench.press(".")
        let again = bench.work.contains { if case .effects = $0 { true } else { false } }
        #expect(!again)
    }

    @Test func theFirstToggleColoursByEffectAndXRestores() {
        var bench = Bench.reading()
        bench.press("c")
        #expect(bench.state.place.colorMode == .entropy)
        bench.press("<space>")
        #expect(bench.state.place.colorMode == .effect)
        bench.press("l<space>x")
        #expect(bench.state.place.colorMode == .entropy)
        #expect(bench.state.annotations.mask == HeadMask())
    }

    @Test func aColourChosenUnderTheMaskStays() {
        var bench = Bench.reading()
        bench.press("<space>:color surprise<enter>x")
        #expect(bench.state.place.colorMode == .surprise)
    }

    @Test func aLayerGoesOffAndOnAgain() {
        var bench = Bench.reading()
        bench.press("<alt-3>jl<space>L")
        #expect(bench.state.annotations.mask.heads.count == 8)
        #expect(bench.state.annotations.mask.heads.allSatisfy { $0.layer == 1 })
        bench.press("L")
        #expect(bench.state.annotations.mask.isEmpty)
    }

    @Test func modesGoRoundAndStayForTheNextHead() {
        var bench = Bench.reading()
        bench.press("m<space>")
        #expect(bench.state.annotations.mask.mode == .mean)
        bench.press("m")
        #expect(bench.state.annotations.mask.mode == .resample)
        bench.press(":ablation-mode zero<enter>")
        #expect(bench.state.annotations.mask.mode == .zero)
        bench.press(":ablation-mode half<enter>")
        #expect(bench.message.contains("'half' is none of"))
    }

    @Test func scopeIsAlwaysOrFromTheCursor() {
        var bench = Bench.reading()
        bench.press("s")
        #expect(bench.message.contains("switch one off first"))
        bench.press("3l<space>s")
        let cursor = bench.cursor
        #expect(bench.state.annotations.mask.scope == .from(target: cursor))
        bench.press("2ls")
        #expect(bench.state.annotations.mask.scope == .always)
    }

    @Test func aToggleThatWouldTakeLongStartsFromHereOn() {
        var slow = Bench.model
        slow.secondsPerToken = 0.2
        var bench = Bench.reading(model: slow)
        bench.press("<space>")
        #expect(bench.state.annotations.mask.scope == .from(target: bench.cursor))
        #expect(bench.message.contains("Off from here on") && bench.message.contains("about"))
        bench.press("s")
        #expect(bench.state.annotations.mask.scope == .always)
    }

    @Test func headsByNameAndNamedSets() {
        var bench = Bench.reading()
        bench.press(":ablate 0.2, 3.5<enter>")
        let heads: Set = [HeadID(layer: 0, head: 2), HeadID(layer: 3, head: 5)]
        #expect(bench.state.annotations.mask.heads == heads)
        bench.press(":save-set pair<enter>x:apply-set pair<enter>")
        #expect(bench.state.annotations.mask.heads == heads)
        bench.press(":delete-set pair<enter>:apply-set pair<enter>")
        #expect(bench.message.contains("There are no sets"))
        bench.press(":ablate 9.9<enter>")
        #expect(bench.message.contains("'9.9' is outside the model"))
        #expect(bench.state.annotations.mask.heads == heads)
    }

    @Test func aHeadIsPinnedWithANameAndUnpinnedWithNone() {
        var bench = Bench.reading()
        bench.press("*retrieval<enter>")
        #expect(bench.state.annotations.pinned == [head: "retrieval"])
        bench.press("*<ctrl-u><enter>")
        #expect(bench.state.annotations.pinned.isEmpty)
    }

    @Test func queryMeasureColourAndScale() {
        var bench = Bench.reading()
        let target = bench.cursor
        #expect(bench.state.cursorQuery == target - 1)
        bench.press("r")
        #expect(bench.state.cursorQuery == target)
        bench.press("v")
        #expect(bench.state.place.measure == .entropy)
        bench.press(":measure sink<enter>")
        #expect(bench.state.place.measure == .sink)
        bench.press("cc")
        #expect(bench.state.place.colorMode == .surprise)
        #expect(bench.state.gridScale == nil)
    }

    @Test func withoutAModelHeadCommandsSayWhatToDo() {
        var bench = Bench.reading(model: nil)
        for key in ["<space>", "L", "S", "R", "m"] {
            bench.press(key)
            #expect(bench.message == "No model is loaded: :model PATH", "\(key)")
        }
        bench.press("<alt-3>l")
        #expect(bench.message == "No model is loaded: :model PATH")
        #expect(bench.work.isEmpty)
    }
}

@Suite struct SweepTests {
    @Test func aSweepIsAskedForShownInTheGridAndRanked() throws {
        var bench = Bench.reading()
        let id = try #require(bench.state.document?.id)
        bench.press("3lS")
        #expect(
            bench.work.contains(
                .sweep(document: id, target: bench.cursor, metric: .difference, mode: .zero)))
        #expect(bench.state.jobs[.sweep]?.total == 48)
        #expect(bench.state.place.measure == .effect)
        var effects: [[Float?]] = Array(repeating: Array(repeating: 0.1, count: 8), count: 6)
        effects[4][3] = -2
        effects[1][1] = 1
        effects[0][0] = nil
        let result = SweepResult(
            position: TokenPosition(target: bench.cursor), metric: .difference, mode: .zero,
            effects: effects)
        bench.send(.result(.sweep(document: id, result, complete: true)))
        #expect(bench.state.gridScale == -2...2)
        #expect(
            bench.state.numbers.sweepRanking.prefix(2)
                == [HeadID(layer: 4, head: 3), HeadID(layer: 1, head: 1)])
        #expect(bench.state.numbers.sweepRanking.count == 47)
        #expect(bench.state.jobs[.sweep] == nil)
        bench.press("Aj")
        #expect(bench.state.screen == .sweep)
        #expect(bench.state.place.selectedHead == HeadID(layer: 1, head: 1))
        bench.press("<enter>")
        #expect(bench.state.screen == .head)
        bench.press("<esc>q")
        #expect(bench.state.screen == .reading && !bench.state.quits)
    }

    @Test func longSweepsSayWhatTheyCostFirst() {
        var slow = Bench.model
        slow.secondsPerToken = 0.5
        var bench = Bench.reading(model: slow)
        bench.press("10lS")
        guard case .confirmWork(let text, _, _) = bench.state.overlay else {
            Issue.record("nothing was asked")
            return
        }
        #expect(text.contains("48 heads") && text.contains("min"))
        bench.press("<esc>")
        #expect(bench.state.jobs.isEmpty)
        bench.press("S<enter>")
        #expect(bench.state.jobs[.sweep] != nil)
    }

    @Test func controlCCancelsWhatRunsAndAsksOnceWithNothing() {
        var bench = Bench.reading()
        bench.press("3lS<ctrl-c>")
        #expect(bench.work.contains(.cancel(.sweep)))
        #expect(bench.state.jobs.isEmpty && !bench.state.quits)
        bench.press("<ctrl-c>")
        #expect(bench.state.overlay == .confirmLeave)
        bench.press("<esc>")
        #expect(!bench.state.quits)
        bench.press("<ctrl-c><ctrl-c>")
        #expect(bench.state.quits && bench.effects.contains(.quit))
    }
}
