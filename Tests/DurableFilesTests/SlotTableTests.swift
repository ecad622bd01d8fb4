import DurableFiles
import Foundation
import Testing

@Suite struct SlotTableTests {
    let folder = TemporaryFolder()

    func key(_ number: Int) -> SlotKey {
        var generator = SeededGenerator(UInt64(number))
        return SlotKey((0..<32).map { _ in UInt8.random(in: 0...255, using: &generator) })!
    }

    func value(_ number: Int) -> [UInt8] { withUnsafeBytes(of: UInt64(number)) { [UInt8]($0) } }

    @Test func behavesLikeADictionaryThroughGrowthAndReopening() throws {
        let path = folder.path + "/table"
        var model: [Int: Int] = [:]
        var generator = SeededGenerator(7)
        var table = try SlotTable(path: path, valueSize: 8, capacity: 16)
        for step in 0..<5000 {
            let number = Int.random(in: 0..<700, using: &generator)
            switch Int.random(in: 0..<10, using: &generator) {
            case 0:
                #expect(table.erase(key(number)) == (model.removeValue(forKey: number) != nil))
            case 1 where step % 50 == 0:
                try table.sync(mark: UInt64(step))
                table = try SlotTable(path: path, valueSize: 8)
                #expect(table.mark == UInt64(step))
            default:
                try table.put(key(number), value(step))
                model[number] = step
            }
        }
        #expect(table.count == model.count)
        for number in 0..<700 { #expect(table.value(for: key(number)) == model[number].map(value)) }
        var seen = 0
        table.forEach { _, _ in seen += 1 }
        #expect(seen == model.count)
    }

    @Test func erasedValuesAreZeroOnDisk() throws {
        let path = folder.path + "/table"
        let secret = [UInt8]("a secret key value of 32 bytes!!".utf8)
        let table = try SlotTable(path: path, valueSize: 32)
        try table.put(key(1), secret)
        try table.sync()
        #expect(try Data(contentsOf: URL(filePath: path)).range(of: Data(secret)) != nil)
        #expect(table.erase(key(1)))
        try table.sync()
        #expect(try Data(contentsOf: URL(filePath: path)).range(of: Data(secret)) == nil)
        #expect(table.value(for: key(1)) == nil)
    }

    @Test func aTornSlotReadsAsDeadAndDoesNotHideTheOthers() throws {
        let path = folder.path + "/table"
        // Four keys with one home, so that they stand in a row.
        let keys = (0..<4).map { SlotKey([3, 0, 0, 0, 0, 0, 0, 0] + [UInt8](repeating: UInt8($0 + 1), count: 24))! }
        do {
            let table = try SlotTable(path: path, valueSize: 8, capacity: 16)
            for (number, key) in keys.enumerated() { try table.put(key, value(number)) }
            try table.sync()
        }
        let file = try FileHandle(forUpdating: URL(filePath: path))
        try file.seek(toOffset: 4096 + 4 * 48 + 33)
        try file.write(contentsOf: [0xFF])
        try file.close()
        let table = try SlotTable(path: path, valueSize: 8)
        #expect(keys.map { table.value(for: $0) } == [value(0), nil, value(2), value(3)])
        try table.put(keys[1], value(9))
        #expect(table.value(for: keys[1]) == value(9))
    }

    /// A table that grows a few slots at a time behaves like a dictionary all the while, and after a kill at any moment.
    @Test(arguments: [1, 2, 3]) func growsGradually(seed: UInt64) throws {
        let path = folder.path + "/table-\(seed)"
        var model: [Int: Int] = [:]
        var generator = SeededGenerator(seed)
        var table = try SlotTable(path: path, valueSize: 8, capacity: 16, gradualFrom: 16)
        for step in 0..<6000 {
            let number = Int.random(in: 0..<4000, using: &generator)
            switch Int.random(in: 0..<20, using: &generator) {
            case 0: #expect(table.erase(key(number)) == (model.removeValue(forKey: number) != nil))
            case 1 where step % 37 == 0:
                table = try SlotTable(path: path, valueSize: 8, gradualFrom: 16)
                #expect(table.isCounted)
            case 2 where step % 11 == 0: try table.makeRoom(for: 3)
            default:
                try table.put(key(number), value(step))
                model[number] = step
            }
            if step % 500 == 0 { #expect(isSame(table, model)) }
        }
        #expect(isSame(table, model))
        #expect(isSame(try SlotTable(path: path, valueSize: 8), model))
    }

    private func isSame(_ table: SlotTable, _ model: [Int: Int]) -> Bool {
        table.count == model.count && (0..<4000).allSatisfy { table.value(for: key($0)) == model[$0].map(value) }
    }

    /// What was erased while the table grew is in neither file.
    @Test func erasedWhileGrowingIsNowhere() throws {
        let path = folder.path + "/table"
        let secret = [UInt8]("a secret key value of 32 bytes!!".utf8)
        let table = try SlotTable(path: path, valueSize: 32, capacity: 1024, gradualFrom: 16)
        try table.put(key(0), secret)
        for number in 1...530 { try table.put(key(number), [UInt8](repeating: 1, count: 32)) }
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        #expect(Set(files) == ["table", "table.new"], "it is growing")
        try table.put(key(0), secret)
        #expect(table.erase(key(0)))
        try table.sync()
        for file in files {
            #expect(try Data(contentsOf: URL(filePath: folder.path + "/" + file)).range(of: Data(secret)) == nil)
        }
    }

    /// After a kill the header's counts stand beside the slots in the page cache; after a power cut neither is trusted.
    @Test(arguments: [true, false]) func countsAreKeptWithinOneRunOfTheMachine(isSameBoot: Bool) throws {
        let path = folder.path + "/table"
        do {
            let table = try SlotTable(path: path, valueSize: 8, capacity: 16)
            for number in 0..<100 { try table.put(key(number), value(number)) }
            try table.sync(mark: 60)
            _ = table.erase(key(7))
            table.mark = 99
            table.note = 12
        }
        if !isSameBoot {
            let file = try FileHandle(forUpdating: URL(filePath: path))
            try file.seek(toOffset: 64)
            try file.write(contentsOf: [UInt8](repeating: 0xA5, count: 16))
            // What a torn header might say.
            try file.seek(toOffset: 32)
            try file.write(contentsOf: [3, 0, 0, 0, 0, 0, 0, 0, 2])
            try file.close()
        }
        let table = try SlotTable(path: path, valueSize: 8)
        #expect(table.isCounted == isSameBoot && table.count == 99)
        #expect(table.mark == (isSameBoot ? 99 : 60) && table.note == (isSameBoot ? 12 : 0))
        for number in 100..<400 { try table.put(key(number), value(number)) }
        #expect(table.count == 399)
        #expect((0..<400).allSatisfy { table.value(for: key($0)) == ($0 == 7 ? nil : value($0)) })
    }

    @Test(arguments: [0, 100, 4095, 5000]) func refusesWhatIsNotATable(size: Int) throws {
        let path = folder.path + "/table"
        try Data(repeating: 7, count: size).write(to: URL(filePath: path))
        #expect(throws: FileError.self) { try SlotTable(path: path, valueSize: 8) }
    }

    /// `stat` and `open` of the name fail, but not because it is not there: what stands under it is not replaced.
    @Test func aTableThatCannotBeLookedAtIsNotReplaced() throws {
        let path = folder.path + "/table"
        try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: path)
        #expect { try SlotTable(path: path, valueSize: 8) } throws: { error in
            "\(error)".contains("could not open \(path)")
        }
        #expect(try FileManager.default.destinationOfSymbolicLink(atPath: path) == path)
    }

    @Test func refusesATableOfAnotherValueSize() throws {
        let path = folder.path + "/table"
        _ = try SlotTable(path: path, valueSize: 8)
        #expect(throws: FileError.self) { try SlotTable(path: path, valueSize: 16) }
    }

    /// A file that was read while keys were put has all that were put before, and counts them anew.
    @Test func aCopyReadMeanwhileCountsAnew() throws {
        let path = folder.path + "/table", copy = folder.path + "/copy"
        let table = try SlotTable(path: path, valueSize: 8)
        for number in 0..<100 { try table.put(key(number), value(number)) }
        // The header was read before the last 60 keys were put, the slots behind it after.
        let early = try #require(try DurableFile.read(path))
        for number in 100..<160 { try table.put(key(number), value(number)) }
        let late = try #require(try DurableFile.read(path))
        let bytes = SlotTable.uncounted(Array(early[..<4096] + late[4096...]))
        try Data(bytes).write(to: URL(filePath: copy))
        let opened = try SlotTable(path: copy, valueSize: 8)
        #expect(!opened.isCounted && opened.count == 160)
        for number in 0..<160 { #expect(opened.value(for: key(number)) == value(number)) }
    }
}
