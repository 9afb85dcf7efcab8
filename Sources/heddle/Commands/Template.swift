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
            tools: try tools.map { .array(try values(in: $0, what: "tools")) },
            variables: try variables(), addGenerationPrompt: !noGenerationPrompt)
        if output.json {
            Output.json(["schema": "heddle.template/1", "text": .string(text)])
        } else {
            Output.line(text)
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
        let json: JSONValue
        do {
            json = try JSONValue(json: try Files.read(path))
        } catch let error as JSONError {
            throw ValidationError("\(path) is not JSON: \(error.description)")
        }
        guard let array = json.array else {
            throw ValidationError("\(path) holds \(json.kind); give a JSON array of \(what)")
        }
        return array.map(TemplateValue.init)
    }

    /// Values that read as JSON are taken as such: `--set enable_thinking=false` is a truth value.
    private func variables() throws -> [String: TemplateValue] {
        var variables: [String: TemplateValue] = [:]
        for item in set {
            guard let mark = item.firstIndex(of: "="), mark != item.startIndex else {
                throw ValidationError("'\(item)' sets nothing: write NAME=VALUE")
            }
            let text = String(item[item.index(after: mark)...])
            let value = (try? JSONValue(json: text)).map(TemplateValue.init)
            variables[String(item[..<mark])] = value ?? .string(text)
        }
        return variables
    }
}

extension TemplateValue {
    /// The JSON value as templates see it.
    init(_ json: JSONValue) {
        switch json {
        case .null: self = .none
        case .bool(let value): self = .boolean(value)
        case .integer(let value): self = .integer(value)
        case .number(let value): self = .number(value)
        case .float(let value): self = .number(Double(value))
        case .string(let value): self = .string(value)
        case .array(let values): self = .array(values.map(TemplateValue.init))
        case .object(let fields):
            self = .object(fields.map { ($0.key, TemplateValue($0.value)) })
        }
    }
}
