import HeddleAnalysis

extension TraceFile {
    /// What the list shows of a record. The columns of its tokens are passed over, not checked.
    ///
    /// - Throws: `SkippedRecord` when it is cut off, is no object or has no response.
    public func list(_ record: Int) throws(SkippedRecord) -> ListedTrace {
        if layout == .text {
            return ListedTrace(id: fallbackID(0), file: path, line: 1, format: .text)
        }
        let bytes = try bytes(of: record)
        guard let fields = RowScanner.fields(of: bytes),
            let schema = Self.text("schema", fields, bytes), schema == Trace.schema,
            fields["response"] != nil, let id = Self.text("id", fields, bytes),
            let prompt = Self.text("prompt", fields, bytes)
        else { return summary(of: try read(record)) }
        return ListedTrace(
            id: id, file: path, line: places[record].line, format: .heddle,
            task: Self.text("task", fields, bytes), prompt: prompt,
            correct: Self.value("correct", fields, bytes)?.bool,
            tokens: Self.responseTokens(fields, bytes),
            hasLogprobs: (fields["logprobs"]?.elements ?? 0) > 0)
    }

    /// Everything in the file that is a trace, and what is none. Keeps no texts.
    public func listing() -> TraceListing {
        var listing = TraceListing()
        for record in places.indices {
            do {
                listing.traces.append(try list(record))
            } catch {
                listing.skipped.append(error)
            }
        }
        return listing
    }

    private func summary(of record: TraceRecord) -> ListedTrace {
        let trace = record.trace
        let columns = [
            trace.tokens.map { $0.count - $0.promptLength } ?? 0, trace.scores.logprobs.count,
            trace.scores.entropies.count,
        ]
        return ListedTrace(
            id: trace.id, file: path, line: record.line, format: record.format, task: trace.task,
            prompt: trace.prompt, correct: trace.correct, tokens: columns.first { $0 > 0 },
            hasLogprobs: !trace.scores.logprobs.isEmpty)
    }

    private static func value(
        _ key: String, _ fields: [String: RowScanner.Field], _ bytes: [UInt8]
    ) -> JSONValue? {
        fields[key].flatMap { JSONValue.scanned(bytes[$0.range]) }
    }

    private static func text(
        _ key: String, _ fields: [String: RowScanner.Field], _ bytes: [UInt8]
    ) -> String? {
        value(key, fields, bytes)?.string
    }

    private static func responseTokens(
        _ fields: [String: RowScanner.Field], _ bytes: [UInt8]
    ) -> Int? {
        if let ids = fields["ids"]?.elements,
            let prompt = value("promptLength", fields, bytes)?.int,
            (0...ids).contains(prompt)
        {
            return ids - prompt
        }
        return fields["logprobs"]?.elements ?? fields["entropies"]?.elements
    }
}
