import ArgumentParser

@main
struct Heddle: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "heddle")
    mutating func run() async throws {}
}
