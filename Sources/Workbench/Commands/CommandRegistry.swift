/// The table of all commands.
public enum CommandRegistry {
    /// By topic, in the order of the help.
    public static let all: [Command] =
        movement + panes + heads + traces + resampling + annotations + judging + screens + outline
        + knockoutMatrix + lexicon
        + exports + measuring + symbolic + planningHeads + program

    /// The command of a name, as typed after `:`.
    public static func command(named name: String) -> Command? { byName[name] }

    /// The three commands of the line that a first run shows; it goes with the first of them.
    public static let firstRun = ["next-planning", "toggle-head", "help"]

    private static let byName = Dictionary(
        all.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
}
