import HeddleAnalysis

extension State {
    mutating func saveSet(_ name: String, _ effects: inout [Effect]) {
        let heads = annotations.mask.heads
        edit(&effects) { $0.sets[name] = heads }
        say("Set '\(name)': \(HeadSelection.format(heads))")
    }

    mutating func applySet(_ name: String, _ effects: inout [Effect]) {
        guard let heads = annotations.sets[name] else {
            sayNoSet(name)
            return
        }
        guard let shape = model.info?.shape, heads.allSatisfy(shape.contains) else {
            say("Set '\(name)' has heads that the loaded model does not have", .warning)
            return
        }
        changeMask(&effects) { $0.heads = heads }
        say("Set '\(name)': \(HeadSelection.format(heads)) off")
    }

    mutating func deleteSet(_ name: String, _ effects: inout [Effect]) {
        guard annotations.sets[name] != nil else {
            sayNoSet(name)
            return
        }
        edit(&effects) { $0.sets[name] = nil }
        say("Set '\(name)' is forgotten: \(keyMap.label(of: "undo") ?? ":undo") brings it back")
    }

    private mutating func sayNoSet(_ name: String) {
        let names = annotations.sets.keys.sorted()
        say(
            names.isEmpty
                ? "There are no sets: :save-set NAME keeps the heads that are off"
                : "There is no set '\(name)': there are \(names.joined(separator: ", "))",
            .warning)
    }

    mutating func beginPin(_ name: String?, _ effects: inout [Effect]) {
        let head = place.selectedHead
        if let name {
            pin(head, name, &effects)
        } else {
            let earlier = annotations.pinned[head] ?? ""
            overlay = .prompt(.pinName(head), input: TextInput(earlier))
        }
    }

    /// Pins a head under a name; an empty name unpins it.
    mutating func pin(_ head: HeadID, _ name: String, _ effects: inout [Effect]) {
        edit(&effects) { $0.pinned[head] = name.isEmpty ? nil : name }
    }
}
