import Canvas
import HeddleAnalysis
import Testing
@testable import Workbench

@Test func printFrames() {
    func show(_ s: State) { print(Views.frame(s, keyMap: .standard).text) }
    show(ViewsFixture.masked(width: 120, height: 40))
    show(ViewsFixture.masked(width: 80, height: 24))
    var s = ViewsFixture.masked(width: 120, height: 30)
    s.settings.ascii = true; s.settings.colorless = true
    s.place.measure = .effect
    show(s)
    s.settings.ascii = false
    ViewsFixture.addSweep(&s)
    ViewsFixture.addPattern(&s)
    show(s)
    s.settings.colorless = false
    for screen: Screen in [.head, .sweep, .outline, .searchResults, .notes, .sessions, .themes, .log] {
        s.screens = [.reading, screen]
        show(s)
    }
    s.screens = [.reading]
    s.overlay = .help(filter: TextInput(""))
    show(s)
    s.overlay = .palette(input: TextInput("nex"), selection: 1)
    show(s)
    s.overlay = .prompt(.note(.tokens(trace: "x", first: 3, end: 8)), input: TextInput("here it goes"))
    show(s)
    s.overlay = .confirmLeave
    show(s)
}
