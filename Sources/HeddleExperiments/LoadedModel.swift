import HeddleAnalysis
import HeddleEngine

/// A model with what turns text into its tokens: weights, tokenizer and chat template.
///
/// The weights alone are enough for work on token ids; what needs text throws
/// `ExperimentError.noTokenizer` without a tokenizer.
public struct LoadedModel: Sendable {
    public let model: Model
    public let tokenizer: (any Tokenizer)?
    public let template: ChatTemplate?
    /// Why there is no tokenizer or template, where a file for it exists but cannot be used.
    public let textProblems: [String]

    /// Opens the model in a directory or a `.gguf` file. A tokenizer or template that cannot be read
    /// is left out and its message kept: weights, token ids and numbers work without.
    ///
    /// - Parameter dotProducts: the arithmetic; nil for the usual one of the weights.
    /// - Throws: `ExperimentError.engine` when the weights or the configuration cannot be used, or
    ///   not with this arithmetic.
    public static func load(
        _ path: String, dotProducts: DotProducts? = nil
    ) throws(ExperimentError) -> LoadedModel {
        let model = try ExperimentError.attempt { () throws(EngineError) in
            try Model.load(path, dotProducts: dotProducts)
        }
        var problems: [String] = []
        var tokenizer: (any Tokenizer)?
        do throws(TokenizerError) {
            tokenizer = try TokenizerLoader.load(directory: path)
        } catch {
            problems.append(error.description)
        }
        var template: ChatTemplate?
        do throws(TemplateError) {
            template = try ChatTemplate.load(directory: path)
        } catch {
            problems.append(error.description)
        }
        return LoadedModel(
            model: model, tokenizer: tokenizer, template: template, textProblems: problems)
    }

    /// The tokenizer, or an error that says why there is none.
    public func requireTokenizer() throws(ExperimentError) -> any Tokenizer {
        guard let tokenizer else {
            throw .noTokenizer(model: model.path, reason: textProblems.first)
        }
        return tokenizer
    }

    /// The prompt that the model's chat template makes of one question; the question itself where
    /// the model has no template.
    ///
    /// - Throws: `ExperimentError.template` when the template fails.
    public func chatPrompt(_ question: String) throws(ExperimentError) -> String {
        guard let template else { return question }
        let message: TemplateValue = ["role": "user", "content": .string(question)]
        do throws(TemplateError) {
            return try template.render(
                messages: [message], tools: nil, variables: [:], addGenerationPrompt: true)
        } catch {
            throw .template(model: model.path, message: error.description)
        }
    }
}
