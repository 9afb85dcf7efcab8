import Canvas
import Foundation
import Testing

@testable import Storage

/// What of a theme can be checked by computation: WCAG contrast, and difference of colours as
/// people without the medium-wavelength cones see them.
private enum Vision {
    /// Machado, Oliveira and Fernandes 2009, deuteranopia, severity 1.0, on linear RGB.
    private static let deuteranopia: [[Double]] = [
        [0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ]

    private static func linear(_ color: Color) -> [Double]? {
        guard case .rgb(let red, let green, let blue) = color else { return nil }
        return [red, green, blue].map {
            let share = Double($0) / 255
            return share <= 0.04045 ? share / 12.92 : pow((share + 0.055) / 1.055, 2.4)
        }
    }

    /// CIE 1976 L*a*b*, white point D65.
    private static func lab(_ rgb: [Double]) -> [Double] {
        func f(_ t: Double) -> Double { t > 0.008856 ? cbrt(t) : 7.787 * t + 16.0 / 116 }
        let x = f((0.4124 * rgb[0] + 0.3576 * rgb[1] + 0.1805 * rgb[2]) / 0.95047)
        let y = f(0.2126 * rgb[0] + 0.7152 * rgb[1] + 0.0722 * rgb[2])
        let z = f((0.0193 * rgb[0] + 0.1192 * rgb[1] + 0.9505 * rgb[2]) / 1.08883)
        return [116 * y - 16, 500 * (x - y), 200 * (y - z)]
    }

    /// CIE 1976 colour difference of two colours as a deuteranope sees them.
    static func difference(_ first: Color, _ second: Color) -> Double {
        guard let first = linear(first), let second = linear(second) else { return 0 }
        func seen(_ rgb: [Double]) -> [Double] {
            deuteranopia.map { row in
                min(1, max(0, zip(row, rgb).reduce(0) { $0 + $1.0 * $1.1 }))
            }
        }
        let pairs = zip(lab(seen(first)), lab(seen(second)))
        return pairs.reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }.squareRoot()
    }
}

@Suite("Themes that ship")
struct ShippedThemeTests {
    private static let library = ThemeLibrary(directories: [Repository.root + "/themes"])
    private static let intents = Role.allCases.filter { $0.rawValue.hasPrefix("intent.") }
    /// Lines and bars: graphics, for which 3:1 is asked.
    private static let graphics: Set<Role> = [.border, .borderFocus, .bar, .barBefore, .progress]

    @Test func thereAreSix() {
        #expect(
            Self.library.names == [
                "terminal", "deuteranopia", "dusk", "high-contrast", "mono", "paper",
            ])
    }

    @Test(arguments: ["terminal", "deuteranopia", "dusk", "high-contrast", "mono", "paper"])
    func givesEveryRoleAStyleAndUnderlinesPlanning(name: String) throws {
        let theme = try Self.library.load(name)
        #expect(theme.name == name)
        #expect(Set(theme.styles.keys) == Set(Role.allCases))
        #expect(Self.intents.count == 6)
        for role in Self.intents { #expect(theme[role].attributes.contains(.underline)) }
        #expect((2...9).contains(theme.heat.count))
        #expect((2...9).contains(theme.diverging.count))
    }

    @Test(arguments: [("dusk", 4.5), ("paper", 4.5), ("deuteranopia", 4.5), ("high-contrast", 7)])
    func everyTextIsLegible(name: String, least: Double) throws {
        let theme = try Self.library.load(name)
        let text = theme[.text]
        for role in Role.allCases {
            let style = theme[role].over(text)
            let foreground = try #require(style.foreground)
            let background = try #require(style.background)
            let contrast = try #require(foreground.contrast(with: background))
            let needed = Self.graphics.contains(role) ? 3 : least
            #expect(contrast >= needed, "\(name): \(role.rawValue) has \(contrast)")
        }
    }

    @Test func terminalUsesTheTerminalsColoursOnly() throws {
        let theme = try Self.library.load("terminal")
        let colors =
            theme.styles.values.flatMap { [$0.foreground, $0.background] } + theme.heat
            + theme.diverging
        for case .rgb(let red, let green, let blue) in colors {
            Issue.record("#\(red),\(green),\(blue)")
        }
    }

    @Test func monoHasNoColours() throws {
        let theme = try Self.library.load("mono")
        for (role, style) in theme.styles {
            #expect(style.foreground == nil && style.background == nil, "\(role)")
        }
        #expect(Set(theme.heat + theme.diverging) == [.terminalDefault])
    }

    @Test func deuteranopiaCanBeToldApart() throws {
        let theme = try Self.library.load("deuteranopia")
        let pairs: [(Role, Role)] =
            Self.intents.enumerated().flatMap { index, role in
                Self.intents.dropFirst(index + 1).map { (role, $0) }
            } + [(.right, .wrong), (.more, .less), (.headAblated, .headPinned)]
        for (first, second) in pairs {
            let one = try #require(theme[first].foreground)
            let other = try #require(theme[second].foreground)
            // A just noticeable difference is about 2.3.
            #expect(Vision.difference(one, other) > 15, "\(first) and \(second)")
        }
        let ends = try #require(
            theme.diverging.first.flatMap { first in
                theme.diverging.last.map { Vision.difference(first, $0) }
            })
        #expect(ends > 50)
    }

    @Test func contrastAgreesWithPublishedFigures() throws {
        // WebAIM's checker: #777777 on white is 4.48:1, black on white 21:1.
        let white = Color.rgb(255, 255, 255)
        let grey = try #require(Color.rgb(0x77, 0x77, 0x77).contrast(with: white))
        #expect(abs(grey - 4.48) < 0.005)
        #expect(white.contrast(with: .rgb(0, 0, 0)) == 21)
        #expect(white.contrast(with: .terminalDefault) == nil)
    }
}

@Suite("Theme files")
struct ThemeFileTests {
    private let folder: TemporaryFolder
    private let ramps = "heat: [black, white]\ndiverging: [blue, default, red]\n"

    init() throws { folder = try TemporaryFolder() }

    private func load(_ text: String, name: String = "mine") throws -> Theme {
        try folder.write(text, to: name + ".yaml")
        return try ThemeLibrary(directories: [folder.path]).load(name)
    }

    private func message(_ text: String) throws -> String {
        try folder.write(text, to: "mine.yaml")
        let library = ThemeLibrary(directories: [folder.path])
        let error = storageError { () throws(StorageError) in _ = try library.load("mine") }
        return (error?.description ?? "").replacingOccurrences(of: folder.path + "/", with: "")
    }

    @Test func readsColoursAttributesAndBackgrounds() throws {
        let theme = try load(
            """
            variant: light
            palette: {amber: "#e6b450", soft: amber, night: "#012"}
            styles:
              title: amber on night bold underline
              border: soft
              text: default on default
              text.dim: bright-blue dim
              note: on red
              intent.open: green
            \(ramps)
            """)
        #expect(theme.name == "mine")
        #expect(theme.variant == .light)
        let amber = Color.rgb(0xE6, 0xB4, 0x50)
        #expect(
            theme[.title]
                == Style(
                    foreground: amber, background: .rgb(0, 0x11, 0x22),
                    attributes: [.bold, .underline]))
        #expect(theme[.border].foreground == amber)
        #expect(theme[.textDim] == Style(foreground: .ansi(12), attributes: .dim))
        #expect(theme[.note] == Style(background: .ansi(1)))
        #expect(theme[.intentOpen] == Style(foreground: .ansi(2), attributes: .underline))
        #expect(theme[.intentBranch].attributes == .underline)
        #expect(theme.diverging == [.ansi(4), .terminalDefault, .ansi(1)])
    }

    @Test func buildsOnAnotherTheme() throws {
        try folder.write(
            "variant: dark\nstyles: {title: red, note: blue}\n" + ramps, to: "base.yaml")
        let theme = try load("inherits: base\nstyles: {note: green}\n")
        #expect(theme.variant == .dark)
        #expect(theme[.title].foreground == .ansi(1))
        #expect(theme[.note].foreground == .ansi(2))
        #expect(theme.heat == [.ansi(0), .ansi(7)])
    }

    @Test func refusesARingOfThemes() throws {
        try folder.write("inherits: mine\n", to: "other.yaml")
        #expect(try message("inherits: other\n").contains("in a ring"))
    }

    @Test func namesLineAndNearestRoleOrColour() throws {
        #expect(
            try message("styles:\n  title: red\n  text.dimm: red\n" + ramps)
                == "mine.yaml:3: unknown role 'text.dimm'; did you mean 'text.dim'?")
        #expect(
            try message("palette: {amber: \"#fc0\"}\nstyles:\n  title: ambr bold\n" + ramps)
                == "mine.yaml:3: unknown colour 'ambr'; did you mean 'amber'?")
        #expect(
            try message("styles: {title: red boldd}\n" + ramps)
                == "mine.yaml:1: 'title' must be one colour, 'on' and another one, and attributes")
        #expect(try message("stiles: {}\n" + ramps).contains("did you mean 'styles'?"))
        #expect(
            try message("palette: {a: \"#12345\"}\n" + ramps).contains("unknown colour '#12345'"))
        #expect(try message("styles: {title: red on}\n" + ramps).contains("behind 'on'"))
        #expect(try message("heat: [red]\ndiverging: [red, blue]").contains("2 to 9 colours"))
        #expect(try message("heat: [red, blue]").contains("'diverging' is missing"))
    }

    @Test func namesTheNearestTheme() throws {
        let library = ThemeLibrary(directories: [Repository.root + "/themes"])
        let error = storageError { () throws(StorageError) in _ = try library.load("dust") }
        #expect(error?.description.contains("did you mean 'dusk'?") == true)
        #expect(
            storageError { () throws(StorageError) in _ = try library.load("/no/such.yaml") }
                == .notFound(path: "/no/such.yaml"))
    }

    @Test func anyDamageIsAnErrorOrATheme() throws {
        let sources = try ["dusk", "terminal", "mono"].map {
            Array(
                try Data(contentsOf: URL(fileURLWithPath: Repository.root + "/themes/\($0).yaml")))
        }
        let library = ThemeLibrary(directories: [folder.path])
        var generator = SeededGenerator(seed: 2)
        for round in 0..<150 {
            let broken = damaged(sources[round % sources.count], using: &generator)
            try folder.write(broken, to: "mine.yaml")
            let error = storageError { () throws(StorageError) in _ = try library.load("mine") }
            if let error { #expect(!error.description.isEmpty) }
        }
    }
}

@Suite("Base16 schemes")
struct Base16Tests {
    private let folder: TemporaryFolder
    private let digits = [
        "181818", "282828", "383838", "585858", "b8b8b8", "d8d8d8", "e8e8e8", "f8f8f8", "ab4642",
        "dc9656", "f7ca88", "a1b56c", "86c1b9", "7cafc2", "ba8baf", "a16946",
    ]

    init() throws { folder = try TemporaryFolder() }

    private func scheme(indent: String, mark: String) -> String {
        digits.enumerated().map { index, digits in
            let name = "base0" + String(index, radix: 16, uppercase: true)
            return "\(indent)\(name): \"\(mark)\(digits)\"\n"
        }.joined()
    }

    private func check(_ theme: Theme) {
        #expect(theme.name == "Default Dark")
        #expect(theme.variant == .dark)
        #expect(
            theme[.text]
                == Style(
                    foreground: .rgb(0xD8, 0xD8, 0xD8), background: .rgb(0x18, 0x18, 0x18)))
        #expect(theme[.wrong].foreground == .rgb(0xAB, 0x46, 0x42))
        #expect(
            theme[.intentVerify]
                == Style(foreground: .rgb(0xA1, 0xB5, 0x6C), attributes: .underline))
        #expect(Set(theme.styles.keys) == Set(Role.allCases))
    }

    @Test func readsThePresentForm() throws {
        let text = """
            system: "base16"
            name: "Default Dark"
            author: "Chris Kempson (http://chriskempson.com)"
            variant: "dark"
            palette:
            \(scheme(indent: "  ", mark: "#"))
            """
        let path = try folder.write(text, to: "scheme.yaml")
        check(try ThemeLibrary(directories: []).load(path))
    }

    @Test func readsTheOlderFlatForm() throws {
        let text = "scheme: \"Default Dark\"\nauthor: \"x\"\n" + scheme(indent: "", mark: "")
        try folder.write(text, to: "old.yaml")
        check(try ThemeLibrary(directories: [folder.path]).load("old"))
    }

    @Test func aThemeMayBuildOnAScheme() throws {
        try folder.write(scheme(indent: "", mark: ""), to: "old.yaml")
        try folder.write("inherits: old\nstyles: {title: red}\n", to: "mine.yaml")
        let theme = try ThemeLibrary(directories: [folder.path]).load("mine")
        #expect(theme[.title].foreground == .ansi(1))
        #expect(theme[.note].foreground == .rgb(0xF7, 0xCA, 0x88))
    }

    @Test func namesWhatIsMissingOrNoColour() throws {
        let library = ThemeLibrary(directories: [folder.path])
        func message(_ text: String) throws -> String {
            try folder.write(text, to: "s.yaml")
            return storageError { () throws(StorageError) in _ = try library.load("s") }?
                .description ?? ""
        }
        let whole = scheme(indent: "", mark: "")
        let short = whole.split(separator: "\n").dropLast().joined(separator: "\n")
        #expect(try message(short).contains("'base0F' is missing"))
        let wrong = whole.replacingOccurrences(of: "383838", with: "38383")
        #expect(try message(wrong).hasSuffix("s.yaml:3: 'base02' must be six hexadecimal digits"))
    }
}
