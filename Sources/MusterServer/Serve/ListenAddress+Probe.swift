import Glibc

extension ListenAddress {
    /// Tries whether this process can listen here, and gives the address back at once.
    ///
    /// - Throws: ``ConfigurationError`` that says why not.
    func probe() throws(ConfigurationError) {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        hints.ai_flags = AI_PASSIVE
        var found: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host, String(port), &hints, &found) == 0, let first = found?.pointee else {
            throw ConfigurationError(place: "listen", reason: "\(host) is no address and no name of this machine")
        }
        defer { freeaddrinfo(found) }
        let descriptor = socket(first.ai_family, first.ai_socktype | Int32(SOCK_CLOEXEC.rawValue), first.ai_protocol)
        guard descriptor >= 0 else { throw refusal(errno) }
        defer { close(descriptor) }
        // As the listener itself does: connections of a server that ended a moment ago are in nobody's way.
        var yes: Int32 = 1
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
        guard bind(descriptor, first.ai_addr, first.ai_addrlen) == 0 else { throw refusal(errno) }
    }

    /// Why the system would not have this process listen here, and what to do.
    func refusal(_ number: Int32) -> ConfigurationError {
        let reason =
            switch number {
            case EADDRINUSE: "\(self) is in use: stop the program that listens there, or choose another address"
            case EACCES: "\(self) may not be listened on by this user: choose a port above 1023"
            case EADDRNOTAVAIL: "\(self) is no address of this machine: choose one that is"
            default: "\(self) cannot be listened on: \(String(cString: strerror(number)))"
            }
        return ConfigurationError(place: "listen", reason: reason)
    }
}
