package import Records

/// A report: a table with what it says, how it came about, and the checkpoint that it rests on.
package struct Report: Sendable {
    package struct Column: Sendable {
        /// Name in JSON and CSV: lower camel case.
        package let name: String
        /// As people read it.
        package let title: String
    }

    /// One cell. In JSON a number is a number and what is not there null; in CSV both are text, and empty.
    package enum Cell: Sendable, Equatable {
        case text(String)
        case number(Int)
        /// The index of a record, which leads to it.
        case record(UInt64)
        case time(Timestamp)
        case none
    }

    package let kind: ReportKind
    /// The values that it was made with, the usual ones too.
    package var parameters: [(name: String, value: String)]
    package var columns: [Column]
    package var rows: [[Cell]] = []
    /// Figures that sum it up.
    package var summary: [(title: String, value: String)] = []
    /// What a reader has to know to read it rightly.
    package var notes: [String] = []
    /// Whether there were more rows than a report holds.
    package var isCut = false
    /// Entries of the log that it rests on.
    package var position: UInt64

    /// Rows of one report at most.
    package static let mostRows = 250_000

    mutating func add(_ cells: [Cell]) -> Bool {
        guard rows.count < Self.mostRows else {
            isCut = true
            return false
        }
        rows.append(cells)
        return true
    }
}

/// The checkpoint that a report rests on: signed by the log, it covers every entry that the report looked at.
package struct ReportBasis: Sendable {
    package let origin: String
    package let size: UInt64
    /// Base64.
    package let root: String
    /// The signed note.
    package let checkpoint: String
    /// When the report was made.
    package let made: Timestamp

    package init(origin: String, size: UInt64, root: String, checkpoint: String, made: Timestamp) {
        self.origin = origin
        self.size = size
        self.root = root
        self.checkpoint = checkpoint
        self.made = made
    }
}

/// The reports there are. The raw value is the name in addresses.
package enum ReportKind: String, Sendable, CaseIterable {
    case joinersMoversLeavers = "joiners-movers-leavers"
    case leaverDelay = "leaver-delay"
    case privilegedGrants = "privileged-grants"
    case accessReview = "access-review"
    case dormant
    case orphaned
    case separationOfDuties = "separation-of-duties"
    case coverage
    case integrity

    package var title: String {
        switch self {
        case .joinersMoversLeavers: "Joiners, movers, leavers"
        case .leaverDelay: "Leavers: how long access stayed"
        case .privilegedGrants: "Privileged access: who was given it by whom"
        case .accessReview: "Access review"
        case .dormant: "Dormant accounts"
        case .orphaned: "Orphaned accounts"
        case .separationOfDuties: "Separation of duties"
        case .coverage: "Coverage: what was captured from where"
        case .integrity: "Integrity of the log"
        }
    }

    package var summary: String {
        switch self {
        case .joinersMoversLeavers:
            "People whose first account came, who moved, whose last usable account went and who came back in a period; and "
                + "further accounts of theirs."
        case .leaverDelay:
            "For each account that was disabled or deleted in a period: what it still held or was given afterwards, how long until "
                + "that was taken away, and what other accounts of the same person hold."
        case .privilegedGrants:
            "Everybody who came to have a privileged role, group or permission in a period, directly or through groups, and by whom."
        case .accessReview: "Everyone who had a role, group or permission at a date, to be confirmed line by line."
        case .dormant: "Enabled accounts whose person did nothing for a long time, under any of their identities."
        case .orphaned: "Accounts that hold access though they are disabled, locked, or were never created on record."
        case .separationOfDuties:
            "People who hold what must not be held together, with any of their accounts, and access that people gave to themselves "
                + "or to their own groups."
        case .coverage: "Every source with its first and last record, and the gaps that are known."
        case .integrity: "How far the log is written, published and checked, and what was found."
        }
    }

    package var parameters: [ReportParameter] {
        switch self {
        case .joinersMoversLeavers, .coverage: kindPeriod
        case .leaverDelay: kindPeriod + [.within]
        case .privilegedGrants: kindPeriod + [.resources]
        case .accessReview: [.resource, .at, .zone]
        case .dormant: [.days]
        case .orphaned: []
        case .separationOfDuties: kindPeriod + [.left, .right]
        case .integrity: []
        }
    }

    private var kindPeriod: [ReportParameter] { self == .coverage ? [.silent] : [.from, .until, .zone] }
}

/// A parameter of reports.
package enum ReportParameter: String, Sendable, CaseIterable {
    case from, until, zone, at, resource, resources, within, days, silent, left, right

    package var help: String {
        switch self {
        case .from: "The first day of the period (30 days ago)."
        case .until: "The last day of the period (today)."
        case .zone: "Where days begin and end (UTC)."
        case .at: "The date, which means its last moment (now)."
        case .resource: "The role, group, app or permission that is reviewed."
        case .resources:
            "Names of privileged roles and groups, with commas, in quotation marks if they have commas in them; a star stands for "
                + "anything (those of the configuration)."
        case .within:
            "Hours within which access should be gone, from leaving or from when it was given after that (24)."
        case .days: "Days without a deed of the person (90)."
        case .silent: "Hours of silence after which a source is marked (24)."
        case .left:
            "What must not be held together with what right names; with commas, names that have some in them in quotation marks."
        case .right: "The other side of left."
        }
    }
}

/// Why a report was refused: which parameter, and what it should be.
package struct ReportFault: Error, Equatable {
    package let parameter: String
    package let reason: String
}
