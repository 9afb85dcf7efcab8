import Foundation
import HeddleAnalysis

/// The lexicons that can be chosen: the user's own (`lexicons/` beside the configuration) and those
/// that ship with Heddle.
public struct LexiconLibrary: Hashable, Sendable {
    /// Folders with lexicon files, the first wins.
    public let directories: [String]

    private static let ending = "json"

    public init(directories: [String]) { self.directories = directories }

    public init(paths: HeddlePaths) {
        let shipped = (try? paths.resources()).map { $0 + "/Samples/lexicons" }
        directories = [paths.config + "/lexicons"] + (shipped.map { [$0] } ?? [])
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
        let path =
            directories.map { "\($0)/\(nameOrPath).\(Self.ending)" }
            .first { !nameOrPath.contains("/") && Files.exists($0) } ?? nameOrPath
        let json = try JSONFile.read(path)
        let name = ((path as NSString).lastPathComponent as NSString).deletingPathExtension
        do {
            return try Lexicon(json: json, name: name)
        } catch {
            throw .malformed(path: path, line: nil, problem: "\(error)")
        }
    }

    /// Writes a lexicon as a `heddle.lexicon/1` file.
    public static func save(_ lexicon: Lexicon, to path: String) throws(StorageError) {
        try Files.write(Array(lexicon.json.prettyText.utf8) + [0x0A], to: path)
    }
}
