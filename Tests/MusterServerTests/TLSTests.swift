import Crypto
import Foundation
import HTTPTypes
import HummingbirdTesting
import MusterServer
import NIOCore
import NIOSSL
import SwiftASN1
import Testing
import X509

@Suite(.serialized) struct TLSTests {
    /// Writes a self-signed certificate for `name` and its key; gives the certificate's serial number.
    private static func write(_ folder: TemporaryFolder, name: String = "localhost") throws -> String {
        let key = P256.Signing.PrivateKey()
        let serial = Certificate.SerialNumber()
        let subject = try DistinguishedName { CommonName(name) }
        let certificate = try Certificate(
            version: .v3, serialNumber: serial, publicKey: .init(key.publicKey), notValidBefore: .now - 60,
            notValidAfter: .now + 3600, issuer: subject, subject: subject, signatureAlgorithm: .ecdsaWithSHA256,
            extensions: Certificate.Extensions { SubjectAlternativeNames([.dnsName(name)]) },
            issuerPrivateKey: .init(key))
        _ = try folder.write(try certificate.serializeAsPEM().pemString, to: "cert.pem")
        _ = try folder.write(key.pemRepresentation, to: "key.pem")
        return serial.description
    }

    private static func serial(_ port: Int, maximum: TLSVersion? = nil) async throws -> String {
        var tls = TLSConfiguration.makeClientConfiguration()
        tls.certificateVerification = .none
        tls.maximumTLSVersion = maximum
        return try await TestClient.withClient(
            host: "127.0.0.1", port: port, configuration: .init(tlsConfiguration: tls, serverName: "localhost")
        ) { client in
            let answer = try await client.get("/healthz")
            #expect(answer.status == .ok)
            let certificate = try #require(try await client.getChannel().nioSSL_peerCertificate().get())
            return try Certificate(derEncoded: certificate.toDERBytes()).serialNumber.description
        }
    }

    private static func configure(_ folder: TemporaryFolder) -> (inout Configuration) -> Void {
        { configuration in
            configuration.tls.certificate = folder.path + "/cert.pem"
            configuration.tls.key = folder.path + "/key.pem"
        }
    }

    @Test func certificatesAreReadAgainWhenTheyChange() async throws {
        let folder = try TemporaryFolder()
        let first = try Self.write(folder)
        try await LiveServer.with(folder, configure: Self.configure(folder)) { live in
            #expect(try await Self.serial(live.port) == first)
            let second = try Self.write(folder)
            var seen = first
            for _ in 0..<100 where seen != second {
                try await Task.sleep(for: .milliseconds(100))
                seen = try await Self.serial(live.port)
            }
            #expect(seen == second)
            // A damaged file leaves the last good pair in use.
            _ = try folder.write("not a certificate", to: "cert.pem")
            try await Task.sleep(for: .milliseconds(500))
            #expect(try await Self.serial(live.port) == second)
        }
    }

    @Test func oldVersionsAreRefused() async throws {
        let folder = try TemporaryFolder()
        _ = try Self.write(folder)
        try await LiveServer.with(folder, configure: Self.configure(folder)) { live in
            _ = try await Self.serial(live.port, maximum: .tlsv12)
            await #expect(throws: (any Error).self) { try await Self.serial(live.port, maximum: .tlsv11) }
        }
    }

    @Test(arguments: ["missing", "garbage", "mismatch"]) func badFilesAreNamed(_ kind: String) async throws {
        let folder = try TemporaryFolder()
        _ = try Self.write(folder)
        switch kind {
        case "missing": try FileManager.default.removeItem(atPath: folder.path + "/key.pem")
        case "garbage": _ = try folder.write("x", to: "cert.pem")
        default: _ = try folder.write(P256.Signing.PrivateKey().pemRepresentation, to: "key.pem")
        }
        let error = await #expect(throws: ConfigurationError.self) {
            try await LiveServer.with(folder, configure: Self.configure(folder)) { _ in }
        }
        #expect(error?.description.contains("key.pem") == true && error?.description.contains("cert.pem") == true)
    }
}
