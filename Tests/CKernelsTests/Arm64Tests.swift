import Foundation
import Testing

/// Runs Tests/arm64/compare.sh, which builds for arm64 and runs under emulation.
@Suite struct Arm64Tests {
    private static let tools = ["clang", "aarch64-linux-gnu-gcc", "qemu-aarch64"]

    private static var hasTools: Bool {
        let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
        let folders = path.split(separator: ":")
        return tools.allSatisfy { tool in
            folders.contains { FileManager.default.isExecutableFile(atPath: "\($0)/\(tool)") }
        }
    }

    @Test(.enabled(if: hasTools)) func neonBodiesMatchTheScalarOnes() throws {
        let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent()
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = [tests.appendingPathComponent("arm64/compare.sh").path]
        process.standardOutput = output
        process.standardError = output
        try process.run()
        let text = String(
            decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        #expect(process.terminationStatus == 0, "\(text)")
        #expect(text.contains("attention"))
    }
}
