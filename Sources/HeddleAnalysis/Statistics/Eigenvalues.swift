/// Eigenvalues of real matrices that need not be symmetric: elimination to Hessenberg form, then
/// the double-shift QR algorithm (Francis 1961; Wilkinson and Reinsch 1971, II/13 and II/14).
public enum Eigenvalues {
    public struct Value: Hashable, Sendable {
        public var real: Double
        public var imaginary: Double
    }

    /// All eigenvalues, in no particular order; nil where an entry is not finite or the iteration
    /// does not end. Cubic in `rows`.
    public static func of(_ matrix: [Double], rows: Int) -> [Value]? {
        guard rows > 0, matrix.count == rows * rows, matrix.allSatisfy(\.isFinite) else {
            return nil
        }
        var iteration = QRIteration(matrix, rows: rows)
        return iteration.values()
    }
}

private struct QRIteration {
    private var h: [Double]
    private let n: Int

    init(_ matrix: [Double], rows: Int) {
        h = matrix
        n = rows
        reduce()
    }

    private subscript(row: Int, column: Int) -> Double {
        get { h[row * n + column] }
        set { h[row * n + column] = newValue }
    }

    /// Hessenberg form by elimination with pivoting.
    private mutating func reduce() {
        guard n > 2 else { return }
        for m in 1..<(n - 1) {
            let pivot = (m..<n).max { abs(self[$0, m - 1]) < abs(self[$1, m - 1]) } ?? m
            let x = self[pivot, m - 1]
            guard x != 0 else { continue }
            if pivot != m {
                for j in (m - 1)..<n { swapCells((pivot, j), (m, j)) }
                for i in 0..<n { swapCells((i, pivot), (i, m)) }
            }
            for i in (m + 1)..<n where self[i, m - 1] != 0 {
                let y = self[i, m - 1] / x
                self[i, m - 1] = 0
                for j in m..<n { self[i, j] -= y * self[m, j] }
                for j in 0..<n { self[j, m] += y * self[j, i] }
            }
        }
    }

    private mutating func swapCells(_ left: (Int, Int), _ right: (Int, Int)) {
        h.swapAt(left.0 * n + left.1, right.0 * n + right.1)
    }

    /// Splits off one or two eigenvalues at a time from the end.
    mutating func values() -> [Eigenvalues.Value]? {
        let norm = h.reduce(0) { $0 + abs($1) }
        var found: [Eigenvalues.Value] = []
        var end = n - 1
        var shift = 0.0
        var tries = 0
        while end >= 0 {
            let start = smallSubdiagonal(upTo: end, norm: norm)
            if start == end {
                found.append(.init(real: self[end, end] + shift, imaginary: 0))
                end -= 1
                tries = 0
            } else if start == end - 1 {
                found += pair(end, shift)
                end -= 2
                tries = 0
            } else {
                guard tries < 60 else { return nil }
                if tries > 0, tries.isMultiple(of: 10) {
                    shift += exceptionalShift(end)
                }
                tries += 1
                step(start, end, exceptional: tries > 1 && (tries - 1).isMultiple(of: 10))
            }
        }
        return found
    }

    private func smallSubdiagonal(upTo end: Int, norm: Double) -> Int {
        var row = end
        while row > 0 {
            var size = abs(self[row - 1, row - 1]) + abs(self[row, row])
            if size == 0 { size = norm }
            if abs(self[row, row - 1]) <= 1e-15 * size { break }
            row -= 1
        }
        return row
    }

    /// Both eigenvalues of the last two rows.
    private func pair(_ end: Int, _ shift: Double) -> [Eigenvalues.Value] {
        let x = self[end, end]
        let p = 0.5 * (self[end - 1, end - 1] - x)
        let w = self[end, end - 1] * self[end - 1, end]
        let q = p * p + w
        let root = abs(q).squareRoot()
        guard q >= 0 else {
            return [root, -root].map { .init(real: x + p + shift, imaginary: $0) }
        }
        let z = p + (p < 0 ? -root : root)
        return [
            .init(real: x + z + shift, imaginary: 0),
            .init(real: z != 0 ? x - w / z + shift : x + shift, imaginary: 0),
        ]
    }

    private mutating func exceptionalShift(_ end: Int) -> Double {
        let x = self[end, end]
        for i in 0...end { self[i, i] -= x }
        return x
    }

    /// One double step on the rows `start...end`.
    private mutating func step(_ start: Int, _ end: Int, exceptional: Bool) {
        var (x, y) = (self[end, end], self[end - 1, end - 1])
        var w = self[end, end - 1] * self[end - 1, end]
        if exceptional {
            let size = abs(self[end, end - 1]) + abs(self[end - 1, end - 2])
            (x, y, w) = (0.75 * size, 0.75 * size, -0.4375 * size * size)
        }
        var (p, q, r) = (0.0, 0.0, 0.0)
        var m = end - 2
        while true {
            let z = self[m, m]
            let (a, b) = (x - z, y - z)
            p = (a * b - w) / self[m + 1, m] + self[m, m + 1]
            q = self[m + 1, m + 1] - z - a - b
            r = self[m + 2, m + 1]
            let size = abs(p) + abs(q) + abs(r)
            (p, q, r) = (p / size, q / size, r / size)
            if m == start { break }
            let u = abs(self[m, m - 1]) * (abs(q) + abs(r))
            let v = abs(p) * (abs(self[m - 1, m - 1]) + abs(z) + abs(self[m + 1, m + 1]))
            if u <= 1e-15 * v { break }
            m -= 1
        }
        for i in (m + 2)...end {
            self[i, i - 2] = 0
            if i > m + 2 { self[i, i - 3] = 0 }
        }
        for k in m..<end {
            if k != m {
                p = self[k, k - 1]
                q = self[k + 1, k - 1]
                r = k + 1 < end ? self[k + 2, k - 1] : 0
                x = abs(p) + abs(q) + abs(r)
                guard x != 0 else { continue }
                (p, q, r) = (p / x, q / x, r / x)
            }
            let length = (p * p + q * q + r * r).squareRoot()
            let s = p < 0 ? -length : length
            guard s != 0 else { continue }
            if k == m {
                if start != m { self[k, k - 1] = -self[k, k - 1] }
            } else {
                self[k, k - 1] = -s * x
            }
            reflect(k, end, start, (p + s, q, r, s))
        }
    }

    /// A reflection of rows and columns `k`, `k + 1` and `k + 2`.
    private mutating func reflect(
        _ k: Int, _ end: Int, _ start: Int, _ v: (p: Double, q: Double, r: Double, s: Double)
    ) {
        let (x, y, z) = (v.p / v.s, v.q / v.s, v.r / v.s)
        let (q, r) = (v.q / v.p, v.r / v.p)
        let isTriple = k + 1 < end
        for j in k..<n {
            var p = self[k, j] + q * self[k + 1, j]
            if isTriple {
                p += r * self[k + 2, j]
                self[k + 2, j] -= p * z
            }
            self[k + 1, j] -= p * y
            self[k, j] -= p * x
        }
        for i in 0...min(end, k + 3) {
            var p = x * self[i, k] + y * self[i, k + 1]
            if isTriple {
                p += z * self[i, k + 2]
                self[i, k + 2] -= p * r
            }
            self[i, k + 1] -= p * q
            self[i, k] -= p
        }
    }
}
