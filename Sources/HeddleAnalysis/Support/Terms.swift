// Heads, positions and predictions are the engine's and the analysis's common nouns: whoever
// imports the analysis sees them too.
@_exported import HeddleTerms
