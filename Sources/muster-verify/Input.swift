import ArgumentParser
import Foundation
import TransparencyLog
import Verification

/// Reading arguments and writing answers.
enum Input {
    /// Everything that is read as one small file is at most this long.
    private static let limit = 1 << 20

    static func key(_ text: String) throws -> VerifierKey {
        do {
            return try VerifierKey(text)
        } catch {
            throw ValidationError("--vkey: \(error)")
        }
    }

    /// The bytes of a file that an argument names.
    static func bytes(_ path: String) throws -> [UInt8] {
        do {
            return try DirectorySource.file(path, limit: limit)
        } catch {
            throw refusal("\(path): \(error.description)", status: error.exitStatus)
        }
    }

    /// The token in a file.
    static func token(_ path: String) throws -> String {
        let text = String(decoding: try bytes(path), as: UTF8.self).filter { !$0.isWhitespace }
        guard !text.isEmpty else { throw refusal("the token file \(path) is empty", status: 3) }
        return text
    }

    /// Says on standard error why there is no answer, and gives the status to exit with.
    static func refusal(_ reason: String, status: Int32) -> ExitCode {
        FileHandle.standardError.write(Data("muster-verify: \(reason)\n".utf8))
        return ExitCode(status)
    }

    static func write(_ bytes: [UInt8]) {
        FileHandle.standardOutput.write(Data(bytes))
    }
}
