import HeddleAnalysis
import Testing

@Suite struct SymbolicReportTests {
    private let shape = HeadShape(layers: 2, heads: 2, keyValueHeads: 2)

    private func result(_ scores: [[Double]], significant: [HeadID]) -> HeadKindResult {
        HeadKindResult(
            pairs: 40, scores: scores, standardErrors: [[0.1, 0.1], [0.1, nil]],
            scoresByRule: [:], threshold: 0.5, studentizedThreshold: 3, significant: significant,
            significantStudentized: [],
            pValues: [[0.01, 1], [1, 1]], studentizedPValues: [[0.01, 1], [1, 1]], cleanGap: -7)
    }

    private func report() -> SymbolicReport {
        var mediation = MediationResult(
            model: ModelIdentity(name: "<b>tiny|model</b>"), shape: shape,
            settings: MediationSettings(task: "identity", shots: 2, pairsPerRule: 20),
            accuracy: [
                RuleAccuracy(rule: "ABA", correct: 99, prompts: 100),
                RuleAccuracy(rule: "ABB", correct: 50, prompts: 100),
            ])
        let top = EvidenceSample.head
        mediation.kinds = [
            .abstraction: result([[0.1, 2], [0.2, 0]], significant: [top]),
            .induction: result([[0, 0.1], [0.2, 0.1]], significant: []),
            .retrieval: result([[0.1, 2.2], [0.1, 0.1]], significant: [top]),
        ]
        var evidence = EvidenceSample.evidence()
        evidence.model = mediation.model
        evidence.heads = mediation.evidenceHeads
        return SymbolicReport(mediation: mediation, evidence: evidence)
    }

    private func finding(_ report: SymbolicReport, _ words: String) -> Bool {
        report.findings.contains { $0.contains(words) }
    }

    @Test func findingsComeFromTheNumbers() {
        var report = report()
        #expect(finding(report, "ABB: no better than taking one of the query's two items"))
        #expect(!finding(report, "ABA and ABB: no better"))
        #expect(finding(report, "No head is a significant symbolic induction head"))
        // Scores of the two kinds are nearly the same over heads.
        #expect(finding(report, "Scores of symbol abstraction and retrieval go together"))
        #expect(finding(report, "function vector scores with r = 0.86 over 4 heads"))
        report.evidence.knownHeads?.correlations[0].pearson = -0.8
        #expect(
            finding(report, "r = -0.80 over 4 heads (p = 0.001; published 0.86): the other way"))
        report.evidence.knownHeads?.correlations[0].pearson = 0.1
        report.evidence.knownHeads?.correlations[0].pearsonP = 0.7
        #expect(finding(report, "r = 0.10 over 4 heads (p = 0.700; published 0.86), which chance"))
    }

    @Test func attentionAwayFromTheHypothesisIsTold() throws {
        var report = report()
        #expect(!finding(report, "attend more to the other item"))
        var other = try #require(report.evidence.attention.first)
        other.link = .thirdToOther
        other.weighted = 0.95
        report.evidence.attention.append(other)
        #expect(
            finding(report, "attend more to the other item (95.0 %) than to the one of the"))
        report.evidence.attention[0].weighted = 0.15
        report.evidence.attention.removeLast()
        #expect(finding(report, "hardly more than even attention would (14.0 %)"))
        report.evidence.attention[0].weighted = 0.1
        #expect(finding(report, "less than even attention would (14.0 %)"))
    }

    /// The control loses as much as the heads themselves.
    @Test func ablationIsHeldAgainstItsControl() {
        var report = report()
        #expect(finding(report, "much of the loss is not of these heads in particular"))
        report.evidence.ablation[0].lowest[1].probability = 0.89
        #expect(!finding(report, "much of the loss"))
        #expect(finding(report, "goes from 0.90 to 0.20"))
        report.evidence.ablation[0].ranked[1].probability = 0.88
        #expect(finding(report, "the model hardly needs them"))
    }

    @Test func everyFormatHasThePublishedFigures() throws {
        let report = report()
        for text in [report.markdown, report.html] {
            #expect(text.contains("Llama-3.1 70B"))
            #expect(text.contains("second-hand") && text.contains("read off a figure"))
            #expect(text.contains("98.1 %"))
        }
        let json = try JSONValue(json: report.json.compactText)
        #expect(json["schema"]?.string == "heddle.symbolic-report/1")
        #expect(
            json["published"]?["similarity"]?["kinds"]?["induction"]?["abstract"]?.double == 0.69)
        let evidence = try #require(json["evidence"])
        #expect(try SymbolicEvidence(json: evidence) == report.evidence)
        let mediation = try #require(json["mediation"])
        #expect(try MediationResult(json: mediation).kinds[.retrieval]?.significant.count == 1)
    }

    @Test func textOfFilesStaysText() {
        let report = report()
        #expect(!report.html.contains("<b>tiny") && !report.html.contains("<script"))
        #expect(report.html.contains("&lt;b&gt;tiny|model"))
        #expect(report.markdown.contains("\\<b\\>tiny\\|model"))
    }

    @Test func missingPartsLeaveTheirSectionsOut() {
        var report = report()
        report.evidence.attention = []
        report.evidence.decoding = []
        report.evidence.knownHeads = nil
        let titles = report.document.sections.map(\.title)
        #expect(!titles.contains("Where they look"))
        #expect(!titles.contains("What can be read off them"))
        #expect(titles.contains("Which heads") && titles.contains("What goes without them"))
    }
}
