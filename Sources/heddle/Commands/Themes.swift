import ArgumentParser
import Canvas
import HeddleAnalysis
import Storage

struct Themes: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "The themes that are there, or a check of one theme file.")

    @Argument(help: "Name or path of a theme (also a base16 scheme) to check.")
    var theme: String?

    @OptionGroup var output: OutputOptions

    func run() throws {
        let library = ThemeLibrary(paths: .current())
        if let theme {
            let loaded = try library.load(theme)
            show([loaded])
        } else {
            show(try library.names.map { name throws(StorageError) in try library.load(name) })
        }
    }

    private func show(_ themes: [Theme]) {
        if output.json {
            Output.json([
                "schema": "heddle.themes/1",
                "themes": .array(
                    themes.map {
                        [
                            "name": .string($0.name), "variant": .string($0.variant.rawValue),
                            "roles": .integer($0.styles.count),
                        ]
                    }),
            ])
        } else {
            for theme in themes {
                Output.line("\(theme.name)\t\(theme.variant.rawValue)")
            }
        }
    }
}
