/// Counts what the filters of one request cost, and ends it where that is too much (RFC 7644 section 3.12, `tooMany`).
///
/// One unit is one comparison with a value of less than 64 bytes; every further 64 bytes are one more. Nothing is
/// compared without being counted, so the limit bounds the time whatever the filter and however many the values.
package final class FilterMeter {
    package private(set) var spent = 0
    private let limit: Int
    private let refusal: SCIMError

    /// - Parameters:
    ///   - limit: the most units that may be spent.
    ///   - refusal: what is thrown beyond it.
    package init(limit: Int, refusal: SCIMError) {
        self.limit = limit
        self.refusal = refusal
    }

    /// Counts and never refuses.
    package convenience init() { self.init(limit: .max, refusal: SCIMError.tooMany("")) }

    /// - Throws: the refusal, when more than the limit is spent with it.
    package func charge(_ units: Int) throws(SCIMError) {
        let (sum, isOver) = spent.addingReportingOverflow(units)
        spent = isOver ? .max : sum
        guard spent <= limit else { throw refusal }
    }
}
