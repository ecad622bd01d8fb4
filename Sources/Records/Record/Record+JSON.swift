package import JSON

extension Record {
    package init(json: JSONValue) throws(RecordError) {
        throw RecordError(.missing, "", "not written yet")
    }

    package var json: JSONValue { .null }
}
