import Records
import TransparencyLog

extension BundleChecker {
    /// A sealed bundle: where it was read from and where its records lie.
    struct SealedRecords {
        let path: String
        let bytes: [UInt8]
        let ranges: [Range<Int>]
    }

    /// The sealed bundle; nil when it is missing, or malformed, which is a fault.
    func readSealed(_ file: LogFile, _ bundle: inout CheckedBundle) async throws(SourceError) -> SealedRecords? {
        let answer: EdgeReader.Answer
        do {
            answer = try await reader.read(file)
        } catch  where error.code == .missing {
            return nil
        } catch  where error.code == .tooLarge {
            bundle.faults.add(Fault(file.path, nil, error.description), order: bundle.firstEntry)
            return SealedRecords(path: file.path, bytes: [], ranges: [])
        }
        do {
            let ranges = try SealedBundle.decode(answer.bytes, width: file.width)
            return SealedRecords(path: answer.path, bytes: answer.bytes, ranges: ranges)
        } catch {
            bundle.faults.add(Fault(answer.path, nil, error.description), order: bundle.firstEntry)
            return SealedRecords(path: answer.path, bytes: [], ranges: [])
        }
    }

    /// Parses every entry and checks its sealed record.
    func parse(_ bytes: [UInt8], _ ranges: [Range<Int>], _ sealed: SealedRecords?, _ bundle: inout CheckedBundle) {
        bundle.headers.reserveCapacity(ranges.count)
        for (place, range) in ranges.enumerated() {
            let index = bundle.firstEntry + UInt64(place)
            do {
                let entry = try Entry(parsing: Array(bytes[range]))
                add(entry, index, &bundle)
                checkSealed(entry, place, sealed, &bundle)
            } catch {
                bundle.faults.add(Fault(bundle.path, index, "not an entry: \(error)"), order: index)
            }
        }
    }

    private func add(_ entry: Entry, _ index: UInt64, _ bundle: inout CheckedBundle) {
        let start = bundle.references.count
        bundle.references += entry.references
        let header = CheckedBundle.Header(index: index, time: entry.time, references: start..<bundle.references.count)
        bundle.headers.append(header)
        if !entry.isSpecified { bundle.unspecified += 1 }
        if index == 0 { bundle.genesis = entry.genesis }
        if (entry.kind == .genesis) != (index == 0) {
            let reason = index == 0 ? "entry 0 is not the genesis entry" : "a genesis entry is possible at index 0 only"
            bundle.faults.add(Fault(bundle.path, index, reason), order: index)
        }
    }

    private func checkSealed(
        _ entry: Entry, _ place: Int, _ sealed: SealedRecords?, _ bundle: inout CheckedBundle
    ) {
        let index = bundle.firstEntry + UInt64(place)
        let path = sealed?.path ?? LogFile(.sealed, bundle.index, width: bundle.width).path
        let range = sealed.flatMap { $0.ranges.isEmpty ? nil : $0.ranges[place] }
        guard let commitment = entry.commitment else {
            if let range, !range.isEmpty {
                let reason = "sealed bytes stand here, but the entry commits to none"
                bundle.faults.add(Fault(path, index, reason), order: index)
            }
            return
        }
        guard let sealed, let range, !range.isEmpty else {
            // A malformed bundle has its own fault.
            guard sealed?.ranges.isEmpty != true else { return }
            let reason = "the sealed record that the entry commits to is missing"
            bundle.faults.add(Fault(path, index, reason), order: index)
            return
        }
        do {
            let bytes = Array(sealed.bytes[range])
            try SealedRecord(parsing: bytes).check(commitment: commitment)
            open(entry, bytes, index, path, &bundle)
        } catch {
            bundle.faults.add(Fault(path, index, error.description), order: index)
        }
    }

    private func open(
        _ entry: Entry, _ sealed: [UInt8], _ index: UInt64, _ path: String, _ bundle: inout CheckedBundle
    ) {
        guard let opener else { return }
        switch opener.open(entry: entry, sealed: sealed, index: index) {
        case .opened:
            bundle.opened += 1
        case .unreadable:
            bundle.opened += 1
            bundle.unreadable += 1
        case .fault(let reason):
            bundle.faults.add(Fault(path, index, reason), order: index)
        }
    }
}
