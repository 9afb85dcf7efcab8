/// Byte-level byte-pair encoding (Sennrich et al. 2016; bytes: Radford et al. 2019).
struct BytePairModel: SubwordModel {
    struct Merge: Sendable {
        /// Smaller ranks are merged first.
        var rank: Int32
        var id: Int32
    }

    struct Options: Sendable {
        /// Stands for a byte that the vocabulary lacks; such bytes are left out where it is nil.
        var unknownID: Int32?
        /// Whether unknown bytes in a row give one token.
        var fusesUnknown = false
        /// Whether a word that is itself a piece is taken whole, whatever the merges say.
        var ignoresMerges = false
    }

    let vocabulary: Vocabulary
    private let merges: [UInt64: Merge]
    private let options: Options
    private let idOfByte: [Int32?]

    /// - Parameter merges: by `key(left, right)`.
    init(vocabulary: Vocabulary, merges: [UInt64: Merge], options: Options) {
        self.vocabulary = vocabulary
        self.merges = merges
        self.options = options
        idOfByte = ByteAlphabet.characters.map { vocabulary.id(of: $0) }
    }

    static func key(_ left: Int32, _ right: Int32) -> UInt64 {
        UInt64(UInt32(bitPattern: left)) << 32 | UInt64(UInt32(bitPattern: right))
    }

    /// Whether every byte has a piece, so that no text is unknown.
    var coversAllBytes: Bool { idOfByte.allSatisfy { $0 != nil } }

    func encode(_ word: ArraySlice<UInt8>, into ids: inout [Int32]) {
        if options.ignoresMerges, let id = vocabulary.id(of: word.flatMap(byteText)) {
            ids.append(id)
            return
        }
        var merger = WordMerger(ids: firstIDs(of: word))
        merger.mergeAll(merges)
        merger.append(to: &ids)
    }

    func text(of piece: ArraySlice<UInt8>) -> [UInt8] {
        ByteAlphabet.bytes(of: piece) ?? Array(piece)
    }

    private func byteText(_ byte: UInt8) -> [UInt8] { ByteAlphabet.characters[Int(byte)] }

    private func firstIDs(of word: ArraySlice<UInt8>) -> [Int32] {
        var ids: [Int32] = []
        ids.reserveCapacity(word.count)
        var afterUnknown = false
        for byte in word {
            if let id = idOfByte[Int(byte)] {
                ids.append(id)
                afterUnknown = false
            } else if let id = options.unknownID {
                if !(afterUnknown && options.fusesUnknown) { ids.append(id) }
                afterUnknown = true
            }
        }
        return ids
    }
}

/// The symbols of one word while pairs are merged: a linked list in arrays, and a heap of the
/// merges that are possible, so that a word of n bytes costs O(n log n).
private struct WordMerger {
    private struct Symbol {
        var id: Int32
        var previous: Int32
        var next: Int32
        var isMerged = false
    }

    /// A merge that was possible when it was noted; it may have become stale since.
    private struct Candidate {
        var rank: Int32
        var position: Int32
        var id: Int32

        func precedes(_ other: Candidate) -> Bool {
            (rank, position) < (other.rank, other.position)
        }
    }

    private var symbols: [Symbol]
    private var heap: [Candidate] = []

    init(ids: [Int32]) {
        let count = Int32(ids.count)
        symbols = zip(0..<count, ids).map { index, id in
            Symbol(id: id, previous: index - 1, next: index + 1 < count ? index + 1 : -1)
        }
    }

    mutating func mergeAll(_ merges: [UInt64: BytePairModel.Merge]) {
        guard symbols.count > 1 else { return }
        for position in 0..<Int32(symbols.count - 1) { note(position, merges) }
        while let candidate = popFirst() {
            let left = symbols[Int(candidate.position)]
            guard !left.isMerged, left.next >= 0 else { continue }
            let right = symbols[Int(left.next)]
            guard merges[BytePairModel.key(left.id, right.id)]?.id == candidate.id else { continue }
            symbols[Int(left.next)].isMerged = true
            symbols[Int(candidate.position)].id = candidate.id
            symbols[Int(candidate.position)].next = right.next
            if right.next >= 0 { symbols[Int(right.next)].previous = candidate.position }
            if left.previous >= 0 { note(left.previous, merges) }
            note(candidate.position, merges)
        }
    }

    func append(to ids: inout [Int32]) {
        for symbol in symbols where !symbol.isMerged { ids.append(symbol.id) }
    }

    /// Puts the merge of a symbol with its right neighbour on the heap, if there is one.
    private mutating func note(_ position: Int32, _ merges: [UInt64: BytePairModel.Merge]) {
        let left = symbols[Int(position)]
        guard left.next >= 0,
            let merge = merges[BytePairModel.key(left.id, symbols[Int(left.next)].id)]
        else { return }
        push(Candidate(rank: merge.rank, position: position, id: merge.id))
    }

    private mutating func push(_ candidate: Candidate) {
        heap.append(candidate)
        var child = heap.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            guard candidate.precedes(heap[parent]) else { break }
            heap[child] = heap[parent]
            child = parent
        }
        heap[child] = candidate
    }

    private mutating func popFirst() -> Candidate? {
        guard let first = heap.first, let last = heap.popLast() else { return nil }
        guard !heap.isEmpty else { return first }
        var parent = 0
        while true {
            var child = parent * 2 + 1
            guard child < heap.count else { break }
            if child + 1 < heap.count, heap[child + 1].precedes(heap[child]) { child += 1 }
            guard heap[child].precedes(last) else { break }
            heap[parent] = heap[child]
            parent = child
        }
        heap[parent] = last
        return first
    }
}
