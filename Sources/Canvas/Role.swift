/// What a theme gives a style to. The raw value is the key in a theme file.
public enum Role: String, CaseIterable, Sendable {
    case text
    case textDim = "text.dim"
    case textPrompt = "text.prompt"
    case textAnswer = "text.answer"
    case title
    case border
    case borderFocus = "border.focus"
    case status
    case statusWarning = "status.warning"
    case statusError = "status.error"
    case keyHint = "key.hint"
    case cursor
    case cursorInactive = "cursor.inactive"
    case selection
    case listSelected = "list.selected"
    case searchMatch = "search.match"
    case searchCurrent = "search.current"
    case intentOpen = "intent.open"
    case intentDeduce = "intent.deduce"
    case intentBranch = "intent.branch"
    case intentBacktrack = "intent.backtrack"
    case intentVerify = "intent.verify"
    case intentConclude = "intent.conclude"
    case control
    case note
    case right
    case wrong
    case unchecked
    case more
    case less
    case diverged
    case headSelected = "head.selected"
    case headAblated = "head.ablated"
    case headPinned = "head.pinned"
    case bar
    case barBefore = "bar.before"
    case progress
    case popup
}
