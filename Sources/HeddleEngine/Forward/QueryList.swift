/// Query positions of a run that something is wanted of: ascending, each once.
struct QueryList: Sendable, Equatable {
    private let queries: [Int]

    /// Those of `wanted` that lie in the run; all of the run's where `wanted` is nil.
    init(_ wanted: [Int]?, in run: Range<Int>) {
        queries = wanted.map { Set($0).filter(run.contains).sorted() } ?? Array(run)
    }

    var count: Int { queries.count }
    subscript(index: Int) -> Int { queries[index] }
    var positions: [Int] { queries }

    /// Places in the list whose queries lie in a range.
    func indices(in range: Range<Int>) -> Range<Int> {
        lowerBound(range.lowerBound)..<lowerBound(range.upperBound)
    }

    func index(of query: Int) -> Int? {
        let place = lowerBound(query)
        return place < queries.count && queries[place] == query ? place : nil
    }

    /// The first place whose query is not below `query`.
    private func lowerBound(_ query: Int) -> Int {
        var (low, high) = (0, queries.count)
        while low < high {
            let middle = (low + high) / 2
            if queries[middle] < query { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
