extension SimilarityEvidence {
    var json: JSONValue {
        [
            "kind": .string(kind.rawValue), "example": JSONValue(example),
            "prompts": .integer(prompts), "abstract": JSONValue(grid: abstract),
            "token": JSONValue(grid: token), "weightedAbstract": JSONValue(weightedAbstract),
            "weightedToken": JSONValue(weightedToken),
            "predictedAbstract": predictedAbstract.json, "predictedToken": predictedToken.json,
            "weightedMatrix": weightedMatrix?.json ?? .null,
            "matrices": .array(
                matrices.map {
                    ["head": .string($0.head.description), "matrix": $0.matrix.json]
                }),
        ]
    }

    init(_ fields: FieldReader) throws(SavedResultError) {
        self.init(
            kind: try fields.name("kind"), example: fields["example"]?.int,
            prompts: try fields.count("prompts"), abstract: try fields.sparseGrid("abstract"),
            token: try fields.sparseGrid("token"),
            weightedAbstract: fields["weightedAbstract"]?.double,
            weightedToken: fields["weightedToken"]?.double,
            predictedAbstract: try SimilarityMatrix(fields.object("predictedAbstract")),
            predictedToken: try SimilarityMatrix(fields.object("predictedToken")),
            matrices: try fields.list("matrices") { entry throws(SavedResultError) in
                HeadMatrix(
                    head: try entry.head("head"),
                    matrix: try SimilarityMatrix(entry.object("matrix")))
            })
        if fields["weightedMatrix"] != nil {
            weightedMatrix = try SimilarityMatrix(fields.object("weightedMatrix"))
        }
    }
}

extension SimilarityMatrix {
    fileprivate var json: JSONValue {
        [
            "size": .integer(size),
            "hundredths": .array(hundredths.map { .integer(Int($0)) }),
        ]
    }

    fileprivate init(_ fields: FieldReader) throws(SavedResultError) {
        let size = try fields.count("size")
        let cells = (fields["hundredths"]?.array ?? []).compactMap { cell in
            cell.int.flatMap { (-100...100).contains($0) ? Int8($0) : nil }
        }
        let (square, isTooLarge) = size.multipliedReportingOverflow(by: size)
        guard !isTooLarge, cells.count == square else {
            throw fields.wrong(
                "hundredths", "size × size whole numbers from -100 to 100 are expected")
        }
        self.init(size: size, hundredths: cells)
    }
}
