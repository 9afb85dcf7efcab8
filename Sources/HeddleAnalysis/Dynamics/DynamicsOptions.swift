/// How the dynamics of corpora are measured; equal options and traces give equal figures.
public struct DynamicsOptions: Hashable, Sendable {
    /// Share of the tokens that count as fork tokens: those of the highest entropy, 0...1 (2509.03646
    /// takes 30 %).
    public var forkShare = 0.3
    /// Share of the grams that a repeat leaves out, 0...1.
    public var dropShare = 0.3
    /// Times that the measurement is repeated with other grams left out; 0 for none.
    public var repeats = 50
    /// Times that the problems are drawn anew for a band; 0 for no bands.
    public var resamples = 1000
    public var seed: UInt64 = 0
    /// The longest procedural n-gram whose entropy is taken, in words, from 1. The paper leaves n
    /// open.
    public var longestNext = 3
    /// Places of grams that are kept of a corpus for the n-grams behind them; of longer corpora whole
    /// problems are drawn.
    public var nextLimit = 100_000

    public init() {}
}

/// A corpus measurement's shared part: the grams, and which of them each repeat keeps.
public struct DynamicsDesign: Sendable {
    public let options: DynamicsOptions
    public let labeller: Labeller
    /// Whether a repeat keeps a gram `[repeat][gram]`.
    let kept: [[Bool]]
    /// Number of a gram's cluster `[gram]`, dense; grams without one are clusters of their own.
    let clusters: [Int]
    let clusterCount: Int

    /// Draws the grams that the repeats leave out.
    public init(labeller: Labeller, options: DynamicsOptions = DynamicsOptions()) {
        self.labeller = labeller
        self.options = options
        kept = Self.draw(labeller.lexicon, options)
        var numbers: [Int: Int] = [:]
        var next = 0
        clusters = labeller.lexicon.grams.map { gram in
            if let cluster = gram.cluster, let number = numbers[cluster] { return number }
            if let cluster = gram.cluster { numbers[cluster] = next }
            next += 1
            return next - 1
        }
        clusterCount = next
        hasClusters = !numbers.isEmpty
    }

    /// Whether some gram is in a cluster.
    let hasClusters: Bool

    /// What is measured, in the order of the tables.
    public var measures: [DynamicsMeasure] {
        DynamicsMeasure.all(longestNext: options.longestNext, clusters: hasClusters)
    }

    /// Each repeat leaves out the same number of grams, those of dropped clusters not counted.
    private static func draw(_ lexicon: Lexicon, _ options: DynamicsOptions) -> [[Bool]] {
        let dropped = lexicon.droppedClusters
        let active = lexicon.grams.indices.filter { index in
            lexicon.grams[index].cluster.map { !dropped.contains($0) } ?? true
        }
        let share = min(max(options.dropShare, 0), 1)
        let leaving = Int((share * Double(active.count)).rounded())
        var random = DynamicsRandom(seed: options.seed, stream: 1)
        return (0..<max(0, options.repeats)).map { _ in
            var order = active
            var kept = [Bool](repeating: true, count: lexicon.grams.count)
            for place in 0..<leaving {
                order.swapAt(place, place + random.below(order.count - place))
                kept[order[place]] = false
            }
            return kept
        }
    }
}

/// Reproducible random numbers: SplitMix64 (Steele, Lea and Flood 2014).
struct DynamicsRandom: RandomNumberGenerator {
    private var state: UInt64

    /// Streams of one seed are independent of each other.
    init(seed: UInt64, stream: UInt64) {
        state = Self.mixed(seed) ^ Self.mixed(stream &* 0xD1B5_4A32_D192_ED03 &+ 1)
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        return Self.mixed(state)
    }

    /// A number from 0 to `count` - 1 (Lemire 2019; the bias is below count / 2^64).
    mutating func below(_ count: Int) -> Int {
        Int(truncatingIfNeeded: next().multipliedFullWidth(by: UInt64(count)).high)
    }

    /// The finishing mixer: a permutation of the numbers.
    static func mixed(_ value: UInt64) -> UInt64 {
        var mixed = value
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

/// FNV-1a with 64 bits (Fowler, Noll and Vo).
struct TextHash {
    private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

    mutating func add(_ byte: UInt8) { value = (value ^ UInt64(byte)) &* 0x100_0000_01B3 }

    static func of(_ text: String) -> UInt64 {
        var hash = TextHash()
        for byte in text.utf8 { hash.add(byte) }
        return hash.value
    }
}
