import OrderedCollections

/// Continuations that resampling drew and that carry no note: a report counts them in a table and
/// leaves out their texts, which stay in the session.
struct ResampledBranches {
    private struct Sentence: Hashable {
        var parent: String
        var number: Int
    }

    private struct Arms {
        var kept = Accuracy(correct: 0, count: 0)
        var without = Accuracy(correct: 0, count: 0)
    }

    /// All other traces, in their order.
    let others: [TraceReport]
    private var sentences: OrderedDictionary<Sentence, Arms> = [:]

    init(_ traces: [TraceReport]) {
        var others: [TraceReport] = []
        for report in traces {
            guard report.notes.isEmpty, let (sentence, isKept) = Self.origin(of: report.trace)
            else {
                others.append(report)
                continue
            }
            let arm = isKept ? \Arms.kept : \Arms.without
            sentences[sentence, default: Arms()][keyPath: arm].count += 1
            if report.trace.correct == true {
                sentences[sentence, default: Arms()][keyPath: arm].correct += 1
            }
        }
        self.others = others
    }

    /// The sentence that a branch was drawn at, from `ID~sN+K` or `ID~sN-K`, and whether it keeps it.
    private static func origin(of trace: Trace) -> (Sentence, isKept: Bool)? {
        guard trace.tags.contains("resampled"), let parent = trace.extra["parent"]?.string,
            trace.id.hasPrefix(parent + "~s")
        else { return nil }
        let rest = trace.id.dropFirst(parent.count + 2)
        guard let sign = rest.firstIndex(where: { $0 == "+" || $0 == "-" }),
            let number = Int(rest[..<sign])
        else { return nil }
        return (Sentence(parent: parent, number: number), rest[sign] == "+")
    }

    /// A heading and a row a sentence; empty without branches.
    var markdown: String {
        guard !sentences.isEmpty else { return "" }
        let head = """
            ## Resampled sentences

            Continuations with the sentence kept and with something else in its place; right answers, \
            95 % intervals.

            | trace | sentence | kept | something else | the sentence adds |
            |---|---|---|---|---|
            """
        let rows = sentences.map { sentence, arms in
            let cells = [
                MarkdownText.line(sentence.parent), String(sentence.number),
                Self.words(arms.kept), Self.words(arms.without), Self.difference(arms),
            ]
            return "| " + cells.joined(separator: " | ") + " |"
        }
        return ([head] + rows).joined(separator: "\n")
    }

    /// `11 of 100: 11 % (6 % to 19 %)`.
    private static func words(_ accuracy: Accuracy) -> String {
        guard let share = accuracy.share, let interval = accuracy.interval else { return "–" }
        return "\(accuracy.correct) of \(accuracy.count): \(NumberText.percent(share)) ("
            + "\(NumberText.percent(interval.lowerBound)) to "
            + "\(NumberText.percent(interval.upperBound)))"
    }

    /// `-11 points (-19 to -5.0)`.
    private static func difference(_ arms: Arms) -> String {
        guard let kept = arms.kept.share, let without = arms.without.share,
            let interval = Statistics.newcombeInterval(arms.kept, arms.without)
        else { return "–" }
        func points(_ share: Double) -> String {
            NumberText.twoDigits(100 * share, signed: true)
        }
        return "\(points(kept - without)) points (\(points(interval.lowerBound)) to "
            + "\(points(interval.upperBound)))"
    }
}
