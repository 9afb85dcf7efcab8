import Canvas
import HeddleAnalysis

/// How labelled steps are marked: a colour a tag, importance as heat.
extension Look {
    /// The style of a tag; without colour tags differ in weight and slant as far as that goes, and
    /// by their letters.
    func step(_ tag: String, _ marks: StepMarks) -> Style {
        let style: Style
        if let known = StepTag(rawValue: tag) {
            style = self[Self.role(of: known)]
        } else {
            let roles = Self.foreignRoles
            style = self[roles[marks.number(ofForeign: tag) % roles.count]]
        }
        if colorless { return Style(attributes: Self.attributes(of: StepTag(rawValue: tag))) }
        return Style(
            foreground: style.foreground,
            attributes: style.attributes.subtracting([.underline, .reverse]))
    }

    private static func role(of tag: StepTag) -> Role {
        switch tag {
        case .problemSetup: .title
        case .planGeneration: .intentBranch
        case .factRetrieval: .intentOpen
        case .activeComputation: .text
        case .uncertaintyManagement: .intentBacktrack
        case .resultConsolidation: .intentDeduce
        case .selfChecking: .intentVerify
        case .finalAnswerEmission: .intentConclude
        case .unknown: .textDim
        }
    }

    /// Tags that a source has of its own take turns.
    private static let foreignRoles: [Role] = [
        .intentBranch, .intentOpen, .intentBacktrack, .intentDeduce, .intentVerify,
        .intentConclude,
    ]

    private static func attributes(of tag: StepTag?) -> Attributes {
        switch tag {
        case .planGeneration, .finalAnswerEmission: .bold
        case .uncertaintyManagement, .selfChecking: [.bold, .italic]
        case .activeComputation: .dim
        case .resultConsolidation: .italic
        case .problemSetup, .factRetrieval, .unknown, nil: []
        }
    }

    /// A value of a measure as a background: heat, or with values of both signs two colours.
    func importance(_ share: Double, isSigned: Bool) -> Style {
        guard isSigned else { return heatBackground(Float(share)) }
        var style = divergingBackground(Float(share))
        if colorless, share < 0 { style.attributes.insert(.italic) }
        return style
    }

    /// A step's mark by its importance: nothing dims it, much makes it stand out.
    func emphasised(_ style: Style, _ share: Double?) -> Style {
        guard let share = share.map(abs) else { return style }
        if share >= 0.75 { return style.merging([.bold, .reverse]) }
        if share >= 0.3 { return style.merging(.bold) }
        return share < 0.05 ? style.merging(.dim) : style
    }
}

/// Words about a measure of the steps.
enum StepWords {
    /// The measure with its scale, each value in its colour: `importance 0 0.50 1.0 1.5 ≥2.0`; less
    /// of the scale where there is no room.
    static func scale(_ measure: StepMeasure, _ look: Look, width: Int) -> StyledLine {
        let name = StyledLine(measure.name + " ", look[.text])
        let steps = measure.isSigned ? [-1, -0.5, 0, 0.5, 1] : [0, 0.25, 0.5, 0.75, 1]
        let full = name.appending(values(steps, measure, look))
        if full.columns <= width { return full }
        return name.appending(values([steps[0], steps[2], steps[4]], measure, look))
    }

    private static func values(
        _ shares: [Double], _ measure: StepMeasure, _ look: Look
    ) -> StyledLine {
        var line = StyledLine()
        for share in shares {
            let isEnd = abs(share) == 1
            let number = NumberText.twoDigits(share * measure.end)
            let text = isEnd ? (share < 0 ? "≤" : "≥") + number : number
            line.add(" \(text) ", look.importance(share, isSigned: measure.isSigned))
        }
        return line
    }

    /// `← 3 12`; empty where a step builds on none.
    static func bases(_ steps: [Int]) -> String {
        steps.isEmpty ? "" : "← " + steps.map(String.init).joined(separator: " ")
    }

    /// `5th`, from a rank that counts from 0.
    static func ordinal(_ rank: Int) -> String {
        let number = rank + 1
        let ending =
            switch (number % 10, number % 100) {
            case (_, 11...13): "th"
            case (1, _): "st"
            case (2, _): "nd"
            case (3, _): "rd"
            default: "th"
            }
        return "\(number)\(ending)"
    }
}
