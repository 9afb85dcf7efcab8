import CKernels

/// Keys that some queries of some heads of one layer do not see.
struct HiddenKeys {
    var heads: Set<Int>
    var queries: Range<Int>
    var keys: Range<Int>

    /// As the kernels read it.
    var span: ck_hidden_keys {
        ck_hidden_keys(
            first_query: queries.lowerBound, end_query: queries.upperBound,
            first_key: keys.lowerBound, end_key: keys.upperBound)
    }
}
