extension MediationResult {
    /// What the numbers say that a list of heads does not: kinds without a head, heads of several
    /// kinds, scores that a control reaches, and the order of the kinds in depth.
    public var findings: [String] {
        SymbolicHeadKind.allCases.flatMap(findings) + sharedHeads + [depthOrder].compactMap(\.self)
    }

    private func findings(_ kind: SymbolicHeadKind) -> [String] {
        guard let result = kinds[kind] else { return [] }
        var findings: [String] = []
        let heads = result.significant
        if heads.isEmpty {
            findings.append(
                "No head is a significant \(kind.label) head by the largest-mean test"
                    + (result.significantStudentized.isEmpty
                        ? ", nor by the studentised one."
                        : "; by the studentised one \(list(result.significantStudentized))."))
        }
        if let damage = result.controls[.sameRule] {
            let damaged = heads.filter { head in
                let score = result.score(of: head) ?? 0
                return damage.scores[head.layer][head.head] * 2 >= score
            }
            if !damaged.isEmpty {
                findings.append(
                    "\(kind.label): with a donor of the same rule and other words "
                        + "\(list(damaged)) \(damaged.count == 1 ? "scores" : "score") at least half as "
                        + "much, so that damage explains much of it.")
            }
        }
        if let still = result.controls[.sameItems], !still.significant.isEmpty {
            let moved = still.significant.filter(result.isSignificant)
            if !moved.isEmpty {
                findings.append(
                    "\(kind.label): \(list(moved)) \(moved.count == 1 ? "moves" : "move") the answer "
                        + "even with a donor of the same rule, third items and query, whose patch "
                        + "should do nothing.")
            }
        }
        let torn = result.ranked.map(\.head).filter {
            result.isSignificant($0) && result.rulesDisagree(on: $0)
        }
        if !torn.isEmpty {
            findings.append(
                "\(kind.label): \(list(torn)) \(torn.count == 1 ? "moves" : "move") the answer one way "
                    + "under one rule and the other way under another, which the mean hides.")
        }
        return findings
    }

    private var sharedHeads: [String] {
        let shared = shape.all.filter { kinds(of: $0).count > 1 }
        guard !shared.isEmpty else { return [] }
        let texts = shared.map { head in
            "\(head) (\(kinds(of: head).map(\.label).joined(separator: " and ")))"
        }
        return ["Heads of more than one kind: \(texts.joined(separator: ", "))."]
    }

    /// Mean layer of the significant heads of a kind, weighted by their scores; nil without any.
    public func meanLayer(of kind: SymbolicHeadKind) -> Double? {
        guard let result = kinds[kind] else { return nil }
        return result.significant.map { ScoredHead(head: $0, score: result.score(of: $0) ?? 0) }
            .weightedMean { Double($0.layer) }
    }

    private var depthOrder: String? {
        let known = SymbolicHeadKind.allCases.compactMap { kind in
            meanLayer(of: kind).map { (kind, $0) }
        }
        guard known.count > 1 else { return nil }
        let texts = known.map { "\($0.0.label) \(NumberText.fixed($0.1, decimals: 1))" }
        let isAscending = zip(known, known.dropFirst()).allSatisfy { $0.1 < $1.1 }
        return "Mean layers, weighted by score: \(texts.joined(separator: ", ")); "
            + (isAscending
                ? "in the order that the paper found."
                : "not in the order abstraction, induction, retrieval that the paper found.")
    }

    private func list(_ heads: [HeadID]) -> String {
        heads.map(\.description).joined(separator: ", ")
    }
}

extension HeadKindResult {
    /// Whether two rules score a head with opposite signs, the smaller of the two at least a quarter
    /// of the larger.
    func rulesDisagree(on head: HeadID) -> Bool {
        let scores = scoresByRule.values.map { $0[head.layer][head.head] }
        guard let low = scores.min(), let high = scores.max(), low < 0, high > 0 else {
            return false
        }
        return min(-low, high) * 4 >= max(-low, high)
    }
}
