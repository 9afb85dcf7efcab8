import Canvas
import HeddleAnalysis

/// What is said of a resampled sentence where there is little room.
enum ResamplingText {
    /// `kept 61 % (51 to 70)`, `else 40 % (31 to 50)`, `adds +21 points (+7 to +34)`: shares and
    /// points out of a hundred with their 95 % intervals.
    static func lines(_ report: ResampleReport, _ look: Look, width: Int) -> [StyledLine] {
        var lines = [
            line("kept", report.accuracy(.kept), look),
            line("else", report.accuracy(.without), look),
            difference(report, look),
        ]
        if report.isPartial {
            let counts = ResampleArm.allCases.map { "\(report.accuracy($0).count)" }
            lines.append(
                StyledLine(
                    "partial: \(counts.joined(separator: " and ")) of \(report.wanted)",
                    look[.statusWarning]))
        }
        if report.refused > 0 {
            lines.append(
                StyledLine("\(report.refused) of \(report.tried) said the same", look[.textDim]))
        }
        return lines.map { $0.cut(to: width) }
    }

    /// Above, below, or not to be told from zero: ▲ ▼ ◇.
    static func mark(_ report: ResampleReport) -> (text: String, role: Role) {
        guard let interval = report.differenceInterval else { return ("◇", .textDim) }
        if interval.lowerBound > 0 { return ("▲", .more) }
        return interval.upperBound < 0 ? ("▼", .less) : ("◇", .text)
    }

    private static func line(_ name: String, _ accuracy: Accuracy, _ look: Look) -> StyledLine {
        var line = StyledLine(name + " ", look[.textDim])
        guard let share = accuracy.share, let interval = accuracy.interval else {
            line.add("–", look[.textDim])
            return line
        }
        line.add(NumberText.percent(share), look[.text])
        line.add(
            " (\(whole(interval.lowerBound)) to \(whole(interval.upperBound))) n \(accuracy.count)",
            look[.textDim])
        return line
    }

    private static func difference(_ report: ResampleReport, _ look: Look) -> StyledLine {
        var line = StyledLine("adds ", look[.textDim])
        guard let difference = report.difference, let interval = report.differenceInterval else {
            line.add("–", look[.textDim])
            return line
        }
        line.add("\(signed(difference)) points", look[mark(report).role])
        line.add(
            " (\(signed(interval.lowerBound)) to \(signed(interval.upperBound)))", look[.textDim])
        return line
    }

    private static func whole(_ share: Double) -> String {
        NumberText.fixed(share * 100, decimals: 0)
    }

    private static func signed(_ share: Double) -> String {
        let text = whole(share)
        return share > 0 && text != "0" ? "+" + text : text
    }
}
