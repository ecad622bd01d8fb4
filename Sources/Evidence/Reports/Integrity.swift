import Records

/// How the log stands, as the server that holds it knows.
package struct IntegrityFacts: Sendable {
    package var position: UInt64
    package var committed: UInt64
    package var published: UInt64
    package var origin: String
    package var verifierKey: String
    /// Whether the newest checkpoint's signature was checked with the log's key just now.
    package var isSigned: Bool
    /// Cosignatures on the newest checkpoint.
    package var cosignatures: Int
    package var scrubPasses: UInt64
    package var scrubbedBundles: UInt64
    package var faults: [String]

    package init(
        position: UInt64, committed: UInt64, published: UInt64, origin: String, verifierKey: String, isSigned: Bool,
        cosignatures: Int, scrubPasses: UInt64, scrubbedBundles: UInt64, faults: [String]
    ) {
        self.position = position
        self.committed = committed
        self.published = published
        self.origin = origin
        self.verifierKey = verifierKey
        self.isSigned = isSigned
        self.cosignatures = cosignatures
        self.scrubPasses = scrubPasses
        self.scrubbedBundles = scrubbedBundles
        self.faults = faults
    }
}

extension Report {
    static func integrity(_ facts: IntegrityFacts) -> Report {
        var report = Report(
            kind: .integrity, parameters: [],
            columns: [
                Column(name: "what", title: "What"), Column(name: "value", title: "Value"),
                Column(name: "state", title: "State"),
            ], position: facts.position)
        let lag = facts.committed - min(facts.committed, facts.published)
        report.rows = [
            [.text("origin"), .text(facts.origin), .none],
            [.text("verifier key"), .text(facts.verifierKey), .none],
            [.text("entries committed"), .number(Int(facts.committed)), .none],
            [
                .text("entries under the newest checkpoint"), .number(Int(facts.published)),
                .text(lag == 0 ? "all" : "\(lag) wait for the next"),
            ],
            [.text("entries in the catalog"), .number(Int(facts.position)), .none],
            [.text("signature of the newest checkpoint"), .none, .text(facts.isSigned ? "good" : "bad")],
            [
                .text("cosignatures of witnesses"), .number(facts.cosignatures),
                .text(facts.cosignatures == 0 ? "none: a fork shown to others would not be noticed here" : "present"),
            ],
            [
                .text("passes of the scrubber over all published bundles"), .number(Int(facts.scrubPasses)),
                .text("\(facts.scrubbedBundles) bundles read from the disk since the start"),
            ],
        ]
        for fault in facts.faults { report.rows.append([.text("fault"), .text(fault), .text("bad")]) }
        report.summary = [("Faults", String(facts.faults.count + (facts.isSigned ? 0 : 1)))]
        report.notes = [
            "This is what the operator's own server says. Whoever does not trust it runs muster-verify over the log's public files, which "
                + "needs nothing but the verifier key."
        ]
        return report
    }
}
