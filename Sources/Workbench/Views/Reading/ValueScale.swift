/// The range on which cells draw their values.
protocol ValueScale {
    var scale: ClosedRange<Float> { get }
    /// Drawn around zero.
    var isSigned: Bool { get }
    /// Unit of the scale's ends, empty for shares and ratios.
    var unit: String { get }
}

extension ValueScale {
    /// A value as a share of the scale: 0...1, or -1...1 for signed ones.
    func share(_ value: Float) -> Float {
        if isSigned {
            let end = max(abs(scale.lowerBound), abs(scale.upperBound))
            return end > 0 ? max(-1, min(1, value / end)) : 0
        }
        let range = scale.upperBound - scale.lowerBound
        return range > 0 ? max(0, min(1, (value - scale.lowerBound) / range)) : 0
    }
}
