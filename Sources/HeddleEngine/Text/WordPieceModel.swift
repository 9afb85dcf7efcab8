/// WordPiece (Schuster and Nakajima 2012) as BERT uses it: a word is cut into the longest pieces
/// that the vocabulary has, from the left; a word that cannot be cut so is unknown as a whole.
struct WordPieceModel: SubwordModel {
    let vocabulary: Vocabulary
    let unknownID: Int32
    /// Marks the pieces that continue a word.
    let prefix: [UInt8]
    /// Words of more characters are unknown.
    let longestWord: Int

    func encode(_ word: ArraySlice<UInt8>, into ids: inout [Int32]) {
        guard word.count(where: { !UTF8.isContinuation($0) }) <= longestWord else {
            ids.append(unknownID)
            return
        }
        let firstNew = ids.count
        var start = word.startIndex
        while start < word.endIndex {
            guard let (id, end) = longestPiece(word, from: start) else {
                ids.removeSubrange(firstNew...)
                ids.append(unknownID)
                return
            }
            ids.append(id)
            start = end
        }
    }

    /// WordPiece forgets white space: a piece that begins a word gets one space before it.
    func text(of piece: ArraySlice<UInt8>) -> [UInt8] {
        piece.starts(with: prefix) ? Array(piece.dropFirst(prefix.count)) : [0x20] + piece
    }

    private func longestPiece(
        _ word: ArraySlice<UInt8>, from start: Int
    ) -> (id: Int32, end: Int)? {
        let mark = start > word.startIndex ? prefix : []
        var end = word.endIndex
        while end > start {
            if let id = vocabulary.id(of: mark + word[start..<end]) { return (id, end) }
            end -= ScalarReader.scalar(in: word, before: end).length
        }
        return nil
    }
}
