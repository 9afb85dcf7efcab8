import Foundation

/// Where Heddle keeps things, by the XDG base directory rules; each place can be overridden.
public struct HeddlePaths: Hashable, Sendable {
    /// `config.yaml`, the user's `themes/` and `lexicons/`: `HEDDLE_CONFIG_DIR`, else `$XDG_CONFIG_HOME/heddle`.
    public var config: String
    /// Saved sessions: `HEDDLE_DATA_DIR`, else `$XDG_DATA_HOME/heddle`.
    public var data: String
    /// What the program remembers of itself: `HEDDLE_STATE_DIR`, else `$XDG_STATE_HOME/heddle`.
    public var state: String
    /// What can be computed again: `HEDDLE_CACHE_DIR`, else `$XDG_CACHE_HOME/heddle`.
    public var cache: String
    /// Folders that may hold `Samples` and `themes`, in the order in which they are tried.
    public var resourceCandidates: [String]

    public var configFile: String { config + "/config.yaml" }
    public var userThemes: String { config + "/themes" }
    public var userLexicons: String { config + "/lexicons" }
    public var sessions: String { data + "/sessions" }
    public var stateFile: String { state + "/state.json" }
    /// How the columns of files were said to be read.
    public var columnMaps: String { state + "/columns.json" }

    /// Works the places out of an environment and the real path of the executable; touches no file.
    public init(environment: [String: String], executable: String) {
        let home = Self.absolute(environment["HOME"]) ?? "/"
        func place(_ own: String, _ shared: String, _ usual: String) -> String {
            if let path = Self.absolute(environment[own]) { return path }
            return Self.join(Self.absolute(environment[shared]) ?? Self.join(home, usual), "heddle")
        }
        config = place("HEDDLE_CONFIG_DIR", "XDG_CONFIG_HOME", ".config")
        data = place("HEDDLE_DATA_DIR", "XDG_DATA_HOME", ".local/share")
        state = place("HEDDLE_STATE_DIR", "XDG_STATE_HOME", ".local/state")
        cache = place("HEDDLE_CACHE_DIR", "XDG_CACHE_HOME", ".cache")
        resourceCandidates = Self.candidates(environment, executable: executable)
    }

    /// The places of this process.
    public static func current() -> HeddlePaths {
        HeddlePaths(
            environment: ProcessInfo.processInfo.environment, executable: currentExecutable())
    }

    /// The folder that holds `Samples` and `themes`: the first candidate that has one of them.
    ///
    /// - Throws: `StorageError.noResources` listing where it was looked for.
    public func resources() throws(StorageError) -> String {
        for candidate in resourceCandidates
        where Files.isDirectory(candidate + "/themes") || Files.isDirectory(candidate + "/Samples")
        {
            return candidate
        }
        throw .noResources(looked: resourceCandidates)
    }

    /// `HEDDLE_RESOURCES`, next to the executable, `share/heddle` of its prefix, and the repository
    /// that a build folder lies in.
    private static func candidates(
        _ environment: [String: String], executable: String
    ) -> [String] {
        var found: [String] = []
        func add(_ path: String) { if !found.contains(path) { found.append(path) } }
        if let own = absolute(environment["HEDDLE_RESOURCES"]) { add(own) }
        let folder = parent(executable)
        add(folder)
        add(join(parent(folder), "share/heddle"))
        var root = folder
        while root != "/", !root.isEmpty {
            if (root as NSString).lastPathComponent.hasPrefix(".build") { add(parent(root)) }
            root = parent(root)
        }
        for shared in (environment["XDG_DATA_DIRS"] ?? "/usr/local/share:/usr/share")
            .split(separator: ":")
        {
            if let path = absolute(String(shared)) { add(join(path, "heddle")) }
        }
        return found
    }

    /// The running program's own file, links followed.
    public static func currentExecutable() -> String {
        let named = "/proc/self/exe"
        if let target = try? FileManager.default.destinationOfSymbolicLink(atPath: named) {
            return target
        }
        return Files.resolvingLinks(CommandLine.arguments.first ?? "heddle")
    }

    /// The path without a trailing slash; nil for one that is empty or relative, which the XDG
    /// rules say to ignore.
    private static func absolute(_ path: String?) -> String? {
        guard let path, path.hasPrefix("/") else { return nil }
        return (path as NSString).standardizingPath
    }

    private static func join(_ folder: String, _ name: String) -> String {
        (folder as NSString).appendingPathComponent(name)
    }

    private static func parent(_ path: String) -> String {
        (path as NSString).deletingLastPathComponent
    }
}
