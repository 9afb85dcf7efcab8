/// Keys and values of every layer, `[layer][position][keyValueHeads × headDimension]`.
struct KeyValueCache {
    let keys: [FloatMatrix]
    let values: [FloatMatrix]
    let capacity: Int

    /// - Throws: `EngineError.outOfMemory`.
    init(_ configuration: ModelConfiguration, capacity: Int) throws(EngineError) {
        var keys: [FloatMatrix] = []
        var values: [FloatMatrix] = []
        for _ in 0..<configuration.layers {
            keys.append(try FloatMatrix(rows: capacity, columns: configuration.keyWidth))
            values.append(try FloatMatrix(rows: capacity, columns: configuration.keyWidth))
        }
        self.keys = keys
        self.values = values
        self.capacity = capacity
    }

    /// Copies the first `count` positions of another cache.
    func copy(from other: KeyValueCache, count: Int) {
        for layer in keys.indices {
            keys[layer].rows(0..<count).copy(from: other.keys[layer].rows(0..<count))
            values[layer].rows(0..<count).copy(from: other.values[layer].rows(0..<count))
        }
    }
}
