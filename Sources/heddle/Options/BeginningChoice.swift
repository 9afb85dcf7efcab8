import ArgumentParser

/// Whether a beginning token stands in front of prompts.
enum BeginningChoice: String, ExpressibleByArgument, CaseIterable {
    case auto, always, never

    var beginsText: Bool? {
        switch self {
        case .auto: nil
        case .always: true
        case .never: false
        }
    }
}
