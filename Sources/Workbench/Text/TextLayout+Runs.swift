extension TextLayout {
    /// The tokens of a line with the columns that they take, left to right. A character that
    /// several tokens make up belongs to the one that completes it. Costs the line's length.
    public func runs(of line: Int) -> [LayoutRun] {
        guard lines.indices.contains(line), !lines[line].bytes.isEmpty else { return [] }
        let range = lines[line].bytes
        let tokens = lines[line].tokens
        var runs: [LayoutRun] = []
        var token = tokens.lowerBound
        var column = 0
        TextCells.forEach(in: range, of: bytes) { cell in
            let last = cell.bytes.upperBound - 1
            while token + 1 < tokens.upperBound, offsets[token + 1] <= last { token += 1 }
            if let end = runs.indices.last, runs[end].token == token {
                runs[end].width += cell.width
                runs[end].bytes = runs[end].bytes.lowerBound..<cell.bytes.upperBound
            } else {
                runs.append(
                    LayoutRun(token: token, bytes: cell.bytes, column: column, width: cell.width))
            }
            column += cell.width
        }
        return runs
    }

    /// What stands on the screen for a run: control characters as pictures, bytes that are no
    /// UTF-8 in hexadecimal, a line break as a blank. Takes `run.width` columns.
    public func text(of run: LayoutRun) -> String {
        if bytes[run.bytes].allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) {
            return String(decoding: bytes[run.bytes], as: UTF8.self)
        }
        var text = ""
        TextCells.forEach(in: run.bytes, of: bytes) { cell in
            text += TextCells.text(of: cell, in: bytes)
        }
        return text
    }

    /// The line and the first column of a token, blanks before its word not counted; for a hidden
    /// token those of the one under which it is seen. Nil when there are no lines.
    public func position(of token: Int) -> (line: Int, column: Int)? {
        guard shownToken.indices.contains(token) else { return nil }
        let shown = Int(shownToken[token])
        let line = Int(lineOfToken[token])
        guard let run = runs(of: line).first(where: { $0.token == shown }) else {
            return lines.indices.contains(line) ? (line, 0) : nil
        }
        var blanks = 0
        for byte in bytes[run.bytes] {
            guard byte == 0x20 else { break }
            blanks += 1
        }
        return (line, run.column + (blanks < run.bytes.count ? blanks : 0))
    }

    /// The token at a column of a line, or the nearest one on it; on a blank line the next token.
    public func token(line: Int, column: Int) -> Int? {
        guard lines.indices.contains(line) else { return nil }
        let runs = runs(of: line)
        guard let first = runs.first else {
            return (line + 1..<lines.count).first { !lines[$0].bytes.isEmpty }
                .flatMap { self.token(line: $0, column: 0) }
        }
        return runs.last { $0.column <= column }?.token ?? first.token
    }

    /// First line that is no blank one from `line` on, in the direction of `step`.
    func inkLine(from line: Int, step: Int) -> Int? {
        var line = line
        while lines.indices.contains(line) {
            if !lines[line].bytes.isEmpty { return line }
            line += step
        }
        return nil
    }
}
