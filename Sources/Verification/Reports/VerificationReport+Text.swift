internal import TransparencyLog

extension VerificationReport {
    /// The report for people: what was checked, what is unusual, and at the end one line with the answer.
    package var text: String {
        var lines: [String] = []
        if let origin { lines.append("log       \(origin)") }
        if let key { lines.append("key       \(key) (\(keyNote))") }
        if isPlain { lines.append("entries   any bytes (a plain log): only their hashes were checked") }
        if let openedRecords {
            let rest = unreadableRecords > 0 ? ", \(unreadableRecords) of them with erased or missing keys" : ""
            lines.append("records   \(openedRecords) opened and compared\(rest)")
        }
        if let consistentSize {
            lines.append("history   begins with the \(consistentSize) entries of the older checkpoint")
        }
        lines += warnings.map { "warning   \($0)" }
        lines += faults.map { "fault     \($0)" }
        if faultCount > faults.count { lines.append("fault     … and \(faultCount - faults.count) more") }
        lines.append(summary)
        return lines.map(Harmless.text).joined(separator: "\n") + "\n"
    }

    private var keyNote: String {
        keySource == .argument
            ? "given" : "taken from the log itself; give --vkey to be sure whose log this is"
    }

    /// The last line.
    package var summary: String {
        switch outcome {
        case .verified:
            let root = root?.base64 ?? "", newest = newestTime.map { ", newest entry of \($0)" } ?? ""
            return "verified: \(size ?? 0) entries, root \(root), checkpoint of \(origin ?? "")\(newest)"
        case .failed:
            return "FAILED: \(faults.first.map { "\($0)" } ?? "")"
        case .unknown:
            let whole = isComplete ? " (by itself the log is whole: \(size ?? 0) entries)" : ""
            return "COULD NOT TELL: \(obstacle ?? "")\(whole)"
        }
    }
}
