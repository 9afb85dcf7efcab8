extension SymbolicReport {
    typealias Section = ReportDocument.Section
    typealias Table = ReportDocument.Table

    var findingsSection: Section? {
        let findings = findings
        return findings.isEmpty ? nil : Section("What the numbers say", [.list(findings)])
    }

    var behaviourSection: Section? {
        guard !mediation.accuracy.isEmpty else { return nil }
        let shots = mediation.settings.shots ?? evidence.settings.shots
        let own = mediation.accuracy.map { entry in
            [
                "\(evidence.model.name), \(entry.rule)", "\(entry.correct)/\(entry.prompts)",
                Self.percent(entry.share), Self.interval(entry.interval, percent: true),
            ]
        }
        var blocks: [ReportDocument.Block] = [
            .table(
                Table(
                    "Right answers after \(shots) examples",
                    header: ["", "right", "share", "95 % (Wilson)"], rows: own))
        ]
        if !mediation.acceptance.isEmpty {
            blocks.append(
                .table(
                    Table(
                        "Pairs that the model solves on both sides",
                        header: ["pairs", "kept", "tried"],
                        rows: mediation.acceptance.map {
                            ["\($0.kind.rawValue), base \($0.rule)", "\($0.kept)", "\($0.tried)"]
                        })))
        }
        blocks.append(
            .table(
                Table(
                    "Published accuracy by number of examples (\(PublishedSymbolic.Source.figure.label); "
                        + "500 prompts a rule)",
                    header: [""] + PublishedAccuracy.shots.map { "\($0)" },
                    rows: PublishedAccuracy.all.map { entry in
                        [entry.model]
                            + PublishedAccuracy.shots.map { Self.percent(entry.byShots[$0]) }
                    })))
        return Section("Does the model follow the rules?", blocks)
    }

    var headsSection: Section? {
        guard !kinds.isEmpty else { return nil }
        var blocks: [ReportDocument.Block] = [
            .table(kindTable), .pictures(headMaps), .table(publishedDepth),
        ]
        blocks += kinds.compactMap(headTable).map { .table($0) }
        blocks.append(.table(correlationTable))
        blocks.append(
            .table(
                Table(
                    "Published numbers of significant heads after 10 examples "
                        + "(\(PublishedSymbolic.Source.figure.label))",
                    header: ["", "abstraction", "induction", "retrieval"],
                    rows: PublishedSymbolic.counts.map {
                        [$0.model, "\($0.abstraction)", "\($0.induction)", "\($0.retrieval)"]
                    })))
        return Section("Which heads", blocks)
    }

    private var kindTable: Table {
        Table(
            "Significant heads (scores in logits)",
            header: [
                "kind", "pairs", "heads", "heads, studentised", "threshold", "largest score",
                "largest, same rule", "largest, same items", "clean gap",
            ],
            rows: kinds.compactMap { kind in
                mediation.kinds[kind].map { result in
                    func largest(_ control: MediationControl) -> String {
                        Self.text(result.controls[control]?.scores.joined().max())
                    }
                    return [
                        kind.label, "\(result.pairs)", "\(result.significant.count)",
                        "\(result.significantStudentized.count)", Self.text(result.threshold),
                        Self.text(result.scores.joined().max()), largest(.sameRule),
                        largest(.sameItems), Self.text(result.cleanGap),
                    ]
                }
            })
    }

    private var publishedDepth: Table {
        let layers = Double(max(1, evidence.shape.layers))
        return Table(
            "Depth of the significant heads, 0 the first layer and 1 the end; Llama-3.1 70B after 2 "
                + "examples (\(PublishedSymbolic.Source.data.label))",
            header: [
                "kind", "heads", "mean depth", "range", "Llama: heads", "mean depth", "range",
            ],
            rows: kinds.map { kind in
                let own = heads(kind)
                let depths = own.map { Double($0.head.layer) / layers }
                let mean = own.weightedMean { Double($0.layer) / layers }
                let range = depths.min().flatMap { low in depths.max().map { low...$0 } }
                let llama = PublishedSymbolic.llama(kind)
                return [
                    kind.label, "\(own.count)", Self.hundredths(mean),
                    Self.interval(range, percent: false), "\(llama.heads)",
                    Self.hundredths(llama.meanDepth), Self.interval(llama.depth, percent: false),
                ]
            })
    }

    private var headMaps: [ReportDocument.Picture] {
        kinds.compactMap { kind in
            mediation.kinds[kind].map { result in
                ReportDocument.Picture(
                    caption:
                        "\(kind.label): score of each head; layers down, heads across. Warm is "
                        + "above zero, cool below. Frame: significant; dashed: by the studentised "
                        + "test alone.",
                    svg: GridPicture.heads(
                        result.scores.map { $0.map(Optional.some) }, unit: " logits",
                        sure: result.significant, likely: result.significantStudentized))
            }
        }
    }

    private func headTable(_ kind: SymbolicHeadKind) -> Table? {
        guard let result = mediation.kinds[kind] else { return nil }
        let both = Set(result.significant + result.significantStudentized)
        let shown = result.ranked.filter { both.contains($0.head) }.prefix(12)
        guard !shown.isEmpty else { return nil }
        return Table(
            "\(kind.label): " + (both.count > shown.count ? "the 12 highest of \(both.count) " : "")
                + "significant heads",
            header: ["head", "score", "standard error", "same rule", "same items", "test"],
            rows: shown.map { head, score in
                func control(_ control: MediationControl) -> String {
                    Self.text(result.controls[control]?.scores.value(of: head))
                }
                return [
                    head.description, Self.text(score),
                    Self.text(result.standardErrors.value(of: head)), control(.sameRule),
                    control(.sameItems),
                    result.significant.contains(head)
                        ? result.significantStudentized.contains(head) ? "both" : "largest mean"
                        : "studentised",
                ]
            })
    }

    private var correlationTable: Table {
        Table(
            "Do heads of one kind score as another? Pearson's r over all heads; Llama-3.1 70B "
                + "(\(PublishedSymbolic.Source.data.label))",
            header: ["kinds", "r", "Llama"],
            rows: Self.kindPairs.map { left, right in
                [
                    "\(left.label) and \(right.label)",
                    Self.hundredths(scoreCorrelation(left, right)),
                    PublishedSymbolic.scoreCorrelation(left, right).map {
                        NumberText.fixed($0, decimals: 3)
                    } ?? "–",
                ]
            })
    }

    var methodSection: Section? {
        var notes = evidence.notes
        notes += mediation.notes
        notes.append(
            "Published figures are those of Yang et al. 2025 (2502.20332): computed from what the "
                + "authors released, read off a figure to about half a hundredth, or told by notes of "
                + "others and not checked (second-hand), as each table says.")
        notes.append(
            "Means over heads are weighted by their scores. Heads without a positive score do not "
                + "count.")
        return Section("Notes", [.list(notes)])
    }
}
