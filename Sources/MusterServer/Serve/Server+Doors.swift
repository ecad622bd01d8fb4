import Gateway

extension Server {
    /// Every door of the house. A new door is one more line here.
    func everyDoor() -> [any Door] {
        var doors: [any Door] = [
            ReadyDoor(clock: clock),
            MetricsDoor(metrics: metrics),
            LogFilesDoor(publicEntries: Set(configuration.publicEntries)),
            SCIMDoor(address: address, limits: configuration.limits),
            EventsDoor(limits: configuration.limits, metrics: metrics),
            SearchDoor(),
            CountDoor(),
            HistogramDoor(),
            TailDoor(room: tails),
            ExportDoor(room: exports),
            EventDoor(),
            ReceiptDoor(),
            SubjectDoor(), SpansDoor(),
            LinksDoor(limits: configuration.limits),
            AccessDoor(),
            ImpactDoor(),
            ReportsDoor(settings: configuration.reports),
            TokensDoor(administration: administration, limits: configuration.limits),
            LogsDoor(administration: administration, limits: configuration.limits),
            gatewayDoor,
            GatewaysDoor(
                gateways: gateways, logs: openLogs, limits: configuration.limits, own: ownAddress),
            ConsoleDoor(
                gateways: ConsoleGateways(gateways: gateways), clock: { [clock] in Readiness.doubts(clock) },
                reports: configuration.reports, tails: tails),
        ]
        doors.append(OpenAPIDoor(doors: doors.map { type(of: $0) } + [OpenAPIDoor.self]))
        return doors
    }

    var gatewayDoor: GatewayDoor { GatewayDoor(gateways: gateways, address: address) }

    private var address: PublicAddress { PublicAddress(own: baseURL, configured: configuration.publicURL) }

    private var ownAddress: OwnAddress {
        OwnAddress(
            scheme: certificates == nil ? "http" : "https", host: configuration.listen.host,
            port: configuration.listen.port, configured: configuration.publicURL)
    }

    /// Where the server is found, as far as its configuration tells.
    package var baseURL: String { "\(certificates == nil ? "http" : "https")://\(configuration.listen)" }
}
