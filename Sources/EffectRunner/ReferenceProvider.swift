import Foundation
import HeddleAnalysis
import HeddleEngine
import HeddleExperiments
import Storage

/// Gives mean and resample ablation their values: means over reference traces, kept in the cache
/// with the hash of model and corpus, and the outputs of a donor trace.
public final class ReferenceProvider: Sendable {
    private let files: [String]
    private let cache: BlobCache?

    /// - Parameters:
    ///   - files: trace files or directories; the donor is their first trace.
    ///   - cache: where means are kept; nil computes them each time.
    public init(files: [String], cache: BlobCache?) {
        self.files = files
        self.cache = cache
    }

    /// The values that a mode needs; nothing for zero ablation.
    ///
    /// The first use for a model runs all reference traces through it; later ones read the cache.
    /// - Parameter progress: is told how many traces of how many are done.
    public func reference(
        for mode: AblationMode, model: LoadedModel, pool: WorkerPool,
        cancellation: Cancellation?, progress: (Int, Int) -> Void = { _, _ in }
    ) throws -> AblationReference {
        switch mode {
        case .zero: return AblationReference()
        case .mean:
            return AblationReference(
                means: try means(
                    model, pool: pool, cancellation: cancellation, progress: progress))
        case .resample:
            guard let donor = try texts(model, limit: 1).first else {
                throw ExperimentError.noReference(mode: mode)
            }
            return AblationReference(
                donor: try ReferenceOutputs.outputs(
                    model.model, pool: pool, tokens: donor, cancellation: cancellation))
        }
    }

    private func means(
        _ model: LoadedModel, pool: WorkerPool, cancellation: Cancellation?,
        progress: (Int, Int) -> Void
    ) throws -> HeadValues {
        let texts = try texts(model, limit: Int.max)
        guard !texts.isEmpty else { throw ExperimentError.noReference(mode: .mean) }
        let key = try Self.key(model.model, texts)
        let configuration = model.model.configuration
        if let cache, let bytes = cache.bytes(for: key),
            let values = HeadValues(meanBytes: bytes, configuration)
        {
            return values
        }
        let values = try ReferenceOutputs.means(
            model.model, pool: pool, texts: texts, cancellation: cancellation,
            progress: { progress($0, texts.count) })
        try cache?.store(values.meanBytes(configuration), for: key)
        return values
    }

    private func texts(_ model: LoadedModel, limit: Int) throws -> [[Int32]] {
        let opening = TraceOpening(
            model: model, labeller: Labeller(Lexicon(name: "", source: "", grams: [])))
        var texts: [[Int32]] = []
        var failure: (any Error)?
        try TraceFiles.forEach(files) { result in
            guard case .success(let record) = result else { return true }
            do {
                texts.append(try opening.open(record.trace).tokens.ids)
            } catch {
                failure = error
                return false
            }
            return texts.count < limit
        }
        if let failure { throw failure }
        return texts
    }

    private static func key(_ model: Model, _ texts: [[Int32]]) throws -> String {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for text in texts {
            for id in text + [-1] {
                hash = (hash ^ UInt64(bitPattern: Int64(id))) &* 0x100_0000_01b3
            }
        }
        return "head-means-\(try model.numbersKey())-\(String(hash, radix: 16))"
    }
}

extension HeadValues {
    /// Means as little-endian floats `[layer][head][headDimension]`.
    func meanBytes(_ configuration: ModelConfiguration) -> [UInt8] {
        var bytes: [UInt8] = []
        for head in configuration.headShape.all {
            for value in vector(of: head, at: 0) ?? [] {
                withUnsafeBytes(of: value.bitPattern.littleEndian) { bytes.append(contentsOf: $0) }
            }
        }
        return bytes
    }

    /// Nil when the bytes are not one vector for every head.
    init?(meanBytes bytes: [UInt8], _ configuration: ModelConfiguration) {
        let size = configuration.headDimension
        let heads = configuration.headShape.all
        guard bytes.count == heads.count * size * 4 else { return nil }
        self.init(headDimension: size)
        for (index, head) in heads.enumerated() {
            let vector = (0..<size).map { element -> Float in
                let start = (index * size + element) * 4
                let bits = (0..<4).reduce(UInt32(0)) {
                    $0 | UInt32(bytes[start + $1]) << (8 * UInt32($1))
                }
                return Float(bitPattern: bits)
            }
            guard (try? set(head, vector: vector)) != nil else { return nil }
        }
    }
}
