import HeddleEngine
import Testing

/// Against numbers of an independent PyTorch float32 implementation.
@Suite struct ReferenceTests {
    @Test(arguments: 0..<3) func logitsMatch(_ text: Int) throws {
        let reference = try Reference.read().forward[text]
        let context = try SampleModel.context()
        let result = try context.append(reference.ids, request: ForwardRequest(logits: .all))
        #expect(result.logits.map(\.query) == Array(reference.ids.indices))
        for (position, expected) in reference.logits {
            let row = try #require(Int(position).map { result.logits[$0] })
            #expect(largestDifference(row.values, expected) < 1e-3)
        }
    }

    @Test(arguments: 0..<3) func attentionOfTheLastQueryMatches(_ text: Int) throws {
        let reference = try Reference.read().forward[text]
        let context = try SampleModel.context()
        let last = reference.ids.count - 1
        let heads = context.model.configuration.headShape.all
        let result = try context.append(
            reference.ids,
            request: ForwardRequest(
                patterns: heads.map { PatternRequest(head: $0, queries: [last]) }))
        #expect(result.patterns.count == heads.count)
        for row in result.patterns {
            let expected = reference.attentionLastRow[row.head.layer][row.head.head]
            #expect(largestDifference(row.weights, expected) < 1e-4)
        }
    }

    @Test(arguments: 0..<3) func zeroAblationsMatch(_ text: Int) throws {
        let reference = try Reference.read().forward[text]
        let context = try SampleModel.context()
        let shape = context.model.configuration.headShape
        #expect(!reference.zeroAblation.isEmpty)
        for ablation in reference.zeroAblation {
            let heads = try HeadSelection.parse(
                ablation.heads.joined(separator: ","), shape: shape)
            context.truncate(to: 0)
            let result = try context.append(
                reference.ids, request: ForwardRequest(logits: .last),
                interventions: [.zero(heads)])
            let row = try #require(result.logits.first)
            #expect(largestDifference(row.values, ablation.logitsLast) < 1e-3)
        }
    }
}
