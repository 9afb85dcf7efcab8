import HeddleAnalysis
import HeddleEngine
import HeddleExperiments
import OrderedCollections
import Storage

/// Why tensors were not written, or not all of them.
public enum TensorDumpError: Error, CustomStringConvertible {
    /// The work ended before the last tensor. `kept` is the file that holds the `whole` first ones.
    case stopped(path: String, reason: String, kept: String?, whole: Int, of: Int)
    /// The same, since the user cancelled it.
    case cancelled(path: String, kept: String?, whole: Int, of: Int)

    public var description: String {
        switch self {
        case .stopped(let path, let reason, let kept, let whole, let count):
            "\(reason)\n" + Self.rest(path, kept, whole, count)
        case .cancelled(let path, let kept, let whole, let count):
            "cancelled\n" + Self.rest(path, kept, whole, count)
        }
    }

    private static func rest(_ path: String, _ kept: String?, _ whole: Int, _ count: Int) -> String
    {
        guard let kept else { return "no tensor was whole yet; nothing was written to \(path)" }
        return "\(whole) of \(count) tensors are whole and were kept in \(kept), marked as partial"
    }
}

/// Writes a run's tensors to a safetensors file as they come.
public enum TensorDumpFile {
    /// What readers find beside the tensors. Lists are JSON.
    public struct Provenance: Sendable {
        public var trace: String
        public var version: String
        public var mask: HeadMask
        public var beginsWithBOS: Bool?

        public init(trace: String, version: String, mask: HeadMask, beginsWithBOS: Bool?) {
            self.trace = trace
            self.version = version
            self.mask = mask
            self.beginsWithBOS = beginsWithBOS
        }
    }

    /// - Returns: bytes of the file.
    /// - Throws: `TensorDumpError` where not all tensors could be written; `StorageError` where the
    ///   file cannot be begun; what the run throws.
    @discardableResult
    public static func write(
        _ dump: TensorDump, to path: String, model: Model, pool: WorkerPool,
        reference: AblationReference, provenance: Provenance,
        cancellation: Cancellation = Cancellation(),
        progress: (_ done: Int, _ of: Int) -> Void = { _, _ in }
    ) throws -> Int {
        let file = try TensorFile(
            path: path,
            entries: dump.tensors.map { TensorFile.Entry(name: $0.name, shape: $0.shape) },
            metadata: try metadata(dump, model, provenance))
        var failure: StorageError?
        let outcome = try dump.run(
            model, pool: pool, mask: provenance.mask, reference: reference,
            cancellation: cancellation, progress: progress
        ) { values, tensor, element in
            do throws(StorageError) {
                try file.write(values, tensor: tensor, element: element)
                return true
            } catch {
                failure = error
                return false
            }
        }
        if failure == nil, outcome.isWhole {
            try file.commit()
            return file.byteCount
        }
        let reason = failure?.description ?? "cancelled"
        let kept = try? file.keepPartial(outcome.wholeTensors, reason: reason)
        let (whole, count) = (kept == nil ? 0 : outcome.wholeTensors, dump.tensors.count)
        if failure == nil {
            throw TensorDumpError.cancelled(path: path, kept: kept, whole: whole, of: count)
        }
        throw TensorDumpError.stopped(
            path: path, reason: reason, kept: kept, whole: whole, of: count)
    }

    private static func metadata(
        _ dump: TensorDump, _ model: Model, _ provenance: Provenance
    ) throws -> OrderedDictionary<String, String> {
        var fields: OrderedDictionary<String, String> = [
            "format": "heddle.tensors/1", "heddle": provenance.version, "partial": "false",
            "trace": provenance.trace, "model": model.name, "sha256": try model.sha256(),
            "architecture": model.configuration.architecture,
            "arithmetic": model.dotProducts.rawValue, "processing": "none",
            "tokens": JSONValue.array(dump.tokens.map { .integer(Int($0)) }).compactText,
            "positions": JSONValue.array(dump.positions.map { .integer($0) }).compactText,
            "prepend_bos": "false",
        ]
        fields["begins_with_bos"] = provenance.beginsWithBOS.map { "\($0)" } ?? "unknown"
        fields["mask"] =
            provenance.mask.isEmpty ? "none" : provenance.mask.json.compactText
        return fields
    }
}

extension Model {
    /// Whether a text begins with the token that the model names as its beginning; nil where it
    /// names none.
    public func begins(_ tokens: [Int32]) -> Bool? {
        configuration.beginningOfText.map { $0 == tokens.first }
    }
}
