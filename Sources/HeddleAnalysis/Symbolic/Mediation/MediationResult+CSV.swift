extension MediationResult {
    /// One line for each kind and head: scores and standard errors in logits, p values of the test
    /// over all heads of the kind, scores of the rules and of the controls.
    public var csv: String {
        let rules = Set(kinds.values.flatMap(\.scoresByRule.keys)).sorted()
        var columns = [
            "type", "layer", "head", "score", "standard_error", "p", "p_studentized", "significant",
            "significant_studentized",
        ]
        columns += rules.map { "score_" + $0 } + MediationControl.allCases.map { "control_\($0)" }
        var lines = [columns.joined(separator: ",")]
        for kind in SymbolicHeadKind.allCases {
            guard let result = kinds[kind] else { continue }
            for head in shape.all {
                lines.append(line(kind, head, result, rules).joined(separator: ","))
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private func line(
        _ kind: SymbolicHeadKind, _ head: HeadID, _ result: HeadKindResult, _ rules: [String]
    ) -> [String] {
        func text(_ grid: [[Double]]?) -> String {
            grid.map { "\($0[head.layer][head.head])" } ?? ""
        }
        let error = result.standardErrors[head.layer][head.head]
        return [
            kind.rawValue, "\(head.layer)", "\(head.head)", text(result.scores),
            error.map { "\($0)" } ?? "", text(result.pValues), text(result.studentizedPValues),
            result.significant.contains(head) ? "1" : "0",
            result.significantStudentized.contains(head) ? "1" : "0",
        ] + rules.map { text(result.scoresByRule[$0]) }
            + MediationControl.allCases.map { text(result.controls[$0]?.scores) }
    }
}
