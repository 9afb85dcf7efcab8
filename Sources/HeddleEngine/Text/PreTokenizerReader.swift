import HeddleJSON

/// Reads the `pre_tokenizer` of a `tokenizer.json`.
struct PreTokenizerReader {
    let file: String

    /// - Throws: `TokenizerError` where the setting is unsupported, or where it does not end in
    ///   the type that the model needs: a byte-level BPE gets bytes from `ByteLevel` alone.
    func read(
        _ setting: JSONValue?, endsIn last: String
    ) throws(TokenizerError) -> PreTokenizer {
        let parts = try flattened(setting, field: "pre_tokenizer")
        guard parts.last?.setting["type"]?.string == last else {
            throw TokenizerError.unsupported(
                file: file, field: "pre_tokenizer", value: "one that does not end in \(last)")
        }
        var steps: [PreTokenizer.Step] = []
        for part in parts { steps += try self.steps(part.setting, field: part.field) }
        return PreTokenizer(steps: steps)
    }

    private func flattened(
        _ setting: JSONValue?, field: String
    ) throws(TokenizerError) -> [(setting: JSONValue, field: String)] {
        guard let setting, !setting.isNull else { return [] }
        guard setting["type"]?.string == "Sequence" else { return [(setting, field)] }
        var result: [(JSONValue, String)] = []
        for (index, part) in (setting["pretokenizers"]?.array ?? []).enumerated() {
            result += try flattened(part, field: "\(field).pretokenizers[\(index)]")
        }
        for part in result.dropLast() where part.0["type"]?.string == "ByteLevel" {
            throw TokenizerError.unsupported(
                file: file, field: part.1, value: "ByteLevel before another pre-tokenizer")
        }
        return result
    }

    private func steps(
        _ setting: JSONValue, field: String
    ) throws(TokenizerError) -> [PreTokenizer.Step] {
        switch setting["type"]?.string {
        case "ByteLevel":
            let prefix = setting["add_prefix_space"]?.bool ?? true
            let splits = setting["use_regex"]?.bool ?? true
            return (prefix ? [.prefixSpace] : []) + (splits ? [.split(.gpt2, .keepAll)] : [])
        case "Digits":
            let single = setting["individual_digits"]?.bool ?? false
            return [.split(single ? .digit : .digits, .keepAll)]
        case "BertPreTokenizer":
            return PreTokenizer.bert
        case "Split":
            return [.split(try pattern(setting, field), try outcome(setting, field))]
        case let type:
            throw TokenizerError.unsupported(
                file: file, field: "\(field).type", value: type ?? setting.summary)
        }
    }

    private func pattern(
        _ setting: JSONValue, _ field: String
    ) throws(TokenizerError) -> SplitPattern {
        if let literal = setting["pattern"]?["String"]?.string, !literal.isEmpty {
            return .literal(Array(literal.utf8))
        }
        guard let regex = setting["pattern"]?["Regex"]?.string else {
            throw TokenizerError.invalid(
                file: file, field: "\(field).pattern", reason: "a Regex or a String is needed")
        }
        guard let pattern = SplitPattern(regex: regex) else {
            throw TokenizerError.unsupported(
                file: file, field: "\(field).pattern.Regex", value: "\"\(regex)\"")
        }
        return pattern
    }

    private func outcome(
        _ setting: JSONValue, _ field: String
    ) throws(TokenizerError) -> PreTokenizer.Outcome {
        let inverts = setting["invert"]?.bool ?? false
        switch setting["behavior"]?.string {
        case "Isolated": return .keepAll
        case "Removed": return inverts ? .dropGaps : .dropMatches
        case let behavior:
            throw TokenizerError.unsupported(
                file: file, field: "\(field).behavior", value: behavior ?? "a missing behavior")
        }
    }
}
