import HTTPTypes
package import Hummingbird

extension Server {
    /// Answers requests of the public listener, for tests that need no network.
    package func responder() -> RouterResponder<DoorContext> { router(callers).buildResponder() }

    /// Answers requests of the control socket.
    package func controlResponder() -> RouterResponder<DoorContext> { router(LocalAuthenticator()).buildResponder() }
}

extension Server {
    /// The routes of the public listener, without those that answer HEAD.
    package var routes: [(method: String, path: String)] {
        let router = Router(context: DoorContext.self)
        Doors(router: router, authenticator: callers, logs: logs).hang(everyDoor())
        return router.routes.map { ($0.method.rawValue, $0.path.description) }
    }
}
