import Catalog
import JSON
import MusterServer
import Recorder
import Records
import TransparencyLog
import Vault
import Verification

extension VaultOpener: ExportOpener {
    /// Makes the row again from the record, and compares.
    func compare(_ row: ExportedRow, entry: Entry, sealed: [UInt8]) -> ExportComparison {
        var record: Record?
        do throws(VaultError) {
            if !sealed.isEmpty {
                let opened = try vault.open(entry: entry, sealed: sealed)
                guard opened.unreadable.isEmpty else { return .unreadable }
                record = opened.record
            }
        } catch { return .fault(error.reason) }
        let event = Event(CommittedRecord(index: row.index, entry: entry, record: record))
        guard case .object(let object)? = try? JSONValue(parsing: Array(event.json.utf8)) else {
            return .fault("the record cannot be written as an event")
        }
        switch row.content {
        case .object(let said): return Self.compare(said, with: object)
        case .cells(let said): return Self.compare(said, with: object, row.leafHash)
        }
    }

    private static func compare(_ said: JSONValue, with event: JSONObject) -> ExportComparison {
        guard case .object(let said) = said else { return .different("row") }
        for member in said.members where event[member.name] != member.value { return .different(member.name) }
        for member in event.members where said[member.name] == nil { return .different(member.name) }
        return .same
    }

    private static func compare(_ said: [String], with event: JSONObject, _ leafHash: Hash) -> ExportComparison {
        let cells = ExportColumns.cells(.object(event), leafHash: leafHash.base64).map(CSVRecord.protected)
        guard said.count == cells.count else { return .different("number of cells") }
        for (place, cell) in cells.enumerated() where !cell.utf8.elementsEqual(said[place].utf8) {
            return .different("column \(ExportColumns.names[place])")
        }
        return .same
    }
}
