import Canvas
import HeddleAnalysis

@testable import Workbench

/// Documents made without a model: a token is a word with the blank before it, as a byte-level
/// tokenizer makes them; ids are counted from 100.
enum SampleDocuments {
    /// The mock-up's trace in short: a prompt of 8 tokens in a chat frame, three planning moves, an
    /// answer.
    static let reasoning =
        "Let me think about this. First, let's try 7 + 8 = 15. That is a dead end, "
        + "so let's try another way. 7 * 8 = 56. Let me check. Good."

    static func small(number: Int = 1, id: String = "countdown-0007") -> Document {
        make(
            number: number, id: id, prompt: "Use the numbers 3, 7 and 8.",
            reasoning: reasoning, answer: "7 * 8 = 56",
            planning: [
                ("First, let's try", .branch), ("dead end", .backtrack),
                ("another way", .branch), ("Let me check", .verify),
            ])
    }

    /// Sentences of eleven words, every second of which begins with a planning move.
    static func long(tokens: Int, number: Int = 1) -> Document {
        var text = ""
        var count = 0
        var sentence = 0
        while count < tokens {
            text += sentence % 2 == 0 ? "Let me check " : "We now see "
            text += "that eight and \(sentence) make some number.\n"
            count += 11
            sentence += 1
        }
        return make(
            number: number, id: "long", prompt: "Count.", reasoning: text, answer: "done",
            planning: [("Let me check", .verify)])
    }

    static func make(
        number: Int, id: String, prompt: String, reasoning: String, answer: String,
        planning: [(text: String, intent: Intent)] = [], model: String? = "bobbin"
    ) -> Document {
        let trace = Trace(
            id: id, prompt: prompt,
            response: "\(reasoning)\n</think>\n\(answer)",
            context: "<|user|>\(prompt)<|end|><think>\n",
            model: model.map { ModelIdentity(name: $0) })
        let bytes = trace.textBytes
        let tokens = tokenise(bytes, contextLength: trace.contextLength)
        return Document(
            id: DocumentID(number), trace: trace, tokens: tokens, tokenSource: .file,
            labelling: label(bytes, tokens, planning))
    }

    /// Cuts before blanks and line ends that follow a letter, and around tags.
    static func tokenise(_ bytes: [UInt8], contextLength: Int) -> TokenTable {
        var offsets = [0]
        for index in bytes.indices.dropFirst() {
            let byte = bytes[index]
            let before = bytes[index - 1]
            let isStart =
                byte == 0x20 || byte == 0x0A || byte == UInt8(ascii: "<")
                || before == UInt8(ascii: ">") || before == 0x0A || index == contextLength
            if isStart { offsets.append(index) }
        }
        offsets.append(bytes.count)
        let prompt = offsets.firstIndex { $0 >= contextLength } ?? 0
        return TokenTable(
            ids: (0..<offsets.count - 1).map { Int32(100 + $0) }, offsets: offsets,
            promptLength: prompt)
    }

    private static func label(
        _ bytes: [UInt8], _ tokens: TokenTable, _ planning: [(text: String, intent: Intent)]
    ) -> Labelling {
        var spans: [PlanningSpan] = []
        for (gram, phrase) in planning.enumerated() {
            for hit in TextSearch(phrase.text).hits(in: bytes) {
                spans.append(PlanningSpan(bytes: hit, gram: gram, intent: phrase.intent))
            }
        }
        spans.sort { $0.bytes.lowerBound < $1.bytes.lowerBound }
        var intents: [Intent?] = Array(repeating: nil, count: tokens.count)
        let moves = spans.enumerated().map { index, span in
            let range = tokens.tokens(overlapping: span.bytes)
            for token in range { intents[token] = span.intent }
            return PlanningMove(tokens: range, intent: span.intent, spans: index..<index + 1)
        }
        return Labelling(spans: spans, moves: moves, intents: intents, lexicon: "test")
    }
}
