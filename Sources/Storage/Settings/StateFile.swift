import Foundation
import HeddleAnalysis

/// What the program remembers of itself between runs. It can be lost without harm: a file that
/// cannot be read counts as empty.
public struct ProgramState: Hashable, Sendable {
    /// The first-run hint has been seen.
    public var firstRunSeen = false
    /// The session that was open last.
    public var lastSession: String?
    /// Sessions outside the usual folder that were opened, the latest first.
    public var recentSessions: [String] = []

    private static let recentLimit = 50

    public init() {}

    /// Puts a session at the head of the recent ones.
    public mutating func remember(session path: String) {
        lastSession = path
        recentSessions.removeAll { $0 == path }
        recentSessions.insert(path, at: 0)
        recentSessions = Array(recentSessions.prefix(Self.recentLimit))
    }

    public static func load(_ path: String) -> ProgramState {
        var state = ProgramState()
        guard let bytes = try? Files.read(path, limit: 1 << 20),
            let json = try? JSONValue(json: bytes)
        else { return state }
        state.firstRunSeen = json["firstRunSeen"]?.bool ?? false
        state.lastSession = json["lastSession"]?.string
        state.recentSessions = json["recentSessions"]?.array?.compactMap(\.string) ?? []
        return state
    }

    /// Writes the file and makes its folder.
    public func save(to path: String) throws(StorageError) {
        try Files.createDirectory((path as NSString).deletingLastPathComponent)
        let json: JSONValue = [
            "firstRunSeen": .bool(firstRunSeen), "lastSession": JSONValue(lastSession),
            "recentSessions": .array(recentSessions.map(JSONValue.string)),
        ]
        try Files.write(Array(json.prettyText.utf8) + [0x0A], to: path)
    }
}
