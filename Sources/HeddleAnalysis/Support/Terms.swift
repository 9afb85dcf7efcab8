// Heads, positions, predictions and JSON values are common nouns of the analysis: whoever imports
// it sees them too.
@_exported import HeddleJSON
@_exported import HeddleTerms
