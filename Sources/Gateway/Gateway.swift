import Foundation
import JSON
package import Logging
import Recorder
import Records
import SCIM
import Synchronization
import Vault

/// A gateway in front of somebody else's SCIM service: passes everything on, and puts every write on record.
///
/// Guarantees, for a write: nothing is passed on before the attempt is durable; nothing is answered as done before the
/// outcome is; what the outcome says was seen in the service, not read from the request. Reads pass as they come.
package final class Gateway: Sendable {
    package let settings: GatewaySettings
    let log: GatewayLog
    let upstream: any Upstream
    private let connection: HTTPUpstream?
    let memory = UpstreamMemory()
    package let counts = GatewayCounts()
    let credentials = KnownCredentials()
    let parties: Parties
    let via: ViaName
    /// Keys are resources, and names of those that are being made.
    let locks = LockTable<String>()
    /// Attempts that are being carried out, or closed, in this process.
    let running = RunningAttempts()
    /// Of those, which ended without anything having been passed on, and could not be closed.
    let notPassedOn = Mutex<[UInt64: String]>([:])
    /// Where the last look at open attempts stopped.
    let reconciledUpTo = Mutex<UInt64>(0)
    let logger: Logger
    let traffic: Traffic
    /// Whether what is known is of this very service; see `bind`.
    let isBound = Mutex(false)

    /// - Parameters:
    ///   - settings: what is behind it.
    ///   - log: where its records go.
    ///   - upstream: the service; nil for the one that the settings name.
    ///   - logger: for what an operator should know.
    /// - Throws: `SettingsFault` for a file of authorities that cannot be used.
    package init(
        _ settings: GatewaySettings, log: GatewayLog, upstream: (any Upstream)? = nil, logger: Logger
    ) throws(SettingsFault) {
        self.settings = settings
        self.log = log
        traffic = Traffic(budget: Self.bodies * settings.body)
        if let upstream {
            connection = nil
            self.upstream = MeteredUpstream(inner: upstream)
        } else {
            let connection = try HTTPUpstream(settings)
            self.connection = connection
            self.upstream = MeteredUpstream(inner: connection)
        }
        parties = Parties(namespace: settings.namespace)
        via = ViaName(log.recorder.vault.label(of: Identity(kind: "via", namespace: "muster", id: settings.namespace)))
        var logger = logger
        logger[metadataKey: "gateway"] = .string(settings.name)
        self.logger = logger
        if (try? log.store.hasMembers(settings.name)) ?? false { memory.showsMembers() }
    }

    package func close() async { await connection?.close() }

    /// Whether clients show Muster a token, and the upstream something else.
    package var hasCredentials: Bool { settings.credentials != nil }

    /// Whether a request changes nothing, so that its body needs not be read first.
    package static func isRead(method: String, path: String) -> Bool {
        GatewayRoute(method: method, path: path) == .read
    }

    /// Answers a request; every failure is an answer too.
    package func respond(to given: GatewayRequest) async -> GatewayAnswer {
        guard !via.stands(in: given.headers) else { return Self.circle }
        let request: GatewayRequest
        do throws(SCIMError) { request = try given.checked() } catch {
            return GatewayAnswer(error.status, error.detail)
        }
        let route = GatewayRoute(method: request.method, path: request.path)
        switch route {
        case .astray: return GatewayAnswer(404, "The path is none that a SCIM service has.")
        case .read: return await read(request)
        case .bulk where settings.bulk == .refuse:
            return GatewayAnswer(501, "Bulk requests do not pass this gateway: send the operations one by one.")
        case _ where !log.isReady:
            return GatewayAnswer(
                503, "Nothing was changed: what is behind the gateway is being made out from the log.", retryAfter: 5)
        default:
            guard traffic.begin() else {
                return GatewayAnswer(503, "Nothing was changed: the gateway is being removed.", retryAfter: 5)
            }
            // A task of its own: a client that goes away must not leave a write half on record.
            return await Task {
                defer { traffic.end() }
                do { try await bind() } catch { return unrecorded(error) }
                return await self.timed(route, request)
            }.value
        }
    }

    /// Carries out a write, and takes down what it took beside waiting for the upstream.
    private func timed(_ route: GatewayRoute, _ request: GatewayRequest) async -> GatewayAnswer {
        let (start, waiting) = (ContinuousClock.now, UpstreamTime())
        let answer = await UpstreamTime.$current.withValue(waiting) { await write(route, request) }
        counts.addOwnTime(start.duration(to: .now) - waiting.total)
        return answer
    }

    func access(_ request: GatewayRequest) -> [(name: String, value: String)] {
        hasCredentials ? [] : request.headers.filter { $0.name.lowercased() == "authorization" }
    }

    func reader(_ request: GatewayRequest) -> StateReader {
        var reader = reader(showing: access(request))
        reader.knownMembers = { [log, name = settings.name] group in
            (try? log.store.someMembers(name, of: group, limit: 3)) ?? []
        }
        return reader
    }

    func reader(showing access: [(name: String, value: String)]) -> StateReader {
        StateReader(upstream: upstream, settings: settings, via: via, access: access, memory: memory)
    }

    /// Makes absolute addresses of the upstream those of the gateway.
    func outward(_ request: GatewayRequest) -> AddressRewriter {
        AddressRewriter(from: settings.upstream.prefixes, path: settings.upstream.path, to: request.base)
    }

    /// What goes to the client for an address in a field of the upstream's answer: below the base the gateway's, else the
    /// whole one, since a path alone would lead the client to Muster.
    func outwardField(_ address: String, _ request: GatewayRequest) -> String? {
        let whole = settings.upstream.resolve(address, asked: request.path)
        return outward(request).replaced(whole) ?? whole
    }

    /// The other way, in filters too: in those of PATCH operations, also within a bulk request, and of searches.
    func inward(_ request: GatewayRequest) -> AddressRewriter {
        let filters: [String: Int] =
            switch GatewayRoute(method: request.method, path: request.path) {
            case .bulk: ["path": 6]
            case .read: ["filter": 1]
            default: request.method == "PATCH" ? ["path": 3] : [:]
            }
        return AddressRewriter(from: [request.base], to: settings.upstream.text, filters: filters)
    }

    /// The request as it goes to the upstream.
    func forwarded(_ request: GatewayRequest, extra: [(name: String, value: String)] = []) -> UpstreamRequest {
        let rewriter = inward(request)
        let fields = FieldRules.request(
            request.headers, hidesCredentials: hasCredentials, via: via, rewrite: rewriter.replaced)
        let target =
            (request.path.isEmpty ? "" : request.path) + (request.query.map { "?" + Self.inward($0, rewriter) } ?? "")
        return UpstreamRequest(request.method, target, headers: fields + extra, body: inwardBody(request))
    }

    /// The body as it goes to the upstream; what is asked for is read from this, since states are in the upstream's words.
    func inwardBody(_ request: GatewayRequest) -> [UInt8] {
        guard !request.body.isEmpty, FieldRules.isJSON(request.headers), !FieldRules.isEncoded(request.headers) else {
            return request.body
        }
        var rewriter = inward(request)
        return rewriter.rewrite(request.body) + rewriter.finish()
    }

    /// Filters may speak of addresses (`manager.$ref eq "…"`).
    private static func inward(_ query: String, _ rewriter: AddressRewriter) -> String {
        query.split(separator: "&", omittingEmptySubsequences: false).map { parameter in
            let name = parameter.prefix { $0 != "=" }
            guard name.endIndex < parameter.endIndex, TargetForm.plain(name)?.lowercased() == "filter" else {
                return String(parameter)
            }
            return name + "=" + rewriter.replaced(queryFilter: String(parameter[name.endIndex...].dropFirst()))
        }.joined(separator: "&")
    }
}
