/// How much one SCIM request may ask for, as the server's settings `limits.body`, `limits.nesting` and `limits.batch`
/// say.
package struct SCIMLimits: Sendable {
    /// Bytes of a body.
    package var body: Int
    /// Levels of JSON arrays and objects within one another.
    package var nesting: Int
    /// Records that one change may make beside the first, such as one for each member put into a group.
    package var batch: Int

    package init(body: Int = 16 << 20, nesting: Int = 32, batch: Int = 10_000) {
        self.body = body
        self.nesting = nesting
        self.batch = batch
    }
}
