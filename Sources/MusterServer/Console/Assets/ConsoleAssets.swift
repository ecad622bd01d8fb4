import HTTPTypes
import Hummingbird
import NIOCore

/// What pages load: one style sheet, some script modules, an icon. All of it stands in the program.
enum ConsoleAssets {
    struct Asset {
        let type: String
        let bytes: [UInt8]
        let tag: String

        init(_ type: String, _ text: String) {
            self.type = type
            bytes = Array(text.utf8)
            tag = LogFileAnswer.tag(of: bytes)
        }
    }

    static let all: [String: Asset] = [
        "console.css": Asset("text/css; charset=utf-8", ConsoleStyle.text),
        "console.js": Asset("text/javascript; charset=utf-8", ConsoleScripts.console),
        "live.js": Asset("text/javascript; charset=utf-8", ConsoleScripts.live),
        "proof.js": Asset("text/javascript; charset=utf-8", ConsoleScripts.proof),
        "log.js": Asset("text/javascript; charset=utf-8", ConsoleScripts.log),
        "tree.js": Asset("text/javascript; charset=utf-8", ConsoleScripts.tree),
        "icon.svg": Asset("image/svg+xml", icon),
    ]

    /// A file, or 304 to who has it as it is: caches ask each time, so that a new program's pages never meet old files.
    static func answer(_ request: Request, named name: String) throws(Problem) -> Response {
        guard let asset = all[name] else { throw .notFound("The console has no such file.") }
        var headers: HTTPFields = [.eTag: asset.tag, .cacheControl: "no-cache"]
        let known = request.headers[.ifNoneMatch]?.split(separator: ",").contains {
            $0.contains(asset.tag) || $0 == "*"
        }
        if known ?? false { return Response(status: .notModified, headers: headers) }
        headers[.contentType] = asset.type
        return Response(
            status: .ok, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: asset.bytes)))
    }

    private static let icon = """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><path fill="#0a5c7d" d="M12 1 3 4.4V11c0 5.6 3.8 10.1 9 12 5.2-1.9 9-6.4 9-12V4.4z"/><path fill="none" stroke="#fff" stroke-width="2.2" stroke-linecap="round" stroke-linejoin="round" d="m7.8 12.2 3 3 5.4-6"/></svg>
        """
}
