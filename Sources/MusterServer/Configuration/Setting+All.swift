extension Setting {
    /// Every setting there is.
    package static let all: [Setting] =
        places + security + limits + timeouts + scim + gateways + reading + reports + [
            Setting(
                name: "publication-interval", help: "how often a checkpoint is signed while there are new entries (1s)",
                form: "a duration from 10ms to 1h, such as 500ms or 2s",
                apply: duration(\.publicationInterval, .milliseconds(10) ... .seconds(3600)),
                show: { Self.text($0.publicationInterval) }),
            Setting(
                name: "log-level", help: "how much the server's own log says (info)",
                form: "one of \(LogLevel.allCases.map(\.rawValue).joined(separator: ", "))",
                apply: { configuration, text in
                    guard let level = LogLevel(rawValue: text) else { return false }
                    configuration.logLevel = level
                    return true
                }, show: { $0.logLevel.rawValue }),
        ]

    private static let places = [
        Setting(
            name: "data", help: "the data directory (./muster-data)", form: "a path",
            apply: string(\.data), show: { $0.data }),
        Setting(
            name: "listen", help: "where to listen (127.0.0.1:8085); port 0 lets the system choose",
            form: ListenAddress.form,
            apply: { configuration, text in
                guard let address = ListenAddress(text) else { return false }
                configuration.listen = address
                return true
            }, show: { "\($0.listen)" }),
        Setting(
            name: "public-url",
            help: "where clients find the server, for the locations of SCIM, behind a proxy (what they send as Host)",
            form: PublicURL.form,
            apply: { configuration, text in
                guard PublicURL.isValid(text) else { return false }
                configuration.publicURL = text
                return true
            }, show: { $0.publicURL ?? "" }),
        Setting(
            name: "origin", help: "the origin of log main, when it is created (<host name>/logs/main)",
            form: "1 to 255 bytes without white space or +",
            apply: { configuration, text in
                guard (try? Origin.check(text)) != nil else { return false }
                configuration.origin = text
                return true
            }, show: { $0.origin ?? "" }),
        Setting(
            name: "public-entries", help: "logs whose entry bundles and sealed records need no token (none)",
            form: "a list of names of logs", isList: true,
            apply: { configuration, text in
                let names = text.split(separator: ",").map(String.init)
                guard names.allSatisfy(LogName.isValid) else { return false }
                configuration.publicEntries = names
                return true
            }, show: { $0.publicEntries.joined(separator: ",") }),
    ]

    private static let security = [
        Setting(
            name: "tls.certificate", help: "PEM file with the certificate chain; read again when it changes",
            form: "a path", apply: string(\.tls.certificate), show: { $0.tls.certificate ?? "" }),
        Setting(
            name: "tls.key", help: "PEM file with the certificate's private key; read again when it changes",
            form: "a path", apply: string(\.tls.key), show: { $0.tls.key ?? "" }),
        Setting(
            name: "insecure-listen", help: "allow an address that is not loopback without TLS (false)",
            form: "true or false",
            apply: { configuration, text in
                guard let value = Bool(text) else { return false }
                configuration.insecureListen = value
                return true
            }, show: { "\($0.insecureListen)" }),
    ]

    private static let limits = [
        Setting(
            name: "limits.body", help: "largest request body that is no stream (16MiB)", form: sizeForm,
            apply: size(\.limits.body, 1024...(1 << 30)), show: { "\($0.limits.body)" }),
        Setting(
            name: "limits.item", help: "largest single record (1MiB)", form: sizeForm,
            apply: size(\.limits.item, 1024...(16 << 20)), show: { "\($0.limits.item)" }),
        Setting(
            name: "limits.nesting", help: "deepest nesting of JSON (32)", form: "a whole number from 4 to 128",
            apply: size(\.limits.nesting, 4...128), show: { "\($0.limits.nesting)" }),
        Setting(
            name: "limits.batch", help: "most records in one array, or beside the first in one SCIM change (10000)",
            form: "a whole number from 1 to 100000", apply: size(\.limits.batch, 1...100_000),
            show: { "\($0.limits.batch)" }),
        Setting(
            name: "limits.connections", help: "most connections at a time (4096)",
            form: "a whole number from 1 to 1000000", apply: size(\.limits.connections, 1...1_000_000),
            show: { "\($0.limits.connections)" }),
        Setting(
            name: "limits.headers", help: "largest header of a request (32KiB)", form: sizeForm,
            apply: size(\.limits.headers, 1024...(1 << 20)), show: { "\($0.limits.headers)" }),
    ]

    private static let timeouts = [
        Setting(
            name: "timeouts.idle", help: "how long a connection may be silent between requests (60s)",
            form: "a duration from 1s to 1h", apply: duration(\.timeouts.idle, .seconds(1) ... .seconds(3600)),
            show: { Self.text($0.timeouts.idle) }),
        Setting(
            name: "timeouts.body", help: "how long the server waits for a body that makes no progress (10s)",
            form: "a duration from 1s to 1h", apply: duration(\.timeouts.body, .seconds(1) ... .seconds(3600)),
            show: { Self.text($0.timeouts.body) }),
        Setting(
            name: "timeouts.reading",
            help: "how long the server waits for a client that takes nothing of its answer (60s)",
            form: "a duration from 1s to 1h", apply: duration(\.timeouts.reading, .seconds(1) ... .seconds(3600)),
            show: { Self.text($0.timeouts.reading) }),
        Setting(
            name: "timeouts.drain", help: "how long requests in progress may take when the server stops (20s)",
            form: "a duration from 1s to 1h", apply: duration(\.timeouts.drain, .seconds(1) ... .seconds(3600)),
            show: { Self.text($0.timeouts.drain) }),
    ]
}
