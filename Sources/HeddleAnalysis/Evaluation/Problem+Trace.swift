extension Problem {
    /// The problem that a trace solves, as far as the trace says how an answer is judged; nil where
    /// it does not.
    public init?(trace: Trace) {
        self.init(id: trace.id, task: trace.task, prompt: trace.prompt)
        if let numbers = trace.extra["numbers"]?.array?.compactMap(\.int),
            let target = trace.extra["target"]?.int
        {
            key = .countdown(numbers: numbers, target: target)
        } else if let answer = trace.answer {
            key = .text(answer)
        } else {
            return nil
        }
    }

    /// Checks the trace's response and writes verdict and key into the trace, so that branches of
    /// it can be checked too.
    public func record(in trace: inout Trace) {
        trace.task = task
        trace.correct = AnswerCheck.check(self, response: trace.response).correct
        switch key {
        case .text(let answer)?: trace.answer = answer
        case .countdown(let numbers, let target)?:
            trace.extra["numbers"] = .array(numbers.map(JSONValue.integer))
            trace.extra["target"] = .integer(target)
        case nil: break
        }
    }
}

extension AnswerCheck {
    /// Checks the response of a trace that carries its own key; only reads the answer from others.
    public static func check(trace: Trace) -> AnswerCheck {
        guard let problem = Problem(trace: trace) else {
            return AnswerCheck(answer: finalAnswer(of: trace.response), correct: nil)
        }
        return check(problem, response: trace.response)
    }
}
