import HeddleJSON

/// Reads the `post_processor` of a `tokenizer.json` for a single text.
struct PostProcessorReader {
    let file: String
    let names: SpecialNames

    func read(
        _ setting: JSONValue?, field: String = "post_processor"
    ) throws(TokenizerError) -> SpecialFrame {
        guard let setting, !setting.isNull else { return SpecialFrame() }
        switch setting["type"]?.string {
        case "ByteLevel": return SpecialFrame()
        case "TemplateProcessing": return try template(setting, field)
        case "BertProcessing", "RobertaProcessing":
            return SpecialFrame(
                prefix: [try pair(setting["cls"], "\(field).cls")],
                suffix: [try pair(setting["sep"], "\(field).sep")])
        case "Sequence":
            var frame = SpecialFrame()
            for (index, part) in (setting["processors"]?.array ?? []).enumerated() {
                let outer = try read(part, field: "\(field).processors[\(index)]")
                frame.prefix = outer.prefix + frame.prefix
                frame.suffix += outer.suffix
            }
            return frame
        case let type:
            throw TokenizerError.unsupported(
                file: file, field: "\(field).type", value: type ?? setting.summary)
        }
    }

    private func template(
        _ setting: JSONValue, _ field: String
    ) throws(TokenizerError) -> SpecialFrame {
        var frame = SpecialFrame()
        var afterText = false
        for (index, item) in (setting["single"]?.array ?? []).enumerated() {
            if item["Sequence"] != nil {
                afterText = true
                continue
            }
            let place = "\(field).single[\(index)]"
            guard let name = item["SpecialToken"]?["id"]?.string else {
                throw TokenizerError.invalid(
                    file: file, field: place, reason: "a Sequence or a SpecialToken is needed")
            }
            let ids = try ids(of: name, in: setting, place)
            if afterText { frame.suffix += ids } else { frame.prefix += ids }
        }
        return frame
    }

    private func ids(
        of name: String, in setting: JSONValue, _ place: String
    ) throws(TokenizerError) -> [Int32] {
        let listed = setting["special_tokens"]?[name]?["ids"]?.array
        let ids = listed?.compactMap { $0.int.flatMap(Int32.init(exactly:)) }
        if let ids, ids.count == listed?.count { return ids }
        guard let id = names.id(of: name) else {
            throw TokenizerError.invalid(
                file: file, field: place, reason: "the token \"\(name)\" is not in the vocabulary")
        }
        return [id]
    }

    /// A token written as `["[SEP]", 102]`.
    private func pair(_ setting: JSONValue?, _ field: String) throws(TokenizerError) -> Int32 {
        guard let parts = setting?.array, parts.count == 2,
            let id = parts[1].int.flatMap(Int32.init(exactly:))
        else {
            throw TokenizerError.invalid(
                file: file, field: field, reason: "a token and its id are needed")
        }
        return id
    }
}
