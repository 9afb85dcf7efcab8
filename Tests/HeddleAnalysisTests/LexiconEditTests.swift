import HeddleAnalysis
import Testing

/// Three clusters of a corpus of 100 solutions:
/// - 1 `wait`, backtrack, 40 solutions: wait (30), hold on (15), wait a moment (5)
/// - 2 `let me check`, verify, 25 solutions: let me check (25)
/// - 3 `so we get`, deduce, 10 solutions: so we get (10)
@Suite struct LexiconEditTests {
    private static func gram(
        _ text: String, _ intent: Intent, _ cluster: Int, in documents: Int, times: Int
    ) -> Gram {
        Gram(
            text: text, intent: intent, cluster: cluster,
            documentFrequency: Double(documents) / 100, occurrences: times)
    }

    private static func example(_ text: String, _ context: String) -> GramExample {
        GramExample(
            file: "a.jsonl", trace: "t", start: 5, end: 5 + text.unicodeScalars.count,
            context: context)
    }

    private let lexicon = Lexicon(
        name: "mined", source: "",
        grams: [
            gram("hold on", .backtrack, 1, in: 15, times: 20),
            gram("wait", .backtrack, 1, in: 30, times: 60),
            gram("wait a moment", .backtrack, 1, in: 5, times: 5),
            gram("let me check", .verify, 2, in: 25, times: 26),
            gram("so we get", .deduce, 3, in: 10, times: 11),
            Gram(text: "alright", intent: .open),
        ],
        clusters: [
            GramCluster(
                id: 1, name: "wait", intent: .backtrack, documents: 40, occurrences: 85,
                examples: [
                    example("Wait", "Wait, that is not right."),
                    example("hold on", "But hold on, is it?"),
                ]),
            GramCluster(
                id: 2, name: "let me check", intent: .verify, documents: 25, occurrences: 26,
                examples: [example("let me check", "Now let me check.")]),
            GramCluster(id: 3, name: "so we get", intent: .deduce, documents: 10, occurrences: 11),
        ],
        origin: LexiconOrigin(corpusHash: "0", solutions: 100, words: 9999, parameters: .null))

    /// `#1 backtrack wait 40 85`, with `≥` before a number of solutions that is a bound.
    private func lines(_ lexicon: Lexicon) -> [String] {
        lexicon.clusters.map { cluster in
            let members = lexicon.members(of: cluster.id).map { lexicon.grams[$0].text }
            return "#\(cluster.id) \(cluster.intent) \(cluster.name) "
                + "\(cluster.documentsAreAtLeast ? "≥" : "")\(cluster.documents) "
                + "\(cluster.occurrences)\(cluster.isKept ? "" : " dropped"): "
                + members.joined(separator: ", ")
        }
    }

    @Test func aClusterIsRenamed() throws {
        let edited = try lexicon.applying(.renameCluster(2, to: "  checks \n again "))
        #expect(edited.clusters[1].name == "checks again")
        #expect(throws: LexiconEditError.emptyName) {
            try lexicon.applying(.renameCluster(2, to: " "))
        }
        #expect(throws: LexiconEditError.noCluster(9)) {
            try lexicon.applying(.renameCluster(9, to: "x"))
        }
    }

    @Test func mergedClustersKeepTheLargerNumberOfSolutionsAsABound() throws {
        let edited = try lexicon.applying(.merge([2, 1]))
        #expect(
            lines(edited) == [
                "#2 verify let me check ≥40 111: wait, let me check, hold on, wait a moment",
                "#3 deduce so we get 10 11: so we get",
            ])
        #expect(edited.grams.prefix(4).allSatisfy { $0.intent == .verify })
        #expect(edited.clusters[0].examples.count == 3)
        #expect(throws: LexiconEditError.tooFewToMerge) { try lexicon.applying(.merge([1, 1])) }
    }

    /// Of 40 solutions those with `wait` are 30 and those with the others at most 15 + 5: at
    /// least 40 - 20 = 20 hold `wait`, which is known to be in 30; at least 40 - 30 = 10 hold one
    /// of the others, of which one alone is in 15.
    @Test func splitGramsBecomeAClusterWithWhatIsKnownOfThem() throws {
        let edited = try lexicon.applying(.split(1, grams: ["hold on", "wait a moment"]))
        #expect(
            lines(edited) == [
                "#1 backtrack wait 30 60: wait",
                "#2 verify let me check 25 26: let me check",
                "#4 backtrack hold on ≥15 25: hold on, wait a moment",
                "#3 deduce so we get 10 11: so we get",
            ])
        // Examples go with the phrase that they show.
        #expect(edited.cluster(4)?.examples.map(\.context) == ["But hold on, is it?"])
        #expect(edited.cluster(1)?.examples.map(\.context) == ["Wait, that is not right."])
    }

    /// 40 solutions less the 5 with `wait a moment` leave 35 that hold one of the others.
    @Test func aBoundOfASplitUsesWhatTheOtherPartCannotAccountFor() throws {
        let edited = try lexicon.applying(.split(1, grams: ["wait a moment"]))
        #expect(lines(edited)[0] == "#1 backtrack wait ≥35 80: wait, hold on")
        #expect(edited.cluster(4)?.documents == 5)
        #expect(edited.cluster(4)?.documentsAreAtLeast == false)
    }

    @Test func allOrNoneOfAClusterCannotBeSplitOff() {
        for grams: Set<String> in [[], ["wait", "hold on", "wait a moment"], ["so we get"]] {
            #expect(throws: LexiconEditError.allOrNoneToSplit(cluster: 1)) {
                try lexicon.applying(.split(1, grams: grams))
            }
        }
    }

    @Test func droppedClustersAndGramsMarkNothing() throws {
        let text = Array("Wait, hold on. So we get 4. Let me check.".utf8)
        func marked(_ lexicon: Lexicon) -> [String] {
            LexiconMatcher(lexicon).spans(in: text, range: text.indices).map {
                String(decoding: text[$0.bytes], as: UTF8.self)
            }
        }
        var edited = try lexicon.applying(.keepClusters([2, 3], false))
        #expect(marked(edited) == ["Wait", "hold on"])
        edited = try edited.applying(.keepGrams(["hold on"], false))
        #expect(marked(edited) == ["Wait"])
        #expect(lines(edited)[2] == "#3 deduce so we get 10 11 dropped: so we get")
        edited = try edited.applying(.keepClusters([2, 3], true))
        edited = try edited.applying(.keepGrams(["hold on"], true))
        #expect(edited == lexicon)
    }

    @Test func membersFollowTheIntentOfTheirCluster() throws {
        let edited = try lexicon.applying(.setIntent(clusters: [1], .branch))
        #expect(edited.clusters[0].intent == .branch)
        #expect(edited.grams.map(\.intent).prefix(4) == [.branch, .branch, .branch, .verify])
        #expect(throws: LexiconEditError.intentIsTheClusters(gram: "wait", cluster: 1)) {
            try lexicon.applying(.setGramIntent(["wait"], .open))
        }
        let loose = try lexicon.applying(.setGramIntent(["alright"], .conclude))
        #expect(loose.grams[5].intent == .conclude)
    }

    @Test func anAddedPhraseTakesTheIntentOfItsCluster() throws {
        let edited = try lexicon.applying(.add("Oh  no,\nwait", .open, cluster: 1))
        #expect(edited.grams.last == Gram(text: "oh no, wait", intent: .backtrack, cluster: 1))
        #expect(lines(edited)[0].contains("≥40 85: wait, hold on, wait a moment, oh no, wait"))
        #expect(throws: LexiconEditError.known(gram: "wait", cluster: 1)) {
            try lexicon.applying(.add(" WAIT", .open, cluster: nil))
        }
        #expect(throws: LexiconEditError.emptyGram) {
            try lexicon.applying(.add(" \n", .open, cluster: nil))
        }
    }

    @Test func numbersThatCannotBeDoNoHarm() throws {
        let read = try Lexicon(
            json: JSONValue(
                json: """
                    {"schema": "heddle.lexicon/1", "origin": {"corpusHash": "x", "solutions": -3},
                     "clusters": [
                      {"id": 1, "intent": "open", "documents": 9223372036854775807,
                       "occurrences": 9223372036854775807,
                       "examples": [{"trace": "t", "start": -9223372036854775807, "end": 9}]},
                      {"id": 2, "intent": "open", "documents": -5,
                       "occurrences": 9223372036854775807}],
                     "grams": [
                      {"text": "a", "intent": "open", "cluster": 1, "documentFrequency": 1e300},
                      {"text": "b", "intent": "open", "cluster": 1, "documentFrequency": 0.5,
                       "occurrences": 9223372036854775807}]}
                    """))
        #expect(read.grams[0].documentFrequency == nil && read.grams[1].documentFrequency == 0.5)
        #expect(read.clusters[0].examples.isEmpty && read.clusters[1].documents == 0)
        _ = try read.applying(.merge([1, 2]))
        _ = try read.applying(.split(1, grams: ["b"]))
        #expect(
            throws: LexiconError.badCluster(index: 0),
            performing: {
                try Lexicon(
                    json: JSONValue(
                        json: """
                            {"schema": "heddle.lexicon/1", "grams": [], "clusters": [
                             {"id": 9223372036854775807, "intent": "open"}]}
                            """))
            })
    }

    @Test func whatEditsLeaveBehindIsWrittenAndReadBack() throws {
        var edited = try lexicon.applying(.merge([2, 3]))
        edited = try edited.applying(.keepGrams(["wait"], false))
        let read = try Lexicon(json: JSONValue(json: edited.json.prettyText))
        #expect(read == edited)
        // What older files do not say is as it was.
        let text = lexicon.json.compactText
        #expect(!text.contains("documentsAtLeast") && !text.contains("\"kept\":false"))
    }
}
