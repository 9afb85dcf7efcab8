import Foundation

/// What is done to a text before it is cut into words.
struct Normalizer: Sendable {
    enum Step: Sendable {
        /// Unicode normalization form C.
        case composed
        case bert(BertNormalizer)
    }

    var steps: [Step] = []

    func apply(_ text: ArraySlice<UInt8>) -> [UInt8] {
        var text = Array(text)
        for step in steps {
            switch step {
            case .composed:
                text = UTF8Runs.map(text[...]) { $0.precomposedStringWithCanonicalMapping }
            case .bert(let normalizer): text = normalizer.apply(text)
            }
        }
        return text
    }
}

/// Text operations on bytes that need not be valid UTF-8.
enum UTF8Runs {
    /// Rewrites every stretch of valid UTF-8 and keeps the bytes between them. Plain ASCII, which
    /// no normalization form changes, is copied.
    static func map(
        _ text: ArraySlice<UInt8>, _ transform: (String) -> String
    ) -> [UInt8] {
        guard text.contains(where: { $0 >= 0x80 }) else { return Array(text) }
        var result: [UInt8] = []
        var runStart = text.startIndex
        var index = text.startIndex
        func flush(to end: Int) {
            let run = String(decoding: text[runStart..<end], as: UTF8.self)
            if runStart < end { result.append(contentsOf: Array(transform(run).utf8)) }
        }
        while index < text.endIndex {
            let scalar = ScalarReader.scalar(in: text, at: index)
            if !scalar.isValid {
                flush(to: index)
                result.append(text[index])
                runStart = index + 1
            }
            index += scalar.length
        }
        flush(to: text.endIndex)
        return result
    }
}
