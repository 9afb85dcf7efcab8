import Canvas
import HeddleAnalysis
import Testing
@testable import Workbench

@Test func printFrames() {
    func show(_ s: State) { print(Views.frame(s, keyMap: .standard).text) }
    show(ViewsFixture.masked(width: 80, height: 24))
    var s = ViewsFixture.masked(width: 120, height: 40)
    s.refreshTimeline()
    show(s)
    s = ViewsFixture.masked(width: 110, height: 26)
    ViewsFixture.addSweep(&s)
    ViewsFixture.addPattern(&s)
    s.settings.ascii = false
    s.settings.colorless = true
    s.place.measure = .effect
    s.refreshTimeline()
    show(s)
    s.settings.colorless = false
    for screen: Screen in [.head, .outline, .themes] {
        s.screens = [.reading, screen]
        s.themeNames = ["terminal", "dusk"]
        show(s)
    }
    ViewsFixture.addSideBySide(&s)
    show(s)
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
