import JSON
import SCIM

/// The answers of the discovery endpoints (RFC 7644 section 4).
enum Discovery {
    static func answer(_ route: Route, _ request: SCIMRequest, _ settings: SCIMSettings) throws(SCIMError)
        -> SCIMResponse?
    {
        switch route {
        case .serviceProviderConfig:
            try refuseFilter(request)
            let config = ServiceProviderConfig(
                maxResults: settings.maxResults, maxPayloadSize: request.limits.body,
                maxOperations: settings.bulkOperations, defaultPageSize: settings.defaultResults,
                cursorTimeout: settings.cursorTimeout)
            return SCIMResponse(status: 200, json: config.json(baseURL: request.baseURL))
        case .resourceTypes(let name):
            return try answer(
                settings.types.all.map { ($0.name, $0.json(baseURL: request.baseURL)) }, named: name, request)
        case .schemas(let id):
            // Listed are the schemas of what is provisioned; those of the discovery resources are found by their ids.
            let schemas = settings.types.schemas + (id == nil ? [] : Schema.discovery)
            return try answer(schemas.map { ($0.id, $0.json(baseURL: request.baseURL)) }, named: id, request)
        default: return nil
        }
    }

    // A listing ignores paging and refuses a filter, so that nobody takes a part for the whole.
    private static func answer(
        _ list: [(name: String, json: JSONValue)], named name: String?, _ request: SCIMRequest
    ) throws(SCIMError) -> SCIMResponse {
        if let name {
            guard let found = list.first(where: { $0.name.isSameName(as: name) }) else {
                throw SCIMError(status: 404, "There is no such schema or resource type.", attribute: "id")
            }
            return SCIMResponse(status: 200, json: found.json)
        }
        try refuseFilter(request)
        let response = ListResponse(totalResults: list.count, resources: list.map(\.json))
        return SCIMResponse(status: 200, json: response.json)
    }

    private static func refuseFilter(_ request: SCIMRequest) throws(SCIMError) {
        guard !request.query.contains(where: { $0.0.isSameName(as: "filter") }) else {
            throw SCIMError(status: 403, "filter cannot be used here.", attribute: "filter")
        }
    }
}
