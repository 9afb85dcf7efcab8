/// False discovery rates (Benjamini and Hochberg 1995).
public enum FalseDiscovery {
    /// For each p value the smallest rate at which it is reported: the least p·m/rank of all that
    /// are at least as large, at most 1. N log N.
    public static func qValues(_ p: [Double]) -> [Double] {
        let order = p.indices.sorted { p[$0] < p[$1] }
        var q = [Double](repeating: 1, count: p.count)
        var least = 1.0
        for (rank, index) in order.enumerated().reversed() {
            least = min(least, p[index] * Double(p.count) / Double(rank + 1))
            q[index] = least
        }
        return q
    }
}
