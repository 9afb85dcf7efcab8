import CKernels

/// A number type in which the engine can use weights. Those after the float types are ggml's:
/// whole blocks of small integers with scales of their own, with which the engine computes in
/// place.
public enum WeightType: String, Sendable, Hashable, Codable, CaseIterable {
    case float32 = "F32"
    case float16 = "F16"
    case bfloat16 = "BF16"
    case q8x0 = "Q8_0"
    case q4x0 = "Q4_0"
    case q4x1 = "Q4_1"
    case q5x0 = "Q5_0"
    case q5x1 = "Q5_1"
    case q2k = "Q2_K"
    case q3k = "Q3_K"
    case q4k = "Q4_K"
    case q5k = "Q5_K"
    case q6k = "Q6_K"
    case iq4nl = "IQ4_NL"

    /// Numbers that are stored together: 1, 32 or 256. A row holds whole blocks.
    public var blockLength: Int { ck_dtype_block(kernelType) }

    /// Whether blocks of small integers with scales stand for the numbers.
    public var isQuantised: Bool { blockLength > 1 }

    /// Bytes of a row; nil where it would not hold whole blocks or the number is too large.
    public func rowByteCount(columns: Int) -> Int? {
        guard columns >= 0, columns.isMultiple(of: blockLength) else { return nil }
        let (bytes, overflow) = (columns / blockLength)
            .multipliedReportingOverflow(by: ck_dtype_size(kernelType))
        return overflow ? nil : bytes
    }

    /// The addresses at which the kernels read rows are multiples of this.
    var alignment: Int { blockLength == 1 ? ck_dtype_size(kernelType) : 1 }

    /// The names of all types, for messages.
    static var supported: String { allCases.map(\.rawValue).joined(separator: ", ") }

    var kernelType: ck_dtype {
        switch self {
        case .float32: CK_F32
        case .float16: CK_F16
        case .bfloat16: CK_BF16
        case .q8x0: CK_Q8_0
        case .q4x0: CK_Q4_0
        case .q4x1: CK_Q4_1
        case .q5x0: CK_Q5_0
        case .q5x1: CK_Q5_1
        case .q2k: CK_Q2_K
        case .q3k: CK_Q3_K
        case .q4k: CK_Q4_K
        case .q5k: CK_Q5_K
        case .q6k: CK_Q6_K
        case .iq4nl: CK_IQ4_NL
        }
    }
}

extension DotProducts {
    /// The kinds that matrices of these types allow together, the usual one first.
    static func possible(for types: some Sequence<WeightType>) -> [DotProducts] {
        types.contains(where: \.isQuantised)
            ? [.int8, .float32]
            : [.float32, .bfloat16x2, .bfloat16]
    }

    /// What a matrix of this type is multiplied in: a quantised file has float matrices too.
    func used(for type: WeightType) -> DotProducts {
        self == .int8 && !type.isQuantised ? .float32 : self
    }
}
