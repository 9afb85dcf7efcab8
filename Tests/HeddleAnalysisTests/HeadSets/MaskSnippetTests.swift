import HeddleAnalysis
import Testing

/// `Tests/Peers/snippets.py` runs the programs; here is what they say.
struct MaskSnippetTests {
    private static func snippet(
        _ mask: HeadMask, values: MaskSnippet.Values = .file("v.safetensors"),
        trace: String = "t", architecture: String = "llama"
    ) -> MaskSnippet {
        MaskSnippet(
            trace: trace, model: "/m/bobbin", architecture: architecture, headDimension: 4,
            arithmetic: .float32, tokens: [0, 5, 7], beginsWithBOS: true, mask: mask,
            values: values)
    }

    private static let heads: Set = [
        HeadID(layer: 3, head: 5), HeadID(layer: 0, head: 2), HeadID(layer: 3, head: 1),
    ]

    @Test(arguments: [
        (AblationScope.always, "slice(None)"), (.from(target: 7), "slice(6, None)"),
        (.from(target: 0), "slice(0, None)"), (.targets([9, 0, 4]), "[3, 8]"),
    ])
    func positionsAreThoseOfTheQueries(scope: AblationScope, expected: String) {
        let text = Self.snippet(HeadMask(heads: Self.heads, scope: scope)).text(.transformerlens)
        #expect(text.contains("\nPOSITIONS = \(expected)  #"))
    }

    @Test func tokensHeadsAndPolicyAreWrittenOut() {
        let text = Self.snippet(HeadMask(heads: Self.heads)).text(.transformerlens)
        #expect(text.contains("\nTOKENS = torch.tensor([[0, 5, 7]])\n"))
        #expect(text.contains("\nHEADS = {0: [2], 3: [1, 5]}"))
        #expect(text.contains("prepend_bos=False"))
        #expect(text.contains("dtype=torch.float32"))
        #expect(text.contains("z[:, POSITIONS, head] = 0\n"))
        #expect(!text.contains("load_file"))
    }

    @Test func valuesComeFromAFileOrAreWrittenOut() {
        let mask = HeadMask(heads: [HeadID(layer: 1, head: 0)], mode: .mean)
        let file = Self.snippet(mask).text(.transformerlens)
        #expect(file.contains("VALUES = load_file(\"v.safetensors\")"))
        #expect(file.contains("heddle dump TRACE --hooks blocks.1.attn.hook_z\n"))
        #expect(file.contains("--ablate 1.0 --ablation mean"))
        let vectors = MaskSnippet.Values.vectors([HeadID(layer: 1, head: 0): [0.5, -1, 0, 2]])
        let given = Self.snippet(mask, values: vectors).text(.transformerlens)
        #expect(given.contains("(1, 0): torch.tensor([0.5, -1.0, 0.0, 2.0]),"))
        #expect(given.contains("= VALUES[layer, head]\n"))
        #expect(!given.contains("load_file"))
    }

    @Test(arguments: [
        ("llama", "model.model.layers[layer].self_attn.o_proj.input"),
        ("gpt2", "model.transformer.h[layer].attn.c_proj.input"),
        ("gpt_neox", "model.gpt_neox.layers[layer].attention.dense.input"),
    ])
    func nnsightChangesWhatTheOutputProjectionReads(architecture: String, place: String) {
        let mask = HeadMask(heads: Self.heads)
        let text = Self.snippet(mask, architecture: architecture).text(.nnsight)
        #expect(text.contains("z = \(place)\n"))
        #expect(text.contains("z[:, POSITIONS, head * WIDTH:(head + 1) * WIDTH] = 0\n"))
        #expect(text.contains("WIDTH = 4"))
    }

    /// A trace's id cannot end the comment that it stands in.
    @Test func namesCannotBecomeCode() {
        let text = Self.snippet(HeadMask(), trace: "a\nimport os\r\"\\").text(.transformerlens)
        #expect(!text.contains("\nimport os"))
        #expect(!text.contains("\r"))
        #expect(text.contains("with all heads on"))
    }
}
