import Foundation
import HeddleAnalysis
import Storage
import Workbench

extension LibraryWorker {
    func loadLexicon(_ name: String) {
        do {
            post(
                .lexiconLoaded(
                    LexiconInUse(try LexiconLibrary(paths: environment.paths).open(name))))
        } catch {
            post(.lexiconFailed(message: error.description))
        }
    }

    func save(_ lexicon: Lexicon, to path: String) {
        guard !environment.isReadOnly else { return }
        do {
            try Files.createDirectory((path as NSString).deletingLastPathComponent)
            try LexiconLibrary.save(lexicon, to: path)
        } catch {
            post(.message(Message(.error, "The lexicon is not saved: \(error.description)")))
        }
    }

    /// Looks for an example's file where it is named, beside the lexicon and beside the open files.
    func find(_ example: GramExample, besides lexicon: String) {
        let name = (example.file as NSString).lastPathComponent
        let folders = [lexicon] + environment.files.map { Files.absolute($0) }
        let besides = folders.map { ($0 as NSString).deletingLastPathComponent }
        let places =
            [example.file] + besides.flatMap { ["\($0)/\(example.file)", "\($0)/\(name)"] }
            + [environment.resources + "/" + example.file]
        guard !name.isEmpty,
            let path = places.first(where: { Files.exists($0) && !Files.isDirectory($0) })
        else {
            let shown = example.file.isEmpty ? "no file" : example.file
            post(
                .message(
                    Message(
                        .warning,
                        "\(example.trace) of \(shown) is not open and not there: o opens its file"))
            )
            return
        }
        post(.exampleFound(path: Files.absolute(path), example))
    }
}

extension LexiconInUse {
    /// A file of the library as the workbench knows it.
    public init(_ file: LexiconFile) {
        self.init(
            lexicon: file.lexicon, name: file.name, path: file.path,
            isOwned: !file.isShipped && file.isWhole)
    }
}
