import Canvas
import Testing

@Suite struct ExportTests {
    private var sample: Frame {
        var frame = Frame(width: 10, height: 2)
        frame.put("ok", x: 0, y: 0, style: Style(foreground: .ansi(2), attributes: .bold))
        frame.put("<中>", x: 3, y: 0, style: Style(background: .rgb(95, 135, 175)))
        frame.put("bright", x: 0, y: 1, style: Style(foreground: .ansi(12)))
        return frame
    }

    @Test func svgIsStretchedToCellsAndEscaped() {
        let svg = sample.svg()
        #expect(svg.hasPrefix("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"108\""))
        #expect(
            svg.contains("<rect x=\"33.6\" y=\"0\" width=\"16.8\" height=\"18\" fill=\"#5f87af\"/>")
        )
        #expect(
            svg.contains(
                "<text x=\"0\" y=\"13.5\" textLength=\"16.8\" lengthAdjust=\"spacingAndGlyphs\" "
                    + "fill=\"#98c379\" font-weight=\"bold\">ok</text>"))
        #expect(svg.contains(">&lt;</text>"))
        #expect(
            svg.contains(
                "textLength=\"16.8\" lengthAdjust=\"spacingAndGlyphs\" fill=\"#d8dee6\">中<"))
        #expect(svg.hasSuffix("</g>\n</svg>\n"))
    }

    @Test func reverseSwapsTheColoursOfThePicture() {
        var frame = Frame(width: 1, height: 1)
        frame.put("x", x: 0, y: 0, style: Style(attributes: .reverse))
        let svg = frame.svg(palette: .light)
        #expect(svg.contains("fill=\"#242930\"/>"))
        #expect(svg.contains("fill=\"#fcfcfa\">x<"))
    }
}
