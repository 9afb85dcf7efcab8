import Canvas
import HeddleAnalysis

/// How the matrix of knock-outs is looked at.
public struct KnockoutMatrixState: Hashable, Sendable {
    /// What its cells show.
    public enum Values: String, CaseIterable, Hashable, Sendable {
        case dependence, kl

        var label: String {
            switch self {
            case .dependence: "dependence"
            case .kl: "mean ln KL"
            }
        }
    }

    /// Work that was begun.
    struct Running: Hashable, Sendable {
        var kind: TracePartKind
        var number: Int
    }

    public var kind = TracePartKind.moves
    public var values = Values.dependence
    /// The part whose row the cursor is in.
    public var reader = 1
    /// The earlier part whose column it keeps to.
    public var source = 0
    /// Tells the results of the last request from those of older ones.
    var number = 0
    var running: Running?

    public init() {}
}

/// A matrix that is asked for.
public struct KnockoutMatrixWork: Hashable, Sendable {
    public var document: DocumentID
    /// What is measured of it already, to go on from.
    public var matrix: KnockoutMatrix
    public var number: Int

    public init(document: DocumentID, matrix: KnockoutMatrix, number: Int) {
        self.document = document
        self.matrix = matrix
        self.number = number
    }

    /// What the work is called while it runs.
    public var label: String { "matrix of \(matrix.kind.rawValue)" }
}

/// A matrix with what the screen needs of it, made once for each result.
public struct MeasuredMatrix: Hashable, Sendable {
    public private(set) var matrix: KnockoutMatrix
    /// `[source][reader]`, see `KnockoutMatrix.dependence`.
    public private(set) var dependence: [[Double?]] = []
    /// Parts that lie behind what the model sees.
    public let beyond: Int
    /// Tokens that the model reads.
    let tokens: Int
    /// The last request for it.
    var number: Int?
    private var scales: [KnockoutMatrixState.Values: MatrixScale] = [:]
    fileprivate let key: Key

    /// What the parts were cut from.
    fileprivate struct Key: Hashable {
        var length: Int
        /// Empty where the parts are no moves.
        var moves: [PlanningMove]
    }

    /// Cuts the text; nothing is measured yet. Linear in the text.
    fileprivate init(_ document: Document, kind: TracePartKind, context: Int, key: Key) {
        var trace = document.trace
        trace.tokens = document.tokens
        let outline = Outline(trace, labelling: document.labelling)
        tokens = min(document.tokens.count, context)
        let all = outline.parts(kind, tokens: document.tokens, limit: document.tokens.count)
        let seen = outline.parts(kind, tokens: document.tokens, limit: tokens)
        beyond = all.count - seen.count
        matrix = KnockoutMatrix(kind: kind, parts: seen)
        self.key = key
    }

    /// Puts more of the same matrix in the place of what was measured. Quadratic in the parts.
    mutating func take(_ new: KnockoutMatrix) {
        guard new.parts == matrix.parts else { return }
        matrix = new
        dependence = new.dependence
        scales = [
            .dependence: MatrixScale(around: dependence, unit: "ln KL"),
            .kl: MatrixScale(of: new.meanLogKL, unit: "ln nats"),
        ]
    }

    /// What a cell shows; nil where nothing is measured.
    func value(reader: Int, source: Int, _ values: KnockoutMatrixState.Values) -> Double? {
        let rows = values == .dependence ? dependence : matrix.meanLogKL
        guard rows.indices.contains(source), rows[source].indices.contains(reader) else {
            return nil
        }
        return rows[source][reader]
    }

    /// Nil while nothing is measured.
    func scale(_ values: KnockoutMatrixState.Values) -> MatrixScale? { scales[values] }

    /// Earlier parts that a reader depends on, the strongest first, as far as they are measured.
    func sources(of reader: Int) -> [(source: Int, dependence: Double)] {
        matrix.parts.indices.compactMap { source in
            value(reader: reader, source: source, .dependence).map { (source, $0) }
        }.sorted { ($1.dependence, $0.source) < ($0.dependence, $1.source) }
    }
}

/// The range on which the cells of a matrix are drawn.
struct MatrixScale: ValueScale, Hashable, Sendable {
    let scale: ClosedRange<Float>
    let isSigned: Bool
    let unit: String

    /// Zero in the middle.
    init(around values: [[Double?]], unit: String) {
        let end = Self.known(values).reduce(0) { max($0, abs($1)) }
        scale = -end...end
        isSigned = true
        self.unit = unit
    }

    /// From the smallest value to the largest.
    init(of values: [[Double?]], unit: String) {
        let known = Self.known(values)
        scale = (known.min() ?? 0)...(known.max() ?? 0)
        isSigned = false
        self.unit = unit
    }

    private static func known(_ values: [[Double?]]) -> [Float] {
        values.flatMap { row in row.compactMap { $0.map { Float($0) } } }.filter(\.isFinite)
    }
}

extension State {
    /// The matrix of the open trace that is looked at; nil where there is none to be measured.
    public var shownMatrix: MeasuredMatrix? { numbers.matrices[matrix.kind] }

    /// The cursor's reader and source; nil for a text of fewer than two parts.
    public var matrixCell: (reader: Int, source: Int)? {
        guard let count = shownMatrix?.matrix.parts.count, count > 1 else { return nil }
        let reader = max(1, min(matrix.reader, count - 1))
        return (reader, max(0, min(matrix.source, reader - 1)))
    }

    /// Whether the matrix that is looked at is being measured.
    var matrixIsRunning: Bool {
        jobs[.knockoutMatrix] != nil && matrix.running != nil
            && matrix.running?.number == shownMatrix?.number
    }

    /// Forgets what is not of the present labels, and cuts the text where the screen is shown.
    mutating func refreshMatrices() {
        guard let document else { return }
        for (kind, measured) in numbers.matrices where measured.key != matrixKey(kind, document) {
            numbers.matrices[kind] = nil
        }
        guard screen == .knockoutMatrix, generation == nil, mayAskModel, shownMatrix == nil,
            let info = model.info
        else { return }
        numbers.matrices[matrix.kind] = MeasuredMatrix(
            document, kind: matrix.kind, context: info.contextLength,
            key: matrixKey(matrix.kind, document))
    }

    private func matrixKey(_ kind: TracePartKind, _ document: Document) -> MeasuredMatrix.Key {
        MeasuredMatrix.Key(
            length: document.bytes.count,
            moves: kind == .moves ? document.labelling.moves : [])
    }

    /// The part that holds a token, else the one before it.
    func matrixPart(at token: Int) -> Int? {
        guard let parts = shownMatrix?.matrix.parts else { return nil }
        let behind = parts.partitioningIndex { $0.tokens.lowerBound > token }
        return behind > 0 ? behind - 1 : nil
    }

    /// What stands in place of the matrix; nil where there is one to be shown.
    var matrixWords: String? {
        guard document != nil else {
            return "No trace is open: \(key("open")) opens a file"
        }
        if let missingModel { return missingModel }
        guard generation == nil else {
            return "The text is still being written: the matrix is measured when it is finished"
        }
        guard let shown = shownMatrix else { return "There is nothing to measure yet" }
        let (noun, found) = (matrix.kind.noun, shown.matrix.parts.count)
        guard found > 1 else {
            let beyond =
                shown.beyond > 0
                ? ", \(shown.beyond) more lie beyond its context of \(shown.tokens) tokens" : ""
            let other = matrix.kind == .moves ? "sentences" : "planning moves"
            return "The model sees \(Words.count(found, noun)) of this trace\(beyond); a matrix "
                + "needs two. \(key("matrix-parts")) cuts the text into \(other)."
        }
        guard shown.matrix.done == 0, !matrixIsRunning else { return nil }
        let cost = matrixSeconds.map { ", \(TimeWords.words($0))" } ?? ""
        return """
            How much does each \(noun) depend on each earlier one? Nothing was measured yet: \
            \(key("measure-matrix")) hides each \(noun) from everything behind it, one \
            after the other (\(Words.count(shown.matrix.total, "run"))\(cost)), and shows how much \
            that changes the predictions of each later one.
            """
    }

    /// The cost of what is left, where it can be told. A run costs the positions behind its source.
    var matrixSeconds: Double? {
        guard let each = model.info?.secondsPerToken, let shown = shownMatrix else { return nil }
        return each * Double(shown.matrix.positionsLeft(of: shown.tokens))
    }

    private func key(_ command: String) -> String {
        keyMap.label(of: command) ?? ":" + command
    }
}

extension TracePartKind {
    /// One of them.
    var noun: String {
        switch self {
        case .moves: "planning move"
        case .sentences: "sentence"
        }
    }
}
