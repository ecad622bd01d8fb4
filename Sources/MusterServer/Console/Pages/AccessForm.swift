import Catalog
import Foundation
import Records

/// What the page about access was asked.
///
/// A day can be given by its date and by the slider. The slider's own field says which day it stood at when the page was made:
/// where it was moved it counts, else the date. So both work without a script.
struct AccessForm {
    static let names = ["who", "what", "at", "day", "was", "since", "view"]

    let who: String
    let what: String
    /// The day or time, as it is shown in the field.
    let at: String
    let since: String
    let view: AccessView

    init(_ text: String?, first: Timestamp, now: Timestamp) throws(Problem) {
        let items = try Query(text, allowing: Self.names)
        who = try items.value("who") ?? ""
        what = try items.value("what") ?? ""
        since = try items.value("since") ?? ""
        let day = try items.value("day") ?? ""
        let stood = try items.value("was") ?? ""
        let written = try items.value("at") ?? ""
        if !day.isEmpty, day != stood, let number = AskParameters.index(day).flatMap({ Int64(exactly: $0) }),
            number < 4_000_000
        {
            at = Timestamp(milliseconds: (first.milliseconds / Timestamp.dayLength + number) * Timestamp.dayLength).day
        } else {
            at = written.isEmpty ? now.day : written
        }
        let name = try items.value("view") ?? "recorded"
        guard let view = AccessView(rawValue: name) else {
            throw .badParameter("view", "The view is recorded or effective.")
        }
        self.view = view
    }

    /// The moment that a date means: its last one.
    static func moment(_ text: String, _ name: String) throws(QueryError) -> Timestamp {
        do { return try WrittenTime(text, in: QueryContext(now: .now())).last } catch {
            throw QueryError(name, error.reason)
        }
    }

    /// The slider: whole days from the log's first to today.
    struct Slider {
        let most: Int64
        let value: Int64
        let firstDay: String
        let lastDay: String

        /// Nil where the log has no days to choose from.
        init?(first: Timestamp, now: Timestamp, at: Timestamp) {
            let begin = first.milliseconds / Timestamp.dayLength
            let end = now.milliseconds / Timestamp.dayLength
            guard end > begin else { return nil }
            most = end - begin
            value = min(max(at.milliseconds / Timestamp.dayLength - begin, 0), most)
            firstDay = first.day
            lastDay = now.day
        }
    }
}
