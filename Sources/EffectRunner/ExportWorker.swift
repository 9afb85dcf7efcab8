import HeddleAnalysis
import HeddleEngine
import Storage
import Workbench

/// Writes traces of the list to a file, one after the other, while everything else goes on.
struct ExportWorker {
    let export: TraceExport
    let library: LibraryWorker
    let post: Post

    init(_ export: TraceExport, library: LibraryWorker, post: @escaping Post) {
        self.export = export
        self.library = library
        self.post = post
    }

    func run(_ cancellation: Cancellation) async {
        do {
            guard let summary = try await write(cancellation) else {
                post(.message(Message(.information, "Not written: \(export.path) is as it was")))
                return
            }
            var text = "\(summary.traces) \(summary.traces == 1 ? "trace" : "traces") written to "
            text += Files.absolute(export.path)
            if let remark = summary.remark { text += ": " + remark }
            post(.message(Message(.information, text)))
        } catch let error as StorageError {
            post(.failed(.export, message: error.description))
        } catch {
            post(.failed(.export, message: "\(error)"))
        }
    }

    /// Nil where the work was cancelled; the file is then as it was.
    private func write(_ cancellation: Cancellation) async throws -> TraceExporter.Summary? {
        let exporter = try TraceExporter(
            export.format, to: .file(export.path), title: export.title,
            labeller: library.labels.labeller, inputs: inputs)
        var problems: [String] = []
        let step = max(1, export.entries.count / 100)
        for (index, entry) in export.entries.enumerated() {
            if cancellation.isCancelled { return nil }
            if index % step == 0 { tell(done: index) }
            switch await library.trace(of: entry) {
            case .success(let trace):
                let record = TraceRecord(
                    trace: trace, format: entry.format ?? .heddle, file: entry.file ?? "",
                    line: entry.place?.line ?? 0)
                let notes = (export.notes[entry.id] ?? []).map { $0.placed(in: trace) }
                try exporter.add(record, notes: notes)
            case .failure(let problem): problems.append(problem.description)
            }
        }
        if let first = problems.first {
            post(.message(Message(.warning, "\(problems.count) traces left out: \(first)")))
        }
        return try exporter.finish()
    }

    private var inputs: [String] { Array(Set(export.entries.compactMap(\.file))) }

    private func tell(done: Int) {
        let label = "writing \(export.path)"
        let progress = Progress(label: label, done: done, total: export.entries.count)
        post(.progress(.export, progress))
    }
}

extension TraceNote {
    /// The note without its place where the tokens on the screen were others than the file's: its
    /// quote does not stand there then.
    fileprivate func placed(in trace: Trace) -> TraceNote {
        guard let tokens, let table = trace.tokens, tokens.upperBound <= table.count else {
            return TraceNote(tokens: nil, text: text, quote: quote, isBookmark: isBookmark)
        }
        let bytes = table.bytes(of: tokens)
        let text = trace.textBytes
        let isThere =
            bytes.upperBound <= text.count
            && String(decoding: text[bytes], as: UTF8.self).contains(quote)
        return isThere
            ? self
            : TraceNote(tokens: nil, text: self.text, quote: quote, isBookmark: isBookmark)
    }
}
