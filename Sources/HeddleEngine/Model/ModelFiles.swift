/// What the files of a model give: its configuration, and where its tensors are.
struct ModelFiles {
    let configuration: ModelConfiguration
    let names: TensorNames
    let source: any TensorSource
    let files: [MappedFile]
    /// Bytes of weights, without headers.
    let weightBytes: Int

    /// Opens a directory or a `.gguf` file.
    ///
    /// - Throws: `EngineError` naming file, place and remedy.
    static func open(_ path: String) throws(EngineError) -> ModelFiles {
        if let file = try GGUFPath.find(path) { return try ModelFiles(gguf: file) }
        guard FileProbe.isDirectory(path) else {
            throw .unreadable(
                path: path,
                reason: FileProbe.exists(path)
                    ? "it is neither a .gguf file nor a directory with config.json and "
                        + "model.safetensors"
                    : "there is no such file or directory")
        }
        return try ModelFiles(directory: path)
    }

    private init(directory path: String) throws(EngineError) {
        let document = try JSONDocument(path: path + "/config.json")
        let architecture = try Architecture.of(document)
        var configuration = try architecture.configuration(document)
        for id in try Self.stopTokens(of: path + "/generation_config.json")
        where !configuration.endOfTextIDs.contains(id) {
            configuration.endOfTextIDs.append(id)
        }
        let directory = try WeightDirectory(modelDirectory: path)
        guard let names = architecture.names(in: directory) else {
            throw document.missing("model_type")
        }
        self.init(
            configuration: configuration, names: names, source: directory,
            files: directory.files.map(\.file),
            weightBytes: directory.files.reduce(0) { $0 + $1.dataByteCount })
    }

    private static func stopTokens(of path: String) throws(EngineError) -> [Int32] {
        guard FileProbe.exists(path) else { return [] }
        return try JSONDocument(path: path).tokenIDs("eos_token_id")
    }

    private init(gguf path: String) throws(EngineError) {
        let weights = try GGUFWeights(path: path)
        let fields = try GGUFFields(weights.metadata)
        let architecture = try GGUFArchitecture.of(fields)
        guard !weights.tensors.isEmpty else {
            throw .malformed(
                path: path, place: .file, problem: "it holds a vocabulary and no weights",
                remedy: "fetch the model's own file")
        }
        let configuration = try ModelConfiguration(gguf: weights, fields, architecture)
        let names = TensorNames(gguf: weights, fusesGate: architecture.fusesGate)
        try GGUFTensorUse(names: names, configuration: configuration).check(weights)
        for file in weights.files { file.forgetMetadata() }
        self.init(
            configuration: configuration, names: names, source: weights,
            files: weights.files.map(\.file),
            weightBytes: weights.files.reduce(0) { $0 + $1.dataByteCount })
    }

    private init(
        configuration: ModelConfiguration, names: TensorNames, source: any TensorSource,
        files: [MappedFile], weightBytes: Int
    ) {
        self.configuration = configuration
        self.names = names
        self.source = source
        self.files = files
        self.weightBytes = weightBytes
    }
}
