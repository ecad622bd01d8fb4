import Glibc

/// What the program is started with: the target's name in the variable `MUSTER_FUZZ_TARGET`.
enum Driver {
    static let target: FuzzTarget = {
        guard let name = variable("MUSTER_FUZZ_TARGET"), let target = FuzzTarget(rawValue: name) else {
            fatalError("MUSTER_FUZZ_TARGET is one of \(FuzzTarget.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        return target
    }()

    static func variable(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

    /// Writes the seeds of the target into the folder that `MUSTER_FUZZ_SEEDS` names, and ends.
    static func writeSeedsIfAsked() {
        guard let folder = variable("MUSTER_FUZZ_SEEDS") else { return }
        for (number, seed) in target.seeds.enumerated() { write(seed, to: "\(folder)/seed-\(number)") }
        exit(0)
    }

    private static func write(_ bytes: [UInt8], to path: String) {
        guard let file = fopen(path, "w") else { fatalError("cannot write \(path)") }
        fwrite(bytes, 1, bytes.count, file)
        fclose(file)
    }

    static func read(_ path: String) -> [UInt8] {
        guard let file = fopen(path, "r") else { fatalError("cannot read \(path)") }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = fread(&buffer, 1, buffer.count, file)
            if count == 0 { return bytes }
            bytes += buffer[..<count]
        }
    }
}

#if FUZZING
    /// Called by libFuzzer before the first input.
    @_cdecl("LLVMFuzzerInitialize")
    public func fuzzerInitialize(_ count: UnsafeMutableRawPointer?, _ arguments: UnsafeMutableRawPointer?) -> CInt {
        Driver.writeSeedsIfAsked()
        return 0
    }

    /// Called by libFuzzer with each input.
    @_cdecl("LLVMFuzzerTestOneInput")
    public func fuzzerTestOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
        Driver.target.attempt(Array(UnsafeBufferPointer(start: start, count: count)))
        return 0
    }
#else
    /// Without libFuzzer: gives every file that is named to the target, once.
    @main struct Replay {
        static func main() {
            Driver.writeSeedsIfAsked()
            for path in CommandLine.arguments.dropFirst() { Driver.target.attempt(Driver.read(path)) }
            print("\(CommandLine.arguments.count - 1) inputs of \(Driver.target.rawValue) replayed")
        }
    }
#endif
