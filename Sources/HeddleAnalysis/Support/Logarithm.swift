#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

extension Double {
    /// The natural logarithm.
    var logarithm: Double { log(self) }
}

extension Double {
    /// e to this power.
    public var exponential: Double { exp(self) }
}
