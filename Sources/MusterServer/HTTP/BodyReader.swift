import HTTPTypes
package import Hummingbird
import NIOCore

/// Reads request bodies, never more than a limit.
package enum BodyReader {
    /// The whole body; 413 as soon as it is known to have more than `limit` bytes.
    ///
    /// A body that announces more is refused before any of it is read.
    /// `setting` is the name of the setting that the limit comes from; nil for one that nobody can set.
    package static func read(
        _ request: Request, limit: Int, setting: String? = "limits.body"
    ) async throws -> [UInt8] {
        try check(request, limit: limit, setting: setting)
        var bytes: [UInt8] = []
        for try await buffer in request.body {
            guard buffer.readableBytes <= limit - bytes.count else {
                throw Problem.tooLarge("request body", limit: setting, value: limit)
            }
            bytes.append(contentsOf: buffer.readableBytesView)
        }
        return bytes
    }

    /// Refuses a body that is compressed, which would be read as something else.
    static func checkEncoding(_ request: Request) throws(Problem) {
        guard let encoding = request.headers[.contentEncoding], encoding.lowercased() != "identity" else { return }
        throw .unsupportedEncoding
    }

    /// Refuses a body that is compressed, or whose announced length is over the limit.
    package static func check(_ request: Request, limit: Int, setting: String?) throws(Problem) {
        try checkEncoding(request)
        guard let text = request.headers[.contentLength], let length = Int(text) else { return }
        guard length <= limit else { throw .tooLarge("request body", limit: setting, value: limit) }
    }
}
