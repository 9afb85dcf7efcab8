import Foundation

/// A program that is run to its end.
///
/// The child does not inherit the pipe that is read from: a tmux server that lives on would keep
/// it open, as it does the descriptor by which Foundation's `Process` learns that a child has ended.
enum ChildProcess {
    /// Runs a program found in `PATH`.
    ///
    /// - Returns: its exit status (128 and the signal's number where one ended it), and what it
    ///   wrote to standard output, with standard error where `mergesErrors`.
    static func run(
        _ arguments: [String], environment: [String: String], mergesErrors: Bool = false
    ) throws -> (status: Int32, output: String) {
        let output = Pipe()
        for handle in [output.fileHandleForReading, output.fileHandleForWriting] {
            _ = fcntl(handle.fileDescriptor, F_SETFD, FD_CLOEXEC)
        }
        let pid = try spawn(
            arguments, environment, output: output.fileHandleForWriting.fileDescriptor,
            mergesErrors: mergesErrors)
        try output.fileHandleForWriting.close()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        var status: Int32 = 0
        while waitpid(pid, &status, 0) == -1, errno == EINTR {}
        let signal = status & 0x7F
        return (
            signal == 0 ? (status >> 8) & 0xFF : 128 + signal,
            String(decoding: data, as: UTF8.self)
        )
    }

    private static func spawn(
        _ arguments: [String], _ environment: [String: String], output: Int32, mergesErrors: Bool
    ) throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, output, 1)
        if mergesErrors {
            posix_spawn_file_actions_adddup2(&actions, 1, 2)
        } else {
            posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
        }
        let merged = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        var words = arguments.map { strdup($0) } + [nil]
        var settings = merged.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for word in words + settings { free(word) } }
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // Threads of the test runner block signals; the child must not inherit that.
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
        var pid: pid_t = 0
        let error = posix_spawnp(
            &pid, arguments[0], &actions, &attributes, &words, &settings)
        guard error == 0 else {
            throw TerminalSession.Failure(
                description:
                    "\(arguments[0]) cannot be started: \(String(cString: strerror(error)))")
        }
        return pid
    }
}
