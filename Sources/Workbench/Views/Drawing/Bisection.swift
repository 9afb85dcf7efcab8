extension Array {
    /// The first index whose element satisfies a condition that all later ones satisfy too; the
    /// number of elements when none does. Logarithmic.
    func partitioningIndex(where belongsToTail: (Element) -> Bool) -> Int {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if belongsToTail(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
