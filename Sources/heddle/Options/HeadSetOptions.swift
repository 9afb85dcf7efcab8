import ArgumentParser
import HeddleAnalysis
import Storage

/// Heads as arguments: a list, or an expression of head sets, in which `@NAME` is a set of a
/// session.
struct HeadSetOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Session whose head sets @NAME means (default: the newest).", valueName: "session"))
    var session: String?

    /// The heads that a text names, ascending.
    ///
    /// - Throws: `HeadSetError`; `ValidationError` for a set without heads.
    func heads(_ text: String, shape: HeadShape) throws -> [HeadID] {
        let sets = text.contains("@") ? try Self.sets(of: session) : [:]
        let heads = try HeadSetContext(shape: shape, sets: sets, read: Self.read).heads(text)
        guard !heads.isEmpty else { throw ValidationError("'\(text)' names no head") }
        return heads
    }

    /// The sets of a session; none where there is no session.
    static func sets(of session: String?) throws -> [String: Set<HeadID>] {
        guard let path = try SessionCommand.Choice.path(session) else { return [:] }
        let store = try SessionStore.open(path, readOnly: true)
        defer { try? store.close() }
        return try store.load()?.sets ?? [:]
    }

    static func read(_ path: String) throws(HeadSetError) -> JSONValue {
        do {
            return try JSONValue(json: Files.read(path))
        } catch let error as StorageError {
            throw .unreadable(path: path, reason: error.description)
        } catch {
            throw .unreadable(path: path, reason: "is no JSON (\(error))")
        }
    }
}
