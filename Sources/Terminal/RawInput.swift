import CCurses

/// Input as the C side reads it, before it becomes an event.
enum RawInput: Equatable {
    /// A code point, control characters included; modifiers in the terminals' own bits.
    case character(UInt32, modifiers: Int)
    case key(Int, modifiers: Int)
    /// A button code of the SGR protocol.
    case mouse(code: Int, x: Int, y: Int, released: Bool)
    case pasteBegin
    case pasteEnd
    case focus(Bool)

    init?(_ event: hc_event) {
        switch Int(event.kind) {
        case HC_CHARACTER:
            self = .character(
                UInt32(truncatingIfNeeded: event.code), modifiers: Int(event.modifiers))
        case HC_KEY: self = .key(Int(event.code), modifiers: Int(event.modifiers))
        case HC_MOUSE:
            self = .mouse(
                code: Int(event.code), x: Int(event.x), y: Int(event.y),
                released: event.released != 0)
        case HC_PASTE_BEGIN: self = .pasteBegin
        case HC_PASTE_END: self = .pasteEnd
        case HC_FOCUS: self = .focus(event.code != 0)
        default: return nil
        }
    }
}
