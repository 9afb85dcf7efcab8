import Testing

@testable import HeddleAnalysis

/// Solutions that are kept in memory.
private struct Solutions: SolutionSource {
    var words = WordTable()
    var solutions: [SolutionUnits] = []

    init(_ texts: [String], prompt: String = "", parameters: MiningParameters = MiningParameters())
    {
        var encoder = SolutionEncoder(parameters: parameters)
        solutions = texts.map { encoder.encode(Trace(id: "t", prompt: prompt, response: $0)) }
        words = encoder.table
    }

    var count: Int { solutions.count }

    func visit(_ body: (Int, SolutionUnits) throws -> Void) throws {
        for (number, solution) in solutions.enumerated() { try body(number, solution) }
    }
}

@Suite struct MiningTests {
    /// The units of a text as `word|content|…`, with their bytes.
    private func units(_ text: String) -> [String] {
        let bytes = Array(text.utf8)
        return UnitScanner.units(of: bytes, range: bytes.indices).map { unit in
            let piece = bytes.text(unit.bytes)
            return switch unit.kind {
            case .word: piece
            case .content: "<\(piece)>"
            case .comma: ","
            case .mark: "~"
            case .sentenceEnd: "/"
            }
        }
    }

    @Test func aTextIsCutToWordsAndContent() {
        #expect(
            units("Wait, let’s re-check: 7 + 8 = 15. So x is 3.5?\nDone")
                == [
                    "Wait", ",", "let’s", "re-check", "~", "<7>", "<+>", "<8>", "<=>", "<15>", "/",
                    "So", "<x>", "is", "<3>", "~", "<5>", "/", "Done",
                ])
        #expect(
            units(#"Then \(a+b\) and $x^2$, so \boxed{5}. I costs $5."#)
                == [
                    "Then", #"<\(a+b\)>"#, "and", "<$x^2$>", ",", "so", #"<\boxed>"#, "<{>", "<5>",
                    "<}>", "/", "I", "costs", "<$>", "<5>", "/",
                ])
        #expect(units("a_n x2 naïve Привет π") == ["<a_n>", "<x2>", "naïve", "Привет", "<π>"])
        #expect(units("") == [])
    }

    @Test func namesAreTheProblemsOwn() {
        let names = ProblemNames(
            prompt:
                "Ben says: Vic lies. Ann and Vic met Ben in Rome. Knights lie, said The Knights.")
        let found = Set(names.names.map { String(decoding: $0, as: UTF8.self) })
        // "The" and "Knights" stand inside the last sentence with a capital, never in lower case.
        #expect(found == ["vic", "ben", "rome", "the", "knights"])
    }

    @Test func frequentGramsAreFoundLevelByLevel() throws {
        let source = Solutions([
            "let us see, then go", "let us see what", "let us go. see, then go", "no more",
        ])
        let table = try GramTable(counting: source, longest: 3, floor: 2) { _ in }
        let texts = table.grams.map { words in
            GramStatistics(
                words: words, documents: 0, occurrences: 0, residualIDF: 0, contentBefore: 0,
                contentAfter: 0, opening: 0
            ).text(source.words)
        }
        // By hand: grams in at least two of the four solutions; "us see" stands in two of them,
        // "see, then" with its comma in two, "us go" in one only.
        #expect(
            Set(texts) == [
                "let", "us", "see", "then", "go", "let us", "us see", "see, then", "then go",
                "let us see", "see, then go",
            ])
    }

    @Test func residualIDFIsThatOfChurchAndGale() {
        // 4 solutions of 10 words, 8 occurrences in 2 solutions: Poisson puts 2 into each, so that
        // 4 (1 − e⁻²) = 3.4587 solutions would hold one: log2(3.4587 / 2) = 0.7902 bits.
        let even = ResidualIDF(lengths: [10: 4])
        #expect(abs(even.bits(occurrences: 8, documents: 2) - 0.7902) < 1e-4)
        // Lengths 10 and 30, 4 occurrences: (1 − e⁻¹) + (1 − e⁻³) = 1.58233 over 2 solutions.
        let uneven = ResidualIDF(lengths: [10: 1, 30: 1])
        #expect(abs(uneven.bits(occurrences: 4, documents: 2) - -0.3380) < 1e-4)
        #expect(ResidualIDF(lengths: [:]).bits(occurrences: 1, documents: 1) == 0)
    }

    @Test func companyIsTheShareOfContentAround() throws {
        // "so we have" in its sentences: 15 before (2 characters of 2, content) and "left" after;
        // at the beginning with "7 + 8" behind it (3 of 3).
        let source = Solutions(["15 so we have left. So we have 7 + 8."])
        let table = try GramTable(counting: source, longest: 3, floor: 1) { _ in }
        var survey = GramSurvey(table: table, words: source.words)
        try source.visit { survey.add($1) }
        let gram = try #require(
            survey.statistics().first { $0.text(source.words) == "so we have" })
        #expect(gram.occurrences == 2)
        #expect(gram.documents == 1)
        #expect(gram.contentBefore == 0.5)
        #expect(gram.contentAfter == 0.5)
        #expect(gram.opening == 0.5)
    }

    @Test func solutionsWeighAlike() throws {
        // Three occurrences behind content in one solution, one without in another: the mean of
        // the solutions is 1/2, that of the occurrences would be 3/4.
        let source = Solutions(["5 we see. 5 we see. 5 we see.", "We see."])
        let table = try GramTable(counting: source, longest: 2, floor: 2) { _ in }
        var survey = GramSurvey(table: table, words: source.words)
        try source.visit { survey.add($1) }
        let gram = try #require(survey.statistics().first { $0.text(source.words) == "we see" })
        #expect(gram.contentBefore == 0.5)
        #expect(gram.occurrences == 4)
    }

    @Test func keptClustersAreThoseInMostSolutions() {
        #expect(CountedClusters.kept([9, 8, 8, 8, 2, 1, 1, 1, 1, 1], share: 0.2) == 4)
        #expect(CountedClusters.kept([9, 8, 7], share: 1) == 3)
        #expect(CountedClusters.kept([5], share: 0.2) == 1)
        #expect(CountedClusters.kept([], share: 0.2) == 0)
    }

    @Test func clustersCountSolutionsAndGiveTheirLexicon() throws {
        var parameters = MiningParameters()
        parameters.criteria = .off
        parameters.lengths = 2...2
        parameters.leastSolutions = 2
        parameters.keptShare = 0.5
        let texts = [
            "hold on. next one.", "wait now. wait now.", "hold on. wait now.", "next one. hold on.",
            "nothing here",
        ]
        let source = Solutions(texts, parameters: parameters)
        let mined = try MinedGrams(source, parameters: parameters)
        #expect(mined.texts == ["hold on", "next one", "wait now"])
        // "hold on" and "wait now" are one cluster: solutions 0 to 3; "next one" alone has 2.
        let counted = try mined.clusters(
            source, clustering: Clustering([0, nil, 0]), intents: [.backtrack, .deduce, .backtrack])
        #expect(counted.count == 2)
        #expect(counted.kept == 1)
        let lexicon = counted.lexicon(name: "n", source: "s", corpusHash: "h")
        #expect(lexicon.grams.map(\.text) == ["hold on", "wait now"])
        #expect(lexicon.grams.map(\.documentFrequency) == [0.6, 0.4])
        #expect(lexicon.clusters.map(\.documents) == [4])
        #expect(lexicon.clusters.map(\.occurrences) == [6])
        #expect(lexicon.clusters.map(\.intent) == [.backtrack])
        #expect(try Lexicon(json: lexicon.json) == lexicon)
        #expect(Set(counted.exampleSolutions) == [0, 1, 2, 3])
        let examples = counted.examples(
            in: Trace(id: "t2", prompt: "", response: texts[2]), solution: 2, file: "f",
            labeller: Labeller(lexicon))
        #expect(examples.map(\.example.context) == ["hold on. wait now."])
        #expect(examples.map(\.example.end) == [7])
    }

    @Test func namesAndNumbersBreakGrams() throws {
        var parameters = MiningParameters()
        parameters.leastSolutions = 1
        parameters.criteria = .off
        let prompt = "Who is what, Ben or Vic?"
        let source = Solutions(["so Ben is a knave, no"], prompt: prompt, parameters: parameters)
        let mined = try MinedGrams(source, parameters: parameters)
        #expect(mined.texts.contains("is a knave, no"))
        #expect(!mined.texts.contains { $0.contains("ben") })
        parameters.masksNames = false
        let open = Solutions(["so Ben is a knave, no"], prompt: prompt, parameters: parameters)
        #expect(try MinedGrams(open, parameters: parameters).texts.contains("so ben is"))
    }

    @Test func overlappingGramsCoverAPhrase() {
        let grams = ["let us try another", "try another way", "way"].map {
            Gram(text: $0, intent: .branch)
        }
        func spans(_ matching: Matching) -> [String] {
            let text = Array("So let us try another way now.".utf8)
            let lexicon = Lexicon(name: "", source: "", grams: grams, matching: matching)
            return Labeller(lexicon).label(text: text, tokens: nil, range: text.indices).spans
                .map { text.text($0.bytes) }
        }
        #expect(spans(.longest) == ["let us try another", "way"])
        #expect(spans(.overlapping) == ["let us try another", "way"])
        let bridging = [Gram(text: "us try another way", intent: .open)] + grams.prefix(1)
        let text = Array("let us try another way".utf8)
        let labelled = Labeller(
            Lexicon(name: "", source: "", grams: Array(bridging), matching: .overlapping)
        ).label(text: text, tokens: nil, range: text.indices)
        #expect(labelled.spans.map(\.bytes) == [0..<18, 19..<22])
        #expect(labelled.spans.map(\.intent) == [.branch, .open])
    }
}
