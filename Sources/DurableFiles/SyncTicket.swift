/// The right to make a slot table durable while its owner goes on putting.
///
/// The mapping lives as long as the ticket. If the table has grown meanwhile, its new file was synced whole when it
/// was made and keeps the mark that it had: an older mark only means more to apply again.
package struct SyncTicket: Sendable {
    let map: SlotMap
    /// Why nothing can be promised any more.
    let doubt: FileError?

    /// Makes durable what was put before the ticket was taken, then sets the mark and makes it durable.
    package func complete(mark: UInt64) throws(FileError) {
        if let doubt { throw doubt }
        try map.sync()
        map[.mark] = mark
        try map.sync()
    }
}
