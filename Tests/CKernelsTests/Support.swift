import CKernels
import Testing

/// The bodies of every instruction set, each held against something else.
@Suite enum Kernels {}

/// Repeatable inputs (SplitMix64).
struct Inputs {
    private var state: UInt64

    init(_ seed: UInt64) { state = seed }

    mutating func bits() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    mutating func below(_ bound: Int) -> Int { Int(bits() % UInt64(bound)) }

    mutating func float(_ range: ClosedRange<Float> = -1...1) -> Float {
        let unit = Float(bits() >> 40) / Float(1 << 24)
        return range.lowerBound + unit * (range.upperBound - range.lowerBound)
    }

    mutating func floats(_ count: Int, _ range: ClosedRange<Float> = -1...1) -> [Float] {
        (0..<count).map { _ in float(range) }
    }
}

let oddSizes = [0, 1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 32, 33, 63, 64, 65, 100, 129, 257, 1025]

var availableSets: [String] {
    ["scalar", "avx2", "avx512", "amx", "neon"].filter { ck_isa_available($0) == 1 }
}

var activeSet: String { String(cString: ck_isa()) }

/// Runs the body once for each instruction set of this processor, selected for this thread, and
/// leaves the first choice active.
func onEverySet(_ body: (String) throws -> Void) rethrows {
    let before = activeSet
    defer { _ = ck_select_isa(before) }
    for name in availableSets {
        #expect(ck_select_isa(name) == 1)
        try body(name)
    }
}

/// Largest |a − b| / (1 + |b|); infinity where the counts differ or one side alone is not a number.
func worstError(_ a: [Float], _ b: [Double]) -> Double {
    guard a.count == b.count else { return .infinity }
    var worst = 0.0
    for (x, y) in zip(a, b) {
        if x.isNaN && y.isNaN || Double(x) == y { continue }
        let error = abs(Double(x) - y) / (1 + abs(y))
        worst = max(worst, error.isNaN ? .infinity : error)
    }
    return worst
}

func bits(_ values: [Float]) -> [UInt32] { values.map(\.bitPattern) }

/// A weight matrix stored in one of the dtypes, with the values that it then has.
struct StoredWeights {
    let type: ck_dtype
    let values: [Float]
    private let bytes: [UInt8]

    init(_ floats: [Float], _ type: ck_dtype) {
        self.type = type
        var bytes: [UInt8] = []
        func append<T: FixedWidthInteger>(_ value: T) {
            withUnsafeBytes(of: value) { bytes.append(contentsOf: $0) }
        }
        switch type {
        case CK_F16:
            values = floats.map { Float(Float16($0)) }
            for value in floats { append(Float16(value).bitPattern) }
        case CK_BF16:
            values = floats.map { Float(bitPattern: $0.bitPattern & 0xFFFF_0000) }
            for value in floats { append(UInt16(truncatingIfNeeded: value.bitPattern >> 16)) }
        default:
            values = floats
            for value in floats { append(value.bitPattern) }
        }
        self.bytes = bytes
    }

    func withPointer(_ body: (UnsafeRawPointer) -> Void) {
        (bytes + [0]).withUnsafeBytes { if let base = $0.baseAddress { body(base) } }
    }
}

let allTypes = [CK_F32, CK_F16, CK_BF16]
