import HTTPTypes

/// The sender of a request body was too slow for too long; thrown out of the body while it is read.
struct SlowClient: Error {}

extension Problem {
    /// 499, as others count it: nobody is there to read it.
    static var clientGone: Problem {
        var problem = Problem(
            HTTPResponse.Status(code: 499, reasonPhrase: "Client Closed Request"), "client-gone",
            "The connection was closed before the answer was there.")
        problem.closesConnection = true
        return problem
    }

    /// 408, and the connection is closed.
    static var slowClient: Problem {
        var problem = Problem(
            .requestTimeout, "slow-client", "The request body arrived too slowly. Send it again, faster.")
        problem.closesConnection = true
        return problem
    }
}
