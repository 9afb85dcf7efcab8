/// In which numbers dot products of activations with weights are taken. Sums are in float32 always.
///
/// A result belongs to one of them: each has its own distance from a reference and its own noise
/// floor.
public enum DotProducts: String, Hashable, Sendable, Codable, CaseIterable {
    /// Activations as they are, weights widened: the arithmetic of float files, possible for all.
    case float32
    /// Each number the sum of two bfloat16, so that 16 of float32's 24 bits are kept, and of the
    /// four products of two such sums all but the smallest (oneMKL's `float_to_bf16x2`). Where the
    /// processor has no matrix tiles this is float32.
    case bfloat16x2
    /// Both rounded to bfloat16, to nearest with ties to even: for float files that ask for speed.
    case bfloat16
    /// Activations rounded to 8 bits in blocks, weights as their blocks hold them: the arithmetic
    /// of files of block-quantised weights.
    case int8

    /// The names, for messages.
    public static func names(_ some: [DotProducts]) -> String {
        some.map(\.rawValue).joined(separator: ", ")
    }
}
