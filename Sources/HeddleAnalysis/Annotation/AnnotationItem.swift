/// A phrase that a person judges without being told where it comes from.
public struct AnnotationItem: Hashable, Sendable {
    public enum Kind: String, CaseIterable, Hashable, Sendable {
        /// A gram of the lexicon.
        case gram
        /// A random n-gram of the corpus.
        case random
    }

    /// As lexicons are matched: lower case, single blanks.
    public var text: String
    public var kind: Kind
    /// Traces of the sample that hold it.
    public var documents: Int
    /// Id of the trace of the example.
    public var trace: String
    /// A sentence of that trace, shortened around the phrase, single blanks.
    public var context: String
    /// The phrase in `context`, in Unicode scalars.
    public var place: Range<Int>

    public init(
        text: String, kind: Kind, documents: Int, trace: String, context: String, place: Range<Int>
    ) {
        self.text = text
        self.kind = kind
        self.documents = documents
        self.trace = trace
        self.context = context
        self.place = place
    }

    /// The example in three parts: before the phrase, the phrase, behind it.
    public var parts: (before: String, phrase: String, after: String) {
        let scalars = Array(context.unicodeScalars)
        let place = place.clamped(to: scalars.indices)
        func text(_ range: Range<Int>) -> String {
            var text = String.UnicodeScalarView()
            text.append(contentsOf: scalars[range])
            return String(text)
        }
        return (
            text(0..<place.lowerBound), text(place), text(place.upperBound..<scalars.count)
        )
    }
}

/// What a person says of a phrase.
public enum AnnotationAnswer: String, CaseIterable, Hashable, Sendable {
    /// It guides the flow of the solution.
    case guides
    case doesNot = "does not"
    case unsure

    /// The key that gives it.
    public var key: Character {
        switch self {
        case .guides: "y"
        case .doesNot: "n"
        case .unsure: "u"
        }
    }

    public init?(key: Character) {
        guard let answer = Self.allCases.first(where: { $0.key == key }) else { return nil }
        self = answer
    }
}

/// The phrases of a round of judging, in the order in which they are shown.
public struct AnnotationItems: Hashable, Sendable {
    public let items: [AnnotationItem]

    public init(_ items: [AnnotationItem]) { self.items = items }

    public var count: Int { items.count }

    /// Sixteen hexadecimal digits that tell one round from another (FNV-1a of Fowler, Noll and Vo
    /// over phrases, kinds and examples): annotators agree or not on the same items alone.
    public var fingerprint: String {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for item in items {
            let text = "\(item.text)\n\(item.kind.rawValue)\n\(item.context)\n"
            for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        }
        let digits = String(hash, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
