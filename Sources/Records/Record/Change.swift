package import JSON

/// One difference between two states: an RFC 7644 path, what stood there, what stands there now.
///
/// Nil means that nothing stood or stands there, which is not the same as a written `null`. Values under the names of
/// secrets are replaced when a change is made (see `Secrets`), so no change ever holds one.
package struct Change: Sendable, Equatable {
    package let path: String
    package let before: JSONValue?
    package let after: JSONValue?

    package init(path: String, before: JSONValue? = nil, after: JSONValue? = nil) {
        (self.path, self.before, self.after) = Secrets.withheld(path: path, before: before, after: after)
    }

    /// For values that come out of a sealed record: shown exactly as they were sealed.
    package init(verbatim path: String, before: JSONValue?, after: JSONValue?) {
        self.path = path
        self.before = before
        self.after = after
    }

    package static func == (left: Change, right: Change) -> Bool {
        left.path.hasSameBytes(as: right.path) && left.before == right.before && left.after == right.after
    }
}
