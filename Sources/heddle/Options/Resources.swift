import EffectRunner
import HeddleAnalysis
import HeddleExperiments
import Storage

/// The bundled files, found from where the program stands.
struct Resources {
    let root: String

    static func found() throws(StorageError) -> Resources {
        Resources(root: try HeddlePaths.current().resources())
    }

    func bundledModel() -> String { root + "/Samples/models/bobbin" }

    /// The sentence encoder.
    func bundledEncoder() -> String { root + "/Samples/models/minilm/minilm-q8_0.gguf" }

    /// Word quadruples of verbal analogies.
    func bundledAnalogies() -> String { root + "/Samples/analogies/opposites.csv" }

    func bundledTraces() -> [String] { [root + "/Samples/traces"] }

    /// The lexicon in a file, or the starter lexicon.
    static func labeller(at path: String?) throws(StorageError) -> Labeller {
        Labeller(try LexiconLibrary(paths: .current()).load(path ?? "starter"))
    }

    static func reports() throws -> SessionReports {
        SessionReports(labeller: try labeller(at: nil))
    }

    static func cache() -> BlobCache {
        BlobCache(directory: HeddlePaths.current().cache + "/blobs")
    }
}
