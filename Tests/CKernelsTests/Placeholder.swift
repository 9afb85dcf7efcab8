import CKernels
import Testing

@Test func matmulOfOnes() {
    let x = [Float](repeating: 1, count: 6)
    let w = [Float](repeating: 2, count: 12)
    var y = [Float](repeating: 0, count: 8)
    let pool = ck_pool_create(2)
    defer { ck_pool_destroy(pool) }
    ck_matmul(pool, x, 3, 2, w, CK_F32, 4, 3, &y, 4)
    #expect(y == [Float](repeating: 6, count: 8))
}
