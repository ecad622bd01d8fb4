import DurableFiles
import JSON
import Records
import Synchronization
import TransparencyLog

/// The tokens of one log, in memory and in `tokens/<log>.json`, which holds hashes only.
///
/// The file is not believed by itself: at start it is held against the log, see `Administration.reconcile()`.
package final class TokenStore: Sendable {
    let path: String
    private let list: Mutex<List>
    private let findings = Mutex(Findings())

    /// What the log said that the file did not.
    private struct Findings {
        var lost: [LostToken] = []
        var doubts: [(name: String, doubt: TokenDoubt)] = []
    }

    /// The tokens, and where each hash stands among them.
    private struct List {
        var tokens: [Token]
        var places: [Hash: Int]

        init(_ tokens: [Token]) {
            self.tokens = tokens
            places = Dictionary(tokens.enumerated().map { ($1.hash, $0) }, uniquingKeysWith: { first, _ in first })
        }
    }

    /// Reads the file; a missing one is an empty store.
    package init(path: String) throws(DataDirectoryError) {
        self.path = path
        let bytes: [UInt8]?
        do throws(FileError) {
            bytes = try DurableFile.read(path, limit: 64 << 20)
        } catch { throw .file(error) }
        list = Mutex(List(bytes == nil ? [] : try TokenFile.decode(bytes ?? [], path)))
    }

    /// Every token there ever was, oldest first.
    package var all: [Token] { list.withLock { $0.tokens } }

    package func token(named name: String) -> Token? { all.first { $0.name.hasSameBytes(as: name) } }

    /// Tokens that the log speaks of and the file does not.
    package internal(set) var lost: [LostToken] {
        get { findings.withLock { $0.lost } }
        set { findings.withLock { $0.lost = newValue } }
    }

    /// Lines of the file that the log did not bear out at this start; they are revoked.
    var doubts: [(name: String, doubt: TokenDoubt)] {
        get { findings.withLock { $0.doubts } }
        set { findings.withLock { $0.doubts = newValue } }
    }

    /// What a bearer's value stands for, whatever its state. Hashes are compared in constant time; the place to
    /// look at comes from a hash of the value, which whoever guesses values cannot steer.
    func find(hash: Hash) -> Token? {
        list.withLock { list in
            guard let place = list.places[hash], list.tokens[place].hash.isEqualInConstantTime(to: hash) else {
                return nil
            }
            return list.tokens[place]
        }
    }

    /// Adds a token whose name was never used; false when it was.
    func add(_ token: Token) throws(DataDirectoryError) -> Bool {
        guard !lost.contains(where: { $0.name.hasSameBytes(as: token.name) }) else { return false }
        return try change { tokens in
            guard !tokens.contains(where: { $0.name.hasSameBytes(as: token.name) }) else { return false }
            tokens.append(token)
            return true
        }
    }

    /// Moves a token on in its life; false when it is not in one of the states it can come from.
    func move(_ name: String, from: Set<Token.State>, to state: Token.State, at time: Timestamp? = nil)
        throws(DataDirectoryError) -> Bool
    {
        try change { tokens in
            guard let place = tokens.firstIndex(where: { $0.name.hasSameBytes(as: name) }),
                from.contains(tokens[place].state)
            else { return false }
            tokens[place].state = state
            if let time { tokens[place].revoked = time }
            return true
        }
    }

    /// Stops a token at once: it is good no more even where that cannot be made durable, which is then thrown.
    func stop(_ name: String, at time: Timestamp) throws(DataDirectoryError) {
        _ = try change(countsAnyhow: true) { tokens in
            guard let place = tokens.firstIndex(where: { $0.name.hasSameBytes(as: name) }),
                tokens[place].state == .creating || tokens[place].state == .active
            else { return false }
            tokens[place].state = .revoking
            tokens[place].revoked = time
            return true
        }
    }

    /// Takes back a token whose creation was certainly not recorded, so that its name is free again. Where the file
    /// cannot be written the line stands until the next change, or until the next start ends it.
    func forget(_ name: String) {
        _ = try? change(countsAnyhow: true) { tokens in
            let before = tokens.count
            tokens.removeAll { $0.name.hasSameBytes(as: name) && $0.state == .creating }
            return tokens.count < before
        }
    }

    /// Changes the list and makes it durable before it counts; with `countsAnyhow` it counts even where that fails.
    private func change(
        countsAnyhow: Bool = false, _ body: (inout [Token]) -> Bool
    ) throws(DataDirectoryError) -> Bool {
        let result = list.withLock { list -> Result<Bool, DataDirectoryError> in
            var changed = list.tokens
            guard body(&changed) else { return .success(false) }
            do throws(FileError) {
                try DurableFile.write(TokenFile.encode(changed), to: path, mode: 0o600)
            } catch {
                if countsAnyhow { list = List(changed) }
                return .failure(.file(error))
            }
            list = List(changed)
            return .success(true)
        }
        return try result.get()
    }
}

extension Hash {
    /// Compares without telling, through time, where two hashes differ.
    func isEqualInConstantTime(to other: Hash) -> Bool {
        withUnsafeBytes { left in
            other.withUnsafeBytes { right in
                var difference: UInt8 = 0
                for place in 0..<Hash.byteCount { difference |= left[place] ^ right[place] }
                return difference == 0
            }
        }
    }
}
