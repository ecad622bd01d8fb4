package import JSON

/// What this service can do (RFC 7643 section 5).
///
/// `bulk` and `filter` always carry their limits, supported or not: clients have stopped patching where one was missing.
package struct ServiceProviderConfig: Sendable {
    package var maxResults: Int
    package var maxPayloadSize: Int
    package var maxOperations: Int

    package init(maxResults: Int, maxPayloadSize: Int, maxOperations: Int = 0) {
        self.maxResults = maxResults
        self.maxPayloadSize = maxPayloadSize
        self.maxOperations = maxOperations
    }

    /// The configuration as the resource of its endpoint, its location under `baseURL`.
    package func json(baseURL: String) -> JSONValue {
        [
            "schemas": [.string(SchemaURN.serviceProviderConfig)],
            "patch": ["supported": true],
            "bulk": [
                "supported": false, "maxOperations": .int(maxOperations), "maxPayloadSize": .int(maxPayloadSize),
            ],
            "filter": ["supported": true, "maxResults": .int(maxResults)],
            "changePassword": ["supported": false],
            "sort": ["supported": false],
            "etag": ["supported": true],
            "authenticationSchemes": [
                [
                    "type": "oauthbearertoken", "name": "OAuth Bearer Token",
                    "description": "A Muster token with the scope \"scim\" in the Authorization header.",
                    "specUri": "https://www.rfc-editor.org/info/rfc6750", "primary": true,
                ]
            ],
            "meta": [
                "resourceType": "ServiceProviderConfig",
                "location": .string("\(baseURL)/ServiceProviderConfig"),
            ],
        ]
    }
}
