extension GGUFMetadata {
    /// The token that opens a text.
    var beginningOfText: Int32? { tokenID("bos") }

    /// The tokens that end a text or a turn: those that the metadata names and control tokens
    /// with a text that published chat models end their turns with, because many files name only
    /// one of theirs.
    var endOfTextIDs: [Int32] {
        var ids = ["eos", "eot", "eom"].compactMap(tokenID)
        for id in controlTokens(Self.turnEnds) where !ids.contains(id) { ids.append(id) }
        return ids
    }

    private static let turnEnds: Set<String> = [
        "<|eot_id|>", "<|eom_id|>", "<|im_end|>", "<|end|>", "<end_of_turn>", "<|endoftext|>",
        "<|end_of_text|>",
    ]

    private func tokenID(_ name: String) -> Int32? {
        guard let id = integer("tokenizer.ggml.\(name)_token_id"), id >= 0 else { return nil }
        return Int32(exactly: id)
    }

    /// The ids of the tokens of the type "control" that have one of these texts.
    private func controlTokens(_ texts: Set<String>) -> [Int32] {
        let control = 3
        let types = "tokenizer.ggml.token_type"
        let tokens = "tokenizer.ggml.tokens"
        guard count(types) == count(tokens) else { return [] }
        var found: [Int32] = []
        forEachText(tokens) { index, bytes in
            guard integer(types, at: index) == control,
                texts.contains(String(decoding: bytes, as: UTF8.self))
            else { return }
            found.append(Int32(index))
        }
        return found
    }

    /// The name of the mixture of types that the file was made as, such as `Q4_K_M`.
    var mixture: String? {
        guard let number = integer("general.file_type") else { return nil }
        return Self.mixtures[number]
    }

    private static let mixtures: [Int: String] = [
        0: "F32", 1: "F16", 2: "Q4_0", 3: "Q4_1", 7: "Q8_0", 8: "Q5_0", 9: "Q5_1", 10: "Q2_K",
        11: "Q3_K_S", 12: "Q3_K_M", 13: "Q3_K_L", 14: "Q4_K_S", 15: "Q4_K_M", 16: "Q5_K_S",
        17: "Q5_K_M", 18: "Q6_K", 21: "Q2_K_S", 25: "IQ4_NL", 32: "BF16",
    ]
}
