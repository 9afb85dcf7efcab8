import HeddleAnalysis
import HeddleEngine
import HeddleExperiments
import Workbench

extension EngineWorker {
    func attribute(
        _ id: DocumentID, target: Int, _ cancellation: Cancellation
    ) throws {
        guard let scored = try scored(id, cancellation) else { return }
        post(
            .attribution(
                document: id, try scored.attribution(of: target, cancellation: cancellation)))
    }

    func lens(
        _ id: DocumentID, target: Int, halfSteps: Bool, _ cancellation: Cancellation
    ) throws {
        guard let scored = try scored(id, cancellation) else { return }
        let strip = try scored.lens(
            of: target, halfSteps: halfSteps, cancellation: cancellation)
        post(.pieces(pieces(of: strip.readings.flatMap(\.top))))
        post(.lens(document: id, strip, halfSteps: halfSteps))
    }

    /// One pass over the text, which cannot give way; it shows as work that can be cancelled.
    func receivers(_ id: DocumentID, _ cancellation: Cancellation) throws {
        guard let scored = try scored(id, cancellation), let opened = documents[id]?.opened else {
            return
        }
        post(.progress(.receivers, Progress(label: "receivers")))
        let outline = Outline(opened.trace, labelling: opened.labelling)
        let receivers = try ReceiverHeads.measure(
            scored.model, pool: pool, tokens: scored.tokens,
            sentences: outline.parts(
                .sentences, tokens: opened.tokens, limit: scored.tokens.count),
            cancellation: cancellation)
        post(.receivers(document: id, BroadcastSentences(receivers)))
    }

    /// Some queries at a time; gives way between them.
    func depths(_ id: DocumentID, _ cancellation: Cancellation) async throws {
        guard let scored = try scored(id, cancellation) else { return }
        var depths = LensDepths(
            layers: scored.model.configuration.layers,
            tokens: documents[id]?.opened.tokens.count ?? scored.tokens.count)
        for queries in scored.queryBlocks {
            depths.add(try scored.decisions(of: queries, cancellation: cancellation))
            if cancellation.isCancelled { return }
            post(.depths(document: id, depths))
            post(
                .progress(
                    .depths,
                    Progress(
                        label: "lens", done: queries.upperBound, total: scored.tokens.count)))
            await Task.yield()
        }
    }
}
