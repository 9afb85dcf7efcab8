import HeddleAnalysis
import HeddleExperiments
import Storage

/// What the runner works with: places, the lexicon, references, and how many threads compute.
public struct RunnerEnvironment: Sendable {
    public var paths: HeddlePaths
    /// Directory that holds `Samples` and `themes`.
    public var resources: String
    public var labeller: Labeller
    public var references: ReferenceProvider
    /// Nil for one thread a core.
    public var threads: Int?
    /// Nothing is written to disk but what the user exports.
    public var isReadOnly: Bool
    /// Files that the program opens when the session names none.
    public var files: [String]

    public init(
        paths: HeddlePaths, resources: String, labeller: Labeller, references: ReferenceProvider,
        threads: Int?, isReadOnly: Bool, files: [String]
    ) {
        self.paths = paths
        self.resources = resources
        self.labeller = labeller
        self.references = references
        self.threads = threads
        self.isReadOnly = isReadOnly
        self.files = files
    }
}
