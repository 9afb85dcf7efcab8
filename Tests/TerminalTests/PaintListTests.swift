import Canvas
import Testing

@testable import Terminal

@Suite struct PaintListTests {
    private func frame(_ lines: String..., width: Int = 12, style: Style = .plain) -> Frame {
        var frame = Frame(width: width, height: lines.count)
        for (y, line) in lines.enumerated() { frame.put(line, x: 0, y: y, style: style) }
        return frame
    }

    /// What each run says and where, as `y,x text`.
    private func words(_ list: PaintList) -> [String] {
        list.runs.map { run in
            var text = String.UnicodeScalarView()
            var scalar = run.firstScalar
            for cell in run.firstCell..<run.firstCell + run.cells {
                for _ in 0..<list.lengths[cell] {
                    if let next = Unicode.Scalar(list.scalars[scalar]) { text.append(next) }
                    scalar += 1
                }
            }
            return "\(run.y),\(run.x) \(String(text))"
        }
    }

    @Test func onlyChangedCellsAreSent() {
        let old = frame("one two", "same", "three")
        let new = frame("one tWo", "same", "thrEE")
        #expect(words(PaintList(from: old, to: new)) == ["0,5 W", "2,3 EE"])
        #expect(PaintList(from: new, to: new).runs.isEmpty)
    }

    @Test func anotherSizeMeansEverythingIsSent() {
        let new = frame("ab", width: 3)
        #expect(words(PaintList(from: frame("ab", width: 4), to: new)) == ["0,0 ab "])
        #expect(words(PaintList(from: nil, to: new)) == ["0,0 ab "])
    }

    @Test func runsEndWhereTheStyleChanges() {
        var new = frame("abcd", width: 4)
        new.restyle(Rect(x: 1, y: 0, width: 2, height: 1), Style(attributes: .bold))
        let list = PaintList(from: nil, to: new)
        #expect(words(list) == ["0,0 a", "0,1 bc", "0,3 d"])
        #expect(list.runs[1].style == Style(attributes: .bold))
    }

    @Test func wideCharactersAreSentOnceAndWhole() {
        let list = PaintList(from: frame("a文字", width: 6), to: frame("a中字", width: 6))
        #expect(words(list) == ["0,1 中"])
        #expect(list.widths == [2])
        #expect(list.runs[0].endX == 3)
        let narrowed = PaintList(from: frame("a文字", width: 6), to: frame("axy字", width: 6))
        #expect(words(narrowed) == ["0,1 xy"])
    }

    @Test func halvesOfWideCharactersBecomeSomethingOfTheRightWidth() {
        var broken = Frame(width: 4, height: 1)
        broken[0, 0] = Cell("中")
        broken[1, 0] = Cell("x")
        broken[3, 0] = Cell("y", isContinuation: true)
        let list = PaintList(from: nil, to: broken)
        #expect(words(list) == ["0,0 ?x  "])
        #expect(list.widths.allSatisfy { $0 == 1 })
    }

    @Test func charactersOfDisputedWidthStandAlone() {
        let list = PaintList(from: nil, to: frame("ab👍cd", width: 6))
        #expect(words(list) == ["0,0 ab", "0,2 👍", "0,4 cd"])
        #expect(list.runs.map(\.isUnsteady) == [false, true, false])
        #expect(PaintList(from: nil, to: frame("│中文é█│", width: 8)).runs.count == 1)
    }

    @Test func aScreenFullOfThemPlacesTheCursorOnceARow() {
        var full = Frame(width: 120, height: 40)
        for y in 0..<40 { full.put(String(repeating: "👍a", count: 40), x: 0, y: y) }
        let unsteady = PaintList(from: nil, to: full).runs.filter(\.isUnsteady)
        #expect(unsteady.count == 40)
        #expect(unsteady.map(\.x) == Array(repeating: 117, count: 40))
    }

    @Test func noScalarThatCommandsATerminalIsEverSent() {
        var hostile = Frame(width: 40, height: 2)
        hostile.put("\u{1B}[2J\u{9B}31m\u{7F}\u{202E}\u{0}\u{E0001}\r\n", x: 0, y: 0)
        for (x, character) in "\u{1B}\u{7}\u{9D}\u{200F}".enumerated() {
            hostile[x, 1] = Cell(character)
        }
        for scalar in PaintList(from: nil, to: hostile).scalars {
            #expect(scalar >= 0x20 && !(0x7F...0x9F).contains(scalar))
            #expect(!(0x200B...0x200F).contains(scalar) && !(0x202A...0x202E).contains(scalar))
        }
    }
}
