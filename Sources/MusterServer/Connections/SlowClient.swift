import HTTPTypes

/// The sender of a request body was too slow for too long; thrown out of the body while it is read.
struct SlowClient: Error {}

extension Problem {
    /// 408, and the connection is closed.
    static var slowClient: Problem {
        var problem = Problem(
            .requestTimeout, "slow-client", "The request body arrived too slowly. Send it again, faster.")
        problem.closesConnection = true
        return problem
    }
}
