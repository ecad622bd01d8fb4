import SCIM

/// Where a page of results ended (RFC 9865): the next begins behind it, whatever was added or removed meanwhile.
struct Cursor: Equatable {
    /// Entries of the log when the first page was made. What came to be later is no part of the list.
    var position: UInt64
    /// Milliseconds since 1970 when this cursor was made.
    var issued: Int64
    /// What the first page counted.
    var total: Int
    /// The last resource of the page.
    var last: Key

    /// The place of a resource in an order: the key it is sorted by, then its type and age, or with a sort its id.
    struct Key: Equatable {
        var sort: SortKey?
        var kind: Int
        var sequence: Int64
        var id: String
    }
}
