import Records
import TransparencyLog

extension BundleChecker {
    /// Reads every entry and checks its sealed record.
    func readEntries(
        _ bytes: [UInt8], _ ranges: [Range<Int>], _ sealed: SealedFile, _ bundle: inout CheckedBundle,
        _ lists: inout KnownDisclosureLists
    ) {
        var reading = BundleReading(bundle: bundle, lists: lists, opener: opener)
        bytes.withUnsafeBytes { entries in
            switch sealed {
            case .read(let path, let bytes, let places):
                bytes.withUnsafeBytes { reading.read(entries, ranges, sealed: ($0, places, path)) }
            case .unusable(let path, let reason, let isMissing):
                reading.read(entries, ranges, sealed: nil)
                reading.addUnusable(path, reason, isMissing: isMissing)
            }
        }
        (bundle, lists) = (reading.bundle, reading.lists)
    }
}

/// Goes through the entries of a bundle, where they lie.
private struct BundleReading {
    typealias Sealed = (bytes: UnsafeRawBufferPointer, ranges: [Range<Int>], path: String)

    var bundle: CheckedBundle
    var lists: KnownDisclosureLists
    let opener: (any RecordOpener)?
    /// The first and last entry with a sealed record, and how many there are.
    private var committed: (first: UInt64, last: UInt64, count: Int)?

    init(bundle: CheckedBundle, lists: KnownDisclosureLists, opener: (any RecordOpener)?) {
        self.bundle = bundle
        self.lists = lists
        self.opener = opener
    }

    mutating func read(_ bytes: UnsafeRawBufferPointer, _ ranges: [Range<Int>], sealed: Sealed?) {
        bundle.headers.reserveCapacity(ranges.count)
        bundle.references.reserveCapacity(3 * ranges.count)
        for (place, range) in ranges.enumerated() {
            let index = bundle.firstEntry + UInt64(place)
            let isChanged = bundle.stored.map { $0[place] != bundle.leaves[place] } ?? false
            let entry = UnsafeRawBufferPointer(rebasing: bytes[range])
            let start = bundle.references.count
            do {
                let header = try EntryHeader(parsing: entry, references: &bundle.references)
                add(header, index, start, entry, isChanged)
                checkSealed(header, entry, place, sealed, isChanged)
                if isChanged { bundle.doubts.append((index, .changed)) }
            } catch {
                add(bundle.path, index, isChanged, "not an entry: \(error)")
                bundle.doubts.append((index, isChanged ? .changed : .unread))
            }
        }
        for place in ranges.count..<bundle.width { bundle.doubts.append((bundle.firstEntry + UInt64(place), .unread)) }
    }

    /// What is wrong with an entry whose bytes are not those that the tree holds follows from that, unless the tile is
    /// the one that was changed.
    private mutating func add(
        _ path: String, _ index: UInt64, _ isChanged: Bool, _ reason: @autoclosure () -> String
    ) {
        if isChanged {
            bundle.tileFaults.add(Fault(path, index, reason()), order: index)
        } else {
            bundle.faults.add(Fault(path, index, reason()), order: index)
        }
    }

    private mutating func add(
        _ header: EntryHeader, _ index: UInt64, _ start: Int, _ entry: UnsafeRawBufferPointer, _ isChanged: Bool
    ) {
        let references = start..<bundle.references.count
        bundle.headers.append(CheckedBundle.Header(index: index, time: header.time, references: references))
        if !header.kind.isSpecified { bundle.unspecified += 1 }
        let isGenesis = header.kind == .genesis
        if index == 0, isGenesis { bundle.genesis = try? Entry(parsing: Array(entry)).genesis }
        guard isGenesis != (index == 0) else { return }
        let reason = index == 0 ? "entry 0 is not the genesis entry" : "a genesis entry is possible at index 0 only"
        add(bundle.path, index, isChanged, reason)
    }

    private mutating func checkSealed(
        _ header: EntryHeader, _ entry: UnsafeRawBufferPointer, _ place: Int, _ sealed: Sealed?, _ isChanged: Bool
    ) {
        let index = bundle.firstEntry + UInt64(place)
        if header.commitment != nil {
            committed = (committed?.first ?? index, index, (committed?.count ?? 0) + 1)
        }
        guard let sealed else { return }
        let bytes = UnsafeRawBufferPointer(rebasing: sealed.bytes[sealed.ranges[place]])
        switch header.commitment {
        case nil where !bytes.isEmpty:
            let reason = "sealed bytes stand here, but the entry commits to none"
            add(sealed.path, index, isChanged, reason)
        case .some where bytes.isEmpty:
            let reason = "the sealed record that the entry commits to is missing"
            add(sealed.path, index, isChanged, reason)
        case let commitment?:
            do throws(SealedRecordError) {
                try SealedRecordForm(parsing: bytes).check(bytes, commitment: commitment, lists: &lists)
                open(entry, bytes, index, sealed.path, isChanged)
            } catch {
                add(sealed.path, index, isChanged, error.description)
            }
        case nil: break
        }
    }

    private mutating func open(
        _ bytes: UnsafeRawBufferPointer, _ sealed: UnsafeRawBufferPointer, _ index: UInt64, _ path: String,
        _ isChanged: Bool
    ) {
        guard let opener, let entry = try? Entry(parsing: Array(bytes)) else { return }
        switch opener.open(entry: entry, sealed: Array(sealed), index: index) {
        case .opened: bundle.opened += 1
        case .unreadable:
            bundle.opened += 1
            bundle.unreadable += 1
        case .fault(let reason): add(path, index, isChanged, reason)
        }
    }

    /// One fault for a sealed bundle that cannot be used, with the entries whose records it should hold.
    mutating func addUnusable(_ path: String, _ reason: String, isMissing: Bool) {
        if let committed {
            let records = "\(committed.count) \(committed.count == 1 ? "entry commits" : "entries commit")"
            let fault = Fault(path, committed.first, to: committed.last, "\(reason); \(records) to records in it")
            bundle.faults.add(fault, order: committed.first)
        } else if !isMissing {
            bundle.faults.add(Fault(path, nil, reason), order: bundle.firstEntry)
        }
    }
}
