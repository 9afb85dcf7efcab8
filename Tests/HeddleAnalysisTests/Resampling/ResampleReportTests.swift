import HeddleAnalysis
import Testing

@Suite struct ResampleReportTests {
    private func drawn(
        _ arm: ResampleArm, _ attempt: Int, correct: Bool, ended: Bool = true
    ) -> ResampledContinuation {
        ResampledContinuation(
            arm: arm, attempt: attempt, seed: UInt64(attempt), firstSentence: "So \(attempt).",
            similarity: arm == .kept ? nil : 0.5,
            outcome: .init(
                ids: [5, 2], text: " x", ended: ended, answer: ended ? "\(correct ? 4 : 5)" : nil,
                correct: correct))
    }

    private func refused(_ attempt: Int) -> ResampledContinuation {
        ResampledContinuation(
            arm: .without, attempt: attempt, seed: UInt64(attempt), firstSentence: "The same.",
            similarity: 0.9, outcome: nil)
    }

    private func report(
        _ continuations: [ResampledContinuation], wanted: Int = 2, tries: Int = 8,
        isRight: Bool? = false
    ) -> ResampleReport {
        ResampleReport(
            traceID: "t", traceIsRight: isRight, model: ModelIdentity(name: "m"),
            sentence: ResampledSentence(number: 3, tokens: 10..<14, text: "Try 7."),
            settings: ResampleSettings(
                temperature: 0.7, maxTokens: 50,
                similarity: SentenceSimilarity(measure: .embedding)),
            wanted: wanted, tries: tries, continuations: continuations)
    }

    @Test func anAttemptIsNeededOnlyIfAllBeforeItMaySucceed() {
        var plan = ResamplePlan(wanted: 2, tries: 4)
        #expect(plan.open(.kept) == [0, 1] && plan.open(.without) == [0, 1])
        plan.add(refused(1))
        #expect(plan.open(.without) == [0, 2])
        plan.add(refused(0))
        #expect(plan.open(.without) == [2, 3])
        plan.add(refused(3))
        #expect(plan.open(.without) == [2])
        plan.add(drawn(.without, 2, correct: true))
        #expect(plan.open(.without).isEmpty && !plan.isFinished)
        plan.add(drawn(.kept, 1, correct: true))
        plan.add(drawn(.kept, 0, correct: true))
        #expect(plan.isFinished && plan.finished == 3)
    }

    @Test func attemptsBeyondTheLastThatIsNeededDoNotCount() {
        let more = report([
            drawn(.without, 5, correct: true), drawn(.without, 2, correct: false), refused(0),
            drawn(.without, 1, correct: false), refused(4), drawn(.kept, 1, correct: true),
            drawn(.kept, 0, correct: true), drawn(.kept, 7, correct: false),
        ])
        #expect(more.accuracy(.kept) == Accuracy(correct: 2, count: 2))
        #expect(more.accuracy(.without) == Accuracy(correct: 0, count: 2))
        #expect(more.tried == 3 && more.refused == 1)
        #expect(more.isFinished && !more.isPartial)
        #expect(more.difference == 1)
        #expect(more.finding.contains("adds 100 points"))
        #expect(more.finding.contains("though this attempt failed"))
    }

    @Test func tooFewThatSaySomethingElseAreSaid() {
        let few = report(
            [
                drawn(.kept, 0, correct: true), drawn(.kept, 1, correct: true), refused(0),
                refused(1), drawn(.without, 2, correct: true),
            ], tries: 3)
        #expect(few.isFinished && few.isPartial)
        #expect(few.notes[0].contains("of 3 first sentences tried 2 said the same"))
        #expect(few.notes[0].contains("1 of 2 continuations"))
        let none = report(
            [
                drawn(.kept, 0, correct: true), drawn(.kept, 1, correct: true), refused(0),
                refused(1),
            ], tries: 2)
        #expect(none.difference == nil && none.differenceInterval == nil)
        #expect(none.notes[0].contains("stays open"))
        #expect(none.finding.contains("cannot be told"))
        #expect(none.json["difference"]?["accuracy"] == .null)
    }

    @Test func stoppedWorkIsPartial() {
        let stopped = report([drawn(.kept, 1, correct: true)])
        #expect(!stopped.isFinished && stopped.isPartial)
        #expect(stopped.notes[0].contains("1 of 2"))
        #expect(stopped.json["partial"] == true && stopped.json["finished"] == false)
    }

    @Test func continuationsThatWereCutOffAreNamed() {
        let cut = report(
            [drawn(.kept, 0, correct: false, ended: false), drawn(.kept, 1, correct: true)])
        #expect(cut.notes.contains { $0.hasPrefix("1 of 2 continuations that keep") })
        #expect(cut.answers(.kept).missing == 1)
    }

    @Test func aReportIsReadBack() throws {
        let whole = report([
            drawn(.kept, 0, correct: true), drawn(.kept, 1, correct: false, ended: false),
            refused(0), drawn(.without, 1, correct: false), drawn(.without, 2, correct: true),
        ])
        let json = try JSONValue(json: whole.json.compactBytes)
        #expect(json["schema"] == "heddle.resample/1")
        #expect(json["kept"]?["count"] == 2 && json["refused"] == 1)
        #expect(try ResampleReport(json: json) == whole)
        #expect(throws: SavedResultError.self) {
            _ = try ResampleReport(json: ["schema": "heddle.resample/1"])
        }
    }
}
