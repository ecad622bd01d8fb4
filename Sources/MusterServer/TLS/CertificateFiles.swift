import Logging
import NIOCertificateReloading
import NIOSSL
import Synchronization
import X509

/// The server's certificate and key, read from PEM files and read again while the server runs.
struct CertificateFiles: Sendable {
    let reloader: TimedCertificateReloader
    let configuration: TLSConfiguration

    /// Reads both files now; later readings that fail leave the last good pair in use.
    ///
    /// They are read again every `interval`. Throws a ``ConfigurationError`` that names the files at fault.
    init(
        certificate: String, key: String, interval: Duration, logger: Logger, metrics: MetricsRegistry
    ) throws(ConfigurationError) {
        let wasRead = Flag()
        do {
            reloader = try TimedCertificateReloader.makeReloaderValidatingSources(
                configuration: TimedCertificateReloader.Configuration(
                    refreshInterval: interval,
                    certificateSource: .init(location: .file(path: certificate), format: .pem),
                    privateKeySource: .init(location: .file(path: key), format: .pem)
                ) {
                    $0.onCertificateLoaded = { _ in
                        metrics.series("muster_tls_certificate_reloads_total", [("result", "read")]) { CounterSeries() }
                            .increment()
                    }
                    $0.onCertificateLoadFailed = { failure in
                        metrics.series("muster_tls_certificate_reloads_total", [("result", "failed")]) {
                            CounterSeries()
                        }.increment()
                        // At the start there are none to fall back on: then the refusal itself says what is wrong.
                        guard wasRead.isSet else { return }
                        logger.error(
                            "the TLS files cannot be read; the last good ones stay in use",
                            metadata: ["error": "\(failure.error)", "certificate": "\(certificate)", "key": "\(key)"])
                    }
                })
            var configuration = try TLSConfiguration.makeServerConfiguration(certificateReloader: reloader)
            configuration.minimumTLSVersion = .tlsv12
            configuration.applicationProtocols = ["http/1.1"]
            self.configuration = configuration
            wasRead.set()
        } catch let error as TimedCertificateReloader.Error {
            throw ConfigurationError(
                place: "tls",
                reason: "\(error) (certificate \(certificate), key \(key)): both must be PEM files that this process "
                    + "may read and that belong together")
        } catch {
            throw ConfigurationError(
                place: "tls", reason: "\(certificate) and \(key) cannot be used as certificate and key: \(error)")
        }
    }
}

/// Something that happens once.
private final class Flag: Sendable {
    private let state = Atomic(false)

    var isSet: Bool { state.load(ordering: .acquiring) }
    func set() { state.store(true, ordering: .releasing) }
}
