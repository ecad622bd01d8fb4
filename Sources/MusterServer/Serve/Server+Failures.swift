import NIOCore

extension Server {
    /// Puts what kept the server from listening into words.
    func explain(_ error: any Error) -> any Error {
        guard let error = error as? IOError else { return error }
        return configuration.listen.refusal(error.errnoCode)
    }
}
