import OrderedCollections

extension DynamicsReport {
    public static let schema = "heddle.dynamics/1"

    /// All figures as one value. Bands are `[low, high]`, null where there are none.
    public var json: JSONValue {
        [
            "schema": .string(Self.schema), "lexicon": .string(lexicon),
            "options": options.json, "problems": .integer(problems),
            "pairing": [
                "by": .string(pairing.rawValue), "problems": .integer(sharedProblems),
            ],
            "equalCounts": [
                "grams": .integer(equalGrams), "next": .array(equalNext.map(JSONValue.integer)),
            ],
            "measures": .array(measures.map(description)),
            "corpora": .array(corpora.map(json)),
            "summary": .array(summary.map(JSONValue.string)),
        ]
    }

    private func description(_ measure: DynamicsMeasure) -> JSONValue {
        [
            "key": .string(measure.key), "title": .string(measure.title),
            "unit": .string(unit(of: measure).rawValue),
            "explanation": .string(measure.explanation(forkShare: options.forkShare)),
            "equalCount": JSONValue(equalCount(of: measure)),
        ]
    }

    private func json(_ corpus: CorpusDynamics) -> JSONValue {
        [
            "name": .string(corpus.name), "traces": .integer(corpus.traces),
            "skipped": .integer(corpus.skipped), "problems": .integer(corpus.problems),
            "grams": .integer(corpus.grams), "distinctGrams": .integer(corpus.distinctGrams),
            "nextWordsOfAllTraces": .bool(corpus.nextIsWhole),
            "tokenScores": corpus.kinds.json,
            "forks": [
                "threshold": JSONValue(corpus.forkThreshold), "share": JSONValue(corpus.forkBase),
                "planningShare": JSONValue(corpus.planningBase),
            ],
            "figures": fields { corpus.figures[$0]?.json },
            "changes": fields { corpus.changes[$0]?.json },
        ]
    }

    /// Every measure, null where a corpus does not have it.
    private func fields(_ value: (DynamicsMeasure) -> JSONValue?) -> JSONValue {
        .object(
            OrderedDictionary(
                uniqueKeysWithValues: measures.map { ($0.key, value($0) ?? .null) }))
    }
}

extension DynamicsOptions {
    fileprivate var json: JSONValue {
        [
            "forkShare": .number(forkShare), "dropShare": .number(dropShare),
            "repeats": .integer(repeats), "resamples": .integer(resamples),
            "seed": .string(String(seed)), "longestNext": .integer(longestNext),
            "nextLimit": .integer(nextLimit),
        ]
    }
}

extension TokenScoreKinds {
    /// Traces by what their numbers are.
    fileprivate var json: JSONValue {
        [
            "exactEntropies": .integer(exact), "lowerBounds": .integer(lowerBound),
            "withoutEntropies": .integer(withoutEntropy), "withLogprobs": .integer(withSurprise),
            "temperatureUnknown": .integer(temperatureIsUnknown),
        ]
    }
}

extension DynamicsFigure {
    fileprivate var json: JSONValue {
        [
            "value": .number(value), "standardError": JSONValue(standardError),
            "band": JSONValue(band: band), "dropBand": JSONValue(band: dropBand),
            "plugIn": JSONValue(plugIn), "count": .integer(count), "caveat": JSONValue(caveat),
        ]
    }
}

extension DynamicsChange {
    fileprivate var json: JSONValue {
        [
            "difference": .number(difference), "standardError": JSONValue(standardError),
            "band": JSONValue(band: band), "significant": JSONValue(isSignificant),
            "ratio": JSONValue(ratio), "ratioBand": JSONValue(band: ratioBand),
            "dropBand": JSONValue(band: dropBand), "repeatsAgreeing": .integer(repeatsAgreeing),
            "repeats": .integer(repeats),
        ]
    }
}

extension JSONValue {
    fileprivate init(band: ClosedRange<Double>?) {
        self = band.map { [.number($0.lowerBound), .number($0.upperBound)] } ?? .null
    }
}

extension DynamicsReport {
    /// A table of all figures, a row a corpus and measure, as comma-separated values.
    public var csv: String {
        var text = TraceTable.line([
            "corpus", "name", "measure", "unit", "value", "standard_error", "low", "high",
            "drop_low", "drop_high", "plug_in", "count", "equal_count", "caveat", "difference",
            "difference_standard_error", "difference_low", "difference_high", "ratio", "ratio_low",
            "ratio_high", "difference_drop_low", "difference_drop_high", "repeats_agreeing",
            "repeats",
        ])
        for (number, corpus) in corpora.enumerated() {
            for measure in measures {
                guard let figure = corpus.figures[measure] else { continue }
                let change = corpus.changes[measure]
                text += TraceTable.line(
                    ["\(number)", TraceTable.inert(corpus.name)] + cells(measure, figure)
                        + Self.cells(change))
            }
        }
        return text
    }

    private func cells(_ measure: DynamicsMeasure, _ figure: DynamicsFigure) -> [String] {
        [
            measure.key, unit(of: measure).rawValue, Self.cell(figure.value),
            Self.cell(figure.standardError), Self.cell(figure.band?.lowerBound),
            Self.cell(figure.band?.upperBound), Self.cell(figure.dropBand?.lowerBound),
            Self.cell(figure.dropBand?.upperBound), Self.cell(figure.plugIn), "\(figure.count)",
            equalCount(of: measure).map { "\($0)" } ?? "", figure.caveat ?? "",
        ]
    }

    private static func cells(_ change: DynamicsChange?) -> [String] {
        guard let change else { return Array(repeating: "", count: 11) }
        return [
            cell(change.difference), cell(change.standardError), cell(change.band?.lowerBound),
            cell(change.band?.upperBound), cell(change.ratio), cell(change.ratioBand?.lowerBound),
            cell(change.ratioBand?.upperBound), cell(change.dropBand?.lowerBound),
            cell(change.dropBand?.upperBound), "\(change.repeatsAgreeing)", "\(change.repeats)",
        ]
    }

    private static func cell(_ value: Double?) -> String {
        value.map { abs($0) < 1e9 ? NumberText.fixed($0, decimals: 6) : "\($0)" } ?? ""
    }
}
