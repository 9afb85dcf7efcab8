import HeddleAnalysis
import Testing

@Suite struct DynamicsReportTests {
    private static func report(corpora: Int = 3) -> DynamicsReport? {
        let traces = (0..<corpora).map { step in
            (0..<12).map { number in
                DynamicsSupport.words(
                    "p\(number)",
                    String(
                        repeating: "so we go on \(number). wait, ", count: 1 + step + number % 3),
                    correct: (number + step) % 3 > 0)
            }
        }
        return DynamicsSupport.measure(
            traces, options: DynamicsSupport.options(repeats: 4, resamples: 40))
    }

    @Test func jsonHasEveryFigureOrNull() throws {
        let report = try #require(Self.report())
        let json = report.json
        #expect(json["schema"] == "heddle.dynamics/1")
        #expect(json["corpora"]?.array?.count == 3)
        #expect(json["corpora"]?[2]?["figures"]?["length"]?["band"]?.array?.count == 2)
        #expect(json["corpora"]?[2]?["changes"]?["length"]?["significant"]?.bool == true)
        #expect(json["corpora"]?[0]?["changes"]?["length"] == .null)
        #expect(json["measures"]?.array?.count == report.measures.count)
        #expect(json["pairing"]?["by"] == "question")
        #expect(try JSONValue(json: json.compactText) == json)
    }

    @Test func theTableOfValuesHasARowAFigure() throws {
        let report = try #require(Self.report())
        let lines = report.csv.split(separator: "\r\n")
        let figures = report.corpora.reduce(0) { $0 + $1.figures.count }
        #expect(lines.count == 1 + figures)
        let columns = lines[0].split(separator: ",").count
        #expect(
            lines.allSatisfy {
                $0.split(separator: ",", omittingEmptySubsequences: false).count == columns
            })
        #expect(lines[1].hasPrefix("0,step 0,accuracy,share,0.666667,"))
    }

    @Test func thePictureStandsAlone() throws {
        var report = try #require(Self.report())
        report.corpora[0].name = "<script>&\u{1b}"
        let svg = SVGCharts.picture(of: report)
        #expect(svg.hasPrefix("<svg xmlns=") && svg.hasSuffix("</svg>\n"))
        #expect(!svg.contains("<script") && !svg.contains("\u{1b}") && !svg.contains("href"))
        #expect(svg.contains("prefers-color-scheme:dark") && svg.contains("<polygon class=\"band"))
        #expect(svg.split(separator: "<g ").count == 1 + report.charts.count)
        #expect(!svg.contains("nan") && !svg.contains("inf\""))
        let bars = SVGCharts.picture(of: try #require(Self.report(corpora: 2)))
        #expect(bars.contains("class=\"whisker\"") && !bars.contains("<polyline"))
    }

    @Test func ofManyCorporaTheTableShowsTheFirstAndTheLast() throws {
        let report = try #require(Self.report(corpora: 5))
        #expect(DynamicsTable(report).header == ["step 0", "step 4", "change (95 % band)"])
        #expect(DynamicsTable(report, maximumCorpora: 5).header.count == 6)
        let row = try #require(DynamicsTable(report).rows.first { $0.measure == .length })
        #expect(row.isSignificant == true && row.cells[2].hasSuffix("*"))
    }

    @Test func oneCorpusHasNothingToCompare() throws {
        let report = try #require(Self.report(corpora: 1))
        #expect(report.pairing == .none && report.corpora[0].changes.isEmpty)
        #expect(!report.summary.contains { $0.contains("paired") || $0.contains("rose") })
        #expect(DynamicsTable(report).header == ["step 0"])
    }
}
