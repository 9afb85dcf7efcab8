/// Where embeddings are kept between runs, so that a text is embedded once.
///
/// A cache only saves time: what cannot be read counts as absent, and what cannot be kept is
/// embedded again next time.
public struct EmbeddingCache: Sendable {
    /// The embeddings of texts in their order, nil for those that are not kept.
    public var lookup: @Sendable ([String]) -> [[Float]?]
    /// Keeps embeddings of texts.
    public var store: @Sendable (_ texts: [String], _ embeddings: [[Float]]) -> Void

    public init(
        lookup: @escaping @Sendable ([String]) -> [[Float]?],
        store: @escaping @Sendable ([String], [[Float]]) -> Void
    ) {
        self.lookup = lookup
        self.store = store
    }

    /// Keeps nothing.
    public static let none = EmbeddingCache(
        lookup: { texts in [[Float]?](repeating: nil, count: texts.count) }, store: { _, _ in })
}
