import Records
import Testing
import Vault

/// Records are opened together and each is treated as if it were alone.
@Suite struct OpeningGroupTests {
    private let folder = TemporaryFolder()

    @Test(arguments: 0..<6) func oneBadRecordLeavesTheOthersAlone(seed: Int) throws {
        let vault = try makeVault(folder)
        var generator = SeededGenerator(seed: UInt64(seed))
        var records: [(entry: Entry, sealed: [UInt8])] = []
        var expected: [Record?] = []
        for _ in 0..<100 {
            let record = RandomRecord.make(&generator)
            let submission = try vault.seal(record)
            var sealed = submission.sealed
            let fault = Int.random(in: 0..<8, using: &generator)
            switch fault {
            case 0: sealed[Int.random(in: 0..<sealed.count, using: &generator)] ^= 0x40
            case 1: sealed.removeLast()
            case 2: sealed = try vault.seal(record).sealed
            default: break
            }
            expected.append(fault < 3 ? nil : record.resolved)
            records.append((try submission.template.entry(), sealed))
        }
        records.append((try Entry(genesis: vault.genesis(), time: Timestamp(milliseconds: 0)), records[0].sealed))
        expected.append(nil)
        let opened = vault.open(records)
        #expect(opened.count == records.count)
        for (place, result) in opened.enumerated() {
            #expect((try? result.get())?.record == expected[place], "record \(place)")
        }
        #expect(vault.open([]).isEmpty)
    }

    /// Whose a field is, asked field by field, is what a record is cut by.
    @Test func ownersAreThoseThatARecordIsCutInto() throws {
        var generator = SeededGenerator(seed: 5)
        let log = Identity.log(origin: origin)
        var persons = 0
        for _ in 0..<2_000 {
            let record = RandomRecord.make(&generator).resolved
            let cut = try RecordCut(record, log: log, ownerLimit: .max)
            let rule = FieldOwners(record)
            let parties = record.parties.map(record.identity)
            #expect(parties == cut.parties.map(\.identity))
            for field in cut.fields {
                let owner: Identity
                switch rule.owner(of: field.name) {
                case .party(let place): owner = parties[place].isPerson ? parties[place] : log
                case .person(let identity):
                    owner = identity
                    persons += 1
                case .log: owner = log
                }
                #expect(owner == cut.owners[field.part], "\(field.name)")
            }
        }
        #expect(persons > 500)
    }
}
