#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Cosines and sines of rotary positions (Su et al. 2021), `[position][headDimension / 2]`, made as
/// positions are reached.
final class RotaryTable {
    /// Positions are made this many at a time.
    private static let step = 256

    private let frequencies: [Float]
    private var cosines: FloatMatrix
    private var sines: FloatMatrix
    private var count = 0

    init(_ configuration: ModelConfiguration) throws(EngineError) {
        frequencies = Self.frequencies(configuration)
        cosines = try FloatMatrix(rows: 0, columns: frequencies.count)
        sines = try FloatMatrix(rows: 0, columns: frequencies.count)
    }

    /// Makes positions below `end` ready.
    func extend(to end: Int) throws(EngineError) {
        guard end > count else { return }
        let newCount = max(end, 2 * count, Self.step)
        let newCosines = try FloatMatrix(rows: newCount, columns: frequencies.count)
        let newSines = try FloatMatrix(rows: newCount, columns: frequencies.count)
        newCosines.rows(0..<count).copy(from: cosines)
        newSines.rows(0..<count).copy(from: sines)
        for position in count..<newCount {
            let (cosineRow, sineRow) = (newCosines.row(position), newSines.row(position))
            for (index, frequency) in frequencies.enumerated() {
                // The angle is rounded to float32 as in the implementations that models come from.
                let angle = Double(Float(position) * frequency)
                cosineRow[index] = Float(cos(angle))
                sineRow[index] = Float(sin(angle))
            }
        }
        (cosines, sines, count) = (newCosines, newSines, newCount)
    }

    func rows(at position: Int) -> (cosines: UnsafePointer<Float>, sines: UnsafePointer<Float>) {
        (UnsafePointer(cosines.row(position)), UnsafePointer(sines.row(position)))
    }

    private static func frequencies(_ configuration: ModelConfiguration) -> [Float] {
        let width = configuration.headDimension
        let plain = (0..<width / 2).map { index in
            Float(1 / pow(Double(configuration.ropeBase), Double(2 * index) / Double(width)))
        }
        switch configuration.ropeScaling {
        case .none:
            return plain
        case .linear(let factor):
            return plain.map { $0 / factor }
        case .llama3(let factor, let low, let high, let original):
            return plain.map {
                llama3Frequency(
                    $0, factor: factor, low: low, high: high, original: Float(original))
            }
        }
    }

    private static func llama3Frequency(
        _ frequency: Float, factor: Float, low: Float, high: Float, original: Float
    ) -> Float {
        let turns = original * frequency / (2 * .pi)
        if turns < low { return frequency / factor }
        if turns > high { return frequency }
        let share = (turns - low) / (high - low)
        return (1 - share) * frequency / factor + share * frequency
    }
}
