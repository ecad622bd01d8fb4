import JSON
import SCIM

extension SCIMDirectory {
    /// Answers the question that identity providers ask before every change, `userName eq "…"` or `id eq "…"`, from
    /// single look-ups; nil for every other question.
    func lookUp(
        _ search: SearchRequest, _ kinds: [StoredResource.Kind], _ request: SCIMRequest
    ) throws -> ListResponse? {
        guard kinds.count == 1, let kind = kinds.first, search.page == .index(1), search.count ?? 1 > 0,
            search.sort == nil,
            case .compare(let reference, .eq, .string(let text))? = search.filter,
            reference.schema == nil, reference.sub == nil
        else { return nil }
        let isName = kind == .user && reference.name.isSameName(as: "userName")
        guard isName || reference.name.isSameName(as: "id") else { return nil }
        return try store.look { reader in
            let resource = try isName ? reader.user(named: text) : reader.resource(text)
            let found = resource.flatMap { $0.kind == kind ? $0 : nil }
            let renderer = ResourceRenderer(reader: reader, baseURL: request.baseURL, projection: search.projection)
            return ListResponse(
                totalResults: found == nil ? 0 : 1, startIndex: 1,
                resources: try found.map { [.object(try renderer.render($0))] } ?? [])
        }
    }
}
