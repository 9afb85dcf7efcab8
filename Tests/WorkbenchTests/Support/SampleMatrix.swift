import HeddleAnalysis

@testable import Workbench

/// Matrices with made-up divergences: hiding a source changes readers by e to the power of minus
/// how many parts lie between, and every third source by e⁴ times as much.
enum SampleMatrix {
    /// As many sources as `done` are measured.
    static func measured(_ matrix: KnockoutMatrix, done: Int? = nil) -> KnockoutMatrix {
        var matrix = matrix
        let tokens = matrix.parts.last?.tokens.upperBound ?? 0
        while matrix.done < min(done ?? matrix.total, matrix.total) {
            var divergences: [Float?] = Array(repeating: nil, count: tokens)
            for (reader, part) in matrix.parts.enumerated() {
                let power = Double(matrix.done - reader) + (matrix.done % 3 == 0 ? 4 : 0)
                for token in part.tokens { divergences[token] = Float(power.exponential) }
            }
            matrix.add(divergences)
        }
        return matrix
    }
}

extension Bench {
    /// The matrix that was asked for last.
    var askedMatrix: KnockoutMatrixWork? {
        effects.compactMap { if case .knockoutMatrix(let work) = $0 { work } else { nil } }.last
    }

    /// Plays the part of the runner that measures, up to a number of sources.
    mutating func answer(_ work: KnockoutMatrixWork, done: Int? = nil) {
        send(
            .result(
                .knockoutMatrix(
                    document: work.document, SampleMatrix.measured(work.matrix, done: done),
                    number: work.number)))
    }

    /// The outline's matrix, measured.
    static func matrix(
        _ document: Document = SampleDocuments.small(), width: Int = 80, height: Int = 24
    ) -> Bench {
        var bench = Bench.reading(document, width: width, height: height)
        bench.press("OM")
        if let work = bench.askedMatrix {
            bench.answer(work)
            bench.send(.result(.finished(.knockoutMatrix)))
        }
        bench.effects = []
        return bench
    }
}
