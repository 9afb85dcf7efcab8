import Foundation

/// The most memory that this process had at any time, mapped files with it.
enum PeakMemory {
    /// Bytes; nil where the system does not tell.
    static var residentBytes: Int? {
        #if os(Linux)
            // getrusage would count what the process was before it became this program.
            guard let status = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)
            else { return nil }
            return bytes(inStatus: status)
        #else
            var usage = rusage()
            guard getrusage(RUSAGE_SELF, &usage) == 0 else { return nil }
            return usage.ru_maxrss
        #endif
    }

    /// What the line `VmHWM:   1234 kB` says.
    static func bytes(inStatus status: String) -> Int? {
        for line in status.split(separator: "\n") where line.hasPrefix("VmHWM:") {
            let words = line.split(whereSeparator: \.isWhitespace)
            return words.count > 1 ? Int(words[1]).map { $0 * 1024 } : nil
        }
        return nil
    }
}
