import Canvas
import HeddleAnalysis
import Testing
@testable import Workbench

@Test func printFrames() {
    for (w, h) in [(120, 40), (80, 24)] {
        let s = ViewsFixture.state(width: w, height: h)
        print(Views.frame(s, keyMap: .standard).text)
        print(Views.frame(ViewsFixture.masked(width: w, height: h), keyMap: .standard).text)
    }
    print(Views.frame(ViewsFixture.masked(width: 200, height: 60), keyMap: .standard).text)
}
