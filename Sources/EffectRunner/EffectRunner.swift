// EffectRunner
