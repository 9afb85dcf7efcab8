extension CommandRegistry {
    /// The kinds of heads that together solve abstract rules.
    static let symbolic: [Command] = [
        Command(
            "mediation", keys: ["H"], hint: "mediation",
            help: "Shows which heads abstract symbols, do induction over them and retrieve: as "
                + "measured here, or in a file of heddle mediate --json.",
            argument: "FILE"),
        Command(
            "mediate", keys: ["r"], in: [.mediation], hint: "measure",
            help: "Measures every head by causal mediation, with so many pairs for each rule.",
            argument: "PAIRS"),
        Command(
            "measure-evidence", keys: ["e"], in: [.mediation], hint: "evidence",
            help: "Measures what stands beside the scores: attention, similarity of outputs, and "
                + "ablation curves."),
        Command(
            "choose-head", keys: ["enter"], in: [.mediation], hint: "to the trace",
            help: "Goes back to the trace with the head selected; measures where nothing was."),
        Command(
            "next-kind", keys: ["tab"], in: [.mediation], hint: "next kind",
            help: "Goes to the grid of the next kind of head."),
        Command(
            "previous-kind", keys: ["shift-tab"], in: [.mediation], hint: "previous kind",
            help: "Goes to the grid of the previous kind of head."),
        Command(
            "next-page", keys: ["v"], in: [.mediation], hint: "next page",
            help: "Shows more of the selected head: its figures, the run, its pairs, its attention "
                + "in a prompt, its similarity matrices, its ablation curve.",
            argument: "figures|run|pairs|attention|similarity|ablation"),
        Command(
            "previous-page", keys: ["V"], in: [.mediation], hint: "previous page",
            help: "Shows the page before."),
        Command(
            "widen-page", keys: ["z"], in: [.mediation], hint: "whole screen",
            help: "Gives the page the whole screen, and takes it back."),
        Command(
            "next-pair", keys: ["p"], in: [.mediation], hint: "next pair",
            help: "Goes to the next pair of prompts."),
        Command(
            "previous-pair", keys: ["P"], in: [.mediation], hint: "previous pair",
            help: "Goes to the previous pair of prompts."),
    ]

    /// Which heads carry the plan.
    static let planningHeads: [Command] = [
        Command(
            "planning-heads", keys: ["Q"], hint: "planning heads",
            help: "Shows which heads carry the plan: what switching each off does to the tokens "
                + "that begin planning moves, and to all others."),
        Command(
            "sweep-planning", keys: ["r"], in: [.planningHeads], hint: "measure",
            help: "Switches off each head alone over all traces of the open files."),
        Command(
            "choose-planning-head", keys: ["enter"], in: [.planningHeads], hint: "to the trace",
            help: "Goes back to the trace with the head selected; measures where nothing was."),
    ]
}
