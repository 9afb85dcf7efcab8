/// Why a file is no saved result of the kind that was asked for.
public struct SavedResultError: Error, Equatable, CustomStringConvertible {
    /// The field that is missing or wrong, such as `types.induction.scores` or `attention[2].rule`.
    public var field: String
    /// What is wrong with it.
    public var problem: String
    /// The command that writes such files.
    public var command: String

    public init(field: String, problem: String, command: String) {
        self.field = field
        self.problem = problem
        self.command = command
    }

    public var description: String { "\(field): \(problem); '\(command)' writes such files" }
}
