import HeddleAnalysis

/// Stands in for tokens where there is no tokenizer: a word with the blanks before it is one token.
public enum WordTokens {
    /// The table of a trace's text: ids are -1, since there is no vocabulary. Linear in the text.
    public static func table(of trace: Trace) -> TokenTable {
        let context = starts(Array(trace.context.utf8))
        let response = starts(Array(trace.response.utf8))
        let shift = trace.context.utf8.count
        let offsets = context + response.map { $0 + shift } + [trace.text.utf8.count]
        return TokenTable(
            ids: Array(repeating: -1, count: offsets.count - 1), offsets: offsets,
            promptLength: context.count)
    }

    /// Byte offsets at which words begin, blanks counted to the word after them.
    private static func starts(_ bytes: [UInt8]) -> [Int] {
        var starts: [Int] = []
        var previousWasBlank = true
        for (index, byte) in bytes.enumerated() {
            let isBlank = byte == 0x20 || byte == 0x0A || byte == 0x09 || byte == 0x0D
            if index == 0 || (isBlank && !previousWasBlank) { starts.append(index) }
            previousWasBlank = isBlank
        }
        return starts
    }
}
