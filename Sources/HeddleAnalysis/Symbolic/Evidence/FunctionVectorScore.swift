/// How much the probability of the right answer rises when the mean output of a head over right
/// prompts of a task is put into prompts with shuffled labels: the mean over prompts of the patched
/// probability less the untouched one (average indirect effect; Todd et al. 2024, 2310.15213,
/// section 2.3).
public struct FunctionVectorScore: Hashable, Sendable {
    private var untouched = RowMean()
    private var risen = RowMean()

    public init() {}

    public var prompts: Int { untouched.rows }

    /// Adds one prompt.
    ///
    /// - Parameters:
    ///   - unpatched: the probability of its right answer, 0...1.
    ///   - patched: the same with the mean output of each head put in, `[head]`.
    public mutating func add(unpatched: Double, patched: [Double]) {
        untouched.add([unpatched])
        risen.add(patched.map { $0 - unpatched })
    }

    /// Mean probability of the right answer without a patch; 0 before the first prompt.
    public var base: Double { untouched.values.first ?? 0 }

    /// Mean rise of the probability, `[head]`, -1...1; empty before the first prompt.
    public var rises: [Double] { risen.values }
}
