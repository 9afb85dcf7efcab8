import ArgumentParser
import HeddleAnalysis
import HeddleEngine
import Storage

struct Template: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "The prompt that a chat template makes of messages.")

    @Argument(help: "A Jinja template file (default: the model's own template).")
    var file: String?

    @Option(help: ArgumentHelp("JSON array of messages.", valueName: "file"))
    var messages: String

    @Option(help: ArgumentHelp("JSON array of tool descriptions.", valueName: "file"))
    var tools: String?

    @Option(help: ArgumentHelp("A variable for the template.", valueName: "name=value"))
    var set: [String] = []

    @Flag(help: "Do not open the assistant's turn at the end.")
    var noGenerationPrompt = false

    @OptionGroup var model: ModelOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let template = try chatTemplate()
        let text = try template.render(
            messages: try values(in: messages, what: "messages"),
            tools: try tools.map { try values(in: $0, what: "tools") },
            variables: try variables(), addGenerationPrompt: !noGenerationPrompt)
        if output.json {
            Output.json(["schema": "heddle.template/1", "text": .string(text)])
        } else {
            Output.exact(Array(text.utf8))
        }
    }

    private func chatTemplate() throws -> ChatTemplate {
        if let file {
            return try ChatTemplate(
                source: String(decoding: try Files.read(file), as: UTF8.self), name: file)
        }
        let path = try model.path()
        guard let template = try ChatTemplate.load(directory: path) else {
            throw ValidationError("\(path) has no chat template; name a FILE.jinja")
        }
        return template
    }

    private func values(in path: String, what: String) throws -> [TemplateValue] {
        guard case .array(let values) = try TemplateValue.json(try Files.read(path), name: path)
        else { throw ValidationError("\(path) holds no array; give a JSON array of \(what)") }
        return values
    }

    /// Values that read as JSON are taken as such: `--set enable_thinking=false` is a truth value.
    private func variables() throws -> [String: TemplateValue] {
        var variables: [String: TemplateValue] = [:]
        for item in set {
            guard let mark = item.firstIndex(of: "="), mark != item.startIndex else {
                throw ValidationError("'\(item)' sets nothing: write NAME=VALUE")
            }
            let text = String(item[item.index(after: mark)...])
            let value = try? TemplateValue.json(Array(text.utf8), name: item)
            variables[String(item[..<mark])] = value ?? .string(text)
        }
        return variables
    }
}
