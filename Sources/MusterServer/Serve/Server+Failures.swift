import Glibc
import NIOCore

extension Server {
    /// Puts what kept a server from listening into words.
    static func explain(_ error: any Error, listen: ListenAddress) -> any Error {
        guard let error = error as? IOError else { return error }
        let reason =
            switch error.errnoCode {
            case EADDRINUSE: "\(listen) is in use: stop the program that listens there, or choose another address"
            case EACCES: "\(listen) may not be listened on by this user: choose a port above 1023"
            case EADDRNOTAVAIL: "\(listen) is no address of this machine: choose one that is"
            default: "\(listen) cannot be listened on: \(error)"
            }
        return ConfigurationError(place: "listen", reason: reason)
    }
}
