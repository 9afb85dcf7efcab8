extension PublishedSymbolic {
    /// All figures with their sources.
    static var json: JSONValue {
        [
            "accuracy": accuracyJSON, "headsAtTenShots": countsJSON, "llama70B": llamaJSON,
            "similarity": [
                "source": .string(Source.secondHand.label),
                "kinds": byKind { kind in
                    let r = similarity(kind)
                    return ["abstract": .number(r.abstract), "token": .number(r.token)]
                },
            ],
            "decoding": [
                "source": .string(Source.secondHand.label),
                "kinds": byKind { JSONValue(decoding($0)) },
            ],
            "knownHeads": [
                "source": .string(Source.secondHand.label),
                "induction": .fields(
                    KnownHeadScore.allCases.map {
                        ($0.rawValue, JSONValue(knownHeads(.induction, $0)))
                    }),
            ],
        ]
    }

    private static func byKind(_ value: (SymbolicHeadKind) -> JSONValue) -> JSONValue {
        .fields(SymbolicHeadKind.allCases.map { ($0.rawValue, value($0)) })
    }

    private static var accuracyJSON: JSONValue {
        [
            "source": .string(Source.figure.label),
            "shots": .array(PublishedAccuracy.shots.map(JSONValue.integer)),
            "models": .fields(
                PublishedAccuracy.all.map { entry in
                    (
                        entry.model,
                        .array(PublishedAccuracy.shots.map { JSONValue(entry.byShots[$0]) })
                    )
                }),
        ]
    }

    private static var countsJSON: JSONValue {
        [
            "source": .string(Source.figure.label),
            "models": .fields(
                counts.map { entry in
                    let fields: JSONValue = [
                        "abstraction": .integer(entry.abstraction),
                        "induction": .integer(entry.induction),
                        "retrieval": .integer(entry.retrieval),
                    ]
                    return (entry.model, fields)
                }),
        ]
    }

    private static var llamaJSON: JSONValue {
        [
            "source": .string(Source.data.label),
            "kinds": byKind { kind in
                let llama = llama(kind)
                return [
                    "heads": .integer(llama.heads), "meanDepth": .number(llama.meanDepth),
                    "depth": JSONValue(interval: llama.depth),
                ]
            },
        ]
    }
}
