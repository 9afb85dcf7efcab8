/// What annotators say of grams and of random n-grams, and how far they agree.
public struct AnnotationAgreement: Hashable, Sendable {
    /// Answers to the items of one kind.
    public struct Share: Hashable, Sendable {
        public private(set) var counts: [AnnotationAnswer: Int] = [:]

        mutating func add(_ answer: AnnotationAnswer) { counts[answer, default: 0] += 1 }

        public var total: Int { counts.values.reduce(0, +) }
        public var guides: Int { counts[.guides] ?? 0 }

        /// Share of "guides" among all answers; nil without answers.
        public var share: Double? { total > 0 ? Double(guides) / Double(total) : nil }

        /// Its 95 % interval (Wilson 1927).
        public var interval: ClosedRange<Double>? {
            Statistics.wilsonInterval(successes: guides, trials: total)
        }

        /// Fields `share`, `interval`, `answers`, `guides`, `doesNot`, `unsure`.
        public var json: JSONValue {
            [
                "share": JSONValue(share),
                "interval": interval.map { [.number($0.lowerBound), .number($0.upperBound)] }
                    ?? .null,
                "answers": .integer(total), "guides": .integer(guides),
                "doesNot": .integer(counts[.doesNot] ?? 0),
                "unsure": .integer(counts[.unsure] ?? 0),
            ]
        }
    }

    public struct Annotator: Hashable, Sendable {
        public var name: String
        /// The round that was answered; a person who judged two rounds stands here twice.
        public var items: String
        public var grams = Share()
        public var random = Share()
        fileprivate var answers: [Int: AnnotationAnswer] = [:]
    }

    public struct Pair: Hashable, Sendable {
        public var first: String
        public var second: String
        /// "Unsure" is an answer as the others are.
        public var kappa: CohenKappa
        /// Of the items that both were sure of.
        public var kappaWithoutUnsure: CohenKappa
    }

    public let annotators: [Annotator]
    /// Every two annotators of the same items.
    public let pairs: [Pair]

    /// - Parameter files: answers with the name of the file that they are from. A name that stands
    ///   in two files is two annotators.
    public init(_ files: [(name: String, file: AnnotationFile)]) {
        var annotators: [Annotator] = []
        for (name, file) in files {
            for annotator in Self.annotators(of: file) {
                var annotator = annotator
                let isTaken = files.contains { other in
                    other.name != name
                        && other.file.records.contains { $0.annotator == annotator.name }
                }
                if isTaken { annotator.name += " (\(name))" }
                annotators.append(annotator)
            }
        }
        self.annotators = annotators
        var pairs: [Pair] = []
        for (index, first) in annotators.enumerated() {
            for second in annotators[(index + 1)...] where second.items == first.items {
                pairs.append(Self.pair(first, second))
            }
        }
        self.pairs = pairs
    }

    private static func annotators(of file: AnnotationFile) -> [Annotator] {
        var found: [Annotator] = []
        var last: [[String]: [Int: AnnotationRecord]] = [:]
        for record in file.records {
            let key = [record.annotator, record.items]
            if last[key] == nil {
                found.append(Annotator(name: record.annotator, items: record.items))
            }
            last[key, default: [:]][record.number] = record
        }
        return found.map { annotator in
            var annotator = annotator
            for (number, record) in last[[annotator.name, annotator.items]] ?? [:] {
                annotator.answers[number] = record.answer
                switch record.kind {
                case .gram: annotator.grams.add(record.answer)
                case .random: annotator.random.add(record.answer)
                }
            }
            return annotator
        }
    }

    private static func pair(_ first: Annotator, _ second: Annotator) -> Pair {
        let shared = first.answers.keys.sorted().compactMap { number in
            second.answers[number].flatMap { other in
                first.answers[number].map { ($0, other) }
            }
        }
        return Pair(
            first: first.name, second: second.name, kappa: CohenKappa(shared),
            kappaWithoutUnsure: CohenKappa(shared, leavingOutUnsure: true))
    }
}

extension AnnotationAgreement {
    /// The figures of 2509.03646, as a summary of its final version gives them; that version itself
    /// was not at hand.
    public static let published = (grams: 0.86, random: 0.12)
    private static let publishedNote =
        "86 % of strategic grams against 12 % of random n-grams, of 2509.03646 by a secondary source"

    /// The report of `heddle grams agreement`.
    public var json: JSONValue {
        [
            "annotators": .array(
                annotators.map { annotator in
                    [
                        "name": .string(annotator.name), "items": .string(annotator.items),
                        "grams": annotator.grams.json, "random": annotator.random.json,
                    ]
                }),
            "pairs": .array(
                pairs.map { pair in
                    [
                        "annotators": [.string(pair.first), .string(pair.second)],
                        "kappa": pair.kappa.json,
                        "kappaWithoutUnsure": pair.kappaWithoutUnsure.json,
                    ]
                }),
            "published": [
                "grams": .number(Self.published.grams), "random": .number(Self.published.random),
                "source": .string(Self.publishedNote),
            ],
        ]
    }

    /// The same as aligned lines for people.
    public var lines: [String] {
        var rows = [["\"guides the flow\"", "grams", "95 %", "random n-grams", "95 %", "unsure"]]
        for annotator in annotators {
            let unsure = [annotator.grams, annotator.random].reduce(0) {
                $0 + ($1.counts[.unsure] ?? 0)
            }
            rows.append(
                [annotator.name] + Self.cells(annotator.grams) + Self.cells(annotator.random)
                    + ["\(unsure)"])
        }
        rows.append(["published", "86 %", "", "12 %", "", ""])
        var lines = EvaluationTable.aligned(rows)
        lines.append("published: " + Self.publishedNote)
        if !pairs.isEmpty {
            var rows = [["Cohen's kappa", "items", "agree", "kappa", "without unsure"]]
            for pair in pairs {
                rows.append([
                    "\(pair.first) and \(pair.second)", "\(pair.kappa.items)",
                    pair.kappa.observed.map(NumberText.percent) ?? "–", Self.cell(pair.kappa),
                    Self.cell(pair.kappaWithoutUnsure),
                ])
            }
            lines += [""] + EvaluationTable.aligned(rows)
        } else if annotators.count > 1 {
            lines += ["", "no two annotators judged the same items, so that there is no kappa"]
        }
        return lines
    }

    private static func cells(_ share: Share) -> [String] {
        let interval = share.interval.map {
            "\(NumberText.percent($0.lowerBound)) – \(NumberText.percent($0.upperBound))"
        }
        guard let value = share.share else { return ["–", ""] }
        return ["\(NumberText.percent(value)) of \(share.total)", interval ?? ""]
    }

    private static func cell(_ kappa: CohenKappa) -> String {
        guard let value = kappa.kappa else { return "–" }
        let error = kappa.standardError.map { " ±" + NumberText.fixed($0, decimals: 2) } ?? ""
        return NumberText.fixed(value, decimals: 2) + error
    }
}
