/// What takes the place of a head's output.
public enum AblationMode: String, CaseIterable, Hashable, Sendable, Codable {
    /// Nothing: the output is set to zero.
    case zero
    /// The head's mean output over a reference corpus, position 0 left out.
    case mean
    /// The output of the same head in another trace.
    case resample
}

/// At which positions heads are off.
public enum AblationScope: Hashable, Sendable, Codable {
    /// Every position is computed anew, as if the heads had always been off.
    case always
    /// The prediction of token `target` is the first that changes; what was computed before stays.
    case from(target: Int)
    /// Only the predictions of these tokens have the heads off.
    case targets([Int])
}

/// The heads that are switched off, how, and where: what every result of a toggle carries.
public struct HeadMask: Hashable, Sendable, Codable {
    public var heads: Set<HeadID>
    public var mode: AblationMode
    public var scope: AblationScope

    public init(heads: Set<HeadID> = [], mode: AblationMode = .zero, scope: AblationScope = .always)
    {
        self.heads = heads
        self.mode = mode
        self.scope = scope
    }

    public var isEmpty: Bool { heads.isEmpty }
}
