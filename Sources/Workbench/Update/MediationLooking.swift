import Canvas
import HeddleAnalysis

extension State {
    /// Back to the trace view with the selected head; where nothing is measured yet, measures.
    mutating func chooseHead(_ effects: inout [Effect]) {
        guard mediation != nil else {
            beginMediation(CommandCall(), &effects)
            return
        }
        focus(.grid)
    }

    mutating func changeKind(by steps: Int) {
        let all = SymbolicHeadKind.allCases
        let present = all.firstIndex(of: symbolic.kind) ?? 0
        symbolic.kind = all[((present + steps) % all.count + all.count) % all.count]
        symbolic.pair = 0
        symbolic.scroll = 0
    }

    mutating func changePage(_ name: String?, by steps: Int) {
        let pages = mediationPages
        if let name {
            guard let page = choose(name, of: MediationPage.allCases, after: symbolic.page) else {
                return
            }
            symbolic.page = page
        } else {
            let present = pages.firstIndex(of: symbolic.page) ?? (steps > 0 ? -1 : 0)
            symbolic.page = pages[((present + steps) % pages.count + pages.count) % pages.count]
        }
        symbolic.scroll = 0
    }

    /// Moves the selected head through the grids: past the edge of one the next begins.
    mutating func moveThroughGrids(layers: Int = 0, heads: Int = 0) {
        guard let shape = mediation?.shape else {
            say(mediationRemedy)
            return
        }
        let now = place.selectedHead
        let kinds = SymbolicHeadKind.allCases
        let present = kinds.firstIndex(of: symbolic.kind) ?? 0
        let column = now.head + heads
        let steps = Int((Double(column) / Double(max(1, shape.heads))).rounded(.down))
        let wanted = max(0, min(present + steps, kinds.count - 1))
        let passed = wanted - present
        if passed != 0 { changeKind(by: passed) }
        place.selectedHead = shape.clamp(
            HeadID(layer: now.layer + layers, head: column - passed * shape.heads))
    }

    mutating func moveToCorner(_ isEnd: Bool) {
        guard let shape = mediation?.shape else { return }
        let far = isEnd ? State.largestStep : -State.largestStep
        place.selectedHead = shape.clamp(HeadID(layer: far, head: far))
    }

    mutating func scrollMediation(by lines: Int) {
        symbolic.scroll = max(0, min(State.largestStep, symbolic.scroll + lines))
    }

    mutating func changePair(by steps: Int) {
        let count = pairsOfKind.count
        guard count > 0 else {
            say("The pairs were not kept", .warning)
            return
        }
        symbolic.pair = ((symbolic.pair + steps) % count + count) % count
    }

    /// The pairs that the grid's kind of head was measured on.
    var pairsOfKind: [ContextPair] {
        mediation?.pairs.filter { $0.kind == symbolic.kind.pairKind } ?? []
    }

    /// The pair whose prompt is shown.
    var shownPair: ContextPair? {
        let pairs = pairsOfKind
        return pairs.indices.contains(symbolic.pair) ? pairs[symbolic.pair] : pairs.first
    }

    /// How the screen is filled.
    var mediationRemedy: String {
        guard model.info != nil else {
            return missingModel ?? "No model is loaded: :model PATH"
        }
        return "No heads were measured yet: "
            + "\(keyMap.label(of: "mediate") ?? ":mediate") measures them"
    }

    /// A click selects a head; twice goes to it in the trace.
    mutating func pressOnGrids(_ event: MouseEvent, _ effects: inout [Effect]) {
        guard let kind = mediationLayout?.kind(x: event.x, y: event.y) else { return }
        if kind != symbolic.kind {
            symbolic.kind = kind
            symbolic.pair = 0
            symbolic.scroll = 0
        }
        guard let head = mediationGeometry(kind)?.head(x: event.x, y: event.y) else { return }
        place.selectedHead = head
        if event.clickCount == 2 { runCommand(named: "choose-head", CommandCall(), &effects) }
    }
}
