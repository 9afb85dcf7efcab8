import ArgumentParser
import EffectRunner
import Foundation
import HeddleAnalysis
import HeddleEngine
import HeddleExperiments
import Storage
import Terminal

struct Doctor: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "What the terminal and this machine can do, and whether the bundled files work.")

    @OptionGroup var output: OutputOptions

    private struct Finding {
        var name: String
        var value: String
        var problem: String?
    }

    func run() throws {
        let findings = terminal() + machine() + files()
        if output.json {
            Output.json([
                "schema": "heddle.doctor/1",
                "healthy": .bool(findings.allSatisfy { $0.problem == nil }),
                "findings": .array(
                    findings.map {
                        [
                            "name": .string($0.name), "value": .string($0.value),
                            "problem": JSONValue($0.problem),
                        ]
                    }),
            ])
        } else {
            for finding in findings {
                let mark = finding.problem == nil ? "✓" : "✗"
                let problem = finding.problem.map { ": \($0)" } ?? ""
                Output.line("\(mark) \(finding.name): \(finding.value)\(problem)")
            }
        }
    }

    private func terminal() -> [Finding] {
        let facts = TerminalFacts.current()
        return [
            Finding(
                name: "terminal", value: facts.term.isEmpty ? "TERM is not set" : facts.term,
                problem: facts.isKnown ? nil : "terminfo has no such entry; another one is tried"),
            Finding(
                name: "screen", value: facts.isOutputTerminal ? "yes" : "output is no terminal"),
            Finding(
                name: "colours",
                value: facts.colorDepth.rawValue + (facts.isNoColorSet ? " (NO_COLOR is set)" : "")),
            Finding(
                name: "UTF-8", value: facts.isUTF8 ? "yes" : "no",
                problem: facts.isUTF8 ? nil : "glyphs are drawn in ASCII; set LANG=C.UTF-8"),
            Finding(
                name: "clipboard",
                value: "OSC 52, up to \(TerminalScreen.clipboardLimit) bytes of base64; in tmux "
                    + "it needs set-clipboard on"),
        ]
    }

    private func machine() -> [Finding] {
        [
            Finding(name: "instruction set", value: WorkerPool.instructionSet),
            Finding(name: "cores", value: "\(WorkerPool().threads)"),
        ]
    }

    private func files() -> [Finding] {
        let paths = HeddlePaths.current()
        var findings: [Finding] = []
        do {
            let resources = try Resources.found()
            findings.append(Finding(name: "samples and themes", value: resources.root))
            findings.append(model(resources.bundledModel()))
        } catch {
            findings.append(
                Finding(name: "samples and themes", value: "missing", problem: error.description))
        }
        do {
            _ = try Configuration.load(paths.configFile)
            let isThere = Files.exists(paths.configFile)
            findings.append(
                Finding(
                    name: "configuration", value: isThere ? paths.configFile : "none (defaults)"))
        } catch {
            findings.append(
                Finding(
                    name: "configuration", value: paths.configFile, problem: error.description))
        }
        return findings
    }

    private func model(_ path: String) -> Finding {
        do {
            let loaded = try LoadedModel.load(path)
            guard let file = ReferenceFile.beside(model: path) else {
                return Finding(
                    name: "model \(loaded.model.name)", value: "loaded, no reference beside it",
                    problem: nil)
            }
            let verification = try Verification(
                try ReferenceFile.read(file), model: loaded.model, pool: WorkerPool(threads: 1))
            return Finding(
                name: "model \(loaded.model.name)",
                value: "verified to \(verification.maxAbsoluteDifference) over "
                    + "\(verification.rows) rows in \(verification.arithmetic.rawValue)",
                problem: verification.unusualDifferences.first)
        } catch {
            return Finding(name: "model", value: path, problem: "\(error)")
        }
    }
}
