/// The numbers in the header of a slot table, behind magic, value size and number of slots: 64 bits each, little-endian,
/// at these offsets. The file is never shorter than its first page.
enum SlotHeader: Int {
    /// The owner's watermark as of the last sync: everything before it is on the disk.
    case mark = 24
    /// Slots that are not empty; after a kill perhaps one too many.
    case used = 32
    /// Keys that have a value; after a kill perhaps one too many.
    case live = 40
    /// The owner's watermark as of the last change: everything before it was put.
    case reached = 48
    /// A number of the owner's, kept like the counts.
    case note = 56
    /// The run of the machine under which `used`, `live`, `reached` and `note` are right; zero for none.
    case boot = 64
    case bootEnd = 72
}
