import HTTPTypes
import JSON
import Ledger
import Recorder
import TransparencyLog

/// What became of one record of a request.
enum EventResult {
    case appended(Sequenced, receipt: String?)
    case refused(Problem)

    /// `recorded`, `duplicate`, `conflict`, or `invalid` for what was refused.
    var status: String {
        switch self {
        case .appended(.recorded, _): "recorded"
        case .appended(.duplicate, _): "duplicate"
        case .appended(.conflict, _): "conflict"
        case .refused: "invalid"
        }
    }

    /// Members `status`, `index` and `receipt`, or `status` and `error` with `code`, `field` and `detail`.
    var json: JSONValue {
        var object = JSONObject([("status", .string(status))])
        switch self {
        case .appended(let appended, let receipt):
            object["index"] = .int(appended.index)
            object["receipt"] = receipt.map { .string($0) }
            if case .conflict = appended {
                object["error"] = .object(Self.error(.idempotencyConflict(appended.index)))
            }
        case .refused(let problem):
            object["error"] = .object(Self.error(problem))
        }
        return .object(object)
    }

    private static func error(_ problem: Problem) -> JSONObject {
        var error = JSONObject([("code", .string(problem.code))])
        error["field"] = problem.field.map { .string($0) }
        error["detail"] = .string(problem.detail)
        return error
    }
}

extension Problem {
    /// 409: the key was used for another content.
    static func idempotencyConflict(_ index: UInt64) -> Problem {
        var problem = Problem(
            .conflict, "idempotency-conflict",
            "The same key was recorded with other content, as entry \(index). Give each event a key of its own.")
        problem.members = [("index", .int(index))]
        return problem
    }
}
