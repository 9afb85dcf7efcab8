import HeddleAnalysis
import HeddleEngine

extension ModelIdentity {
    /// A loaded model and its arithmetic.
    public init(_ model: Model, sha256: String? = nil) {
        self.init(name: model.name, sha256: sha256, arithmetic: model.dotProducts)
    }
}
