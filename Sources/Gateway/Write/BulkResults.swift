package import JSON
package import SCIM

/// What the upstream says about the operations of a bulk request (RFC 7644 section 3.7.3).
package struct BulkResults: Sendable {
    private let items: [BulkItem]
    private let matching: BulkMatching
    /// The status of an answer that says nothing of single operations, and is no 2xx.
    private let refusal: Int?

    /// - Parameters:
    ///   - answer: the whole of it; nil where none came, or none that can be read.
    ///   - status: of the answer; nil where none came.
    ///   - operations: what was asked for, in order.
    ///   - upstream: who answers: its base stands in locations.
    package init(
        _ answer: JSONValue?, status: Int?, to operations: [BulkRequest.Operation], of upstream: UpstreamAddress
    ) {
        self.init(answer, status, operations.map { BulkAim($0) }, upstream)
    }

    init(_ answer: JSONValue?, _ status: Int?, _ aims: [BulkAim], _ upstream: UpstreamAddress) {
        let told = answer?.objectValue.flatMap { AskedPlace.member($0, "Operations") }?.arrayValue ?? []
        items = told.map { BulkItem($0, of: upstream) }
        matching = BulkMatching(items, of: aims)
        // Some services answer 4xx as a whole, and say all the same what became of each.
        refusal = told.isEmpty ? status.flatMap { (200..<300).contains($0) ? nil : $0 } : nil
    }

    /// How an operation was answered.
    ///
    /// - Parameter operation: its number, from 0.
    /// - Returns: a status of HTTP; nil when nothing was said of it that is beyond doubt.
    package func status(of operation: Int) -> Int? { refusal ?? matching.found[operation].flatMap { items[$0].status } }

    /// Which resource an operation was answered to have made or changed.
    ///
    /// - Parameter operation: its number, from 0.
    /// - Returns: its id; nil where that was not said.
    package func id(of operation: Int) -> String? { refusal == nil ? matching.id(ofOperation: operation) : nil }
}
