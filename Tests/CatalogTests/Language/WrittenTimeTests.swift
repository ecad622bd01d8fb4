import Catalog
import Records
import Testing

/// Times as people write them, on days with clock changes too.
@Suite struct WrittenTimeTests {
    private func stretch(_ text: String, _ zone: String, now: String = "2026-06-30T12:00:00Z") throws -> [String] {
        let context = QueryContext(zone: try QueryZone(zone), now: try #require(Timestamp(rfc3339: now)))
        let time = try WrittenTime(text, in: context)
        return [time.start.rfc3339, time.end.rfc3339].map { $0.replacing(".000Z", with: "Z") }
    }

    @Test(arguments: [
        ("2026-06-30", "UTC", "2026-06-30T00:00:00Z", "2026-07-01T00:00:00Z"),
        ("2026-06-30", "Europe/Berlin", "2026-06-29T22:00:00Z", "2026-06-30T22:00:00Z"),
        ("2026-06-30", "-03:30", "2026-06-30T03:30:00Z", "2026-07-01T03:30:00Z"),
        ("2026", "Asia/Tokyo", "2025-12-31T15:00:00Z", "2026-12-31T15:00:00Z"),
        ("2024-02", "UTC", "2024-02-01T00:00:00Z", "2024-03-01T00:00:00Z"),
        ("2026-12", "Europe/Berlin", "2026-11-30T23:00:00Z", "2026-12-31T23:00:00Z"),
        ("2026-06-30T14:00", "Europe/Berlin", "2026-06-30T12:00:00Z", "2026-06-30T12:01:00Z"),
        ("2026-06-30T14:00:05", "Europe/Berlin", "2026-06-30T12:00:05Z", "2026-06-30T12:00:06Z"),
        ("2026-06-30T14:00:05.25", "UTC", "2026-06-30T14:00:05.250Z", "2026-06-30T14:00:05.251Z"),
        ("2026-06-30T14:00:00+05:30", "Europe/Berlin", "2026-06-30T08:30:00Z", "2026-06-30T08:30:00.001Z"),
        ("now", "Asia/Tokyo", "2026-06-30T12:00:00Z", "2026-06-30T12:00:00.001Z"),
        ("today", "Asia/Tokyo", "2026-06-29T15:00:00Z", "2026-06-30T15:00:00Z"),
        ("yesterday", "UTC", "2026-06-29T00:00:00Z", "2026-06-30T00:00:00Z"),
        ("-90s", "UTC", "2026-06-30T11:58:30Z", "2026-06-30T11:58:30.001Z"),
        ("-30m", "UTC", "2026-06-30T11:30:00Z", "2026-06-30T11:30:00.001Z"),
        ("-2w", "UTC", "2026-06-16T12:00:00Z", "2026-06-16T12:00:00.001Z"),
    ])
    func isTheStretchItMeans(_ text: String, _ zone: String, _ start: String, _ end: String) throws {
        #expect(try stretch(text, zone) == [start, end])
    }

    /// Berlin 2026: clocks go forward on 29 March at 01:00 UTC, back on 25 October at 01:00 UTC.
    @Test(arguments: [
        ("2026-03-29", "Europe/Berlin", "2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z"),
        ("2026-10-25", "Europe/Berlin", "2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z"),
        // Skipped: the moment of the change. Shown twice: from the first on, to the end of the second.
        ("2026-03-29T02:30", "Europe/Berlin", "2026-03-29T01:00:00Z", "2026-03-29T01:01:00Z"),
        ("2026-10-25T02:30", "Europe/Berlin", "2026-10-25T00:30:00Z", "2026-10-25T01:31:00Z"),
        // Days that begin at 01:00, for midnight is skipped: Beirut, 29 March 2026.
        ("2026-03-29", "Asia/Beirut", "2026-03-28T22:00:00Z", "2026-03-29T21:00:00Z"),
        // Half an hour: Lord Howe, 5 April 2026, back at 15:00 UTC the day before.
        ("2026-04-05", "Australia/Lord_Howe", "2026-04-04T13:00:00Z", "2026-04-05T13:30:00Z"),
        // A day that a country left out: Samoa, 30 December 2011.
        ("2011-12-30", "Pacific/Apia", "2011-12-30T10:00:00Z", "2011-12-30T10:00:00Z"),
    ])
    func daysWithClockChangesAreAsLongAsTheyWere(_ text: String, _ zone: String, _ start: String, _ end: String) throws
    {
        #expect(try stretch(text, zone) == [start, end])
    }

    @Test func daysAgoKeepTheTimeOfDayAndHoursDoNot() throws {
        let now = "2026-03-29T10:00:00Z"  // noon in Berlin, on the day of the change
        #expect(try stretch("-1d", "Europe/Berlin", now: now)[0] == "2026-03-28T11:00:00Z")
        #expect(try stretch("-24h", "Europe/Berlin", now: now)[0] == "2026-03-28T10:00:00Z")
    }

    @Test(arguments: [
        "", "2026-", "2026-6", "2026-06-3", "2026-00", "2026-02-30", "1969", "20260630", "2026-06-30 10:00",
        "2026-06-30T10",
        "2026-06-30T10:00Z", "2026-06-30T24:00", "2026-06-30T10:60", "2026-06-30T10:00:00.", "-d", "-7", "-7y", "7d",
        "--7d",
        "-99999999d", "Now", "2026-06-30x",
    ])
    func nothingElseIsATime(_ text: String) throws {
        #expect(throws: QueryError.self) { try stretch(text, "UTC") }
    }

    @Test(arguments: ["UTC", "Z", "Europe/Berlin", "America/Argentina/Ushuaia", "+00:00", "-14:00", "Etc/GMT+5"])
    func zonesAreKnown(_ name: String) { #expect(throws: Never.self) { try QueryZone(name) } }

    @Test(arguments: [
        ("Europe/Berlln", "did you mean Europe/Berlin?"), ("", "expected UTC"), ("CEST", "expected UTC"),
        ("../../etc/passwd", "expected UTC"), ("Europe/", "expected UTC"), ("+15:00", "expected UTC"),
        ("+2:00", "expected UTC"), ("+02:60", "expected UTC"), ("Foo/Bar", "expected UTC"),
        ("Europe/Berlin/x", "expected UTC"),
    ])
    func otherZonesAreRefused(_ name: String, _ said: String) {
        let error = #expect(throws: QueryError.self) { try QueryZone(name) }
        #expect(error?.reason.contains(said) == true, "\(error as Any)")
    }

    @Test(arguments: [
        ("UTC", "2026-06-30T12:00:00Z", "2026-06-30T12:00:00Z"),
        ("Europe/Berlin", "2026-06-30T12:00:00.5Z", "2026-06-30T14:00:00.500+02:00"),
        ("America/St_Johns", "2026-01-01T00:00:00Z", "2025-12-31T20:30:00-03:30"),
    ])
    func momentsAreWrittenInTheZone(_ zone: String, _ time: String, _ text: String) throws {
        #expect(try QueryZone(zone).rfc3339(try #require(Timestamp(rfc3339: time))) == text)
    }
}
