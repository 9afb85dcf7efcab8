/// Reads expressions of head sets by descent.
struct HeadSetParser {
    private enum Token: Equatable {
        /// One of `( ) , ! & + -`.
        case sign(Character)
        case word(String)
    }

    private let text: String
    private var tokens: [(token: Token, offset: Int)] = []
    private var place = 0

    init(_ text: String) throws(HeadSetError) {
        self.text = text
        try cut()
    }

    private func wrong(_ offset: Int, _ expected: String) -> HeadSetError {
        .malformed(expression: text, offset: offset, expected: expected)
    }

    private mutating func cut() throws(HeadSetError) {
        let characters = Array(text)
        var index = 0
        while index < characters.count {
            let character = characters[index]
            let start = index
            index += 1
            if character.isWhitespace { continue }
            if "(),!&+;".contains(character) {
                tokens.append((.sign(character == ";" ? "," : character), start))
            } else if character == "\"" {
                guard let end = characters[index...].firstIndex(of: "\"") else {
                    throw wrong(start, "the text that begins here has no closing quote")
                }
                tokens.append((.word(String(characters[index..<end])), start))
                index = end + 1
            } else {
                while index < characters.count, !characters[index].isWhitespace,
                    !"(),!&+;".contains(characters[index])
                {
                    index += 1
                }
                let word = String(characters[start..<index])
                tokens.append((word == "-" ? .sign("-") : .word(word), start))
            }
        }
    }

    private var token: Token? { tokens.indices.contains(place) ? tokens[place].token : nil }
    private var offset: Int {
        tokens.indices.contains(place) ? tokens[place].offset : text.count
    }

    private mutating func takes(_ sign: Character) -> Bool {
        guard token == .sign(sign) else { return false }
        place += 1
        return true
    }

    private mutating func require(_ sign: Character) throws(HeadSetError) {
        guard takes(sign) else { throw wrong(offset, "'\(sign)' is expected here") }
    }

    private mutating func word(_ what: String) throws(HeadSetError) -> String {
        guard case .word(let word)? = token else { throw wrong(offset, "\(what) is expected here") }
        place += 1
        return word
    }

    mutating func all() throws(HeadSetError) -> HeadSetExpression {
        let whole = try set()
        guard token == nil else {
            throw wrong(offset, "+, -, & (with blanks around -) or the end is expected here")
        }
        return whole
    }

    private mutating func set() throws(HeadSetError) -> HeadSetExpression {
        var left = try term()
        while true {
            if takes("+") {
                left = .union(left, try term())
            } else if takes("-") {
                left = .difference(left, try term())
            } else {
                return left
            }
        }
    }

    private mutating func term() throws(HeadSetError) -> HeadSetExpression {
        var left = try factor()
        while takes("&") { left = .intersection(left, try factor()) }
        return left
    }

    private mutating func factor() throws(HeadSetError) -> HeadSetExpression {
        takes("!") ? .complement(try factor()) : try list()
    }

    private mutating func list() throws(HeadSetError) -> HeadSetExpression {
        var left = try item()
        while true {
            if takes(",") {
                left = .union(left, try item())
                continue
            }
            switch token {
            case .word, .sign("("): left = .union(left, try item())
            default: return left
            }
        }
    }

    private mutating func item() throws(HeadSetError) -> HeadSetExpression {
        if takes("(") {
            let inner = try set()
            try require(")")
            return inner
        }
        let start = offset
        let word = try word("heads, @NAME or (")
        if word.hasPrefix("@") {
            let name = String(word.dropFirst())
            guard !name.isEmpty else { throw wrong(start, "a set's name is expected behind @") }
            return .named(name)
        }
        guard token == .sign("("), ["significant", "studentized", "top"].contains(word) else {
            return .heads(word)
        }
        place += 1
        let made =
            switch word {
            case "top": try top()
            case "studentized": try significant(by: .studentized)
            default: try significant(by: .mean)
            }
        try require(")")
        return made
    }

    private mutating func significant(
        by test: MediationTest
    ) throws(HeadSetError) -> HeadSetExpression {
        let file = try word("a file of heddle mediate --json")
        guard takes(",") else { return .significant(file: file, nil, test) }
        let start = offset
        let name = try word("a kind of heads")
        guard let kind = SymbolicHeadKind(rawValue: name) else {
            let names = SymbolicHeadKind.allCases.map(\.rawValue).joined(separator: ", ")
            throw wrong(start, "'\(name)' is none of \(names)")
        }
        return .significant(file: file, kind, test)
    }

    private mutating func top() throws(HeadSetError) -> HeadSetExpression {
        let number = try word("a number of heads")
        guard let count = Int(number), count > 0 else { throw .badCount(text: number) }
        try require(",")
        let ranking = HeadRanking(parsing: try word("a measure"))
        let file: String? = takes(",") ? try word("a JSON file") : nil
        return .top(count: count, ranking, file: file)
    }
}
