import HeddleAnalysis

/// Knock-outs as a person reads them.
struct KnockoutText {
    let report: KnockoutReport
    let text: [UInt8]

    func lines() -> [String] {
        let spans = report.spans
        let heads = Self.words(of: report)
        let lead = TableText.wrapped([
            "\(report.trace): tokens \(ends(spans.source)) hidden from the predictions of "
                + "\(ends(spans.destination)), \(heads)"
        ])
        let table = TableText(
            header: ["token", "text", "KL nats", "Δ log p", "log p", "knocked out"],
            rows: report.destination.map(row))
        var lines = lead + table.lines()
        if let kl = report.meanKL, let change = report.meanChange {
            lines.append(
                "mean: KL \(NumberText.twoDigits(kl)) nats, "
                    + "Δ log p \(NumberText.twoDigits(change, signed: true)) nats a token")
        }
        if let largest = report.later.max(by: { $0.effect.kl < $1.effect.kl }) {
            lines.append(
                "behind the destination: KL at most "
                    + "\(NumberText.twoDigits(Double(largest.effect.kl))) nats, at token "
                    + "\(largest.target)")
        }
        return lines
    }

    private static func words(of report: KnockoutReport) -> String {
        if report.areAllHeads { return "all heads" }
        let names = report.heads.map(\.description)
        return names.count == 1
            ? "head \(names[0])"
            : "heads \(names.prefix(6).joined(separator: " "))" + (names.count > 6 ? " …" : "")
    }

    private func ends(_ span: Range<Int>) -> String {
        "\(span.lowerBound)-\(span.upperBound - 1)"
    }

    private func row(_ target: Int, _ effect: TokenEffect) -> [String] {
        let bytes = report.tokens.bytes(of: target).clamped(to: text.indices)
        return [
            String(target), Quoted.text(String(decoding: text[bytes], as: UTF8.self)),
            NumberText.twoDigits(Double(effect.kl)),
            NumberText.twoDigits(Double(effect.change), signed: true),
            Quoted.fixed(effect.logprob, digits: 3), Quoted.fixed(effect.ablatedLogprob, digits: 3),
        ]
    }

    /// Each part with those before it that it depends on most.
    static func lines(of matrix: KnockoutMatrix, trace: String) -> [String] {
        let dependence = matrix.dependence
        let rows = matrix.parts.enumerated().map { reader, part -> [String] in
            let sources = matrix.parts.indices.compactMap { source in
                dependence[source][reader].map { (source, $0) }
            }.sorted { ($1.1, $0.0) < ($0.1, $1.0) }.prefix(3)
            let shown = sources.map { "\($0.0) \(NumberText.twoDigits($0.1, signed: true))" }
            return [
                "\(reader) \(TextClip.start(part.text))", String(part.tokens.lowerBound),
                part.intent?.rawValue ?? "", shown.joined(separator: "  "),
            ]
        }
        let partial = matrix.isPartial ? ", partial: \(matrix.done) of \(matrix.total)" : ""
        return TableText.wrapped([
            "\(trace): \(matrix.parts.count) \(matrix.kind.rawValue)\(partial). The last column "
                + "names the earlier ones that each depends on most, with ln KL at its tokens less "
                + "the mean over all earlier ones."
        ])
            + TableText(header: ["", "token", "intent", "depends on"], rows: rows).lines()
    }
}

/// The beginnings of texts in tables.
enum TextClip {
    private static let length = 48

    static func start(_ text: String) -> String {
        text.count > length ? String(text.prefix(length - 1)) + "…" : text
    }
}
