package import Recorder
package import Records

/// Where refused requests are put on record.
package protocol RefusalSink: Sendable {
    func refused(_ record: Record, caller: Caller) async
}

extension RefusalRecorder: RefusalSink {}
