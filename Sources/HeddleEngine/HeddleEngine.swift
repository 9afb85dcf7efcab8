@_exported import HeddleTerms
