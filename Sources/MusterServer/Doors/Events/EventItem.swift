import JSON
import Recorder
import Records

/// One record of a request on its way in: readable and allowed, or refused with a reason.
enum EventItem {
    case ready(Submission)
    case refused(Problem, Record?)

    /// Reads one record, out of the CloudEvent around it when `isCloudEvent`.
    ///
    /// Its idempotency key is its `id`, or else `key`, which the request gives for it.
    init(_ json: JSONValue, isCloudEvent: Bool, key: String?, caller: Caller) {
        do throws(Problem) {
            let json = isCloudEvent ? try CloudEvent.unwrap(json) : json
            let record = try Self.record(json)
            guard let key = record.id ?? key else {
                throw .invalid(
                    "The record needs an id, or the request an Idempotency-Key header, so that it can be sent again "
                        + "without being recorded twice.", field: "id")
            }
            self = try Self.stamped(record, key: key, caller: caller)
        } catch {
            self = .refused(error, Self.remnant(json, caller))
        }
    }

    private static func record(_ json: JSONValue) throws(Problem) -> Record {
        // The SCIM service's state is read from this mark: nobody else may set it.
        guard json["extra"]?["scim"] == nil else {
            throw .invalid("The member scim of extra belongs to the SCIM service. Leave it out.", field: "extra.scim")
        }
        let record: Record
        do throws(RecordError) {
            record = try Record(json: json)
        } catch { throw .record(error) }
        guard !record.action.isReserved else {
            throw .invalid("The action is one that Muster alone records.", field: "action")
        }
        return record
    }

    /// Checks what the caller may say, and sets who recorded it and who did it where nobody else is named.
    private static func stamped(_ record: Record, key: String, caller: Caller) throws(Problem) -> EventItem {
        do { try caller.admit(record) } catch { throw .notAdmitted(error, source: caller.source) }
        var record = record
        do {
            try caller.stamp(&record)
        } catch {
            throw .missing(.attest, for: "to name another actor than the token itself", field: error.field)
        }
        return .ready(Submission(record: record, idempotencyKey: key))
    }

    /// What can be kept of something that was no record, or not to be taken: its action, its subject with the source that it
    /// claims, its resources and its transaction, when they are what they should be. Without the subject the attempt stands
    /// under the request's own id.
    private static func remnant(_ json: JSONValue, _ caller: Caller) -> Record? {
        let object = json["data"]?.objectValue.map { JSONValue.object($0) } ?? json
        guard let action = object["action"]?.stringValue.flatMap(Action.init(rawValue:)), !action.isReserved else {
            return nil
        }
        if let subject = object["subject"] {
            // The source is part of who the subject is, and never left out: it is a CloudEvent's where the record has none.
            var attempt = JSONObject([("action", .string(action.rawValue)), ("subject", subject)])
            attempt["source"] = object["source"] ?? json["source"]
            var whole = attempt
            for name in ["resource", "transaction"] { whole[name] = object[name] }
            for attempt in [whole, attempt] {
                if let record = try? Record(json: .object(attempt)), (try? record.validate()) != nil { return record }
            }
        }
        return Record(action: action, subject: Party(type: "request", id: caller.request, namespace: "muster"))
    }
}

extension EventItem {
    /// The key that an `Idempotency-Key` gives to a request's record of that number, counted from 1: the key itself to
    /// the first, so that one record is one submission in whatever form it is sent.
    static func key(_ header: String?, number: Int) -> String? {
        header.map { number == 1 ? $0 : "\($0)#\(number)" }
    }
}
