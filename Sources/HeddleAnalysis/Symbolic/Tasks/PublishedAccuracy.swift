/// What other models reach on identity rules: the mean over ABA and ABB after 1, 2, 3 and 10
/// examples, read off a figure (Yang et al. 2025, 2502.20332, `more_models_results.png`), so good to
/// about two hundredths.
public struct PublishedAccuracy: Hashable, Sendable {
    public let model: String
    /// By number of examples.
    public let byShots: [Int: Double]

    private init(_ model: String, _ one: Double, _ two: Double, _ three: Double, _ ten: Double) {
        self.model = model
        byShots = [1: one, 2: two, 3: three, 10: ten]
    }

    /// The numbers of examples that were published.
    public static let shots = [1, 2, 3, 10]

    public static let all = [
        PublishedAccuracy("gpt2", 0.05, 0.31, 0.48, 0.57),
        PublishedAccuracy("gpt2-medium", 0.14, 0.41, 0.56, 0.74),
        PublishedAccuracy("gpt2-large", 0.17, 0.42, 0.58, 0.79),
        PublishedAccuracy("gpt2-xl", 0.16, 0.45, 0.67, 0.85),
        PublishedAccuracy("gemma-2-2b", 0.28, 0.66, 0.86, 0.99),
        PublishedAccuracy("gemma-2-9b", 0.51, 0.90, 0.97, 0.99),
        PublishedAccuracy("gemma-2-27b", 0.59, 0.95, 0.98, 0.99),
        PublishedAccuracy("Qwen2.5-7B", 0.43, 0.85, 0.94, 0.98),
        PublishedAccuracy("Qwen2.5-14B", 0.46, 0.92, 0.97, 0.99),
        PublishedAccuracy("Qwen2.5-32B", 0.52, 0.945, 0.97, 0.99),
        PublishedAccuracy("Qwen2.5-72B", 0.49, 0.955, 0.98, 0.995),
        PublishedAccuracy("Llama-3.1-8B", 0.49, 0.875, 0.95, 0.99),
        PublishedAccuracy("Llama-3.1-70B", 0.68, 0.95, 0.98, 0.99),
    ]

    /// The row of a model of that name: the words of a published name stand in it one after another,
    /// and none that says it was tuned further. The longest name that fits counts.
    public static func row(named name: String) -> PublishedAccuracy? {
        let words = Self.words(name)
        guard tuned.isDisjoint(with: words) else { return nil }
        return all.filter { Self.words($0.model).occurs(in: words) }.max {
            Self.words($0.model).count < Self.words($1.model).count
        }
    }

    private static let tuned: Set<String> = [
        "instruct", "chat", "it", "coder", "math", "distill", "tuned", "sft", "dpo", "reasoning",
    ]

    private static func words(_ name: String) -> [String] {
        name.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init)
    }
}

extension [String] {
    fileprivate func occurs(in words: [String]) -> Bool {
        !isEmpty && words.indices.contains { words[$0...].starts(with: self) }
    }
}
