import Foundation
import Testing

@testable import Storage

@Suite("Places of files")
struct HeddlePathsTests {
    private func paths(
        _ environment: [String: String], executable: String = "/opt/heddle/bin/heddle"
    ) -> HeddlePaths {
        HeddlePaths(
            environment: ["HOME": "/home/ada"].merging(environment) { $1 }, executable: executable)
    }

    @Test func followsTheXDGDefaults() {
        let paths = paths([:])
        #expect(paths.configFile == "/home/ada/.config/heddle/config.yaml")
        #expect(paths.sessions == "/home/ada/.local/share/heddle/sessions")
        #expect(paths.stateFile == "/home/ada/.local/state/heddle/state.json")
        #expect(paths.cache == "/home/ada/.cache/heddle")
    }

    @Test func followsTheXDGVariablesAndIgnoresRelativeOnes() {
        let paths = paths(["XDG_CONFIG_HOME": "/etc/ada/", "XDG_DATA_HOME": "data"])
        #expect(paths.config == "/etc/ada/heddle")
        #expect(paths.data == "/home/ada/.local/share/heddle")
    }

    @Test func heddlesOwnVariablesWin() {
        let paths = paths([
            "HEDDLE_CONFIG_DIR": "/c", "HEDDLE_DATA_DIR": "/d", "HEDDLE_STATE_DIR": "/s",
            "HEDDLE_CACHE_DIR": "/k", "XDG_CONFIG_HOME": "/etc/ada",
        ])
        #expect([paths.config, paths.data, paths.state, paths.cache] == ["/c", "/d", "/s", "/k"])
    }

    @Test func looksForResourcesAroundTheExecutable() {
        let installed = paths(["HEDDLE_RESOURCES": "/r"])
        #expect(
            installed.resourceCandidates == [
                "/r", "/opt/heddle/bin", "/opt/heddle/share/heddle", "/usr/local/share/heddle",
                "/usr/share/heddle",
            ])
        let built = paths(
            ["XDG_DATA_DIRS": "/x"], executable: "/src/heddle/.build/x86_64/release/heddle")
        #expect(
            built.resourceCandidates == [
                "/src/heddle/.build/x86_64/release", "/src/heddle/.build/x86_64/share/heddle",
                "/src/heddle", "/x/heddle",
            ])
    }

    @Test func takesTheFirstCandidateThatHasThem() throws {
        let folder = try TemporaryFolder()
        try folder.write("", to: "share/heddle/themes/x.yaml")
        let paths = paths(["XDG_DATA_DIRS": ""], executable: folder.file("bin/heddle"))
        #expect(try paths.resources() == folder.file("share/heddle"))
        let nowhere = self.paths(["XDG_DATA_DIRS": ""], executable: "/no/such/bin/heddle")
        #expect(
            storageError { () throws(StorageError) in _ = try nowhere.resources() }
                == .noResources(looked: ["/no/such/bin", "/no/such/share/heddle"]))
    }
}

@Suite("Program state")
struct ProgramStateTests {
    @Test func isKeptAndSurvivesDamage() throws {
        let folder = try TemporaryFolder()
        let path = folder.file("state/state.json")
        #expect(ProgramState.load(path) == ProgramState())
        var state = ProgramState()
        state.firstRunSeen = true
        state.remember(session: "/a")
        state.remember(session: "/b")
        state.remember(session: "/a")
        try state.save(to: path)
        #expect(ProgramState.load(path) == state)
        #expect(state.recentSessions == ["/a", "/b"])
        try folder.write("{\"firstRunSeen\": tr", to: "state/state.json")
        #expect(ProgramState.load(path) == ProgramState())
    }
}
