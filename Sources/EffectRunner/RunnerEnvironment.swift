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
    /// The arithmetic of the models that are loaded; nil for the usual one of their weights.
    public var dotProducts: DotProducts?
    /// Nothing is written to disk but what the user exports.
    public var isReadOnly: Bool
    /// Files that the program opens when the session names none.
    public var files: [String]
    /// Session to begin when the last one cannot be opened; nil where the user named one.
    public var freshSession: String?
    /// The user named a model: the one that a session was made with is not loaded.
    public var keepsModel: Bool
    /// How rows that are of no known format are read.
    public var columns: ColumnMap

    public init(
        paths: HeddlePaths, resources: String, labeller: Labeller, references: ReferenceProvider,
        threads: Int?, dotProducts: DotProducts? = nil, isReadOnly: Bool, files: [String],
        freshSession: String? = nil,
        keepsModel: Bool = false, columns: ColumnMap = ColumnMap()
    ) {
        self.paths = paths
        self.resources = resources
        self.labeller = labeller
        self.references = references
        self.threads = threads
        self.dotProducts = dotProducts
        self.isReadOnly = isReadOnly
        self.files = files
        self.freshSession = freshSession
        self.keepsModel = keepsModel
        self.columns = columns
    }
}
