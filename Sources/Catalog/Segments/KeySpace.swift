/// What a posting list is about: the first byte of its key. What follows is a text, the beginning of a label, or nothing.
enum KeySpace: UInt8, CaseIterable {
    case kind = 0x6B  // k
    case action = 0x61  // a
    case outcome = 0x6F  // o
    case source = 0x73  // s
    case transaction = 0x74  // t
    case id = 0x69  // i
    case request = 0x71  // q
    case session = 0x53  // S
    case address = 0x41  // A
    case type = 0x54  // T
    case namespace = 0x4E  // N
    case recordedBy = 0x62  // b
    case agent = 0x67  // g
    case path = 0x70  // p
    case before = 0x3C  // <
    case after = 0x3E  // >
    case reason = 0x72  // r
    case word = 0x77  // w
    case subject = 0x30  // 0
    case actor = 0x31  // 1
    case onBehalfOf = 0x32  // 2
    case resource = 0x33  // 3
    /// Events that came late, all under one key.
    case late = 0x6C  // l
    /// Events in which somebody gave access to themselves, all under one key.
    case selfGranted = 0x66  // f
    /// What a gateway says of its own records (`GatewayNote`): each mark, and the attempt's index in decimal digits.
    case mark = 0x6D  // m
    case attempt = 0x75  // u
    /// Lists with a fact at each place (`AccessFact`, `LifeFact`, claimed times): by who holds, by what is held, of holders
    /// that are no persons; by whose life, all steps in the lives of persons, and of all others; all claimed times.
    case held = 0x47  // G
    case granted = 0x52  // R
    case structure = 0x55  // U
    case life = 0x4C  // L
    case personalLife = 0x58  // X
    case impersonalLife = 0x59  // Y
    case claimed = 0x63  // c

    /// Whether each place of the list has a fact beside it.
    var hasFacts: Bool {
        switch self {
        case .held, .granted, .structure, .life, .personalLife, .impersonalLife, .claimed: true
        default: false
        }
    }

    /// Whether what follows is the beginning of a label (`LabelKey`).
    var isOfLabels: Bool {
        switch self {
        case .subject, .actor, .onBehalfOf, .resource, .held, .granted, .life: true
        default: false
        }
    }

    init(_ role: PartyRole) {
        switch role {
        case .subject: self = .subject
        case .actor: self = .actor
        case .onBehalfOf: self = .onBehalfOf
        case .resource: self = .resource
        }
    }

    init(_ field: TextField) {
        switch field {
        case .id: self = .id
        case .source: self = .source
        case .transaction: self = .transaction
        case .request: self = .request
        case .session: self = .session
        case .address: self = .address
        case .type: self = .type
        case .namespace: self = .namespace
        case .recordedBy: self = .recordedBy
        case .agent: self = .agent
        case .path: self = .path
        case .before: self = .before
        case .after: self = .after
        case .reason: self = .reason
        }
    }
}
