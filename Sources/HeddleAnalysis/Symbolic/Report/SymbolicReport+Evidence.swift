extension SymbolicReport {
    var attentionSection: Section? {
        guard !evidence.attention.isEmpty else { return nil }
        let rows = evidence.attention.map { entry in
            [
                "\(entry.kind.label), \(entry.rule): \(entry.link.label)", "\(entry.prompts)",
                Self.percent(entry.weighted), Self.percent(entry.chance),
                entry.weighted.map { NumberText.twoDigits($0 / entry.chance) + " ×" } ?? "–",
            ]
        }
        var blocks: [ReportDocument.Block] = [
            .text(
                "The paper shows such attention in a figure without numbers; chance is attention "
                    + "spread evenly over the keys that the query sees."),
            .table(
                Table(
                    "Attention of the significant heads over prompts that are answered right",
                    header: ["from, to", "prompts", "weight", "chance", "over chance"],
                    rows: rows)),
        ]
        blocks.append(.pictures(attentionMaps))
        blocks += IdentityRule.solvable.compactMap { attentionTable($0.rawValue) }
            .map { .table($0) }
        return Section("Where they look", blocks)
    }

    private var attentionMaps: [ReportDocument.Picture] {
        [AttentionEvidence.Link.thirdToMatch, .lastToThirdItems, .lastToAnswer].flatMap { link in
            evidence.attention.filter { $0.link == link }.map { entry in
                ReportDocument.Picture(
                    caption: "\(entry.rule): \(link.label), every head.",
                    svg: GridPicture.heads(
                        entry.weights.map { $0.map(Optional.some) }, unit: "",
                        sure: heads(link.kind).map(\.head)))
            }
        }
    }

    /// Each significant head's weight on its kind's link.
    private func attentionTable(_ rule: String) -> Table? {
        let entries = evidence.attention.filter { $0.rule == rule }
        let rows = SymbolicHeadKind.allCases.flatMap { kind -> [[String]] in
            let own = entries.filter { $0.kind == kind }
            return heads(kind).prefix(8).map { head in
                [
                    "\(head.head), \(kind.label)",
                    own.map {
                        "\(Self.percent($0.weights.value(of: head.head))) to \(Self.short($0.link))"
                    }
                    .joined(separator: "; "),
                ]
            }
        }
        return rows.isEmpty
            ? nil : Table("\(rule): head by head", header: ["head", "weight"], rows: rows)
    }

    private static func short(_ link: AttentionEvidence.Link) -> String {
        switch link {
        case .thirdToMatch: "the same item"
        case .thirdToOther, .lastToOther: "the other item"
        case .lastToThirdItems: "the third items"
        case .lastToAnswer: "the answer"
        }
    }

    var similaritySection: Section? {
        guard !evidence.similarity.isEmpty else { return nil }
        let rows = evidence.similarity.map { entry in
            let published = PublishedSymbolic.similarity(entry.kind)
            return [
                "\(entry.kind.label), \(Self.place(entry.example))", "\(entry.prompts)",
                Self.hundredths(entry.weightedAbstract), Self.hundredths(entry.weightedToken),
                Self.hundredths(published.abstract), Self.hundredths(published.token),
            ]
        }
        return Section(
            "What their outputs stand for",
            [
                .text(
                    "Pearson's r between the cosines of a head's outputs on pairs of prompts and "
                        + "whether the two prompts have the same variable, or the same token."),
                .table(
                    Table(
                        "Similarity of outputs; Llama-3.1 70B "
                            + "(\(PublishedSymbolic.Source.secondHand.label))",
                        header: [
                            "heads, place", "prompts", "r, variable", "r, token",
                            "Llama: variable", "Llama: token",
                        ], rows: rows)),
            ] + evidence.similarity.map { .pictures(matrices($0)) })
    }

    private func matrices(_ entry: SimilarityEvidence) -> [ReportDocument.Picture] {
        let name = "\(entry.kind.label), \(Self.place(entry.example))"
        var pictures: [ReportDocument.Picture] = []
        if let mean = entry.weightedMatrix {
            pictures.append(
                .init(
                    caption: "\(name): cosines, ABA prompts first.", svg: GridPicture.matrix(mean)))
        }
        guard !pictures.isEmpty else { return [] }
        return pictures + [
            .init(caption: "The same variable.", svg: GridPicture.matrix(entry.predictedAbstract)),
            .init(caption: "The same token.", svg: GridPicture.matrix(entry.predictedToken)),
        ]
    }

    var decodingSection: Section? {
        guard !evidence.decoding.isEmpty else { return nil }
        let pictures = evidence.decoding.map { entry in
            ReportDocument.Picture(
                caption:
                    "\(entry.kind.label), \(Self.place(entry.example)): test accuracy above one "
                    + "half, head by head.",
                svg: GridPicture.heads(
                    entry.accuracy.map { row in row.map { $0 - 0.5 } }, unit: " above one half",
                    sure: heads(entry.kind).map(\.head)))
        }
        return Section(
            "What can be read off them",
            [
                .text(
                    "Logistic regression tells ABA from ABB by the outputs of all significant heads "
                        + "together; training, validation and test prompts share no word. The "
                        + "classifier and its input are not told in the paper."),
                .table(
                    Table(
                        "Test accuracy, chance one half; published: Llama-3.1 70B "
                            + "(\(PublishedSymbolic.Source.secondHand.label))",
                        header: [
                            "heads, place", "prompts", "words", "accuracy", "95 % (Wilson)",
                            "shuffled labels", "best single head", "published",
                        ], rows: evidence.decoding.map(decodingRow))),
                .pictures(pictures),
            ])
    }

    private func decodingRow(_ entry: DecodingEvidence) -> [String] {
        let combined = entry.combined
        let best = evidence.shape.all.max {
            (entry.accuracy.value(of: $0) ?? 0, $1) < (entry.accuracy.value(of: $1) ?? 0, $0)
        }
        return [
            "\(entry.kind.label), \(Self.place(entry.example))",
            "\(entry.prompts.train)/\(entry.prompts.validation)/\(entry.prompts.test)",
            "\(entry.tokens.train)/\(entry.tokens.validation)/\(entry.tokens.test)",
            Self.percent(combined?.accuracy), Self.interval(combined?.interval, percent: true),
            Self.percent(combined?.shuffledAccuracy),
            best.map { "\($0): \(Self.percent(entry.accuracy.value(of: $0)))" } ?? "–",
            Self.percent(PublishedSymbolic.decoding(entry.kind)),
        ]
    }

    var ablationSection: Section? {
        guard !evidence.ablation.isEmpty else { return nil }
        return Section(
            "What goes without them",
            [
                .text(
                    "Heads are switched off in the order of their scores at the positions that their "
                        + "kind works at, on prompts that the mediation did not use. The paper tells a "
                        + "clear drop and no numbers."),
                .pictures([
                    .init(
                        caption: "Probability of the right answer by heads that are off; shaded: "
                            + "twice the standard error over prompts, for random heads twice the "
                            + "standard deviation over draws.",
                        svg: SVGCharts.picture(
                            of: evidence.ablation.map(Self.chart), title: "Cumulative ablation"))
                ]),
                .table(
                    Table(
                        "Points of the curves: probability of the right answer",
                        header: [
                            "kind, ablation", "heads off", "highest scores", "right answers",
                            "lowest of the same layers", "random heads",
                        ], rows: evidence.ablation.flatMap(ablationRows))),
            ])
    }

    /// The first points, the one that takes in the significant heads, and the last.
    private func ablationRows(_ entry: AblationEvidence) -> [[String]] {
        let count = heads(entry.kind).count
        return entry.ranked.indices.filter { place in
            let point = entry.ranked[place]
            let isFirst = place == 0
            return isFirst || place <= 4 || point.heads == entry.ranked.last?.heads
                || point.heads >= count && entry.ranked[place - 1].heads < count
        }.map { place in
            let point = entry.ranked[place]
            let random = entry.random.first { $0.heads == point.heads }
            return [
                "\(entry.kind.label), \(entry.mode.rawValue)", "\(point.heads)",
                Self.hundredths(point.probability), Self.percent(point.accuracy),
                Self.hundredths(
                    entry.lowest.indices.contains(place)
                        ? entry.lowest[place].probability : nil),
                Self.hundredths(random?.probability),
            ]
        }
    }

    static func chart(_ entry: AblationEvidence) -> ChartValues {
        let counts = entry.ranked.map(\.heads)
        func series(_ name: String, _ points: [AblationPoint]) -> ChartValues.Series {
            let known = Dictionary(points.map { ($0.heads, $0) }, uniquingKeysWith: { $1 })
            return ChartValues.Series(
                name: name, values: counts.map { known[$0]?.probability },
                bands: counts.map { count in
                    known[count].flatMap { point in
                        point.spread.map {
                            max(0, point.probability - 2 * $0)...min(1, point.probability + 2 * $0)
                        }
                    }
                })
        }
        return ChartValues(
            title: "\(entry.kind.label), \(entry.mode.rawValue) ablation, \(entry.prompts) prompts",
            unit: "", labels: counts.map(String.init),
            series: [
                series("highest scores first", entry.ranked),
                series("lowest of the same layers", entry.lowest),
                series("random heads", entry.random),
            ], isBars: false)
    }

    var knownHeadsSection: Section? {
        guard let known = evidence.knownHeads else { return nil }
        let rows = known.correlations.map { entry in
            [
                "\(entry.kind.label), \(entry.known.label)", Self.hundredths(entry.pearson),
                Self.interval(entry.pearsonInterval, percent: false), Self.p(entry.pearsonP),
                Self.hundredths(entry.spearman), Self.p(entry.spearmanP),
                Self.hundredths(PublishedSymbolic.knownHeads(entry.kind, entry.known)),
            ]
        }
        var blocks: [ReportDocument.Block] = [
            .text(
                "Prefix matching and previous token on \(known.sequences) texts of "
                    + "\(known.randomLength) random words given twice; copying by the eigenvalues of "
                    + "the map from attended tokens to logits (Elhage et al. 2021); function vectors "
                    + "by the average indirect effect (Todd et al. 2024). Which heads and which exact "
                    + "scores the paper correlates is not told."),
            .table(
                Table(
                    "Correlation over all heads; published: "
                        + PublishedSymbolic.Source.secondHand.label,
                    header: [
                        "scores", "Pearson's r", "95 %", "p", "Spearman's r", "p", "published",
                    ],
                    rows: rows)),
            .pictures(scatters(known)),
        ]
        if !known.tasks.isEmpty {
            blocks.append(
                .table(
                    Table(
                        "Tasks of the function-vector score: probability of the right answer",
                        header: ["task", "right prompts", "shuffled prompts", "right", "shuffled"],
                        rows: known.tasks.map {
                            [
                                $0.name, "\($0.prompts)", "\($0.shuffledPrompts)",
                                Self.hundredths($0.cleanProbability),
                                Self.text($0.shuffledProbability),
                            ]
                        })))
        }
        return Section("Are they heads that were known before?", blocks)
    }

    private func scatters(_ known: KnownHeadsEvidence) -> [ReportDocument.Picture] {
        guard let induction = mediation.kinds[.induction] else { return [] }
        return KnownHeadScore.allCases.compactMap { score in
            known.scores[score].map { grid in
                let points = evidence.shape.all.compactMap { head in
                    grid.value(of: head).flatMap { x in
                        induction.score(of: head).map { (head: head, x: x, y: $0) }
                    }
                }
                return ReportDocument.Picture(
                    caption:
                        "Symbolic induction against \(score.label); a point a head, framed ones "
                        + "significant.",
                    svg: GridPicture.scatter(
                        points, xLabel: score.label, yLabel: "symbolic induction, logits",
                        marked: heads(.induction).map(\.head)))
            }
        }
    }
}
