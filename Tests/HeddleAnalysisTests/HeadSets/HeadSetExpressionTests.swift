import HeddleAnalysis
import Testing

/// A model of 3 layers with 4 heads each; what sets hold is written out by hand.
struct HeadSetExpressionTests {
    private static let shape = HeadShape(layers: 3, heads: 4, keyValueHeads: 2)
    private static let sweep: JSONValue = [
        "heads": [
            ["layer": 0, "head": 0, "effect": 0.5], ["layer": 0, "head": 1, "effect": -2],
            ["layer": 1, "head": 3, "effect": 1], ["layer": 2, "head": 2, "effect": .null],
            ["layer": 2, "head": 3, "effect": 1, "groups": ["planning": ["mean": 7]]],
        ]
    ]
    private static let mediation: JSONValue = [
        "types": [
            "induction": [
                "scores": [[0, 1, 2, 3], [9, 0, 0, 0], [0, 0, 8, 0]],
                "significant": [["layer": 1, "head": 0, "score": 9]],
                "significantStudentized": [["layer": 2, "head": 2, "score": 8]],
            ],
            "retrieval": ["scores": [], "significant": [["layer": 0, "head": 3, "score": 1]]],
        ]
    ]
    private static var context: HeadSetContext {
        HeadSetContext(
            shape: shape,
            sets: [
                "a": heads("0.1 1.2"), "b": heads("1.2 2.3"),
                "other": [HeadID(layer: 9, head: 0)],
            ], shown: ["entropy": [HeadID(layer: 0, head: 2): 3, HeadID(layer: 1, head: 1): 4]]
        ) { path throws(HeadSetError) in
            switch path {
            case "sweep.json": sweep
            case "m.json", "my report.json": mediation
            default: throw .unreadable(path: path, reason: "no such file")
            }
        }
    }

    private static func heads(_ text: String) -> Set<HeadID> {
        Set((try? HeadSelection.parse(text, shape: shape)) ?? [])
    }

    @Test(arguments: [
        ("0.2,1.*", "0.2 1.0 1.1 1.2 1.3"), ("0.2 2.3", "0.2 2.3"), ("0.2;2.3", "0.2 2.3"),
        ("@a", "0.1 1.2"), ("@a + @b", "0.1 1.2 2.3"), ("@a,@b", "0.1 1.2 2.3"),
        ("@a - @b", "0.1"), ("@a & @b", "1.2"), ("@a+0.0", "0.0 0.1 1.2"),
        ("!0-1.*", "2.0 2.1 2.2 2.3"), ("!0.*,1.*", "2.0 2.1 2.2 2.3"),
        ("!!@a", "0.1 1.2"),
        // From left to right; & before + and -; lists before all.
        ("0.0,0.1 - 0.1 + 0.1", "0.0 0.1"), ("0.0,0.1 - (0.1 + 0.0)", ""),
        ("0.* - @a & 0.*", "0.0 0.2 0.3"), ("0.* - 0.1,0.2", "0.0 0.3"),
        ("(@a + @b) - 1.*", "0.1 2.3"), ("0-1.1 - 0.1", "1.1"),
        ("significant(m.json)", "0.3 1.0"), ("significant(m.json, induction)", "1.0"),
        ("studentized(m.json)", "2.2"), ("studentized(m.json, retrieval)", ""),
        ("significant(m.json) + studentized(m.json)", "0.3 1.0 2.2"),
        ("significant(\"my report.json\", retrieval)", "0.3"),
        ("top(1, effect, sweep.json)", "1.3"), ("top(2, effect, sweep.json)", "1.3 2.3"),
        ("top(1, -effect, sweep.json)", "0.1"), ("top(1, |effect|, sweep.json)", "0.1"),
        ("top(9, effect, sweep.json)", "0.0 0.1 1.3 2.3"),
        ("top(1, groups.planning.mean, sweep.json)", "2.3"),
        ("top(2, induction, m.json)", "1.0 2.2"), ("top(1, entropy)", "1.1"),
        ("top(1, effect, sweep.json) + @a - 1.2", "0.1 1.3"),
    ])
    func expressionsMakeTheseHeads(expression: String, expected: String) throws {
        let found = try Self.context.heads(expression)
        #expect(HeadSelection.format(found) == expected)
    }

    @Test(arguments: [
        ("@a -", 4), ("@a + ", 5), ("(@a", 3), ("@a )", 3), ("& @a", 0), ("@a - - @b", 5),
        ("@", 0), ("top(3)", 5), ("\"x", 0), ("significant(m.json, planning)", 20), ("!", 1),
        ("top(1, effect, sweep.json", 25),
    ])
    func errorsNameThePlace(expression: String, offset: Int) {
        #expect {
            _ = try HeadSetExpression(parsing: expression)
        } throws: { error in
            guard case .malformed(expression, offset, _) = error as? HeadSetError else {
                return false
            }
            return true
        }
    }

    @Test(arguments: [
        ("@c", HeadSetError.unknownSet(name: "c", known: ["a", "b", "other"])),
        ("@a-0.1", .unknownSet(name: "a-0.1", known: ["a", "b", "other"])),
        ("@other", .otherModel(name: "other", head: HeadID(layer: 9, head: 0), shape: shape)),
        ("3.0 + @a", .heads(.outside(item: "3.0", shape: shape))),
        ("x + @a", .heads(.malformed(item: "x"))), ("", .heads(.malformed(item: ""))),
        ("top(0, effect, sweep.json)", .badCount(text: "0")),
        (
            "top(1, kl, sweep.json)",
            .noMeasure(
                measure: "kl", source: "sweep.json", known: ["effect", "groups.planning.mean"])
        ),
        ("top(1, kl)", .noMeasure(measure: "kl", source: "the screen", known: ["entropy"])),
        ("significant(no.json)", .unreadable(path: "no.json", reason: "no such file")),
    ])
    func whatCannotBeMadeSaysWhy(expression: String, expected: HeadSetError) {
        #expect(throws: expected) { try Self.context.heads(expression) }
    }

    @Test func filesThatAreNoMediationAreRefused() {
        #expect {
            _ = try Self.context.heads("significant(sweep.json)")
        } throws: { error in
            if case .noMediation("sweep.json", _) = error as? HeadSetError { true } else { false }
        }
    }

    @Test func topWithoutAFileNeedsSomethingShown() {
        let context = HeadSetContext(shape: Self.shape)
        #expect(throws: HeadSetError.nothingShown(measure: "sink")) {
            try context.heads("top(3, sink)")
        }
    }

    @Test(arguments: [
        ("retrieval", true), ("a-b_2", true), ("2x", false), ("", false), ("a b", false),
        ("a.b", false),
    ])
    func names(name: String, isGood: Bool) {
        let found: Void? = try? HeadSetExpression.checkName(name)
        #expect((found != nil) == isGood)
    }
}
