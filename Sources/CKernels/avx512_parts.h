/// Loads and stores of some lanes of a register. To be included behind vector.h, where the
/// instruction set is on.
INLINE vf load_part(const float *p, size_t n) {
    return (vf)_mm512_maskz_loadu_ps((__mmask16)((1u << n) - 1), p);
}

INLINE void store_part(float *p, vf v, size_t n) {
    _mm512_mask_storeu_ps(p, (__mmask16)((1u << n) - 1), (__m512)v);
}
