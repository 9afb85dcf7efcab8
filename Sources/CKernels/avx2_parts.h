/// Loads and stores of some lanes of a register. To be included behind vector.h, where the
/// instruction set is on.
INLINE __m256i first_lanes(size_t n) {
    vi lanes = lane_numbers() < (int32_t)n;
    return (__m256i)lanes;
}

INLINE vf load_part(const float *p, size_t n) {
    return (vf)_mm256_maskload_ps(p, first_lanes(n));
}

INLINE void store_part(float *p, vf v, size_t n) {
    _mm256_maskstore_ps(p, first_lanes(n), (__m256)v);
}
