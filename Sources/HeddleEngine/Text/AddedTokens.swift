/// A token that is found in the text before anything else cuts it.
struct AddedToken: Sendable {
    var id: Int32
    var content: [UInt8]
    var isSpecial = false
    /// Takes the white space before it.
    var stripsLeft = false
    /// Takes the white space after it.
    var stripsRight = false
    /// Counts only where no word character touches it.
    var isWholeWord = false
    /// Is looked for in the normalised text.
    var isNormalized = false
}

/// A stretch of text that is either one added token or ordinary text.
enum TextSegment: Equatable {
    case token(Int32)
    case text(Range<Int>)
}

/// Finds added tokens, the longest where several begin at one place.
struct AddedTokenFinder: Sendable {
    private let tokens: [AddedToken]
    private var trie = ByteTrie()

    init(_ tokens: [AddedToken]) {
        self.tokens = tokens
        for (index, token) in tokens.enumerated() where !token.content.isEmpty {
            trie.insert(token.content, value: Int32(index))
        }
    }

    /// The segments of a text in order; none is empty.
    func segments(of text: ArraySlice<UInt8>) -> [TextSegment] {
        guard !trie.isEmpty else { return text.isEmpty ? [] : [.text(text.indices)] }
        var segments: [TextSegment] = []
        var textStart = text.startIndex
        var index = text.startIndex
        while index < text.endIndex {
            guard let (value, matchEnd) = trie.longestMatch(in: text, at: index) else {
                index += 1
                continue
            }
            let token = tokens[Int(value)]
            defer { index = max(index, matchEnd) }
            if token.isWholeWord, touchesWord(text, index..<matchEnd) { continue }
            let start = token.stripsLeft ? spaceStart(text, before: index, limit: textStart) : index
            let end = token.stripsRight ? spaceEnd(text, after: matchEnd) : matchEnd
            if textStart < start { segments.append(.text(textStart..<start)) }
            segments.append(.token(token.id))
            textStart = end
            index = end
        }
        if textStart < text.endIndex { segments.append(.text(textStart..<text.endIndex)) }
        return segments
    }

    private func touchesWord(_ text: ArraySlice<UInt8>, _ match: Range<Int>) -> Bool {
        if match.lowerBound > text.startIndex,
            isWord(ScalarReader.scalar(in: text, before: match.lowerBound).value)
        {
            return true
        }
        return match.upperBound < text.endIndex
            && isWord(ScalarReader.scalar(in: text, at: match.upperBound).value)
    }

    /// `\w` of UTS 18.
    private func isWord(_ value: UInt32) -> Bool {
        guard let properties = Unicode.Scalar(value)?.properties else { return false }
        if properties.isAlphabetic || properties.isJoinControl { return true }
        switch properties.generalCategory {
        case .nonspacingMark, .spacingMark, .enclosingMark, .decimalNumber, .connectorPunctuation:
            return true
        default: return false
        }
    }

    private func spaceStart(_ text: ArraySlice<UInt8>, before index: Int, limit: Int) -> Int {
        var start = index
        while start > limit {
            let scalar = ScalarReader.scalar(in: text, before: start)
            guard ScalarClass(of: scalar.value).contains(.space) else { break }
            start -= scalar.length
        }
        return max(start, limit)
    }

    private func spaceEnd(_ text: ArraySlice<UInt8>, after index: Int) -> Int {
        WordScanner(text: text).run(of: .space, from: index) ?? index
    }
}

/// A set of byte strings that is searched from a position, byte by byte.
struct ByteTrie: Sendable {
    private struct Node: Sendable {
        var byte: UInt8
        var value: Int32 = -1
        var firstChild: Int32 = -1
        var nextSibling: Int32 = -1
    }

    private var nodes = [Node(byte: 0)]
    /// Child of the root by byte: most positions of a text end here.
    private var roots = [Int32](repeating: -1, count: 256)

    var isEmpty: Bool { nodes.count == 1 }

    mutating func insert(_ key: [UInt8], value: Int32) {
        var node: Int32 = 0
        for byte in key {
            node = child(of: node, byte: byte) ?? append(byte, to: node)
        }
        nodes[Int(node)].value = value
    }

    /// The value of the longest key that begins at `start`, and where it ends.
    func longestMatch(
        in text: ArraySlice<UInt8>, at start: Int
    ) -> (value: Int32, end: Int)? {
        var best: (value: Int32, end: Int)?
        var node: Int32 = 0
        var index = start
        while index < text.endIndex, let next = child(of: node, byte: text[index]) {
            node = next
            index += 1
            let value = nodes[Int(node)].value
            if value >= 0 { best = (value, index) }
        }
        return best
    }

    private func child(of node: Int32, byte: UInt8) -> Int32? {
        if node == 0 { return roots[Int(byte)] >= 0 ? roots[Int(byte)] : nil }
        var candidate = nodes[Int(node)].firstChild
        while candidate >= 0 {
            if nodes[Int(candidate)].byte == byte { return candidate }
            candidate = nodes[Int(candidate)].nextSibling
        }
        return nil
    }

    private mutating func append(_ byte: UInt8, to parent: Int32) -> Int32 {
        let index = Int32(nodes.count)
        nodes.append(Node(byte: byte, nextSibling: nodes[Int(parent)].firstChild))
        nodes[Int(parent)].firstChild = index
        if parent == 0 { roots[Int(byte)] = index }
        return index
    }
}
