/// Styles by role and colour ramps: what a theme file resolves to.
public struct Theme: Equatable, Sendable {
    public enum Variant: String, Sendable { case dark, light, any }

    public var name: String
    public var variant: Variant
    public var styles: [Role: Style]
    /// Sequential ramp for heat (attention, entropy), from nothing to most; 2-9 stops.
    public var heat: [Color]
    /// Diverging ramp for signed measures, from most negative over neutral to most positive.
    public var diverging: [Color]

    public init(
        name: String, variant: Variant, styles: [Role: Style], heat: [Color], diverging: [Color]
    ) {
        self.name = name
        self.variant = variant
        self.styles = styles
        self.heat = heat
        self.diverging = diverging
    }

    /// The style of a role; `text` where the theme is silent.
    public subscript(_ role: Role) -> Style { styles[role] ?? styles[.text] ?? .plain }
}
