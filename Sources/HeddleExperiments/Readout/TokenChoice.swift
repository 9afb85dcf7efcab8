import HeddleEngine

extension LoadedModel {
    /// The token that a person names: a text that is one token; otherwise its id, `415` or, where
    /// digits are a token themselves, `#415`.
    ///
    /// - Throws: `ExperimentError.notOneToken` for a text that is several or none, and for an id that
    ///   the model does not have.
    public func token(named name: String) throws(ExperimentError) -> Int32 {
        let ids = tokenizer?.encode(name, addSpecial: false) ?? []
        if let id = ids.first, ids.count == 1 { return id }
        let digits = name.hasPrefix("#") ? name.dropFirst() : Substring(name)
        let known = 0..<Int32(clamping: model.configuration.vocabulary)
        guard digits.allSatisfy(\.isWholeNumber), let id = Int32(digits), known.contains(id) else {
            throw .notOneToken(
                text: name, tokens: tokenizer == nil ? nil : ids.count,
                vocabulary: model.configuration.vocabulary)
        }
        return id
    }

    /// What a token spells; nil without a tokenizer.
    public func text(of id: Int32) -> String? {
        tokenizer.map { String(decoding: $0.bytes(of: id), as: UTF8.self) }
    }
}
