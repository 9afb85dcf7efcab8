import Foundation
import HeddleAnalysis

/// The lexicons that can be chosen: the user's own (`lexicons/` beside the configuration) and those
/// that ship with Heddle.
public struct LexiconLibrary: Hashable, Sendable {
    /// Folders with lexicon files, the first wins.
    public let directories: [String]

    /// The folder of lexicons that ship with Heddle and are never changed.
    public let shipped: String?

    private static let ending = "json"

    public init(directories: [String], shipped: String? = nil) {
        self.directories = directories
        self.shipped = shipped
    }

    public init(paths: HeddlePaths) {
        let shipped = (try? paths.resources()).map { $0 + "/Samples/lexicons" }
        self.init(
            directories: [paths.userLexicons] + (shipped.map { [$0] } ?? []), shipped: shipped)
    }

    /// Names of all lexicons, in alphabetical order.
    public var names: [String] {
        var names: Set<String> = []
        for directory in directories {
            let files = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
            for file in files where (file as NSString).pathExtension == Self.ending {
                names.insert((file as NSString).deletingPathExtension)
            }
        }
        return names.sorted()
    }

    /// Loads a lexicon by its name, or from a path.
    ///
    /// - Throws: `StorageError` when there is none, or the file is no lexicon.
    public func load(_ nameOrPath: String) throws(StorageError) -> Lexicon {
        try open(nameOrPath).lexicon
    }

    /// Loads a lexicon by its name, or from a path, with what is known of its file.
    ///
    /// - Throws: `StorageError` when there is none, or the file is no lexicon.
    public func open(_ nameOrPath: String) throws(StorageError) -> LexiconFile {
        let named = directories.map { "\($0)/\(nameOrPath).\(Self.ending)" }
            .first { !nameOrPath.contains("/") && Files.exists($0) }
        let path = named ?? nameOrPath
        if named == nil, !path.contains("/"), !path.contains("."), !Files.exists(path) {
            let known = names
            throw .unknownLexicon(
                name: path, nearest: NearestName.of(path, in: known), known: known)
        }
        let json = try JSONFile.read(path)
        let name = ((path as NSString).lastPathComponent as NSString).deletingPathExtension
        do {
            let whole = Files.absolute(path)
            let folder = shipped.map { Files.resolvingLinks($0) + "/" }
            return LexiconFile(
                lexicon: try Lexicon(json: json, name: name), name: named == nil ? whole : name,
                path: whole,
                isShipped: folder.map { Files.resolvingLinks(whole).hasPrefix($0) } ?? false,
                isWhole: json.object != nil)
        } catch {
            throw .malformed(path: path, line: nil, problem: "\(error)")
        }
    }

    /// Writes a lexicon as a `heddle.lexicon/1` file.
    public static func save(_ lexicon: Lexicon, to path: String) throws(StorageError) {
        try Files.write(Array(lexicon.json.prettyText.utf8) + [0x0A], to: path)
    }
}

/// A lexicon with its file.
public struct LexiconFile: Hashable, Sendable {
    public var lexicon: Lexicon
    /// Its name in the library; the path of one that is not in it.
    public var name: String
    public var path: String
    /// It came with Heddle.
    public var isShipped: Bool
    /// A `heddle.lexicon/1` object, no bare list of phrases.
    public var isWhole: Bool
}
