import HeddleEngine
import HeddleExperiments
import Workbench

extension EngineWorker {
    /// Hides tokens of a document from the predictions of others.
    func knockOut(
        _ id: DocumentID, _ question: KnockoutQuestion, _ cancellation: Cancellation
    ) throws {
        guard let text = try scored(id, cancellation) else { return }
        let heads =
            question.heads.isEmpty ? text.model.configuration.headShape.all : question.heads
        let effects = try Knockout.effects(
            question.spans, heads: heads, in: text, cancellation: cancellation)
        post(.knockout(document: id, KnockoutResult(question: question, effects: effects)))
    }
}
