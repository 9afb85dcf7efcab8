import Foundation
import HeddleAnalysis

/// Files beside this repository's tests: its own samples, and the shared ones where they exist.
enum SampleFiles {
    static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    static let shared = root.deletingLastPathComponent().appending(path: "shared/samples")

    static let haveGold = exists(shared.appending(path: "gold/test.jsonl"))
    static let haveReal = exists(shared.appending(path: "real/anchors"))

    static func exists(_ url: URL) -> Bool { FileManager.default.fileExists(atPath: url.path) }

    static func bytes(_ url: URL) throws -> [UInt8] { [UInt8](try Data(contentsOf: url)) }

    static func json(_ url: URL) throws -> JSONValue { try JSONValue(json: bytes(url)) }

    static func lexicon(_ name: String) throws -> Lexicon {
        try Lexicon(json: json(root.appending(path: "Samples/lexicons/\(name).json")))
    }

    static func lines(_ url: URL) throws -> [JSONValue] {
        try bytes(url).split(separator: 0x0A).map { try JSONValue(json: $0) }
    }

    static func goldTraces() throws -> [Trace] {
        try lines(shared.appending(path: "gold/test.jsonl")).map { try Trace(json: $0) }
    }

    /// The sentences of the published R1 traces with whether they are labelled as planning:
    /// plan generation, uncertainty management or self-checking.
    static func labelledSentences() throws -> [(text: String, isPlanning: Bool)] {
        let planning: Set<String> = [
            "plan_generation", "uncertainty_management", "self_checking",
        ]
        let anchors = shared.appending(path: "real/anchors")
        let files = FileManager.default.enumerator(at: anchors, includingPropertiesForKeys: nil)
        var sentences: [(String, Bool)] = []
        while let file = files?.nextObject() as? URL {
            guard file.lastPathComponent == "chunks_labeled.json" else { continue }
            for chunk in try json(file).array ?? [] {
                let tags = chunk["function_tags"]?.array?.compactMap(\.string) ?? []
                sentences.append(
                    (chunk["chunk"]?.string ?? "", !planning.isDisjoint(with: tags)))
            }
        }
        return sentences
    }

    /// The published R1 traces with their labelled steps.
    static func anchorTraces() throws -> [Trace] {
        let anchors = shared.appending(path: "real/anchors")
        let files = FileManager.default.enumerator(at: anchors, includingPropertiesForKeys: nil)
        var folders: [URL] = []
        while let file = files?.nextObject() as? URL {
            if file.lastPathComponent == "chunks_labeled.json" {
                folders.append(file.deletingLastPathComponent())
            }
        }
        return try folders.sorted { $0.path < $1.path }.flatMap { folder in
            let document: JSONValue = [
                "chunks_labeled": try json(folder.appending(path: "chunks_labeled.json"))
            ]
            let origin = RecordOrigin(id: folder.lastPathComponent, document: document)
            return TraceFormat.thoughtAnchors.traces(
                in: try json(folder.appending(path: "base_solution.json")), origin: origin
            ).traces.map(\.trace)
        }
    }
}
