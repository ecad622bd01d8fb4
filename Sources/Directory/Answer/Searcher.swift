import JSON
import SCIM

/// Answers a search over one or more types: by index or by cursor, in the order of creation or sorted.
struct Searcher {
    let reader: StoreReader
    let baseURL: String
    let settings: SCIMSettings
    let seal: CursorSeal
    /// Entries of the log that were taken in before the state was opened for reading.
    let position: UInt64
    /// Milliseconds since 1970.
    let now: Int64

    /// One type that is searched, with the filter and the order as that type understands them.
    struct Part {
        let kind: StoredResource.Kind
        let filter: BoundFilter?
        let sort: BoundSort?
        /// Shared by all parts of a search.
        let meter: FilterMeter
    }

    /// - Throws: `SCIMError` when the filter or the order fits no type, or the cursor is not to be used.
    func search(_ request: SearchRequest, in kinds: [StoredResource.Kind]) throws -> ListResponse {
        let parts = try parts(request, kinds)
        let renderer = ResourceRenderer(reader: reader, baseURL: baseURL, projection: request.projection)
        let limit = min(request.count ?? settings.defaultResults, settings.maxResults)
        switch request.page {
        case .index(let start):
            let (total, page) =
                request.sort == nil
                ? try inOrderOfCreation(parts, from: start, limit, renderer)
                : try sorted(parts, from: start, limit, request, renderer)
            return ListResponse(
                totalResults: total, startIndex: start, resources: try rendered(page, renderer))
        case .cursor(let text):
            return try continued(text, parts, limit, request, renderer)
        }
    }

    // In a search over several types what one of them lacks has no value there (RFC 7644 section 3.4.2.1): it does not
    // match, and in an order it comes last. A type of which nothing can match is not looked at.
    private func parts(_ request: SearchRequest, _ kinds: [StoredResource.Kind]) throws(SCIMError) -> [Part] {
        let types = kinds.map(\.type)
        let filters = try request.filter?.bound(toEach: types, settings.leniency)
        let sorts = try request.sort?.bound(toEach: types, settings.leniency)
        let limit = settings.filterComparisons
        let meter = FilterMeter(
            limit: limit,
            refusal: SCIMError.tooMany(
                "The filter takes more than the limit of \(limit) comparisons (setting scim.filter-comparisons): join to it "
                    + "by and an eq on an attribute with an index (id, userName, displayName, externalId, members.value or "
                    + "groups.value), or compare less."))
        return kinds.indices.compactMap { place in
            guard let filter = filters?[place] else {
                return Part(kind: kinds[place], filter: nil, sort: sorts?[place] ?? nil, meter: meter)
            }
            if filter.isNever { return nil }
            return Part(kind: kinds[place], filter: filter, sort: sorts?[place] ?? nil, meter: meter)
        }
    }

    private func inOrderOfCreation(
        _ parts: [Part], from start: Int, _ limit: Int, _ renderer: ResourceRenderer
    ) throws -> (total: Int, page: [StoredResource]) {
        guard parts.contains(where: { $0.filter != nil }) else {
            let kinds = parts.map(\.kind)
            let page = limit == 0 ? [] : try reader.page(kinds, offset: start - 1, limit: limit)
            return (try reader.count(kinds), page)
        }
        var total = 0
        var found: [StoredResource] = []
        for part in parts {
            try matches(part, renderer) { resource in
                total += 1
                if total >= start, found.count < limit { found.append(resource) }
                return true
            }
        }
        return (total, found)
    }

    /// Visits what matches in the order of creation, until the visitor has enough.
    private func matches(
        _ part: Part, after sequence: Int64 = -1, _ renderer: ResourceRenderer,
        _ visitor: (StoredResource) throws -> Bool
    ) throws {
        let check = part.filter.map { FilterCheck(renderer: renderer, filter: $0, meter: part.meter) }
        try reader.visit([part.kind], part.filter.flatMap(Candidates.init), after: sequence) { resource in
            guard try check?.matches(resource) ?? true else { return true }
            return try visitor(resource)
        }
    }
}

// Sorted lists: keys of everything that matches, then the resources of one page.
extension Searcher {
    private func keys(_ parts: [Part], _ renderer: ResourceRenderer, before position: UInt64) throws -> [Cursor.Key] {
        var keys: [Cursor.Key] = []
        for part in parts {
            let sorted = part.sort?.place
            let needsGroups = sorted?.attribute.name == "groups" || sorted?.sub?.name == "version"
            let needsMembers = part.sort?.place.attribute.name == "members"
            try matches(part, renderer) { resource in
                guard UInt64(resource.sequence) < position else { return true }
                let key = try part.sort.map { sort in
                    let members = needsMembers && part.kind == .group ? try reader.listed(resource) : []
                    let memberships = needsGroups ? try renderer.memberships(of: resource) : nil
                    if needsGroups || needsMembers {
                        try part.meter.charge(
                            FilterCheck.lookUpCost + members.count + (memberships?.list.count ?? 0))
                    }
                    return sort.key(of: renderer.whole(resource, members: members, memberships))
                }
                keys.append(
                    Cursor.Key(
                        sort: key ?? .missing, kind: part.kind.rawValue, sequence: resource.sequence, id: resource.id))
                return true
            }
        }
        return keys
    }

    private func sorted(
        _ parts: [Part], from start: Int, _ limit: Int, _ request: SearchRequest, _ renderer: ResourceRenderer
    ) throws -> (total: Int, page: [StoredResource]) {
        let isDescending = request.sort?.isDescending ?? false
        let keys = try keys(parts, renderer, before: .max).sorted { $0.isBefore($1, isDescending: isDescending) }
        let page = keys.dropFirst(start - 1).prefix(limit)
        return (keys.count, try page.compactMap { try reader.resource($0.id) })
    }
}

// Cursors.
extension Searcher {
    private func continued(
        _ text: String, _ parts: [Part], _ limit: Int, _ request: SearchRequest, _ renderer: ResourceRenderer
    ) throws -> ListResponse {
        let question = request.fixed + [parts.map { "\($0.kind.rawValue)" }.joined(separator: ",")]
        let cursor = text.isEmpty ? nil : try seal.open(text, for: question, now: now)
        let position = cursor?.position ?? self.position
        var (keys, total) =
            request.sort == nil
            ? try following(cursor, parts, limit, before: position, renderer)
            : try followingSorted(cursor, parts, before: position, request, renderer)
        var isLast = keys.count <= limit
        keys = Array(keys.prefix(limit))
        total = cursor?.total ?? total
        let found = try keys.compactMap { key in try reader.resource(key.id).map { (key, $0) } }
        let resources = try rendered(found.map(\.1), renderer)
        if resources.count < found.count {
            isLast = false
            keys = found.prefix(resources.count).map(\.0)
        }
        var next: String?
        if !isLast, let last = keys.last {
            next = try seal.seal(Cursor(position: position, issued: now, total: total, last: last), for: question)
        }
        return ListResponse(totalResults: total, startIndex: nil, nextCursor: next, resources: resources)
    }

    /// The resources of a page as they are shown: fewer where they are large, at least one.
    private func rendered(_ page: [StoredResource], _ renderer: ResourceRenderer) throws -> [JSONValue] {
        var resources: [JSONValue] = []
        var size = 0
        for resource in page {
            let shown = JSONValue.object(try renderer.render(resource))
            size += shown.approximateSize
            guard resources.isEmpty || size <= Self.largestPage else { break }
            resources.append(shown)
        }
        return resources
    }

    /// About so many bytes of one answer.
    private static let largestPage = 16 << 20

    // One more than the page holds tells whether it is the last. Only the first page counts everything.
    private func following(
        _ cursor: Cursor?, _ parts: [Part], _ limit: Int, before position: UInt64, _ renderer: ResourceRenderer
    ) throws -> (keys: [Cursor.Key], total: Int) {
        var keys: [Cursor.Key] = []
        var total = 0
        for part in parts where part.kind.rawValue >= cursor?.last.kind ?? 0 {
            let after = part.kind.rawValue == cursor?.last.kind ? cursor?.last.sequence : nil
            try matches(part, after: after ?? -1, renderer) { resource in
                guard UInt64(resource.sequence) < position else { return false }
                total += 1
                if keys.count <= limit {
                    keys.append(
                        Cursor.Key(
                            sort: nil, kind: part.kind.rawValue, sequence: resource.sequence, id: resource.id))
                }
                return cursor == nil || keys.count <= limit
            }
        }
        return (keys, total)
    }

    private func followingSorted(
        _ cursor: Cursor?, _ parts: [Part], before position: UInt64, _ request: SearchRequest,
        _ renderer: ResourceRenderer
    ) throws -> (keys: [Cursor.Key], total: Int) {
        let isDescending = request.sort?.isDescending ?? false
        let all = try keys(parts, renderer, before: position)
        let rest = all.filter { key in cursor.map { $0.last.isBefore(key, isDescending: isDescending) } ?? true }
        return (rest.sorted { $0.isBefore($1, isDescending: isDescending) }, all.count)
    }
}

extension Cursor.Key {
    /// Ties are broken by the id, in both directions alike.
    func isBefore(_ other: Cursor.Key, isDescending: Bool) -> Bool {
        let (mine, others) = (sort ?? .missing, other.sort ?? .missing)
        if mine == others { return id.utf8.lexicographicallyPrecedes(other.id.utf8) }
        return isDescending ? others < mine : mine < others
    }
}

extension JSONValue {
    /// About how many bytes the value has as JSON.
    fileprivate var approximateSize: Int {
        switch self {
        case .null, .bool: 5
        case .number(let number): number.text.utf8.count
        case .string(let text): 2 + text.utf8.count
        case .array(let items): items.reduce(2) { $0 + 1 + $1.approximateSize }
        case .object(let object): object.members.reduce(2) { $0 + 4 + $1.name.utf8.count + $1.value.approximateSize }
        }
    }
}
