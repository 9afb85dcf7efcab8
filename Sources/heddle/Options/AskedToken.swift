import ArgumentParser
import HeddleExperiments

/// Work on a token that the command line names.
enum AskedToken {
    /// Does the work; tokens that cannot be asked about are wrong arguments.
    static func run<Value>(_ work: () throws(ExperimentError) -> Value) throws -> Value {
        do {
            return try work()
        } catch {
            switch error {
            case .noPrediction, .equalTokens, .notOneToken: throw ValidationError(error.description)
            default: throw error
            }
        }
    }
}
