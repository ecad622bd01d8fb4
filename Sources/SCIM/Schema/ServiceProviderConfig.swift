package import JSON

/// What this service can do (RFC 7643 section 5, RFC 9865 section 4).
///
/// `bulk` and `filter` always carry their limits, supported or not: clients have stopped patching where one was missing.
package struct ServiceProviderConfig: Sendable {
    package var maxResults: Int
    package var maxPayloadSize: Int
    package var maxOperations: Int
    /// Resources of a page when the client does not say.
    package var defaultPageSize: Int
    /// Seconds that a cursor is good for.
    package var cursorTimeout: Int

    package init(
        maxResults: Int, maxPayloadSize: Int, maxOperations: Int, defaultPageSize: Int, cursorTimeout: Int
    ) {
        self.maxResults = maxResults
        self.maxPayloadSize = maxPayloadSize
        self.maxOperations = maxOperations
        self.defaultPageSize = defaultPageSize
        self.cursorTimeout = cursorTimeout
    }

    /// The configuration as the resource of its endpoint, its location under `baseURL`.
    package func json(baseURL: String) -> JSONValue {
        [
            "schemas": [.string(SchemaURN.serviceProviderConfig)],
            "patch": ["supported": true],
            "bulk": [
                "supported": true, "maxOperations": .int(maxOperations), "maxPayloadSize": .int(maxPayloadSize),
            ],
            "filter": ["supported": true, "maxResults": .int(maxResults)],
            "changePassword": ["supported": false],
            "sort": ["supported": true],
            "etag": ["supported": true],
            "pagination": [
                "cursor": true, "index": true, "defaultPaginationMethod": "index",
                "defaultPageSize": .int(defaultPageSize), "maxPageSize": .int(maxResults),
                "cursorTimeout": .int(cursorTimeout),
            ],
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
