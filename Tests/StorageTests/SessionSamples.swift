import HeddleAnalysis

@testable import Storage

/// A session that has something of everything.
enum SessionSamples {
    static var trace: Trace {
        Trace(
            id: "t1", task: "add", prompt: "1 + 1?", response: "Hm.\n\u{1B}[2J2",
            tokens: TokenTable(ids: [4, 5, 6], offsets: [0, 6, 9, 15], promptLength: 1),
            scores: TokenScores(logprobs: [-0.25, -1.5], entropies: [0.5, 0.125]),
            answer: "2", correct: true, tags: ["easy"], extra: ["mine": ["kept": 1.5]])
    }

    static var full: SessionDocument {
        var document = SessionDocument(title: "Where did it go wrong?", created: 1_700_000_000.25)
        document.modelPath = "/models/bobbin"
        document.modelHash = "ab12"
        document.modelArithmetic = .bfloat16
        document.files = ["/b.jsonl", "/a.jsonl"]
        document.notes = [
            StoredNote(id: 1, target: .trace(id: "t1"), text: "odd 'quote' \"x\" ü\n2", quote: ""),
            StoredNote(
                id: 2, target: .tokens(trace: "t1", first: 1, end: 3), text: "here", quote: "Hm.",
                created: 1_700_000_001),
            StoredNote(
                id: 5, target: .head(HeadID(layer: 3, head: 5)), text: "", quote: "",
                isBookmark: true),
        ]
        document.pinned = [
            HeadID(layer: 0, head: 2): "previous token", HeadID(layer: 4, head: 1): "",
        ]
        document.sets = [
            "early": [HeadID(layer: 0, head: 2), HeadID(layer: 0, head: 3)], "none": [],
        ]
        document.mask = HeadMask(
            heads: [HeadID(layer: 0, head: 2), HeadID(layer: 3, head: 5)], mode: .mean,
            scope: .targets([3, 9]))
        document.values = ["place": #"{"cursor": 141}"#, "settings": "{}"]
        document.traces = [
            StoredTrace(trace: trace, file: "/a.jsonl", line: 7),
            StoredTrace(
                trace: Trace(id: "branch", prompt: "1 + 1?", response: "3"), parent: "t1"),
        ]
        return document
    }
}
