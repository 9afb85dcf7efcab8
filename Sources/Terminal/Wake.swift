import CCurses

/// Ends the wait of the event loop from any thread.
///
/// Several posts before the loop comes round give one `InputEvent.wake`: what is to be done lies
/// in a mailbox of the caller.
public struct Wake: Sendable {
    public init() {}

    public func post() {
        hc_wake()
    }
}
