import NIOCore

extension Server {
    /// Puts what kept a server from listening into words.
    static func explain(_ error: any Error, listen: ListenAddress) -> any Error {
        guard let error = error as? IOError else { return error }
        return listen.refusal(error.errnoCode)
    }
}
