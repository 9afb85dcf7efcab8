import Foundation
import HeddleEngine
import Testing

/// What Python's Jinja2 renders; `Fixtures/make_templates.py` says how it was asked.
@Suite struct TemplateFixtureTests {
    /// `expected.json`, read by the library itself so that the order of members stays.
    static let expected: TemplateValue = {
        let path = "\(TextFixtures.fixtures)/templates/expected.json"
        let bytes = (try? Data(contentsOf: URL(fileURLWithPath: path))).map(Array.init) ?? []
        return (try? TemplateValue.json(bytes, name: path)) ?? .none
    }()

    static func member(_ value: TemplateValue, _ name: String) -> TemplateValue? {
        if case .object(let object) = value { object[name] } else { nil }
    }

    static func list(_ value: TemplateValue?) -> [TemplateValue] {
        if case .array(let values)? = value { values } else { [] }
    }

    static func text(_ value: TemplateValue?) -> String? {
        if case .string(let text)? = value { text } else { nil }
    }

    static func variables(_ value: TemplateValue?) -> [String: TemplateValue] {
        guard case .object(let object)? = value else { return [:] }
        return Dictionary(object.members.map { ($0.name, $0.value) }) { _, last in last }
    }

    /// Saturday, the moment at which the fixtures were made.
    static let now = CalendarTime(
        year: 2024, month: 7, day: 6, hour: 9, minute: 5, second: 3, weekday: 6, dayOfYear: 188)

    static func template(_ name: String) throws -> ChatTemplate {
        let path = "\(TextFixtures.fixtures)/templates/\(name)"
        return try ChatTemplate(
            source: String(contentsOfFile: path, encoding: .utf8), name: name)
    }

    static func render(
        _ template: ChatTemplate, messages: TemplateValue?, tools: TemplateValue? = nil,
        variables: TemplateValue?, prompt: Bool
    ) throws(TemplateError) -> String {
        var given: [TemplateValue]?
        if case .array(let tools)? = tools { given = tools }
        return try template.render(
            messages: list(messages), tools: given, variables: Self.variables(variables),
            addGenerationPrompt: prompt, now: now)
    }

    @Test func rendersTemplatesLikeThePublishedOnesAsJinjaDoes() throws {
        let entries = Self.list(Self.member(Self.expected, "published"))
        #expect(entries.count == 280)
        var templates: [String: ChatTemplate] = [:]
        for entry in entries {
            let name = try #require(Self.text(Self.member(entry, "name")))
            let template = try templates[name] ?? Self.template(name)
            templates[name] = template
            var prompt = false
            if case .boolean(true)? = Self.member(entry, "addGenerationPrompt") { prompt = true }
            do {
                let text = try Self.render(
                    template, messages: Self.member(entry, "messages"),
                    tools: Self.member(entry, "tools"),
                    variables: Self.member(entry, "variables"), prompt: prompt)
                let expected = try #require(Self.text(Self.member(entry, "text")), "\(name)")
                #expect(text.utf8.elementsEqual(expected.utf8), "\(name)\n\(text)")
            } catch let error as TemplateError {
                #expect(Self.member(entry, "error") != nil, "\(error)")
                if let message = Self.text(Self.member(entry, "message")) {
                    guard case .raised(_, message) = error else {
                        Issue.record("\(error)")
                        continue
                    }
                }
            }
        }
    }

    @Test func computesSnippetsAsJinjaDoes() throws {
        let entries = Self.list(Self.member(Self.expected, "snippets"))
        #expect(entries.count > 100)
        for entry in entries {
            let source = try #require(Self.text(Self.member(entry, "source")))
            do {
                let text = try Self.render(
                    ChatTemplate(source: source, name: "snippet"),
                    messages: Self.member(Self.expected, "messages"),
                    variables: Self.member(Self.expected, "variables"), prompt: true)
                let expected = try #require(Self.text(Self.member(entry, "text")), "\(source)")
                #expect(text.utf8.elementsEqual(expected.utf8), "\(source)\n\(text)")
            } catch let error as TemplateError {
                #expect(Self.member(entry, "error") != nil, "\(source) \(error)")
            }
        }
    }
}
