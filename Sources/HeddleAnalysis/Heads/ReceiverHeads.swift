/// Heads that let later sentences look back at few earlier ones, and the sentences they look at.
///
/// A sentence's score under a head is the mean attention that the sentences at least `distance`
/// after it pay to it. A head whose scores have a high kurtosis narrows attention to few sentences.
///
/// Source: receiver heads of Bogdan et al. 2025 (2506.19143), `receiver_head_funcs.py` of
/// interp-reasoning/thought-anchors: without control for depth; there kurtosis is averaged over many
/// responses, here it is that of one.
public struct ReceiverHeads: Hashable, Sendable {
    /// How many sentences later a reader is at least.
    public static let distance = 4

    public let sentences: [TracePart]
    /// `[layer][head][sentence]`, a share of a reader's attention; nil where no sentence is that
    /// far behind.
    public let scores: [[[Double?]]]
    /// `[layer][head]`, excess kurtosis (0 for a normal distribution) without correction for small
    /// numbers; nil where all scores are equal or fewer than two.
    public let kurtosis: [[Double?]]

    public init(sentences: [TracePart], scores: [[[Double?]]]) {
        self.sentences = sentences
        self.scores = scores
        kurtosis = scores.map { $0.map { Statistics.excessKurtosis($0.compactMap(\.self)) } }
    }

    /// Heads with the highest kurtosis first, ties in the model's order.
    public func top(_ count: Int) -> [(head: HeadID, kurtosis: Double)] {
        let all = kurtosis.enumerated().flatMap { layer, row in
            row.enumerated().compactMap { head, value -> (head: HeadID, kurtosis: Double)? in
                value.map { (head: HeadID(layer: layer, head: head), kurtosis: $0) }
            }
        }
        return Array(
            all.sorted { ($1.kurtosis, $0.head) < ($0.kurtosis, $1.head) }.prefix(max(0, count)))
    }

    /// Mean score of each sentence over some heads `[sentence]`; nil where it has none.
    public func meanScores(of heads: [HeadID]) -> [Double?] {
        sentences.indices.map { sentence in
            Statistics.mean(
                heads.compactMap { head in
                    guard scores.indices.contains(head.layer),
                        scores[head.layer].indices.contains(head.head)
                    else { return nil }
                    return scores[head.layer][head.head][sentence]
                })
        }
    }

    /// The sentences with the highest mean scores over some heads, ties in their order.
    public func broadcast(by heads: [HeadID], _ count: Int) -> [(sentence: Int, score: Double)] {
        let scored = meanScores(of: heads).enumerated().compactMap { index, score in
            score.map { (sentence: index, score: $0) }
        }
        return Array(
            scored.sorted { ($1.score, $0.sentence) < ($0.score, $1.sentence) }
                .prefix(max(0, count)))
    }

    /// `heddle.receivers/1`: `sentences[].{start,end,text,score}` (mean score over the top heads),
    /// `heads[].{layer,head,kurtosis,scores[sentence]}` with the top heads first, `top` (how many
    /// they are).
    public func json(trace: String, model: String, top count: Int) -> JSONValue {
        let ranked = top(Int.max)
        let top = ranked.prefix(count).map(\.head)
        let unranked = kurtosis.enumerated().flatMap { layer, row in
            row.indices.filter { row[$0] == nil }.map { HeadID(layer: layer, head: $0) }
        }
        let means = meanScores(of: top)
        return [
            "schema": "heddle.receivers/1", "trace": .string(trace), "model": .string(model),
            "distance": .integer(Self.distance),
            "kurtosisIs": "excess kurtosis of a head's scores, biased",
            "top": .integer(top.count),
            "sentences": .array(
                zip(sentences, means).map { sentence, score in
                    var json = sentence.json
                    json.setField("score", JSONValue(score))
                    return json
                }),
            "heads": .array(
                (ranked.map(\.head) + unranked).map { head in
                    [
                        "layer": .integer(head.layer), "head": .integer(head.head),
                        "kurtosis": JSONValue(kurtosis[head.layer][head.head]),
                        "scores": .array(
                            scores[head.layer][head.head].map { JSONValue($0) }),
                    ]
                }),
        ]
    }
}
